package access

import "github.com/suyuan-ledger/suyuan/app/rule"

// Refusals of chapter 6.
var (
	ErrDuplicate = rule.Refuse(601, "access.duplicate", "编号 {id} 已被使用", "the id {id} is taken",
		"换一个编号", "choose another id")
	ErrUnknownAgreement = rule.Refuse(602, "access.unknown_agreement", "没有协议 {id}",
		"there is no agreement {id}", "填写已签订协议的编号", "name a signed agreement")
	ErrAgreementNotRunning = rule.Refuse(603, "access.agreement_not_running",
		"协议 {id} 在该时段不在有效期内（{cause}）", "agreement {id} is not in force then ({cause})",
		"在协议期限内办理，或先签订新协议", "act inside the term, or sign a new agreement first")
	ErrUnknownField = rule.Refuse(605, "access.unknown_field", "资源 {object} 没有字段 {name}",
		"resource {object} has no field {name}", "按目录所列字段填写", "use the fields of the catalogue entry")
	ErrFieldsUnnamed = rule.Refuse(606, "access.fields_unnamed", "须写明使用资源 {object} 的哪些字段（最小必要）",
		"the fields used of resource {object} must be named (minimum necessary)",
		"列出确有必要的字段", "list the fields that are needed")
	ErrOutsideAgreement = rule.Refuse(607, "access.outside_agreement", "{object} 不在授权运营协议的资源范围内",
		"{object} is outside the agreement's resources", "先变更协议范围，或去掉该项",
		"amend the agreement first, or leave it out")
	ErrNotAuthorizable = rule.Refuse(608, "access.not_authorizable", "资源 {object} 目前不可授权（{cause}）",
		"resource {object} may not be authorized now ({cause})", "先完成审核、发布和登记",
		"complete its review, publication and registration first")
	ErrNotOffered = rule.Refuse(609, "access.not_offered", "产品 {object} 未在该协议下发布",
		"product {object} is not published under this agreement", "待运营机构发布后再办理",
		"wait until the operator has published it")
	ErrWrongSigner = rule.Refuse(610, "access.wrong_signer", "须由 {who} 签署", "{who} must sign",
		"由该主体签署后重新提交", "have that party sign and submit again")

	ErrApplicant = rule.Refuse(611, "application.applicant", "场景申请须由{who_zh}提出",
		"a scenario application is made by the {who}", "由规定的申请主体提出",
		"have the body that the regime names apply").Under("application.applicant")
	ErrNotAdmitted = rule.Refuse(612, "application.not_admitted", "{party} 未注册公示为开发利用机构",
		"{party} is not an admitted developer", "先完成注册、审核和公示",
		"register, be reviewed and publicized first").Under("developer.review_by")
	ErrScenarioTaken = rule.Refuse(613, "application.scenario_taken",
		"场景 {scenario} 已由申请 {id} 提出，一个场景只办理一次",
		"scenario {scenario} already has application {id}: each scenario is dealt with once",
		"另一场景另行申请；同一场景待原申请办结",
		"apply for another scenario separately, or await the first decision").
		Under("scenario.rule")
	ErrUnknownApplication = rule.Refuse(614, "application.unknown", "没有申请 {id}",
		"there is no application {id}", "核对申请编号", "check the id")
	ErrDecided = rule.Refuse(615, "application.decided", "申请 {id} 已办结（{status}）",
		"application {id} is already decided ({status})", "如需变更，另行申请", "apply anew for a change")
	ErrNotReviewer = rule.Refuse(616, "application.not_reviewer", "签署方不是待审的审核主体，尚待：{waiting_zh}",
		"the signers hold no open seat; waiting for: {waiting}", "由尚未审核的主体审核",
		"have a body that has not decided sign").Under("application.reviewers.whole")
	ErrSelfReview = rule.Refuse(617, "application.self_review", "审核主体与申请主体同一或同一控制",
		"the reviewer is the applicant or under common control with it", "由无关联的主体审核",
		"have an unrelated body review")
	ErrWiderThanAsked = rule.Refuse(618, "application.wider_than_asked", "批准范围超出申请：{what}",
		"the approval goes beyond the request: {what}", "批准范围只能等于或小于申请",
		"approve what was asked for, or less")
	ErrNothingLeft = rule.Refuse(619, "application.nothing_left", "各审核意见没有共同批准的内容",
		"the reviews leave nothing that all of them allow", "至少批准一项，或作出不予通过的决定",
		"allow at least one item, or reject")
	ErrOperatorGroup = rule.Refuse(620, "application.operator_group",
		"{party} 是运营机构或与其有关联（{path}），不得参与再开发",
		"{party} is the operator or linked with it ({path}) and may not re-develop", "由与运营机构无关联的机构申请",
		"have an unrelated developer apply").Under("redev_ban")

	ErrBeforeApproval = rule.Refuse(621, "dev_agreement.before_approval", "场景申请 {id} 尚未审核通过",
		"application {id} is not approved", "审核通过后再签订开发利用协议",
		"sign after the approval").Under("dev_agreement.after_application")
	ErrDevTerm = rule.Refuse(622, "dev_agreement.term", "开发利用协议期限须在 {first} 至 {last} 之内",
		"the term must lie between {first} and {last}", "缩短期限", "shorten the term").
		Under("dev_agreement.term_max_years")
	ErrDevRule = rule.Refuse(623, "dev_agreement.rule_hash", "规则的摘要应为 {hash}",
		"the hash of the rule is {hash}", "双方核对规则后重新签署", "compare the rule and sign again")
	ErrOtherParties = rule.Refuse(624, "dev_agreement.parties", "申请 {id} 不是 {developer} 在该协议下的申请",
		"application {id} is not {developer}'s under this agreement", "填写本机构在该协议下的申请",
		"name the developer's own application")
	ErrUnknownDev = rule.Refuse(625, "dev_agreement.unknown", "没有开发利用协议 {id}",
		"there is no development-use agreement {id}", "核对编号", "check the id")

	ErrBasis = rule.Refuse(631, "grant.basis", "向运营机构开放数据须有审核通过的申请",
		"the operator's grant needs an approved application", "先提出申请并通过审核",
		"apply and be approved first").Under("grant.operator_basis")
	ErrRawDeveloper = rule.Refuse(632, "grant.raw_to_developer",
		"原始资源 {object} 不得直接开放给开发利用机构", "raw resource {object} is not opened to a developer",
		"由运营机构加工为产品后提供", "let the operator process it and deliver a product").Under("raw.in_domain_only")
	ErrOutsideApproval = rule.Refuse(633, "grant.outside_approval", "{what} 不在申请批准的范围内（对象 {object}）",
		"{what} is outside what was approved (object {object})", "按批准的对象和字段开放，或另行申请",
		"open what was approved, or apply for more").Under("application.reviewers.whole")
	ErrGrantTerm = rule.Refuse(634, "grant.term", "使用权限须在 {last} 之前结束",
		"the grant must end by {last}", "缩短期限", "shorten it")
	ErrUnknownGrant = rule.Refuse(635, "grant.unknown", "没有使用权限 {id}", "there is no grant {id}",
		"核对编号", "check the id")
	ErrGrantClosed = rule.Refuse(636, "grant.closed", "使用权限 {id} 已结束", "grant {id} has already ended",
		"无须再次撤销", "nothing needs revoking")

	ErrNotUsable = rule.Refuse(641, "processing.grant_not_usable", "使用权限 {grant} 在作业时段内不可用（{cause}）",
		"grant {grant} was not usable over the job's window ({cause})", "只有在权限有效期内的作业才可记录",
		"only a job inside the grant's time can be recorded").Under("grant.operator_basis")
	ErrNotHolder = rule.Refuse(642, "processing.not_holder", "处理记录须由权限持有人 {holder} 的账号提交",
		"a processing record is filed by the grant's holder {holder}", "由持有人提交",
		"have the holder file it")
	ErrInputNotGranted = rule.Refuse(643, "processing.input_not_granted", "{object} 不在使用权限范围内",
		"{object} is not in the grant", "先取得该对象的使用权限", "obtain a grant for it first").
		Under("raw.in_domain_only")
	ErrFieldNotGranted = rule.Refuse(644, "processing.field_not_granted",
		"{object} 的字段 {name} 未经批准（最小必要）", "field {name} of {object} was not approved (minimum necessary)",
		"只使用获批字段，或另行申请", "use approved fields only, or apply for more").Under(
		"application.reviewers.whole")
	ErrNoVersion = rule.Refuse(645, "processing.no_version", "{object} 没有版本 {version}",
		"{object} has no version {version}", "核对版本号", "check the version")
	ErrDataset = rule.Refuse(646, "processing.dataset", "数据集 {object} 不是本机构同一授权下在此之前的处理结果",
		"dataset {object} is no earlier output of the same maker under the same authorization",
		"跨场景使用须另行申请", "apply anew to use it in another scenario")
	ErrWiderVersion = rule.Refuse(650, "processing.version_wider",
		"{object} 第 {version} 版用到资源 {resource}，申请审核时的版本不含该资源",
		"version {version} of {object} holds {resource}, which the version reviewed did not",
		"继续使用审核过的版本，或就新版本另行申请",
		"keep to the version that was reviewed, or apply for the new one").
		Under("application.reviewers.whole")
	ErrFuture = rule.Refuse(647, "processing.future", "作业结束时间晚于出块时间 {limit} 秒以上",
		"the job ends more than {limit} seconds after block time", "校准时钟后提交",
		"correct the clock and submit")
	ErrTwice = rule.Refuse(648, "processing.duplicate", "该次运行的输出已记录为 {id}",
		"this run's output is already recorded as {id}", "无须重复提交", "nothing needs filing again")
	ErrReplayed = rule.Refuse(649, "processing.replayed", "平移时间的记录只能写入测试账",
		"a record with moved times is for test ledgers only", "按事件原时间提交",
		"file it with the events' own times")
	ErrOldVersion = rule.Refuse(651, "processing.old_version",
		"{object} 的版本 {version} 在作业开始前已由版本 {next} 取代，新版本标明了个人信息或商业秘密",
		"version {version} of {object} was replaced before the job began by {next}, which marks "+
			"personal data or trade secrets",
		"按作业开始时的版本记录", "record the version in force when the job began")
)

var refusals = append([]*rule.Refusal{ErrDuplicate, ErrUnknownAgreement, ErrAgreementNotRunning,
	ErrUnknownField, ErrFieldsUnnamed, ErrOutsideAgreement, ErrNotAuthorizable,
	ErrNotOffered, ErrWrongSigner, ErrApplicant, ErrNotAdmitted, ErrScenarioTaken,
	ErrUnknownApplication, ErrDecided, ErrNotReviewer, ErrSelfReview, ErrWiderThanAsked,
	ErrNothingLeft, ErrOperatorGroup, ErrBeforeApproval, ErrDevTerm, ErrDevRule, ErrOtherParties,
	ErrUnknownDev, ErrBasis, ErrRawDeveloper, ErrOutsideApproval, ErrGrantTerm, ErrUnknownGrant,
	ErrGrantClosed, ErrNotUsable, ErrNotHolder, ErrInputNotGranted, ErrFieldNotGranted, ErrNoVersion,
	ErrOldVersion,
	ErrDataset, ErrFuture, ErrTwice, ErrReplayed, ErrWiderVersion, ErrHeld,
	ErrBarred, ErrNoApplications, ErrScenarioUnapproved, ErrOutsideScenario, ErrCriteria, ErrOneStep,
	ErrNotApplicant, ErrNoSuspension, ErrCauseStands, ErrDevEnded, ErrGround,
	ErrOtherStep}, handlingRefusals...)
