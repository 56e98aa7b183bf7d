package settle_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// cautious keeps a tenth of the income in a reserve.
const cautious = `{"layer":"primary","tiers":[
{"share":{"to":"reserve:risk","rate":"1/10","of":"left"}},
{"share":{"to":"platform","rate":"1/10","of":"left"}},
{"remainder":{"parts":[{"to":"owner","weight":3},{"to":"treasury","weight":1}]}}]}`

// reserving is a world with one product whose rule keeps money in a reserve of a holder.
func reserving(t testing.TB, holder string) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.party(party.Party{ID: "platform"}, "platform")
	w.party(party.Party{ID: "finance", Nature: party.Administrative, RemitTo: "treasury"}, "finance")
	w.party(party.Party{ID: "tax", Nature: party.Administrative, RemitTo: "treasury"}, "provider")
	w.resource("tax/pay", 1)
	w.agreement("bureau/ag", "operator", "2027-12-31", cautious)
	agreements := table[wire.ID, authorization.Agreement](authorization.Chapter(),
		"authorization/agreements")
	a, _ := agreements.Get(w.s, ref("bureau/ag"))
	a.Reserves = []authorization.Reserve{{Name: "risk", Holder: holder, Purpose: "风险",
		Release: "验收合格"}}
	agreements.Set(w.s, a.ID, a)
	w.product("operator/p", product.Primary, "bureau/ag", "tax/pay")
	n := newChain(w)
	n.block(at("2026-01-02 12:00"))
	n.now = at("2026-01-02 13:00")
	n.price("operator/p", market.Call, 100, true)
	return n
}

// quarter lands a period that ended.
func (n *chain) quarter(freeze string) {
	n.Helper()
	for _, clock := range []string{" 00:00", " 00:10"} {
		n.block(at(freeze + clock))
	}
	n.now = at(freeze + " 09:00")
}

func release(id, payee, amount string) *settle.ReserveRelease {
	return &settle.ReserveRelease{ID: ref(id), Agreement: ref("bureau/ag"), Name: "risk", Payee: payee,
		Amount: yuan(amount), Document: proof}
}

func (n *chain) reserve() settle.ReserveShown {
	n.Helper()
	return n.ask("reserves", "agreement", "bureau/ag").(settle.ReservesShown).Reserves[0]
}

// Money for a reserve is handed to its holder and carried from run to run until it is released; the
// next run puts it into the statement of holder and payee (rulings M8).
func TestReserve(t *testing.T) {
	n := reserving(t, "platform")
	n.now = at("2026-02-02 10:00")
	n.sell("s1", "operator/p", market.Call, "2026-02-01", "2026-02-01", 1000, "1000.00", "finance",
		"exchange")
	n.quarter("2026-04-16")
	s, _ := settle.GetStatement(n.s, "2026Q1", "operator", "platform")
	if s.Transfer != yuan("100.00") || s.Amount != yuan("90.00") || s.Closing != yuan("190.00") {
		t.Errorf("statement %+v", s)
	}
	if v := n.reserve(); v.Balance != yuan("100.00") || v.Since == 0 || v.Holder != "platform" {
		t.Errorf("reserve %+v", v)
	}
	for _, spoil := range []func(*settle.ReserveRelease){
		func(m *settle.ReserveRelease) { m.ID = wire.ID{} },
		func(m *settle.ReserveRelease) { m.Agreement = wire.ID{} },
		func(m *settle.ReserveRelease) { m.Name = "" },
		func(m *settle.ReserveRelease) { m.Amount = 0 },
		func(m *settle.ReserveRelease) { m.Document = rule.Evidence{} },
		func(m *settle.ReserveRelease) { m.Payee = "nobody" },
	} {
		bad := release("bureau/x", "operator", "10.00")
		spoil(bad)
		n.refused(rule.BadField, n.now, bad, "bureau", "platform")
	}
	m := release("bureau/x1", "operator", "30.00")
	n.refused(rule.BadField, n.now, m, "platform", "bureau")
	n.refused(settle.ErrReserveSigner, n.now, m, "bureau")
	other := release("bureau/x1", "operator", "30.00")
	other.Name = "rainy-day"
	n.refused(settle.ErrNoReserve, n.now, other, "bureau", "platform")
	n.refused(settle.ErrReserveBalance, n.now, release("bureau/x1", "operator", "100.01"), "bureau",
		"platform")
	n.ok(n.now, m, "bureau", "platform")
	n.refused(settle.ErrIDUsed, n.now, m, "bureau", "platform")
	// What a public body receives is its treasury's, and finance signs.
	pub := release("bureau/x2", "tax", "20.00")
	n.refused(settle.ErrReserveSigner, n.now, pub, "bureau", "platform")
	n.ok(n.now, pub, "bureau", "platform", "finance")
	if v := n.reserve(); v.Balance != yuan("50.00") || len(v.Releases) != 2 {
		t.Errorf("reserve %+v", v)
	}
	n.quarter("2026-07-16")
	s, _ = settle.GetStatement(n.s, "2026Q2", "platform", "operator")
	if s.Released != yuan("30.00") || s.Closing+s.Offset != yuan("30.00") {
		t.Errorf("statement %+v", s)
	}
	s, _ = settle.GetStatement(n.s, "2026Q2", "platform", "treasury")
	if s.Released != yuan("20.00") {
		t.Errorf("statement %+v", s)
	}
	due := n.ask("nontax_dues", "period", "2026Q2").(settle.DuesShown)
	if len(due.Dues) != 1 || due.Dues[0].Unit != "tax" || due.Dues[0].Amount != yuan("20.00") {
		t.Errorf("dues %+v", due)
	}
	if run := n.run("2026Q2"); run.Totals.ReserveIn != yuan("50.00") {
		t.Errorf("totals %+v", run.Totals)
	}
	n.quarter("2026-10-16")
	if v := n.reserve(); v.Balance != yuan("50.00") {
		t.Errorf("carried %+v", v)
	}
}

// Whatever is sold, paid and released: what each party collected and received less what it paid is
// its payouts, the reserves it holds, what it still owes and what is still owed to it (M6).
func TestHeldPerParty(t *testing.T) {
	parties := []string{"operator", "exchange", "platform", "treasury"}
	for seed := range uint64(12) {
		n := reserving(t, []string{"operator", "platform", "exchange"}[seed%3])
		r := rand.New(rand.NewPCG(seed, 7))
		n.registered("platform", "platform")
		n.registered("exchange", "exchange")
		n.registered("operator", "operator")
		cash := map[string]wire.Fen{}
		for q, freeze := range []string{"2026-04-16", "2026-07-16", "2026-10-16"} {
			day := wire.Date(20260102 + 300*q)
			n.now = day.Start() + 86400*2
			for k := range r.IntN(4) {
				fen := wire.Fen(1 + r.Int64N(100_000))
				n.sell(fmt.Sprintf("s%d-%d", q, k), "operator/p", market.Call, day.String(), day.String(),
					2000, fen.String(), "finance", "exchange")
				cash["operator"] += fen
			}
			n.pay(r, cash, parties, q*10)
			n.heldAddsUp(t, seed, cash, parties)
			n.quarter(freeze)
			n.pay(r, cash, parties, q*10+5)
			if have := n.reserve(); have.Balance > 0 && r.IntN(2) == 0 {
				n.ok(n.now, release(fmt.Sprintf("bureau/x%d", q), "platform",
					wire.Fen(1+r.Int64N(int64(have.Balance))).String()), "bureau", have.Holder)
			}
			n.heldAddsUp(t, seed, cash, parties)
		}
	}
}

// pay pays some part of what is open between the parties.
func (n *chain) pay(r *rand.Rand, cash map[string]wire.Fen, parties []string, no int) {
	n.Helper()
	for _, payer := range parties {
		for _, payee := range parties {
			v := n.unpaid(payer, payee)
			if payee == "treasury" || payer == payee || v.Open <= 0 || r.IntN(3) == 0 {
				continue
			}
			id := ref(fmt.Sprintf("%s/p%d-%s", payer, no, payee))
			fen := wire.Fen(1 + r.Int64N(int64(v.Open)))
			n.ok(n.now, &settle.PaymentRecord{ID: id, Payee: payee, Periods: []string{v.Parts[0].Period},
				Amount: fen, Date: n.now.Date(), Reference: digest(id.String()), Account: digest(payee)},
				payer)
			if r.IntN(5) == 0 {
				n.ok(n.now, &settle.PaymentConfirm{ID: id, Reason: "未到账"}, payee)
				continue
			}
			n.ok(n.now, &settle.PaymentConfirm{ID: id, Accept: true}, payee)
			cash[payer] -= fen
			cash[payee] += fen
		}
	}
}

func (n *chain) heldAddsUp(t *testing.T, seed uint64, cash map[string]wire.Fen, parties []string) {
	t.Helper()
	last, sold := "", wire.Fen(0)
	due := map[string]wire.Fen{}
	for _, period := range []string{"2026Q1", "2026Q2", "2026Q3"} {
		if run := n.run(period); run.Stage != settle.Landed && run.Stage != settle.Final {
			market.EachSale(n.s, period, func(s market.Sale) bool { sold += s.Part.Amount; return true })
			continue
		}
		last = period
		for _, p := range n.ask("payouts", "period", period).(settle.PayoutsShown).Payouts {
			due[p.Payee] += p.Amount
		}
		for _, s := range n.ask("statements", "period", period).(rule.Page[settle.Statement]).Items {
			due[s.Payee] += s.Released
		}
	}
	due["operator"] += sold // of open periods: nothing is divided yet
	reserve := n.reserve()
	due[reserve.Holder] += reserve.Balance
	for _, v := range reserve.Releases {
		if last == "" || v.At > n.run(last).CutAt {
			due[reserve.Holder] += v.Amount // in no statement yet
		}
	}
	for _, who := range parties {
		have := cash[who]
		for _, other := range parties {
			if other != who {
				have += settle.Open(n.s, other, who) - settle.Open(n.s, who, other)
			}
		}
		if have != due[who] {
			t.Errorf("seed %d %s: %s has %s, is due %s", seed, n.now, who, have, due[who])
		}
	}
}
