package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

func payoutsOf(r settlement.Report) (out []settlement.PartyAmount) {
	for _, p := range r.Payouts {
		out = append(out, settlement.PartyAmount{Party: p.Payee, Amount: p.Amount})
	}
	return out
}

// tried compares amounts by party, those that stayed the same among them. A capped operator is one
// party in all its provinces here.
func tried(before, after []settlement.PartyAmount) []triedParty {
	old, now := map[string]int64{}, map[string]int64{}
	all := map[string]bool{}
	for _, a := range before {
		id, _, _ := strings.Cut(a.Party, "@")
		old[id], all[id] = old[id]+a.Amount, true
	}
	for _, a := range after {
		id, _, _ := strings.Cut(a.Party, "@")
		now[id], all[id] = now[id]+a.Amount, true
	}
	out := []triedParty{}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		out = append(out, triedParty{id, wire.Fen(old[id]), wire.Fen(now[id]),
			wire.Fen(now[id] - old[id])})
	}
	return out
}

// triedTotals are the totals that a rule can move: what is paid, and what stays for later periods.
func triedTotals(before, after settlement.Totals) (out []triedTotal) {
	for _, v := range []struct {
		name     string
		old, now int64
	}{{"payouts", before.Payouts, after.Payouts},
		{"deficit_out", before.DeficitOut, after.DeficitOut},
		{"reserve_out", before.ReserveOut, after.ReserveOut}} {
		out = append(out, triedTotal{v.name, triedAmounts{wire.Fen(v.old), wire.Fen(v.now),
			wire.Fen(v.now - v.old)}})
	}
	return out
}

// triedTable shows the parties with a sign before every gain, then the totals.
func (c *cli) triedTable(doc triedDoc) table {
	c.note("%[1]s：协议 %[2]s 改用拟议条款 %[3]s 重算，其余输入不变；金额为元",
		"%[1]s: agreement %[2]s settled again under the proposed rule %[3]s, all else as it was; "+
			"amounts in yuan",
		doc.Period, doc.Agreement, doc.RuleHash)
	t := table{head: []string{c.say("主体", "party"), c.say("原应得", "old"), c.say("拟议应得", "new"),
		c.say("差额", "difference")}}
	signed := func(fen wire.Fen) string {
		if fen > 0 {
			return "+" + fen.String()
		}
		return fen.String()
	}
	for _, p := range doc.Parties {
		t.rows = append(t.rows, []string{p.Party, p.Old.String(), p.New.String(), signed(p.Difference)})
	}
	names := map[string]string{"payouts": c.say("= 合计应付", "= paid in all"),
		"deficit_out": c.say("= 结转亏损", "= deficits carried on"),
		"reserve_out": c.say("= 预留余额", "= kept in reserves")}
	for _, v := range doc.Totals {
		if v.Name == "payouts" || v.Old != 0 || v.New != 0 {
			t.rows = append(t.rows, []string{names[v.Name], v.Old.String(), v.New.String(),
				signed(v.Difference)})
		}
	}
	return t
}
