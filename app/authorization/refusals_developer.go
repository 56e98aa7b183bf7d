package authorization

import "github.com/suyuan-ledger/suyuan/app/rule"

// Why a paper about a developer's admission is refused.
var (
	ErrNoRules = rule.Refuse(549, "developer.no_rules",
		"本地规定不要求运营机构的规范经同意", "nobody has to consent to an operator's rules here",
		"无需提交", "nothing to submit").Under("developer.rules_approved_by")
	ErrRules = rule.Refuse(588, "developer.rules",
		"运营机构 {operator} 没有经同意实施的入驻规范",
		"operator {operator} has no admission rules that were consented to",
		"运营机构先提交规范，经同意后受理", "have the operator submit its rules and the bureau consent first").
		Under("developer.rules_approved_by")
	ErrNoCorrection = rule.Refuse(589, "developer.correction",
		"本地规定没有限期补正程序", "the rules here know no completion of an application",
		"作出通过或不予通过的审核结论", "review it: pass or reject").Under("developer.correction")
	ErrMaterials = rule.Refuse(590, "developer.materials",
		"准入材料须为或尚缺：{missing}", "the materials are, or it lacks: {missing}",
		"按所列名称补齐材料", "complete them under these names").Under("developer.materials")
)

var developerRefusals = []*rule.Refusal{ErrNoRules, ErrRules, ErrNoCorrection, ErrMaterials}
