package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Chapter is the chapter's table.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 4, Name: "catalog", Zh: "公共数据资源目录", En: "catalogue of public data resources",
		Kinds:       append(append(entryKinds(), scopeKinds()...), ticketKinds()...),
		Refusals:    append(refusals, supplyRefusals...),
		Events:      append(entryEvents, supplyEvents...),
		Collections: collections,
		Queries:     append(queries, supplyQueries...),
		Invariants:  invariants,
	}
}

// entryKinds are the acts on an entry itself.
func entryKinds() []rule.Kind {
	return []rule.Kind{
		{Name: "resource.draft", Zh: "数据提供部门编制本部门的目录条目",
			En: "a provider drafts a catalogue entry of its own data", Law: "GZ §14",
			New: func() rule.Msg { return new(ResourceDraft) }, Writes: 1, Weight: rule.Ordinary},
		{Name: "resource.review", Zh: "数据主管部门审核目录条目",
			En: "the data authority passes or returns an entry", Law: "GZ §14",
			New: func() rule.Msg { return new(ResourceReview) }, Writes: 1, Weight: rule.Urgent,
			Dual: true},
		{Name: "resource.publish", Zh: "通过公共数据服务平台发布目录条目",
			En: "the data authority publishes a reviewed entry", Law: "GZ §14; GD §11¶4 §12",
			New: func() rule.Msg { return new(ResourcePublish) }, Weight: rule.Urgent,
			Writes: 2 + regime.OpenWrites},
		{Name: "resource.register", Zh: "登记公共数据资源",
			En: "a published resource is registered", Law: "GZ §14",
			New: func() rule.Msg { return new(ResourceRegister) }, Writes: 1, Weight: rule.Urgent},
		{Name: "resource.update", Zh: "更新已发布的目录条目，形成新版本",
			En:  "provider and reviewer make a new version of a public entry",
			Law: "GD §11¶2 §11¶4; YN §15; HE §7; HB 三(三)", Writes: 2, Weight: rule.Ordinary,
			New: func() rule.Msg { return new(ResourceUpdate) }, Dual: true},
		{Name: "resource.aggregate", Zh: "将目录所列数据归集至平台",
			En:  "the data of an entry are gathered on the platform",
			Law: "GZ §15¶1; GD §12; YN §16¶1; HE §9; HB 四(三)", Weight: rule.Ordinary,
			Writes: 1 + regime.MeetWrites,
			New:    func() rule.Msg { return new(ResourceAggregate) }},
		{Name: "asset.record", Zh: "将符合条件的数据登记为资产管理",
			En: "data that meets the conditions enters asset management", Law: "GZ §5¶3 §15¶3; YN §5¶5",
			Writes: 1, Weight: rule.Ordinary, New: func() rule.Msg { return new(AssetRecord) }},
		{Name: "backflow.record", Zh: "记录归集数据向下级的回流",
			En:  "gathered data flow back to a lower level",
			Law: "GZ §15¶2; YN §16¶2; HE §9", Writes: 1, Weight: rule.Ordinary,
			New: func() rule.Msg { return new(BackflowRecord) }},
	}
}

// scopeKinds decide what may be authorized at all.
func scopeKinds() []rule.Kind {
	return []rule.Kind{
		{Name: "resource.refuse", Zh: "数据提供单位说明理由和依据，不纳入授权运营",
			En:  "a provider keeps data out of authorized operation, with reasons and basis",
			Law: "GD §11¶5", Writes: 2, Weight: rule.Urgent,
			New: func() rule.Msg { return new(ResourceRefuse) }},
		{Name: "neglist.propose", Zh: "数据提供单位提出列入负面清单",
			En:  "a provider proposes an entry of the negative list",
			Law: "GZ §2¶2; YN §15¶1", Writes: 1, Weight: rule.Ordinary,
			New: func() rule.Msg { return new(NeglistPropose) }},
		{Name: "neglist.approve", Zh: "人民政府审议通过负面清单条目",
			En: "the government approves an entry of the negative list", Dual: true,
			Law: "GZ §2¶2; YN §15¶1", Writes: 2 + regime.OpenWrites, Weight: rule.Urgent,
			New: func() rule.Msg { return new(NeglistApprove) }},
		{Name: "neglist.recheck", Zh: "数据主管部门复核负面清单条目并予保留",
			En:  "the keeper of the list checks an entry again and keeps it",
			Law: "YN §15¶2", Writes: 1 + regime.MeetWrites + regime.OpenWrites, Weight: rule.Ordinary,
			New: func() rule.Msg { return new(NeglistRecheck) }},
		{Name: "neglist.lift", Zh: "移出负面清单，或撤回不纳入授权的决定",
			En: "an entry leaves the negative list, or a refusal is taken back", Dual: true,
			Law: "GZ §2¶2; YN §15¶2; GD §11¶5", Weight: rule.Urgent,
			Writes: 2 + regime.WaiveWrites,
			New:    func() rule.Msg { return new(NeglistLift) }},
		{Name: "sharing.request", Zh: "向共享数据提供单位征求同意",
			En:  "the implementing body asks the unit that shared the data for its consent",
			Law: "GD §11¶6; HE §11¶2; HB 四(一)", Writes: 1, Weight: rule.Ordinary,
			New: func() rule.Msg { return new(SharingRequest) }},
		{Name: "sharing.give", Zh: "共享数据提供单位答复是否同意",
			En:  "the unit that shared the data consents or declines",
			Law: "GD §11¶6; HE §11¶2; HB 四(一)", Writes: 2, Weight: rule.Urgent,
			New: func() rule.Msg { return new(SharingGive) }},
		{Name: "sharing.withdraw", Zh: "共享数据提供单位撤回同意，此后不再适用",
			En:  "the unit that shared the data withdraws its consent from now on",
			Law: "GD §11¶6; HE §11¶2; HB 四(一)", Writes: 2, Weight: rule.Urgent,
			New: func() rule.Msg { return new(SharingWithdraw) }},
	}
}

// ticketKinds are the acts on a quality problem.
func ticketKinds() []rule.Kind {
	const law = "GD §14; YN §17; HE §21; HB 四(七)1"
	return []rule.Kind{
		{Name: "ticket.open", Zh: "提出数据质量校核", En: "raise a problem of data quality", Law: law,
			New: func() rule.Msg { return new(TicketOpen) }, Weight: rule.Ordinary,
			Writes: 1 + regime.OpenWrites},
		{Name: "ticket.limit", Zh: "实施机构设定质量问题的处理期限",
			En: "set the time within which a quality problem is to be settled", Law: "HE §21",
			New: func() rule.Msg { return new(TicketLimit) }, Weight: rule.Ordinary,
			Writes: 1 + regime.OpenWrites},
		{Name: "ticket.answer", Zh: "数据提供单位核实、校正并反馈",
			En: "the provider verifies, corrects and replies", Law: law,
			New: func() rule.Msg { return new(TicketAnswer) }, Weight: rule.Urgent,
			Writes: 1 + regime.MeetWrites},
		{Name: "ticket.accept", Zh: "提出方认可处理结果", En: "the reporter accepts the answer", Law: law,
			New: func() rule.Msg { return new(TicketAccept) }, Writes: 1, Weight: rule.Ordinary},
		{Name: "ticket.reopen", Zh: "提出方认为问题未解决，再次提出",
			En: "the reporter raises an answered problem again", Law: law,
			New: func() rule.Msg { return new(TicketReopen) }, Weight: rule.Ordinary,
			Writes: 1 + regime.OpenWrites},
	}
}
