package access

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// A paper with a panel may open, or end, a deadline for every seat.
const (
	submitWrites = 3 + maxSeats*regime.OpenWrites
	reviewWrites = 1 + maxSeats*regime.MeetWrites
)

// applicationKinds are the papers of an application, from its plan to its decision.
var applicationKinds = []rule.Kind{
	{Name: "scenario.submit", Zh: "提交场景建设方案，先审场景后申请数据",
		En:  "Put the plan of a scenario to review, before its data is applied for.",
		Law: "HB 四(二) 二(三)", Weight: rule.Ordinary, Writes: submitWrites,
		New: func() rule.Msg { return new(ScenarioSubmit) }},
	{Name: "scenario.review", Zh: "一场景一审核：按价值和合理性等逐项审核场景",
		En:  "Decide the plan of a scenario, criterion by criterion.",
		Law: "HB 四(二) 二(三)", Weight: rule.Urgent, Writes: reviewWrites, Dual: true,
		New: func() rule.Msg { return new(ScenarioReview) }},
	{Name: "application.submit", Zh: "按场景提出数据需求申请",
		En:  "Apply for one scenario and the data it needs.",
		Law: "GZ §18; GD §24; YN §20; HB 四(三)", Weight: rule.Ordinary, Writes: submitWrites,
		New: func() rule.Msg { return new(ApplicationSubmit) }},
	{Name: "application.review", Zh: "审核场景及数据申请，可只批准部分字段",
		En:  "Decide a scenario application, for fewer fields where fewer are enough.",
		Law: "GZ §18; GD §24; YN §20; HB 四(三)", Weight: rule.Urgent, Writes: reviewWrites,
		Dual: true,
		New:  func() rule.Msg { return new(ApplicationReview) }},
	{Name: "application.return", Zh: "将申请退回补正",
		En:  "Send an application back to be completed and made anew.",
		Law: "GZ §18; GD §24; YN §20; HB 四(二)(三)", Weight: rule.Urgent, Writes: reviewWrites,
		Dual: true,
		New:  func() rule.Msg { return new(ApplicationReturn) }},
	{Name: "application.withdraw", Zh: "申请主体撤回未办结的申请",
		En:  "Take an application back before it is decided.",
		Law: "GZ §18; GD §24; YN §20; HB 四(二)(三)", Weight: rule.Ordinary, Writes: reviewWrites,
		New: func() rule.Msg { return new(ApplicationWithdraw) }},
}
