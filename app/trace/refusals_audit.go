package trace

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a second count, a resolution or a step of a sample is refused.
var (
	ErrConflict = rule.Refuse(828, "trace.conflict",
		"批次 {id} 已以不同的 {field} 上链", "batch {id} is recorded already with another {field}",
		"两份记录必有一份有误：核对后换用新编号报送",
		"one of the two is wrong: find out which, then record under a new id")
	ErrBothSides = rule.Refuse(829, "trace.both_sides",
		"{party} 不得同时代表提供方和使用方计数", "{party} cannot count for both sides",
		"由无控制关系的另一方报送", "the other side, under no common control, reports")
	ErrConsumer = rule.Refuse(830, "trace.consumer",
		"{party} 不是产品 {product} 的使用方", "{party} is no consumer of {product}",
		"写明客户假名或使用权限，或由平台单位报送",
		"name the customer or the grant, or have the platform report")
	ErrReportedBy = rule.Refuse(831, "trace.reported_by",
		"{day} 的使用方计数已由 {party} 报送", "{party} reports the consumer's side of {day}",
		"由该主体更正", "have it correct its report")
	ErrCorrects = rule.Refuse(832, "trace.corrects",
		"{day} 现行的使用方报告为 {report}", "the report in force of {day} is {report}",
		"在 corrects 中写明被替换的报告", "name the report that is replaced in corrects")
	ErrDayRuns = rule.Refuse(833, "trace.day_runs", "{day} 尚未结束", "{day} is not over",
		"当日结束后再报送", "report once the day is over")
	ErrTooManyShares = rule.Refuse(834, "trace.too_many_shares",
		"产品 {product} 在 {day} 所用输入的组合超过 {max} 种",
		"{product} was used with more than {max} different sets of inputs on {day}",
		"合并所用输入相近的计数项", "count uses that need nearly the same inputs together")
	ErrNoAgreement = rule.Refuse(835, "trace.agreement_unknown", "没有协议 {agreement}",
		"no agreement {agreement}", "核对协议编号", "check the id")
	ErrCountSigners = rule.Refuse(836, "count_rule.signers",
		"计数依据条款须由 {first} 与 {second} 共同签署", "{first} and {second} sign which count settles",
		"请协议双方共同签署", "have both parties of the agreement sign").Under("split.principle")
	ErrCountFrom = rule.Refuse(837, "count_rule.from", "{from} 已经开始", "{from} has begun already",
		"自尚未开始的日期起适用", "let it apply from a day that has not begun")
	ErrCountTwice = rule.Refuse(838, "count_rule.exists",
		"协议 {agreement} 自 {from} 起的计数依据已有规定",
		"agreement {agreement} says already which count settles from {from}",
		"另选起始日期", "choose another day")
	ErrNoMismatch = rule.Refuse(839, "mismatch.not_open", "没有待核对的差异 {number}",
		"no open difference {number}", "查询待核对的差异清单", "list the open differences")
	ErrResolver = rule.Refuse(840, "mismatch.resolver",
		"差异由 {owner} 与 {reporter} 共同确认，或由协议的实施机构认定，且与双方无关联",
		"{owner} and {reporter} sign, or the agreement's implementing body without a link decides",
		"请双方共同签署，或报实施机构", "have both sign, or ask the implementing body").
		Under("trace.mismatch.deadline")
	ErrNoParty = rule.Refuse(841, "customer.reporter_unknown", "没有主体 {party}", "no party {party}",
		"核对主体编号", "check the party")
	ErrAuditor = rule.Refuse(842, "sample.auditor",
		"{party} 不是 {place} 的审计单位，或与被抽查方受同一控制",
		"{party} is no auditor of {place}, or under common control with whom it samples",
		"由当地无关联的审计单位抽查", "an auditor of that place without such a link samples").
		Under("trace.judge.deadline")
	ErrNothing = rule.Refuse(843, "sample.nothing", "{reporter} 在所选日期没有 {product} 的使用记录",
		"{reporter} recorded no uses of {product} on these days", "核对报送方和日期",
		"check reporter and days")
	ErrSampleSize = rule.Refuse(844, "sample.size", "样本将超过 {max}", "the sample would exceed {max}",
		"提高容许比例或降低置信度", "tolerate more, or be less sure")
	ErrWaiting = rule.Refuse(845, "sample.waiting", "等待抽取的抽查已达 {max} 项",
		"{max} samples wait to be drawn already", "稍后再提交", "commit again in a few blocks")
	ErrNoChallenge = rule.Refuse(846, "sample.unknown", "没有抽查 {id}", "no challenge {id}",
		"核对编号", "check the id")
	ErrNotYours = rule.Refuse(847, "sample.party", "抽查 {id} 的这一步由 {party} 办理",
		"this step of {id} is taken by {party}", "由该主体提交", "have it file the paper")
	ErrStage = rule.Refuse(848, "sample.stage", "抽查 {id} 的状态为 {status}，不能办理此步",
		"challenge {id} is {status}", "按顺序办理；逾期未公布即失效，逾期未应答即为不通过",
		"take the steps in order; not revealed in time it lapses, not answered in time it has failed").
		Under("trace.answer.deadline")
	ErrNonce = rule.Refuse(849, "sample.nonce", "随机数与抽查 {id} 的承诺不符",
		"the nonce is not what {id} committed to", "出示承诺时所用的随机数", "show the nonce of the commitment")
	ErrOtherFile = rule.Refuse(850, "sample.file", "应答文件的摘要为 {file}", "the answer file is {file}",
		"核验所提交的应答文件", "judge the file that was answered with")
	ErrDraw = rule.Refuse(851, "sample.draw", "样本只有 {sample} 条", "the sample has {sample} draws",
		"序号自 0 起", "draws count from 0")
	ErrContested = rule.Refuse(852, "sample.contested", "抽查 {id} 已提出异议",
		"{id} is contested already", "无须重复提出", "nothing needs filing")
	ErrNoDecider = rule.Refuse(853, "sample.no_decider",
		"抽查 {id} 的异议没有与双方无关联的实施机构或数据主管部门可以认定",
		"no implementing body or bureau without a link to either side can decide about {id}",
		"请先由数据主管部门登记其角色", "have a bureau without such a link take its role first").
		Under("trace.contest.deadline")
)

var auditRefusals = []*rule.Refusal{ErrConflict, ErrBothSides, ErrConsumer, ErrReportedBy,
	ErrCorrects, ErrDayRuns, ErrTooManyShares, ErrNoAgreement, ErrCountSigners, ErrCountFrom,
	ErrCountTwice, ErrNoMismatch, ErrResolver, ErrNoParty, ErrAuditor, ErrNothing, ErrSampleSize,
	ErrWaiting, ErrNoChallenge, ErrNotYours, ErrStage, ErrNonce, ErrOtherFile, ErrDraw, ErrContested,
	ErrNoDecider}
