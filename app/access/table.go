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

// Chapter is the table of chapter 6.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: chapter, Name: "access", Zh: "场景申请与数据使用", En: "applications, grants and processing",
		Kinds: append([]rule.Kind{
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
			{Name: "devagreement.sign", Zh: "签订公共数据开发利用协议",
				En:  "Sign a development-use agreement between operator and developer.",
				Law: "GZ §19; YN §13(4)", Weight: rule.Urgent, Writes: 2, Dual: true,
				New: func() rule.Msg { return new(DevAgreementSign) }},
			{Name: "devagreement.end", Zh: "提前终止开发利用协议，权限同时关闭",
				En:  "End a development-use agreement early, and every grant under it.",
				Law: "YN §25(5); GZ §30¶1(2)", Weight: rule.Urgent, Writes: 1 + regime.OpenWrites,
				Dual: true, New: func() rule.Msg { return new(DevAgreementEnd) }},
			{Name: "grant.open", Zh: "开放数据使用权限", En: "Open data to the operator or a developer.",
				Law: "GZ §16 §19; GD §24; YN §20; HE §19; HB 四(三)", Weight: rule.Urgent,
				Writes: 2 + 2*maxItems, Dual: true,
				New: func() rule.Msg { return new(GrantOpen) }},
			{Name: "grant.suspend", Zh: "暂停数据使用权限", En: "Suspend a grant until its cause is gone.",
				Law: "HE §34; YN §21¶4 §29; HB 五(五)3", Weight: rule.Urgent, Writes: 2, Dual: true,
				New: func() rule.Msg { return new(GrantSuspend) }},
			{Name: "grant.resume", Zh: "原因消除后恢复数据使用权限",
				En:  "Resume a suspended grant once its cause is gone.",
				Law: "HE §34; YN §21¶4 §29; HB 五(五)3", Weight: rule.Urgent, Writes: 2, Dual: true,
				New: func() rule.Msg { return new(GrantResume) }},
			{Name: "grant.revoke", Zh: "撤销数据使用权限", En: "End a grant early.",
				Law: "GZ §30; GD §39; YN §25(5); HE §36", Weight: rule.Urgent,
				Writes: 1 + 2*maxItems, Dual: true,
				New: func() rule.Msg { return new(GrantRevoke) }},
			{Name: "processing.record", Zh: "记录一次加工处理及其列级血缘",
				En:  "Record a completed job: inputs, output and column lineage.",
				Law: "GZ §13 §25; YN §25(4); HE §20(3); HB 四(四)", Weight: rule.Bulk, Writes: 2,
				New: func() rule.Msg { return new(ProcessingRecord) }},
		}, handlingKinds...),
		Refusals: refusals,
		Events: append([]rule.Event{ApplicationSubmitted{}, ApplicationReviewed{}, ApplicationClosed{},
			DevAgreementSigned{}, DevAgreementEnded{}, DevTermException{}, GrantSuspended{}, GrantResumed{},
			GrantOpened{}, GrantRevoked{}, ProcessingRecorded{}}, handlingEvents...),
		Collections: collections,
		Queries:     queries,
		Invariants:  invariants,
	}
}
