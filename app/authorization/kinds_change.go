package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// kindsOfChange change what was approved and signed, and record what goes with it.
var kindsOfChange = []rule.Kind{
	{Name: "plan.feasibility", Zh: "论证实施方案的可行性", En: "study the feasibility of a plan",
		Law: "YN §9; HE §12(3)", New: func() rule.Msg { return new(PlanFeasibility) }, Writes: 1,
		Weight: rule.Ordinary},
	{Name: "plan.amend", Zh: "变更实施方案", En: "change an approved plan",
		Law: "GD §19; YN §10¶1; HE §13¶2; HB 三(三)", New: func() rule.Msg { return new(PlanAmend) },
		Writes: 2 + legWrites, Weight: rule.Ordinary},
	{Name: "plan.withdraw", Zh: "因政策变化撤回实施方案", En: "withdraw a plan because policy changed",
		Law: "GD §39¶1(6); HE §35(1)", New: func() rule.Msg { return new(PlanWithdraw) }, Writes: 1,
		Weight: rule.Urgent},
	{Name: "agreement.amend", Zh: "变更授权运营协议", En: "change a running agreement from a day on",
		Law: "GD §23¶2; HE §13¶2; HB 三(三)", New: func() rule.Msg { return new(AgreementAmend) },
		Writes: 5 + 2*legWrites + expiryWrites, Weight: rule.Urgent, Dual: true},
	{Name: "service.entrust", Zh: "登记委托的第三方专业服务", En: "record a third-party service entrusted",
		Law: "HE §14¶2", New: func() rule.Msg { return new(ServiceEntrust) }, Writes: 1,
		Weight: rule.Ordinary},
	{Name: "legacy.register", Zh: "登记施行前已开展的授权运营", En: "register an operation of before the rules",
		Law: "GD §42¶2; YN §34", New: func() rule.Msg { return new(LegacyRegister) },
		Writes: 1 + regime.OpenWrites, Weight: rule.Ordinary},
	{Name: "legacy.conform", Zh: "既有授权运营已规范", En: "an earlier operation conforms to the rules",
		Law: "GD §42¶2; YN §34", New: func() rule.Msg { return new(LegacyConform) },
		Writes: 1 + regime.MeetWrites, Weight: rule.Ordinary},
}
