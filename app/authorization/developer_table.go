package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

var developerKinds = []rule.Kind{
	{Name: "developer.rules_submit", Zh: "运营机构提交入驻、社会数据、安全规范",
		En: "an operator submits its rules for developers, social data and security", Law: "HB 四(六)5",
		New: func() rule.Msg { return new(DeveloperRulesSubmit) }, Writes: 1, Weight: rule.Ordinary},
	{Name: "developer.rules_approve", Zh: "主管部门同意运营机构的规范",
		En: "the bureau consents to an operator's rules", Law: "HB 四(六)5",
		New: func() rule.Msg { return new(DeveloperRulesApprove) }, Writes: 4, Weight: rule.Urgent,
		Dual: true},
	{Name: "developer.apply", Zh: "开发利用机构注册", En: "apply for admission as a developer",
		Law: "GZ §11 §12(1); YN §12 §13; HB 四(六)2 5",
		New: func() rule.Msg { return new(DeveloperApply) }, Writes: 1, Weight: rule.Ordinary},
	{Name: "developer.return", Zh: "材料缺失，限期补正", En: "send an application back for missing material",
		Law: "YN §13¶2(2)", New: func() rule.Msg { return new(DeveloperReturn) }, Weight: rule.Urgent,
		Writes: 1 + regime.OpenWrites},
	{Name: "developer.supplement", Zh: "补正准入材料", En: "complete the material of an application",
		Law: "YN §13¶2(2)", New: func() rule.Msg { return new(DeveloperSupplement) },
		Writes: 1 + regime.MeetWrites, Weight: rule.Urgent},
	{Name: "developer.review", Zh: "审核开发利用机构", En: "review a developer's application",
		Law: "GZ §12; YN §13¶2(2); HB 四(六)5", New: func() rule.Msg { return new(DeveloperReview) },
		Writes: 1 + regime.WaiveWrites, Weight: rule.Urgent, Dual: true},
	{Name: "developer.admit", Zh: "公示期满后准入开发利用机构",
		En: "admit a developer after publicity", Law: "GZ §12(2); YN §13¶2(3)–(4); HB 四(六)2",
		New: func() rule.Msg { return new(DeveloperAdmit) }, Writes: 2, Weight: rule.Urgent},
}

var developerEvents = []rule.Event{DeveloperApplied{}, DeveloperReviewed{}, DeveloperAdmitted{},
	DeveloperReturned{}, DeveloperSupplemented{}, DeveloperRelated{}, RedevWarned{}, RulesSubmitted{},
	RulesDecided{}}

var developerCollections = []state.Collection{operations.Descriptor(), operatorRules.Descriptor(),
	rulesInForce.Descriptor()}

var developerQueries = []rule.Query{
	{Name: "related", Zh: "与一份协议的运营机构有关联的开发利用机构及路径",
		En: "developers linked with the operator of an agreement, and how", Args: oneArg,
		Serve: serveRelated},
	{Name: "operator_rules", Zh: "一份运营机构规范", En: "an operator's rules", Args: oneArg,
		Serve: one(operatorRules, func(_ rule.Ask, v Rules) any { return v })},
}
