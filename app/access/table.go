package access

import "github.com/suyuan-ledger/suyuan/app/rule"

// Chapter is the table of chapter 6.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: chapter, Name: "access", Zh: "场景申请与数据使用", En: "applications, grants and processing",
		Kinds: append([]rule.Kind{
			{Name: "application.submit", Zh: "按一场景一申请提出场景及数据需求",
				En:  "Apply for one scenario and the data it needs.",
				Law: "GZ §18; GD §24; YN §20; HB 四(二)(三)", Weight: rule.Ordinary, Writes: 2,
				New: func() rule.Msg { return new(ApplicationSubmit) }},
			{Name: "application.review", Zh: "审核场景申请，可只批准部分字段",
				En:  "Decide a scenario application, for fewer fields where fewer are enough.",
				Law: "GZ §18; GD §24; YN §20; HB 四(二)(三)", Weight: rule.Urgent, Writes: 1, Dual: true,
				New: func() rule.Msg { return new(ApplicationReview) }},
			{Name: "devagreement.sign", Zh: "签订公共数据开发利用协议",
				En:  "Sign a development-use agreement between operator and developer.",
				Law: "GZ §19; YN §13(4)", Weight: rule.Urgent, Writes: 1, Dual: true,
				New: func() rule.Msg { return new(DevAgreementSign) }},
			{Name: "grant.open", Zh: "开放数据使用权限", En: "Open data to the operator or a developer.",
				Law: "GZ §16 §19; GD §24; YN §20; HE §19; HB 四(三)", Weight: rule.Urgent,
				Writes: 1 + 2*maxItems, Dual: true,
				New: func() rule.Msg { return new(GrantOpen) }},
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
		Events: append([]rule.Event{ApplicationSubmitted{}, ApplicationReviewed{}, DevAgreementSigned{},
			GrantOpened{}, GrantRevoked{}, ProcessingRecorded{}}, handlingEvents...),
		Collections: collections,
		Queries:     queries,
		Invariants:  invariants,
	}
}
