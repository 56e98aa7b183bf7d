package product

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Chapter is the table of chapter 7.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: chapter, Name: "product", Zh: "数据产品和服务", En: "data products and services",
		Kinds: []rule.Kind{
			{Name: "product.create", Zh: "记录由处理记录形成的产品版本",
				En:  "Record a product version made by processing jobs.",
				Law: "GZ §7 §17 §20 §25; GD §25; YN §21; HE §19; HB 四(五)(六)", Weight: rule.Ordinary,
				Writes: 2 + 2*maxMade, New: func() rule.Msg { return new(Create) }},
			{Name: "product.submit", Zh: "提交产品审核", En: "Send a product version to review.",
				Law: "GZ §20; GD §26; YN §22; HE §24; HB 四(五)1", Weight: rule.Ordinary,
				Writes: 1 + maxDuties*regime.OpenWrites,
				New:    func() rule.Msg { return new(Submit) }},
			{Name: "product.review", Zh: "逐项审核产品", En: "Answer the review points of a product version.",
				Law: "GZ §20 §27 §28; GD §26; YN §22; HE §24; HB 四(五)1", Weight: rule.Urgent,
				Writes: 1 + maxDuties*regime.MeetWrites, Dual: true,
				New: func() rule.Msg { return new(Review) }},
			{Name: "product.register", Zh: "登记产品并关联资源",
				En:  "Record a product's registration and its links to registered resources.",
				Law: "GZ §17; GD §27; YN §18; HE §19; HB 四(五)2 四(六)3", Weight: rule.Ordinary, Writes: 2,
				New: func() rule.Msg { return new(Register) }},
			{Name: "product.publish", Zh: "发布产品", En: "Publish a product version.",
				Law: "GZ §17; GD §25; YN §22; HB 四(五)2", Weight: rule.Ordinary, Writes: 2,
				New: func() rule.Msg { return new(Publish) }},
			{Name: "product.suspend", Zh: "暂停已发布的产品", En: "Suspend a published product version.",
				Law: "GZ §28; HE §24; HB 五(八)", Weight: rule.Urgent, Writes: 2,
				New: func() rule.Msg { return new(Suspend) }},
			{Name: "product.resume", Zh: "恢复已暂停的产品", En: "Resume a suspended product version.",
				Law: "GZ §28; HE §24; HB 五(八)", Weight: rule.Urgent, Writes: 2, Dual: true,
				New: func() rule.Msg { return new(Resume) }},
			{Name: "product.withdraw", Zh: "撤回已发布的产品", En: "Withdraw a published product version.",
				Law: "GZ §28; HE §24; HB 五(八)", Weight: rule.Urgent, Writes: 2,
				New: func() rule.Msg { return new(Withdraw) }},
		},
		Refusals: refusals,
		Events: []rule.Event{Created{}, WasSubmitted{}, WasReviewed{}, WasRegistered{}, WasPublished{},
			WasSuspended{}, WasResumed{},
			WasWithdrawn{}},
		Collections: collections,
		Queries:     queries,
		Invariants:  invariants,
	}
}
