package party

import "github.com/suyuan-ledger/suyuan/app/rule"

// Chapter is the table of chapter 1.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 1, Name: "party",
		Zh: "主体、角色、账号与密钥", En: "institutions, their roles, accounts and keys",
		Kinds: []rule.Kind{
			{Name: "party.register", Zh: "数据主管部门登记一个主体及其首批账号和密钥",
				En:  "the data bureau registers an institution with its first accounts and keys",
				Law: "GZ §4 §5; rulings E11 E13", New: func() rule.Msg { return new(Register) },
				Writes: 2 + 3*(1+maxAccounts), Weight: rule.Ordinary, Dual: true},
			{Name: "role.grant", Zh: "授予主体一项角色", En: "give an institution a role",
				Law: "GZ §5 §6 §7; rulings E13", New: func() rule.Msg { return new(RoleGrant) },
				Writes: 2, Weight: rule.Ordinary, Dual: true},
			{Name: "role.end", Zh: "终止主体的一项角色", En: "end a role of an institution",
				Law: "GZ §5 §30; rulings E6 E13", New: func() rule.Msg { return new(RoleEnd) },
				Writes: 1, Weight: rule.Urgent, Dual: true},
			{Name: "account.open", Zh: "本机构开立一个账号", En: "open an account of one's own institution",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(AccountOpen) },
				Writes: 4, Weight: rule.Ordinary, Dual: true, Root: true},
			{Name: "account.close", Zh: "本机构关闭一个账号", En: "close an account of one's own institution",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(AccountClose) },
				Writes: 1, Weight: rule.Urgent, Dual: true, Root: true},
			{Name: "key.enroll", Zh: "为账号登记一把新公钥", En: "enrol a new public key of an account",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(KeyEnroll) },
				Writes: 4, Weight: rule.Ordinary, Dual: true, Root: true},
			{Name: "key.revoke", Zh: "停用账号的一把公钥", En: "revoke a public key of an account",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(KeyRevoke) },
				Writes: 2, Weight: rule.Urgent, Dual: true, Root: true},
			{Name: "dual.set", Zh: "开启或关闭本机构的制单复核分离",
				En:  "switch maker–checker of one's own institution on or off",
				Law: "rulings L3", New: func() rule.Msg { return new(DualSet) },
				Writes: 1, Weight: rule.Ordinary, Root: true},
			{Name: "party.link", Zh: "申报或记录两个主体之间的关联关系",
				En:  "declare or record a link between two institutions",
				Law: "GZ §25; GD §25¶3; YN §21¶2; HB 四(六)1; rulings E6 L5",
				New: func() rule.Msg { return new(PartyLink) }, Writes: 4, Weight: rule.Urgent},
			{Name: "party.unlink", Zh: "终止一项关联关系，或认定其不成立",
				En:  "end a link, or find that it never was",
				Law: "GZ §25; GD §25¶3; YN §21¶2; HB 四(六)1; rulings E6",
				New: func() rule.Msg { return new(PartyUnlink) }, Writes: 6, Weight: rule.Urgent},
		},
		Refusals:    refusals,
		Events:      events,
		Collections: collections,
		Queries:     queries,
		Genesis:     loadGenesis,
		Invariants:  invariants,
	}
}
