package market

import "github.com/suyuan-ledger/suyuan/app/rule"

// moneyKinds are the kinds about what is spent: objections, platform fees and investments.
var moneyKinds = []rule.Kind{
	{Name: "cost.correct", Zh: "登记已确认成本的核减", En: "a confirmed cost is corrected downwards",
		Law: "rulings M3", New: func() rule.Msg { return new(CostCorrect) }, Writes: 1,
		Weight: rule.Ordinary, Dual: true},
	{Name: "cost.object", Zh: "财政或审计部门对成本提出异议", En: "finance or audit objects to a cost",
		Law: "GD §6; law/matrix A43", New: func() rule.Msg { return new(CostObject) },
		Writes: 2 + maxDues,
		Weight: rule.Urgent, Dual: true},
	{Name: "cost.decide", Zh: "成本确认主体对异议作出决定",
		En: "who confirms costs decides on an objection", Law: "law/matrix A43",
		New: func() rule.Msg { return new(CostDecide) }, Writes: 2 + maxDues, Weight: rule.Urgent, Dual: true},
	{Name: "fee.charge", Zh: "平台主体按使用量向其他运营机构分摊平台成本",
		En: "the platform charges its cost to the operators that use it", Law: "YN §7¶2",
		New: func() rule.Msg { return new(FeeCharge) }, Writes: 1, Weight: rule.Ordinary, Dual: true},
	{Name: "investment.record", Zh: "登记一笔投资及其分期", En: "an investment and its schedule are recorded",
		Law: "GZ §22", New: func() rule.Msg { return new(InvestmentRecord) }, Writes: 2,
		Weight: rule.Ordinary, Dual: true},
	{Name: "investment.confirm", Zh: "实施机构确认投资", En: "the implementing body confirms an investment",
		Law: "GZ §22", New: func() rule.Msg { return new(InvestmentConfirm) }, Writes: 2 + maxDues,
		Weight: rule.Ordinary, Dual: true},
	{Name: "violation.record", Zh: "登记无偿使用的用途违规", En: "free use is reported to be no public use",
		Law: "HE §19; HB 四(五)3; GD §29¶2; YN §23", New: func() rule.Msg { return new(ViolationRecord) },
		Writes: 1, Weight: rule.Urgent, Dual: true},
	{Name: "violation.confirm", Zh: "实施机构确认用途违规", En: "the implementing body confirms a violation",
		Law: "HE §19; HB 四(五)3; GD §29¶2; YN §23", New: func() rule.Msg { return new(ViolationConfirm) },
		Writes: 6, Weight: rule.Urgent, Dual: true},
	{Name: "revenue.set", Zh: "核定运营机构一个周期的最高准许收入",
		En: "the maximum allowed revenue of an operator for a cycle is set", Law: "发改价格〔2025〕65号",
		New: func() rule.Msg { return new(RevenueSet) }, Writes: 1, Weight: rule.Urgent, Dual: true},
}
