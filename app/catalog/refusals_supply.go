package catalog

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper about what may be authorized is refused.
var (
	ErrTaken = rule.Refuse(411, "catalog.id_taken",
		"编号 {id} 已使用", "the id {id} is in use", "换用新的编号", "use a new id")
	ErrKeptOut = rule.Refuse(412, "resource.kept_out",
		"资源 {id} 不纳入授权运营：{cause}", "resource {id} is kept out of authorized operation: {cause}",
		"须先移出负面清单或撤回不纳入的决定", "have it lifted first")
	ErrNoList = rule.Refuse(413, "neglist.none",
		"本地区不设负面清单", "there is no negative list here",
		"由数据提供单位说明理由和依据，以 resource.refuse 不纳入",
		"the provider refuses with reasons and basis: resource.refuse").Under("neglist.exists")
	ErrUseList = rule.Refuse(414, "neglist.required",
		"资源 {id} 只能经负面清单不纳入授权运营", "resource {id} can be kept out by the negative list only",
		"以 neglist.propose 提出，报人民政府审议", "propose it: neglist.propose").Under("neglist.exists")
	ErrNoReasons = rule.Refuse(415, "resource.reasons_missing",
		"资源 {id} 不纳入授权运营须说明理由和依据", "keeping resource {id} out needs reasons and a basis",
		"写明理由，附依据文件的编号和摘要", "give the reason, with number and digest of the basis").
		Under("neglist.reasons_required")
	ErrNoEntry = rule.Refuse(416, "neglist.unknown",
		"没有条目 {id}", "there is no entry {id}", "核对条目编号", "check the id")
	ErrEntryStatus = rule.Refuse(417, "neglist.status",
		"条目 {id} 当前为 {status}", "entry {id} is {status}",
		"待审议的条目才能通过，在列的条目才能复核或移出",
		"a proposed entry is approved, one in force is re-checked or lifted").Under("neglist.exists")
	ErrApprover = rule.Refuse(418, "neglist.approver",
		"列入负面清单须由 {jurisdiction} 的 {role} 审议通过",
		"the {role} of {jurisdiction} approves the negative list",
		"请该级人民政府签署，或由清单管理部门附其审议文件",
		"have it sign, or let the list's keeper give its document").Under("neglist.approver")
	ErrKeeper = rule.Refuse(419, "neglist.keeper",
		"负面清单由 {jurisdiction} 的 {role} 管理", "the {role} of {jurisdiction} keeps the negative list",
		"请该部门签署", "have that office sign").Under("neglist.keeper")
	ErrNotShared = rule.Refuse(420, "sharing.not_shared",
		"资源 {id} 不是共享所得", "resource {id} is not held through sharing",
		"无需征求同意", "no consent is needed")
	ErrCollector = rule.Refuse(421, "sharing.collector",
		"{who} 不能征求或代为提交共享数据提供单位的同意",
		"{who} may not collect the sharer's consent nor file it",
		"由实施机构征求，或由共享数据提供单位自行签署",
		"let the implementing body collect it, or the sharer sign itself").
		Under("shared_data.consent_collector")
	ErrNoRequest = rule.Refuse(422, "sharing.unknown",
		"没有征求同意记录 {id}", "there is no request for consent {id}",
		"先由实施机构征求同意", "ask for the consent first")
	ErrConsentStatus = rule.Refuse(423, "sharing.status",
		"征求同意记录 {id} 当前为 {status}", "the consent {id} is {status}",
		"征求中的可答复，已同意的可撤回", "a requested one is answered, a given one withdrawn").
		Under("shared_data.consent_required")
	ErrNoAnswer = rule.Refuse(424, "sharing.answer_missing",
		"缺少共享数据提供单位 {sharer} 的签署或书面答复", "neither signature nor document of the sharer {sharer}",
		"请其签署，或附其答复的编号和摘要", "have it sign, or give number and digest of its answer").
		Under("shared_data.consent_required")
	ErrConsented = rule.Refuse(425, "sharing.given",
		"资源 {id} 已有有效的同意", "a consent for resource {id} stands already",
		"无需重复征求", "nothing to do")
)

// Why a paper about the supply of data is refused.
var (
	ErrNoSample = rule.Refuse(426, "resource.sample_missing",
		"资源 {id} 的目录条目未附样例数据", "the entry of resource {id} has no sample data",
		"附样例数据的摘要后重新提交", "give the digest of sample data and submit again").
		Under("catalog.sample_required")
	ErrNotPublic = rule.Refuse(427, "resource.not_public",
		"资源 {id} 当前为 {status}，尚未发布", "resource {id} is {status}, not published yet",
		"发布后再办理", "publish it first").Under("catalog.reviewer")
	ErrVersion = rule.Refuse(428, "resource.version",
		"资源 {id} 的下一版本号为 {want}", "the next version of resource {id} is {want}",
		"更正版本号", "correct the version")
	ErrNoReceipt = rule.Refuse(429, "resource.receipt_missing",
		"资源 {id} 的归集缺少平台单位的签署或回执", "neither signature nor receipt of the platform for resource {id}",
		"请平台单位共同签署，或附其回执的编号和摘要",
		"have the platform body sign, or give number and digest of its receipt").
		Under("aggregation.deadline")
	ErrNotAuthorizable = rule.Refuse(430, "resource.not_authorizable",
		"资源 {id} 目前不可授权（{cause}）", "resource {id} cannot be authorized now ({cause})",
		"先消除该原因", "remove the cause first")
	ErrAggregated = rule.Refuse(431, "resource.aggregated",
		"资源 {id} 已归集", "the data of resource {id} are gathered already",
		"无需重复办理", "nothing to do")
	ErrNoBackflow = rule.Refuse(432, "backflow.none",
		"本地区未规定数据回流", "there is no backflow of data here",
		"按当地规定办理", "follow the local rules").Under("backflow")
	ErrBackflowPlace = rule.Refuse(433, "backflow.place",
		"{to} 不在 {jurisdiction} 之下", "{to} is not below {jurisdiction}",
		"数据只向下级回流", "data flow back to a lower level").Under("backflow")
	ErrNotAggregated = rule.Refuse(434, "backflow.not_aggregated",
		"资源 {id} 尚未归集", "the data of resource {id} are not gathered yet",
		"归集后再回流", "gather them first").Under("backflow")
	ErrBackflowConsent = rule.Refuse(435, "backflow.consent",
		"回流缺少数据提供单位 {provider} 的意见", "the source unit {provider} was not heard",
		"请其签署，或附其意见的编号和摘要", "have it sign, or give number and digest of its opinion").
		Under("backflow")
)

// Why a paper about a quality problem is refused.
var (
	ErrReporter = rule.Refuse(436, "ticket.reporter",
		"{who} 不能提出数据质量问题", "{who} may not raise problems of data quality",
		"由有权提出的机构提出", "let one raise it that may").Under("quality.reporters")
	ErrNoField = rule.Refuse(437, "ticket.field",
		"资源 {id} 没有数据项 {name}", "resource {id} has no field {name}",
		"核对数据项名称", "check the field")
	ErrNoTicket = rule.Refuse(438, "ticket.unknown",
		"没有质量工单 {id}", "there is no ticket {id}", "核对工单编号", "check the id")
	ErrTicketStatus = rule.Refuse(439, "ticket.status",
		"质量工单 {id} 当前为 {status}", "ticket {id} is {status}",
		"待处理的可答复，已答复的可认可或再次提出",
		"an opened one is answered, an answered one accepted or opened again").Under("quality.deadline")
	ErrNotReporter = rule.Refuse(440, "ticket.not_reporter",
		"工单由 {reporter} 提出，不是 {who}", "{reporter} raised the ticket, not {who}",
		"由提出方办理", "its reporter does this").Under("quality.reporters")
	ErrNotProvider = rule.Refuse(441, "ticket.not_provider",
		"工单由数据提供单位 {provider} 答复，不是 {who}", "the provider {provider} answers the ticket, not {who}",
		"由数据提供单位答复", "let the provider answer").Under("quality.deadline")
	ErrLimit = rule.Refuse(442, "ticket.limit",
		"{who} 不能设定质量问题的处理期限", "{who} may not set the time for a quality problem",
		"由规定的机构设定，已有统一期限的无需设定", "the institution that the rules name sets it, if any").
		Under("quality.set_by")
	ErrTimed = rule.Refuse(443, "ticket.timed",
		"质量工单 {id} 已有处理期限", "ticket {id} has a deadline already",
		"无需重复设定", "nothing to set").Under("quality.set_by")
)

// ErrRegistrar refuses an attested registration by somebody who has none made here.
var ErrRegistrar = rule.Refuse(444, "resource.registrar", "{who} 不是办理资源登记的主体",
	"{who} is not the party that has resources registered here",
	"由规定的主体办理，或由登记机构签署", "have that party record it, or the registry sign").
	Under("resource.registrar")

var supplyRefusals = []*rule.Refusal{ErrTaken, ErrKeptOut, ErrNoList, ErrUseList, ErrNoReasons,
	ErrNoEntry, ErrEntryStatus, ErrApprover, ErrKeeper, ErrNotShared, ErrCollector, ErrNoRequest,
	ErrConsentStatus, ErrNoAnswer, ErrConsented, ErrNoSample, ErrNotPublic, ErrVersion, ErrNoReceipt,
	ErrNotAuthorizable, ErrAggregated, ErrNoBackflow, ErrBackflowPlace, ErrNotAggregated,
	ErrBackflowConsent, ErrReporter, ErrNoField, ErrNoTicket, ErrTicketStatus, ErrNotReporter,
	ErrNotProvider, ErrLimit, ErrTimed, ErrRegistrar}
