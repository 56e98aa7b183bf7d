package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Chapter is the table of chapter 6.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: chapter, Name: "access", Zh: "场景申请与数据使用", En: "applications, grants and processing",
		Kinds: slices.Concat(applicationKinds, []rule.Kind{
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
				Law: "GZ §13 §25; YN §25(4); HE §20(3); HB 四(四)", Weight: rule.Bulk, Writes: 2 + 2*maxRead,
				New: func() rule.Msg { return new(ProcessingRecord) }},
		}, handlingKinds),
		Refusals: refusals,
		Events: append([]rule.Event{ApplicationSubmitted{}, ApplicationReviewed{}, ApplicationClosed{},
			DevAgreementSigned{}, DevAgreementEnded{}, DevTermException{}, GrantSuspended{}, GrantResumed{},
			GrantOpened{}, GrantRevoked{}, ProcessingRecorded{}}, handlingEvents...),
		Collections: collections,
		Queries:     queries,
		Invariants:  invariants,
	}
}
