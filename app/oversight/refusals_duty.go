package oversight

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper on incidents, disclosures, reports, scores, records or cases is refused.
var (
	ErrNoIncident = rule.Refuse(1160, "incident.unknown", "没有安全事件 {id}",
		"there is no incident {id}", "核对编号", "check the id")
	ErrNotTold = rule.Refuse(1161, "incident.office", "本地规定不要求向 {office} 报告",
		"the rules here do not have {office} told", "向规定的部门报告", "report to an office of the rules").
		Under("incident.report.operator_to")
	ErrTold = rule.Refuse(1162, "incident.told", "已于 {at} 向 {office} 报告",
		"{office} was told at {at}", "无需重复报告", "it need not be told again")
	ErrUntold = rule.Refuse(1163, "incident.untold", "尚未向 {office} 报告",
		"{office} was not told yet", "先报告该部门", "report to it first")

	ErrTopicsImpl = rule.Refuse(1165, "disclosure.impl", "实施机构披露的内容须包括 {topic}",
		"what the implementing body discloses includes {topic}", "补充该项内容", "add it").
		Under("disclosure.impl")
	ErrTopicsOperator = rule.Refuse(1166, "disclosure.operator", "运营机构披露的内容须包括 {topic}",
		"what the operator discloses includes {topic}", "补充该项内容", "add it").
		Under("disclosure.operator")

	ErrNoAnnual = rule.Refuse(1170, "report.annual", "{who} 不承担该期间的年度报告",
		"{who} owes no annual report for that period", "由规定的主体按期间报送",
		"have whoever the rules name report, on a period in which the agreement ran").
		Under("report.annual.by")
	ErrNoHalfYear = rule.Refuse(1171, "report.half_year", "{who} 不承担该期间的半年报告",
		"{who} owes no half-year report for that period", "由规定的主体按期间报送",
		"have whoever the rules name report, on a period in which the agreement ran").
		Under("report.half_year.by")
	ErrReported = rule.Refuse(1172, "report.filed", "{period} 的报告已于 {at} 报送",
		"the report for {period} was filed at {at}", "无需重复报送", "it need not be filed again")
	ErrPeriodRuns = rule.Refuse(1173, "report.period_runs", "期间 {period} 至 {to} 方届满",
		"period {period} is not over before {to}", "届满后再办理", "wait until it is over")
	ErrNoRequest = rule.Refuse(1174, "report.request_unknown", "没有报告要求 {id}",
		"no report was asked for as {id}", "核对编号", "check the id")
	ErrAnswered = rule.Refuse(1175, "report.answered", "报告要求 {id} 已由 {report} 答复",
		"request {id} was answered by {report}", "无需重复报送", "it need not be answered again")

	ErrNoScore = rule.Refuse(1180, "score.none", "本地规定不评价数据提供单位",
		"the rules here do not evaluate providers", "无需评价", "no evaluation is needed").
		Under("eval.provider.by")
	ErrNoProvider = rule.Refuse(1181, "score.provider", "{party} 在 {period} 末不是该地的数据提供单位",
		"{party} is no data provider there at the end of {period}", "核对主体和期间",
		"check the party and the period")
	ErrManyFacts = rule.Refuse(1182, "score.facts", "该期间的事项超过 {n} 项",
		"the period holds more than {n} facts", "改用较短的期间", "choose a shorter period")
	ErrThirdParty = rule.Refuse(1183, "evaluation.third_party", "本地规定未允许委托第三方评价",
		"the rules here do not let a third party evaluate", "由评价主体自行评价",
		"have the evaluating unit do it").Under("eval.third_party")

	ErrSupervisor = rule.Refuse(1185, "oversight.supervisor", "须由 {who} 或监管部门记录",
		"{who} or a supervising authority records this", "由其记录", "have it record this")
	ErrNoCase = rule.Refuse(1186, "case.unknown", "没有协调事项 {id}", "there is no case {id}",
		"核对编号", "check the id")
	ErrTopLevel = rule.Refuse(1187, "case.top", "{level} 已是最后一级", "{level} is the last level",
		"由该级作出决定", "have it decided there")
	ErrNoResource = rule.Refuse(1188, "case.resource", "目录中没有资源 {id}",
		"no resource {id} is catalogued", "核对编号，目录外数据不填", "check the id; leave it out if not listed")

	ErrNotSettled = rule.Refuse(1190, "ending.not_settled", "期间 {period} 的结算尚未入账",
		"the settlement of {period} has not landed", "待该期间结算入账后再办结", "close after it landed")
	ErrNotFiled = rule.Refuse(1191, "ending.not_filed", "终止的备案或公开 {duty} 尚未办理",
		"the end was not filed or published: {duty}", "先办理备案或公开", "file or publish it first").
		Under("terminate.filing")
)

var dutyRefusals = []*rule.Refusal{ErrNoIncident, ErrNotTold, ErrTold, ErrUntold, ErrTopicsImpl,
	ErrTopicsOperator, ErrNoAnnual, ErrNoHalfYear, ErrReported, ErrPeriodRuns, ErrNoRequest,
	ErrAnswered, ErrNoScore, ErrNoProvider, ErrManyFacts, ErrThirdParty, ErrSupervisor, ErrNoCase,
	ErrTopLevel, ErrNoResource, ErrNotSettled, ErrNotFiled}
