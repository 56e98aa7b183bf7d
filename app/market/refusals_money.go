package market

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a cost, an objection to one, a platform's fee or an investment is refused.
var (
	ErrCommissioner = rule.Refuse(960, "cost.commissioner",
		"加工费用谁委托、谁付费：{class} 类成本须写明委托方，且委托方即出资方 {investor}；其他成本不写",
		"who commissions processing pays for it: a cost of class {class} names its commissioner, "+
			"the investor {investor}; no other cost does",
		"更正委托方和出资方", "correct commissioner and investor").Under("fee.processing_payer")
	ErrObjection = rule.Refuse(961, "cost.objection",
		"没有待处理的异议 {id}，或编号已用", "there is no open objection {id}, or the id is used",
		"核对编号", "check the id")
	ErrObjector = rule.Refuse(962, "cost.objector",
		"只有 {jurisdiction} 的财政、审计部门可对成本提出异议",
		"only finance and audit of {jurisdiction} object to a cost",
		"由其签署", "have one of them sign").Under("cost.confirmed_by")
	ErrCostSettled = rule.Refuse(963, "cost.settled",
		"成本 {id} 不在可处理的状态（{status}，计入 {period}）",
		"cost {id} is not open to this ({status}, entered {period})",
		"已冻结期间的成本按更正办理", "a cost of a frozen period is corrected, not objected to")
	ErrNotPlatform = rule.Refuse(964, "fee.not_platform",
		"成本 {cost} 不是 {jurisdiction} 平台主体已确认的共同成本",
		"cost {cost} is no confirmed common cost of the platform of {jurisdiction}",
		"先登记并确认平台成本", "record the platform's cost and have it confirmed first")
	ErrNoPlatformFee = rule.Refuse(965, "fee.not_allowed",
		"本地规定未允许平台向其他运营机构收取费用", "the regime lets no platform charge other operators",
		"不得收取", "it is not charged").Under("fee.platform")
	ErrOwnPlatform = rule.Refuse(966, "fee.own_platform",
		"协议 {agreement} 的运营机构即平台主体 {platform}，不收平台费",
		"the operator of agreement {agreement} is the platform {platform} itself and pays no fee",
		"删去该行", "leave the row out").Under("fee.platform")
	ErrAboveCost = rule.Refuse(967, "fee.above_cost",
		"收费合计 {sum} 元超过平台成本 {cost} 元", "{sum} yuan are charged for a cost of {cost} yuan",
		"平台费只补偿成本", "a platform's fee covers its cost, no more").Under("fee.platform")
	ErrUnequal = rule.Refuse(968, "fee.unequal",
		"各运营机构的单位收费不一致：{agreement} 应为 {want} 元",
		"operators are charged by different unit tariffs: {agreement} owes {want} yuan",
		"按同一单价分摊", "charge all by one unit tariff").Under("fee.platform")
	ErrSchedule = rule.Refuse(970, "investment.schedule",
		"分期计划与投资 {amount} 元或协议期限不符：{zh}",
		"the schedule does not fit {amount} yuan or the agreement's term: {en}",
		"更正分期计划", "correct the schedule")
	ErrAgreementParty = rule.Refuse(971, "investment.recorder",
		"{party} 不是协议 {agreement} 的运营机构、开发主体，也不是出资方",
		"{party} is neither operator or developer of agreement {agreement} nor the investor",
		"由其登记", "have one of them record it")
)

// Why a maximum allowed revenue is refused.
var (
	ErrNoOverlay = rule.Refuse(980, "revenue.no_document",
		"本账没有施行中的国家文件 {document}", "the ledger holds no national document {document} in force",
		"建账时载入该文件", "a ledger takes it along from genesis")
	ErrCycle = rule.Refuse(981, "revenue.cycle",
		"核定周期 {cycle} 不是规定的长度 {length}", "cycle {cycle} is not of the length {length}",
		"按规定的周期核定", "verify it for a cycle of that length")
	ErrProfit = rule.Refuse(982, "revenue.profit_rate",
		"准许利润率 {rate} 高于上限 {most}（万分之一）",
		"the profit rate {rate} is above {most} (basis points)", "降至上限以内", "lower it")
	ErrProfitBase = rule.Refuse(983, "revenue.profit_base",
		"准许利润的基数 {base} 元高于经营成本 {cost} 元",
		"profit is allowed on cost: {base} yuan is above {cost} yuan", "更正基数", "correct the base")
	ErrItem = rule.Refuse(984, "revenue.item",
		"{item} 不是规定的经营成本项目", "{item} is no item of operating cost",
		"使用规定的项目", "use an item of the document")
	ErrNotOperator = rule.Refuse(985, "revenue.not_operator",
		"{party} 在 {jurisdiction} 不是运营机构", "{party} is no operator in {jurisdiction}",
		"核对主体和地区", "check party and place")
	ErrRevenueSet = rule.Refuse(986, "revenue.set_before",
		"{operator} {cycle} 周期的准许收入已核定，或该周期已开始结算",
		"the allowed revenue of {operator} for {cycle} is set, or the cycle is being settled already",
		"变更在下一周期生效", "a change takes effect with the next cycle")
	ErrHoldTreasury = rule.Refuse(987, "revenue.hold_treasury",
		"{party} 的收入上缴国库，不能留存", "the income of {party} goes to its treasury and is not held back",
		"采用 memo 方式", "use mode memo")
)

// Why a violation is refused.
var (
	ErrViolationExists = rule.Refuse(990, "violation.exists",
		"违规记录 {id} 已存在", "a violation {id} exists already", "换用新的编号", "use a new id")
	ErrNotFreeUse = rule.Refuse(991, "violation.not_free_use",
		"{batch} 不是公共治理、公益用途的使用批次", "{batch} is no batch of public use",
		"核对批次编号", "check the batch")
	ErrViolationCustomer = rule.Refuse(992, "violation.customer",
		"批次 {batch} 不是该客户的使用", "batch {batch} is not of that customer",
		"核对客户代称", "check the pseudonym")
	ErrFinder = rule.Refuse(993, "violation.finder",
		"{party} 不是产品 {product} 的销售方、运营机构或实施机构，也不是平台、数据主管、审计或财政部门",
		"{party} is neither seller, operator nor implementing body of {product}, nor platform, "+
			"bureau, audit or finance",
		"由其中之一登记", "have one of them report it")
	ErrViolationUnits = rule.Refuse(994, "violation.units",
		"批次 {batch} 的该行至多还有 {most} 次无偿使用", "that counter of batch {batch} has {most} free uses left",
		"核对违规次数", "check the units")
)

var moneyRefusals = []*rule.Refusal{ErrViolationExists, ErrNotFreeUse, ErrViolationCustomer,
	ErrFinder, ErrViolationUnits, ErrNoOverlay, ErrCycle, ErrProfit, ErrProfitBase, ErrItem,
	ErrNotOperator, ErrRevenueSet, ErrHoldTreasury}
