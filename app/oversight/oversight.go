package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Chapter is the table of chapter 11.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: chapter, Name: "oversight", Zh: "监督管理与终止", En: "oversight and the end of agreements",
		Kinds:       slices.Concat(kinds, dutyKinds, evidenceKinds),
		Refusals:    slices.Concat(refusals, dutyRefusals, evidenceRefusals),
		Events:      slices.Concat(events, dutyEvents, evidenceEvents),
		Queries:     slices.Concat(queries, dutyQueries, reportQueries, evidenceQueries, walkQueries),
		Collections: collections, EndBlock: endBlock, Invariants: invariants,
	}
}

var kinds = []rule.Kind{
	{Name: "evaluation.issue", Zh: "下达评价结果", En: "issue the result of an evaluation",
		Law: "GZ §23; GD §38; YN §26; HE §33; HB 五(七)", Weight: rule.Urgent,
		Writes: 6 + regime.OpenWrites + serveWrites, Dual: true,
		New: func() rule.Msg { return new(EvaluationIssue) }},
	{Name: "evaluation.reissue", Zh: "由原评价单位再次评估", En: "assess again, by the same unit",
		Law: "YN §26", Weight: rule.Urgent, Writes: 6, Dual: true,
		New: func() rule.Msg { return new(EvaluationReissue) }},
	{Name: "rectify.order", Zh: "责令限期整改", En: "order to put something right",
		Law: "GZ §30(2); GD §39(3); YN §26; HE §34; HB 五(八)", Weight: rule.Urgent,
		Writes: 4 + regime.OpenWrites, Dual: true, New: func() rule.Msg { return new(RectifyOrder) }},
	{Name: "rectify.complete", Zh: "报告整改完成", En: "report a rectification as done",
		Law: "YN §26; HE §34", Weight: rule.Urgent, Writes: 1 + regime.MeetWrites,
		New: func() rule.Msg { return new(RectifyComplete) }},
	{Name: "rectify.verify", Zh: "核验整改", En: "assess a rectification",
		Law: "YN §26; HE §34", Weight: rule.Urgent, Writes: 4, Dual: true,
		New: func() rule.Msg { return new(RectifyVerify) }},
	{Name: "measure.impose", Zh: "对运营机构或开发主体采取措施",
		En:  "impose a measure on an operator or developer",
		Law: "YN §21¶4; GD §39(4); HE §34", Weight: rule.Urgent, Writes: 3, Dual: true,
		New: func() rule.Msg { return new(MeasureImpose) }},
	{Name: "measure.lift", Zh: "解除措施，或就未通过的评价作出决定",
		En:  "lift a measure, or decide on a failed evaluation",
		Law: "YN §21¶4 §26; HE §34", Weight: rule.Urgent, Writes: 3, Dual: true,
		New: func() rule.Msg { return new(MeasureLift) }},
	{Name: "blacklist.add", Zh: "将开发主体列入黑名单", En: "put a developer on the blacklist",
		Law: "YN §21¶4", Weight: rule.Urgent, Dual: true,
		Writes: 2 + access.MaxDeletions*regime.OpenWrites,
		New:    func() rule.Msg { return new(BlacklistAdd) }},
	{Name: "blacklist.lift", Zh: "移出黑名单", En: "take a developer off the blacklist",
		Law: "YN §21¶4", Weight: rule.Urgent, Writes: 2, Dual: true,
		New: func() rule.Msg { return new(BlacklistLift) }},
	{Name: "handover.record", Zh: "记录业务和数据移交", En: "record that business and data were handed over",
		Law: "GZ §30¶2; GD §39¶2", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(HandoverRecord) }},
	{Name: "destruction.record", Zh: "记录数据销毁或删除", En: "record that data was destroyed",
		Law: "HE §36; GZ §30¶2; GD §39¶2; YN §25(5)", Weight: rule.Ordinary,
		Writes: 1 + regime.MeetWrites, New: func() rule.Msg { return new(DestructionRecord) }},
	{Name: "log.deposit", Zh: "登记一批留存的日志", En: "deposit a batch of logs",
		Law: "GZ §30¶2; GD §39¶2; YN §25(4); HE §36", Weight: rule.Ordinary, Writes: 2,
		New: func() rule.Msg { return new(LogDeposit) }},
	{Name: "log.release", Zh: "留存期满后解除留存", En: "release logs after their time",
		Law: "GZ §30¶2; GD §39¶2; YN §25(4); HE §36", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(LogRelease) }},
	{Name: "agreement.close", Zh: "终止事项办结", En: "close an agreement after its end",
		Law: "GZ §30¶2; GD §39¶2; HE §36", Weight: rule.Urgent, Writes: 1, Dual: true,
		New: func() rule.Msg { return new(AgreementClose) }},
}
