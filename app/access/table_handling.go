package access

import "github.com/suyuan-ledger/suyuan/app/rule"

// handlingKinds are the kinds about how data is handled: by whom, with what besides, how raw, and
// with whose consent.
var handlingKinds = []rule.Kind{
	{Name: "person.register", Zh: "备案数据加工处理人员", En: "Put a data-processing worker on file.",
		Law: "YN §25(1); HB 四(四)", Weight: rule.Ordinary, Writes: 2,
		New: func() rule.Msg { return new(PersonRegister) }},
	{Name: "person.end", Zh: "注销加工处理人员备案", En: "End a worker's file.",
		Law: "YN §25(1); HB 四(四)", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(PersonEnd) }},
	{Name: "import.record", Zh: "记录非公共数据的导入及其合法依据",
		En:  "Record non-public data brought in, with its lawful basis.",
		Law: "GZ §29; GD §15; HE §23; HB 四(六)4", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(ImportRecord) }},
	{Name: "raw.request", Zh: "开发主体申请使用原始数据", En: "A developer asks for raw data.",
		Law: "GZ §19; YN §25(3)", Weight: rule.Ordinary, Writes: 1,
		New: func() rule.Msg { return new(RawRequest) }},
	{Name: "raw.assess", Zh: "运营机构对原始数据申请作安全性评估",
		En:  "The operator assesses the safety of a request for raw data.",
		Law: "GZ §19; YN §25(3)", Weight: rule.Urgent, Writes: 1, Dual: true,
		New: func() rule.Msg { return new(RawAssess) }},
	{Name: "raw.review", Zh: "主管部门审核安全性评估结果",
		En:  "The authority reviews the assessment.",
		Law: "GZ §19", Weight: rule.Urgent, Writes: 1, Dual: true,
		New: func() rule.Msg { return new(RawReview) }},
	{Name: "raw.provide", Zh: "在运营空间内提供原始数据",
		En:  "Open raw data to a developer inside the operating space.",
		Law: "GZ §19 §28; YN §25(3)", Weight: rule.Urgent, Writes: 3 + 2*maxItems, Dual: true,
		New: func() rule.Msg { return new(RawProvide) }},
	{Name: "consent.give", Zh: "记录个人或企业对使用其数据的同意",
		En:  "Record consents of individuals or enterprises to the use of data about them.",
		Law: "HB 四(五)2; GD §25¶2", Weight: rule.Ordinary, Writes: 2 + maxConsents,
		New: func() rule.Msg { return new(ConsentGive) }},
	{Name: "consent.revoke", Zh: "记录同意的撤回", En: "Record that consents were revoked.",
		Law: "HB 四(五)2; GD §25¶2", Weight: rule.Urgent, Writes: maxConsents,
		New: func() rule.Msg { return new(ConsentRevoke) }},
}

var handlingEvents = []rule.Event{PersonRegistered{}, PersonEnded{}, ImportRecorded{}, RawMoved{},
	ConsentsGiven{}, ConsentsRevoked{}}
