package settle_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type costKey struct {
	Period string
	ID     wire.ID
}

type correctionKey struct{ Cost, ID wire.ID }

type lateBatchKey struct {
	Period string
	Height uint64
	Batch  wire.ID
}

type lateAtKey struct {
	Height uint64
	Period string
	Batch  wire.ID
}

type carryKey struct {
	Kind, ID string
	Seq, By  uint32
}

type outstandingKey struct {
	Seq                  uint32
	Party, Payer, Period string
}

// index opens an index of another chapter as table does a map.
func index[K comparable](c rule.Chapter, name string) state.Index[K] {
	i := slices.IndexFunc(c.Collections, func(d state.Collection) bool { return d.Name == name })
	return state.NewIndex[K](c.Number, c.Collections[i].Number, name, c.Collections[i].Doc)
}

// fact is a row of a period that enters in the quarter numbered when; late ones enter after their
// period was closed.
type fact struct {
	period string
	when   int
	late   bool
	put    func(n *chain, height uint64, late bool)
}

var quarters = []string{"2026Q2", "2026Q3", "2026Q4", "2027Q1"}

// facts are random sales, refunds, uses, costs and corrections of four quarters.
func facts(r *rand.Rand) (out []fact) {
	products := []string{"operator/credit", "operator/health", "dev-bank/risk", "dev-ins/ins"}
	inputs := []int{3, 2, 2, 3}
	for i := range 30 {
		at := r.IntN(len(products))
		p, q := ref(products[at]), r.IntN(len(quarters))
		f := fact{period: quarters[q], when: q}
		if r.IntN(2) == 0 {
			f.when = q + r.IntN(len(quarters)-q)
		}
		f.late = f.when > q
		id := ref(fmt.Sprintf("%s/x%d", p.Party, i))
		switch r.IntN(7) {
		case 6:
			first, then := recounted(f.period, p, id, uint16(r.IntN(inputs[at])), r.Uint64N(1000),
				r.Uint64N(1000))
			out = append(out, fact{period: f.period, when: q, put: first})
			f.put = then
		case 0, 1, 2:
			f.put = sale(f.period, p, id, wire.Fen(r.Int64N(4_000_000)-2_000_000))
		case 3:
			f.put = uses(f.period, p, id, uint16(r.IntN(inputs[at])), 1+r.Uint64N(1000))
		default:
			cost := market.Cost{ID: id, Agreement: ref("bureau/yy"), Class: "processing",
				Product: ref("operator/credit"), Version: 1, Investor: "operator",
				Amount: wire.Fen(r.Int64N(500_000)), Status: market.Confirmed, Period: f.period,
				Date: 20260401}
			f.when, f.late = q, false
			f.put = spent(cost)
			out = append(out, f)
			f.when = q + r.IntN(len(quarters)-q)
			f.late = f.when > q
			cost.Ref, cost.Amount = cost.ID, -wire.Fen(r.Int64N(int64(cost.Amount)+1))
			cost.ID = ref(id.Party + "/k" + fmt.Sprint(i))
			f.put = spent(cost)
		}
		out = append(out, f)
	}
	return out
}

func sale(period string, p, id wire.ID, amount wire.Fen) func(*chain, uint64, bool) {
	return func(n *chain, height uint64, late bool) {
		s := market.Sale{Receipt: id, Product: p, Version: 1, Use: "commercial", Entered: height,
			Part: market.Part{Period: period, Amount: amount}, Clearing: p.Party}
		if amount < 0 {
			s.Ref = ref("operator/s1")
		}
		table[saleKey, market.Sale](market.Chapter(), "market/sales").
			Set(n.s, saleKey{period, p, 1, id}, s)
		if late {
			index[market.Late](market.Chapter(), "market/late").
				Add(n.s, market.Late{Height: height, Period: period, Kind: market.LateReceipt, ID: id})
		}
	}
}

func spent(v market.Cost) func(*chain, uint64, bool) {
	return func(n *chain, height uint64, late bool) {
		v := v
		v.Entered = height
		table[wire.ID, market.Cost](market.Chapter(), "market/costs").Set(n.s, v.ID, v)
		if v.Ref.IsZero() {
			index[costKey](market.Chapter(), "market/period_costs").Add(n.s, costKey{v.Period, v.ID})
			return
		}
		index[correctionKey](market.Chapter(), "market/corrections").
			Add(n.s, correctionKey{v.Ref, v.ID})
		if late {
			index[market.Late](market.Chapter(), "market/late").
				Add(n.s, market.Late{Height: height, Period: v.Period, Kind: market.LateCost, ID: v.ID})
		}
	}
}

func uses(period string, p, id wire.ID, member uint16, count uint64) func(*chain, uint64, bool) {
	return func(n *chain, height uint64, late bool) {
		if !late {
			table[sumKey, trace.Sum](trace.Chapter(), "trace/counters").Set(n.s,
				sumKey{period, p, 1, "commercial", [32]byte{byte(len(id.Local)), id.Local[1],
					id.Local[len(id.Local)-1]}},
				trace.Sum{Product: p, Version: 1, Use: "commercial", Members: []uint16{member},
					Units: count})
			return
		}
		table[wire.ID, trace.Batch](trace.Chapter(), "trace/batches").Set(n.s, id,
			trace.Batch{ID: id, Product: p, Version: 1, Use: "commercial", Period: period,
				From: day("2026-04-01"), Count: count,
				Counters: []trace.Counter{{Members: []uint16{member}, Units: count}}})
		index[lateBatchKey](trace.Chapter(), "trace/late").
			Add(n.s, lateBatchKey{period, height, id})
		index[lateAtKey](trace.Chapter(), "trace/late_at").Add(n.s, lateAtKey{height, period, id})
	}
}

// recounted are uses of which another count settles later.
func recounted(period string, p, id wire.ID, member uint16, was, is uint64) (first,
	then func(*chain, uint64, bool)) {
	counts := func(n *chain, units uint64) {
		table[sumKey, trace.Sum](trace.Chapter(), "trace/counters").Set(n.s,
			sumKey{period, p, 1, "commercial", [32]byte{9, id.Local[1], id.Local[len(id.Local)-1]}},
			trace.Sum{Product: p, Version: 1, Use: "commercial", Members: []uint16{member}, Units: units})
	}
	first = func(n *chain, _ uint64, _ bool) { counts(n, was) }
	then = func(n *chain, height uint64, late bool) {
		if !late {
			counts(n, is)
			return
		}
		number := uint64(id.Local[1])<<8 + uint64(id.Local[len(id.Local)-1])
		table[recountKey, trace.Recount](trace.Chapter(), "trace/recounts").Set(n.s,
			recountKey{period, height, number}, trace.Recount{Number: number, Product: p, Version: 1,
				Use: "commercial", Day: date("2026-04-01"), Period: period, Report: id,
				Moves: []trace.Move{{Members: []uint16{member}, Was: was, Is: is}}})
		index[recountAtKey](trace.Chapter(), "trace/recounts_at").
			Add(n.s, recountAtKey{height, period, number})
	}
	return first, then
}

type recountKey struct {
	Period string
	Height uint64
	Number uint64
}

type recountAtKey struct {
	Height uint64
	Period string
	Number uint64
}

// lived is a ledger after four quarters. In time says that every fact entered in its own quarter.
func lived(t *testing.T, seed uint64, inTime bool, change ...func(*chain)) *chain {
	n := province(t)
	for _, f := range change {
		f(n)
	}
	n.checks = settle.Chapter().Invariants
	all := facts(rand.New(rand.NewPCG(seed, 7)))
	n.lands("2025Q4", "2026-01-16")
	n.lands("2026Q1", "2026-04-16")
	for q, due := range []string{"2026-07-16", "2026-10-16", "2027-01-16", "2027-04-16"} {
		for _, f := range all {
			if inTime && quarters[q] == f.period {
				f.put(n, n.height+1, false)
			} else if !inTime && f.when == q {
				f.put(n, n.height+1, f.late)
			}
		}
		n.lands(quarters[q], due)
	}
	return n
}

// earned is what each party took in a quarter before offsets.
func (n *chain) earned(sum map[string]wire.Fen, quarter string) {
	for _, s := range n.ask("statements", "period", quarter).(rule.Page[settle.Statement]).Items {
		for _, of := range s.OnBehalf {
			sum[of.Party] += of.Amount
		}
	}
}

// Random rows, many of them late (rulings M3): what parties took, plus all deltas, is what they
// take where every row came in time; the last quarter itself is the same in both; payers hold what
// they collected and have not passed on; and every run is computed again to the same bytes from the
// state that others have reached since.
func TestRestatementsTelescope(t *testing.T) {
	restated, recounts := 0, 0
	for seed := range uint64(12) {
		late, timely := lived(t, seed, false), lived(t, seed, true)
		got, want := map[string]wire.Fen{}, map[string]wire.Fen{}
		for _, q := range quarters {
			late.earned(got, q)
			timely.earned(want, q)
			all := late.restated(q)
			restated += len(all.Periods)
			for _, c := range all.Causes {
				if c.Kind == "recount" {
					recounts++
				}
			}
			for _, p := range all.Periods {
				for who, amount := range all.parties(p.Period) {
					got[who] += amount
				}
			}
			cut := late.run(q).Cut
			if !bytes.Equal(settle.Compute(late.at[cut], q).Encode(), settle.Compute(late.s, q).Encode()) {
				t.Errorf("seed %d: %s is computed otherwise later", seed, q)
			}
		}
		if !reflect.DeepEqual(nonzero(got), nonzero(want)) {
			t.Errorf("seed %d: took %v\nin time %v", seed, nonzero(got), nonzero(want))
		}
		last, same := map[string]wire.Fen{}, map[string]wire.Fen{}
		late.earned(last, "2027Q1")
		timely.earned(same, "2027Q1")
		if !reflect.DeepEqual(last, same) {
			t.Errorf("seed %d: last quarter %v\nin time %v", seed, last, same)
		}
		late.holds(t, seed)
	}
	if restated < 20 || recounts < 10 {
		t.Errorf("only %d restatements, %d recounts", restated, recounts)
	}
}

// A node that lost its results computes them again from a state in which a part has landed already:
// to the same bytes, in whatever slices they land.
func TestRestatementComputedWhileItLands(t *testing.T) {
	for seed := range uint64(3) {
		want := lived(t, seed, false)
		got := lived(t, seed, false, func(n *chain) { n.budget, n.later = 30, true })
		told := 0
		for _, q := range quarters {
			a := want.ask("statements", "period", q).(rule.Page[settle.Statement])
			b := got.ask("statements", "period", q).(rule.Page[settle.Statement])
			if told += len(a.Items); !reflect.DeepEqual(a, b) {
				t.Errorf("seed %d, %s: %+v\nin slices %+v", seed, q, a, b)
			}
			x, y := want.restated(q), got.restated(q)
			if !reflect.DeepEqual(x.Outstanding, y.Outstanding) || x.Pool != y.Pool {
				t.Errorf("seed %d, %s: outstanding %+v\nin slices %+v", seed, q, x, y)
			}
		}
		if told < 8 {
			t.Errorf("seed %d: only %d statements", seed, told)
		}
	}
}

func nonzero(m map[string]wire.Fen) map[string]wire.Fen {
	out := map[string]wire.Fen{}
	for k, v := range m {
		if v != 0 {
			out[k] = v
		}
	}
	return out
}

// holds checks that each party has what it collected and got, less what it passed on: its own
// payouts, what is outstanding of corrections, less the deficits of what it collects for.
func (n *chain) holds(t *testing.T, seed uint64) {
	held, own := map[string]wire.Fen{}, map[string]wire.Fen{}
	table[saleKey, market.Sale](market.Chapter(), "market/sales").Each(n.s,
		func(_ saleKey, s market.Sale) bool {
			held[s.Clearing] += s.Part.Amount
			return true
		})
	for _, q := range append([]string{"2025Q4", "2026Q1"}, quarters...) {
		for _, s := range n.ask("statements", "period", q).(rule.Page[settle.Statement]).Items {
			moved := s.Amount + s.Transfer + s.Adjusted - s.Kept
			held[s.Payer] -= moved
			held[s.Payee] += moved
		}
		for _, p := range n.ask("payouts", "period", q).(settle.PayoutsShown).Payouts {
			own[p.Payee] += p.Amount
		}
	}
	newest := map[string]settle.Carry{}
	table[carryKey, settle.Carry](settle.Chapter(), "settle/carry").Each(n.s,
		func(k carryKey, v settle.Carry) bool {
			newest[k.Kind+" "+k.ID] = v
			return true
		})
	for _, v := range newest {
		if v.Kind == "deficit" {
			own[ref(v.ID[:len(v.ID)-2]).Party] += v.Deficit
		}
	}
	var pool wire.Fen
	seq := n.run("2027Q1").Seq
	table[outstandingKey, settle.Outstanding](settle.Chapter(), "settle/outstanding").Each(n.s,
		func(k outstandingKey, v settle.Outstanding) bool {
			if k.Seq == seq {
				own[v.Payer] += v.Payable - v.Receivable
				pool += v.Payable - v.Receivable
			}
			return true
		})
	if !reflect.DeepEqual(nonzero(held), nonzero(own)) {
		t.Errorf("seed %d: held %v\nown %v", seed, nonzero(held), nonzero(own))
	}
	if r := n.restated("2027Q1"); r.Pool != pool {
		t.Errorf("seed %d: pool %s, outstanding %s", seed, r.Pool, pool)
	}
}
