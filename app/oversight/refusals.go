package oversight

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper of oversight is refused.
var (
	ErrNoAgreement = rule.Refuse(1101, "oversight.no_agreement", "没有协议 {id}",
		"there is no agreement {id}", "核对编号和对象类别", "check the id and the subject")
	ErrSigner = rule.Refuse(1102, "oversight.signer", "本步骤须由 {who} 签署",
		"this takes the signature of {who}", "由该主体签署", "have that party sign")
	ErrDuplicate = rule.Refuse(1103, "oversight.duplicate", "编号 {id} 已使用", "id {id} is taken",
		"换一个编号", "choose another id")
	ErrStep = rule.Refuse(1104, "oversight.step", "{id} 当前为 {status}，不能进行本步骤",
		"{id} is {status}; this step is not next", "按程序办理", "keep to the order of the procedure")
	ErrEnded = rule.Refuse(1105, "oversight.ended", "协议 {id} 已于 {at} 结束",
		"agreement {id} ended at {at}", "协议结束后不再下达整改", "nothing is to be put right after the end")

	ErrNoEvaluation = rule.Refuse(1110, "evaluation.none", "本地规定不评价该类主体",
		"the rules here do not evaluate such a party", "无需评价", "no evaluation is needed").
		Under("eval.developer.by")
	ErrOutcome = rule.Refuse(1111, "evaluation.outcome", "本地规定没有评价结果 {outcome}",
		"the rules here have no outcome {outcome}", "改用规定的评价结果", "use an outcome of the rules").
		Under("eval.outcomes")
	ErrNoEvaluationKnown = rule.Refuse(1112, "evaluation.unknown", "没有评价 {id}",
		"there is no evaluation {id}", "核对编号", "check the id")
	ErrOtherUnit = rule.Refuse(1113, "evaluation.other_unit", "须由原评价单位 {who} 再次评估",
		"only {who}, which evaluated, assesses again", "报原评价单位", "report to that unit").
		Under("rectify.reassess")

	ErrLimitSet = rule.Refuse(1120, "rectify.limit_set", "整改期限为规定的 {n} {unit}，不另行设定",
		"the limit is {n} {unit} by rule and is not set otherwise", "删除 limit", "leave limit out").
		Under("rectify.deadline")
	ErrLimit = rule.Refuse(1121, "rectify.limit", "期限须在 {today} 之后 {days} 日内",
		"the limit must lie within {days} days after {today}", "设定期限的最后一日", "set the last day")
	ErrNoRectification = rule.Refuse(1122, "rectify.unknown", "没有整改 {id}",
		"there is no rectification {id}", "核对编号", "check the id")

	ErrNoMeasure = rule.Refuse(1130, "measure.unknown", "没有措施 {id}", "there is no measure {id}",
		"核对编号", "check the id")
	ErrLifted = rule.Refuse(1131, "measure.lifted", "{id} 已于 {at} 解除", "{id} was lifted at {at}",
		"无需再次解除", "it need not be lifted again")
	ErrNoBlacklist = rule.Refuse(1132, "blacklist.none", "本地规定不设黑名单",
		"the rules here keep no blacklist", "改用其他措施", "use another measure").Under("blacklist")
	ErrKeeper = rule.Refuse(1133, "blacklist.keeper", "黑名单由{role_zh}管理",
		"the blacklist is kept by the {role}", "由管理主体提出，数据主管部门可联署",
		"have the keeper author it; the bureau may co-sign").Under("blacklist.keeper")
	ErrMeasure = rule.Refuse(1134, "blacklist.measure", "本地规定没有措施 {measure}",
		"the rules here have no measure {measure}", "改用规定的措施", "use a measure of the rules").
		Under("blacklist.measures")
	ErrNoParty = rule.Refuse(1135, "blacklist.party", "没有主体 {party}", "there is no party {party}",
		"核对编号", "check the id")

	ErrNoViolation = rule.Refuse(1136, "measure.no_violation",
		"协议 {agreement} 下没有经确认的用途违规 {id}",
		"agreement {agreement} has no confirmed violation {id}", "核对违规记录编号和协议",
		"check the violation and the agreement")

	ErrRunning = rule.Refuse(1140, "ending.running", "协议 {id} 尚未结束", "agreement {id} has not ended",
		"协议结束后再办理", "wait for its end")
	ErrClosed = rule.Refuse(1141, "ending.closed", "协议 {id} 已于 {at} 办结",
		"agreement {id} was closed at {at}", "无需再办理", "nothing is left to do")
	ErrSupervised = rule.Refuse(1142, "destruction.unsupervised", "删除须由 {who} 监督并签署",
		"the deletion is supervised by {who}, who signs", "由监督方一并签署", "have that party sign too").
		Under("terminate.destroy")
	ErrReversible = rule.Refuse(1143, "destruction.reversible", "{method} 可以恢复，须不可逆销毁",
		"{method} can be undone; destruction must not be", "改用覆写、物理销毁或密钥销毁",
		"overwrite, destroy physically or erase the keys").Under("terminate.destroy")
	ErrScope = rule.Refuse(1144, "destruction.scope", "须包括原始数据及其副本",
		"raw data and copies both are destroyed", "补齐销毁范围", "complete the scope").
		Under("terminate.destroy")
	ErrNotHandedOver = rule.Refuse(1145, "ending.not_handed_over", "业务和数据尚未移交",
		"business and data were not handed over", "先记录移交", "record the handover first").
		Under("terminate.handover")
	ErrNotDestroyed = rule.Refuse(1146, "ending.not_destroyed", "尚无数据销毁记录",
		"the destruction of the data is not on record", "先记录销毁", "record the destruction first").
		Under("terminate.destroy")
	ErrNoLogs = rule.Refuse(1147, "ending.no_logs", "尚未登记 {class} 类日志的留存",
		"logs of class {class} were not deposited", "先登记日志留存", "deposit the logs first").
		Under("log.retention_years")

	ErrNoLog = rule.Refuse(1150, "log.unknown", "没有日志 {id}", "there is no log {id}", "核对编号",
		"check the id")
	ErrReleased = rule.Refuse(1151, "log.released", "日志 {id} 已于 {at} 解除留存",
		"log {id} was released at {at}", "无需再次解除", "it need not be released again")
	ErrKept = rule.Refuse(1152, "log.kept", "日志须留存至 {until} 终了",
		"the logs are kept to the end of {until}",
		"届时再解除", "release them then").Under("log.retention_years")
)

var refusals = []*rule.Refusal{ErrNoAgreement, ErrSigner, ErrDuplicate, ErrStep, ErrEnded,
	ErrNoEvaluation, ErrOutcome, ErrNoEvaluationKnown, ErrOtherUnit, ErrLimitSet, ErrLimit,
	ErrNoRectification, ErrNoMeasure, ErrLifted, ErrNoBlacklist, ErrKeeper, ErrMeasure, ErrNoParty,
	ErrNoViolation,
	ErrRunning, ErrClosed, ErrSupervised, ErrReversible, ErrScope, ErrNotHandedOver, ErrNotDestroyed,
	ErrNoLogs, ErrNoLog, ErrReleased, ErrKept}
