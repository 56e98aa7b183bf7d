package access

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why the handling of data is refused: persons, samples, imports, raw data, consents.
var (
	ErrPersonControls = rule.Refuse(683, "person.controls", "加工人员 {id} 缺少：{missing_zh}",
		"worker {id} lacks: {missing}", "补齐各项材料后备案", "complete the documents and file the worker").
		Under("processing.person_controls")
	ErrPerson = rule.Refuse(684, "processing.person", "加工人员 {id} 在作业时段内未在 {holder} 备案",
		"worker {id} was not on file with {holder} over the job's window",
		"作业前先备案，只写在岗人员", "file the worker before the job; name those at work").
		Under("processing.person_controls")
	ErrNoPersons = rule.Refuse(685, "processing.persons_missing", "须写明参与加工处理的人员",
		"the workers who took part must be named", "填写已备案人员的编号", "name workers on file").
		Under("processing.person_controls")
	ErrNotSampled = rule.Refuse(686, "processing.not_sampled", "{work_zh}须使用抽样、脱敏的数据",
		"{work} uses sampled, desensitized data only", "改用抽样脱敏数据后再作业",
		"work on sampled, desensitized data").Under("processing.sampled_desensitized")
	ErrImportApproval = rule.Refuse(687, "import.approval", "导入非公共数据须经实施机构 {who} 同意",
		"importing non-public data needs the approval of {who}", "由实施机构会签", "have it sign too").
		Under("import.nonpublic")
	ErrImportRules = rule.Refuse(688, "import.rules", "运营机构 {operator} 的社会数据接入规范尚未经同意",
		"the rules of {operator} for social data are not approved", "先制定规范并报请同意",
		"have such rules approved first").Under("import.nonpublic")
	ErrImport = rule.Refuse(689, "processing.import", "{object} 不是本机构在该协议下当时可用的导入数据",
		"{object} is no import of the holder under this agreement, usable at that time",
		"先记录导入及其合法依据", "record the import with its lawful basis first").
		Under("import.nonpublic")
	ErrRawRefused = rule.Refuse(690, "raw.refused", "不得向开发主体提供原始数据",
		"raw data is not provided to a developer", "由运营机构加工为产品后提供",
		"let the operator process it and deliver a product").Under("raw.access_procedure")
	ErrRawUnknown = rule.Refuse(691, "raw.unknown", "该协议下没有原始数据申请 {id}",
		"there is no request {id} for raw data under this agreement", "核对申请编号", "check the id")
	ErrRawStatus = rule.Refuse(692, "raw.status", "原始数据申请 {id} 目前为 {status}，不能办理此项",
		"request {id} for raw data is {status}: this step is not possible",
		"按申请、评估、审核、提供的顺序办理", "go through request, assessment, review, provision in order").
		Under("raw.access_procedure")
	ErrRawAuthority = rule.Refuse(693, "raw.authority", "评估结果须由{who_zh}审核",
		"the {who} reviews the assessment", "由规定的主管部门审核", "have that authority review it").
		Under("raw.access_procedure")
	ErrRawUnreviewed = rule.Refuse(694, "raw.not_reviewed", "申请 {id} 的评估结果尚未经{who_zh}审核",
		"the {who} has not reviewed the assessment of {id}", "审核通过后再提供",
		"provide it after the review").Under("raw.access_procedure")
	ErrRestricted = rule.Refuse(695, "application.restricted", "{object} 的提供单位限制用于 {purpose}",
		"the provider of {object} rules out its use for {purpose}", "改用其他数据，或与提供单位协商",
		"use other data, or agree it with the provider").Under("personal.rule")
	ErrCollector = rule.Refuse(696, "consent.collector", "{party} 不能收集或撤销该项同意",
		"{party} may not collect or revoke these consents",
		"由产品制作方、当地运营机构、数据提供单位、平台单位、实施机构或数据主管部门办理",
		"have the product's maker, or an operator, provider, platform or bureau of the place do it")
	ErrConsentUnknown = rule.Refuse(697, "consent.unknown", "没有同意 {handle}",
		"there is no consent {handle}", "核对同意序号", "check the number")
	ErrConsentRevoked = rule.Refuse(698, "consent.revoked", "同意 {handle} 当时已撤回或届满",
		"consent {handle} was revoked or over by then", "无须再次撤回", "nothing needs revoking")
	ErrPersonTwice = rule.Refuse(699, "person.duplicate", "该人员已以 {id} 备案",
		"this worker is on file as {id}", "沿用原备案，或先办理离岗", "use that file, or end it first")
)

var handlingRefusals = []*rule.Refusal{ErrPersonControls, ErrPerson, ErrNoPersons, ErrNotSampled,
	ErrImportApproval, ErrImportRules, ErrImport, ErrRawRefused, ErrRawUnknown, ErrRawStatus,
	ErrRawAuthority, ErrRawUnreviewed, ErrCollector, ErrConsentUnknown, ErrConsentRevoked,
	ErrPersonTwice, ErrRestricted}
