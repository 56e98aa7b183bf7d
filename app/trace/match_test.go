package trace_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// end runs the chapter's end of a block.
func (w *world) endBlock(at wire.Time, block rule.Block) []rule.Event {
	w.Helper()
	w.height, w.now = w.height+1, at
	o := state.NewOverlay(w.s)
	c := &rule.Ctx{Store: o, Height: w.height, Time: at, Chain: "gz-1", Block: block,
		Budget: &rule.Budget{Left: 2000}}
	trace.Chapter().EndBlock(c)
	o.Flush(w.s)
	for _, i := range w.checks {
		if err := i.Check(w.s); err != nil {
			w.Errorf("%s: %v", i.Name, err)
		}
	}
	return c.Events()
}

// dualWorld has a bank that the operator sells to, as a party and as a customer.
func dualWorld(t testing.TB) *world {
	w := traceWorld(t)
	w.party(party.Party{ID: "bank"}, "vendor")
	w.party(party.Party{ID: "audit", Nature: party.Administrative}, "audit")
	w.ok(at("2026-05-01 09:00"), &trace.CustomerRegister{Customer: bank, Reporter: "bank"}, "operator")
	return w
}

var bank = wire.Hash(crypto.SHA256([]byte("bank")))

const theDay = "2026-05-04"

func counterReport(id string, units uint64,
	change ...func(*trace.CounterReport)) *trace.CounterReport {
	m := &trace.CounterReport{ID: ref(id), Product: ref("operator/credit"), Version: 1,
		Day: date(theDay), Purpose: "finance", Customer: bank, Count: units, Log: digest(id),
		Counters: []trace.Counter{{Members: []uint16{0, 1}, Units: units}}}
	for _, f := range change {
		f(m)
	}
	return m
}

// sold is a batch of ten units for the bank: seven of one set of inputs, three of another.
func sold(id, from, to string, change ...func(*trace.Record)) *trace.Record {
	m := batch(id, from, to, change...)
	m.Customer = bank
	return m
}

func (w *world) open() []trace.MismatchView {
	return w.ask("mismatches").(rule.Page[trace.MismatchView]).Items
}

func (w *world) uses(period string) (units uint64) {
	trace.EachCounter(w.s, period, func(s trace.Sum) bool { units += s.Units; return true })
	return units
}

// A difference opens with an owner, an age and a deadline, and closes when later records make both
// counts equal. No money moves without a clause of the agreement.
func TestMismatchOpensAndMatches(t *testing.T) {
	w := dualWorld(t)
	next := at("2026-05-05 09:00")
	w.ok(next, sold("operator/b1", theDay+" 09:00", theDay+" 10:00"), "operator")
	w.ok(next, counterReport("bank/c1", 20), "bank")
	if len(w.open()) != 0 {
		t.Fatal("opened before the end of the block")
	}
	w.endBlock(next, rule.Block{})
	open := w.open()
	if len(open) != 1 || open[0].Owner != "operator" || open[0].Reporter != "bank" ||
		open[0].Provider != 10 || open[0].Consumer != 20 || open[0].Overdue || open[0].Due == 0 {
		t.Fatalf("open: %+v", open)
	}
	w.now = at("2026-06-30 09:00")
	if v := w.open()[0]; v.AgeDays != 56 || !v.Overdue {
		t.Errorf("aged: %+v", v)
	}
	if got := w.uses("2026Q2"); got != 10 {
		t.Errorf("settles %d", got)
	}
	w.ok(next, sold("operator/b2", theDay+" 10:00", theDay+" 11:00"), "operator")
	w.endBlock(next, rule.Block{})
	if len(w.open()) != 0 {
		t.Errorf("still open: %+v", w.open())
	}
	closed := w.ask("mismatches", "closed", "yes", "agreement",
		"bureau/yy").(rule.Page[trace.MismatchView])
	if len(closed.Items) != 1 || closed.Items[0].Status != trace.MismatchMatched {
		t.Errorf("closed: %+v", closed)
	}
	tally := w.ask("tally", "product", "operator/credit", "day", theDay, "purpose", "finance",
		"customer", bank.String()).(trace.Tally)
	if tally.Provider != 20 || tally.Consumer != 20 || tally.Mismatch != 0 {
		t.Errorf("tally: %+v", tally)
	}
}

// What settles while counts differ is what the agreement says, and what was resolved afterwards.
func TestCountRules(t *testing.T) {
	for _, c := range []struct {
		rule                 string
		consumer, open, want uint64 // while open; resolved for the consumer
	}{
		{"", 4, 10, 10}, {trace.RuleProvider, 4, 10, 4}, {trace.RuleConsumer, 4, 4, 4},
		{trace.RuleLower, 4, 4, 4}, {trace.RuleLower, 14, 10, 14}, {trace.RuleHigher, 4, 10, 4},
		{trace.RuleHigher, 14, 14, 14},
	} {
		w := dualWorld(t)
		if c.rule != "" {
			w.ok(at("2026-05-02 09:00"), &trace.CountRule{Agreement: ref("bureau/yy"), Rule: c.rule,
				From: date("2026-05-03"), Document: paper("clause")}, "bureau", "operator")
		}
		next := at("2026-05-05 09:00")
		w.ok(next, sold("operator/b1", theDay+" 09:00", theDay+" 10:00"), "operator")
		w.ok(next, counterReport("bank/c1", c.consumer), "bank")
		w.endBlock(next, rule.Block{})
		if got := w.uses("2026Q2"); got != c.open {
			t.Errorf("%q, %d: while open %d settles, want %d", c.rule, c.consumer, got, c.open)
		}
		w.ok(next, &trace.MismatchResolve{Number: 1, Stands: trace.SideConsumer, Reason: "logs compared"},
			"operator", "bank")
		if got := w.uses("2026Q2"); got != c.want {
			t.Errorf("%q, %d: resolved %d settles, want %d", c.rule, c.consumer, got, c.want)
		}
	}
}

func TestCounterReportRefused(t *testing.T) {
	w := dualWorld(t)
	next := at("2026-05-05 09:00")
	w.ok(next, sold("operator/b1", theDay+" 09:00", theDay+" 10:00"), "operator")
	w.ok(next, batch("platform/b1", theDay+" 09:00", theDay+" 10:00"), "platform")
	w.ok(next, counterReport("bank/c1", 20), "bank")
	whole := func(m *trace.CounterReport) { m.Customer = wire.Hash{} }
	for _, c := range []struct {
		name string
		def  *rule.Refusal
		m    *trace.CounterReport
		by   string
	}{
		{"same id", trace.ErrExists, counterReport("bank/c1", 20), "bank"},
		{"not the author's id", rule.BadField, counterReport("dev/c1", 20), "bank"},
		{"seller itself", trace.ErrBothSides, counterReport("operator/c1", 20), "operator"},
		{"no customer", trace.ErrConsumer, counterReport("dev/c1", 20), "dev"},
		{"no platform", trace.ErrConsumer, counterReport("bank/c2", 20, whole), "bank"},
		{"no such grant", trace.ErrConsumer, counterReport("dev/c1", 20, whole,
			func(m *trace.CounterReport) { m.Grant = ref("bureau/g") }), "dev"},
		{"platform on both sides", trace.ErrBothSides, counterReport("platform/c1", 20, whole),
			"platform"},
		{"unnamed correction", trace.ErrCorrects, counterReport("bank/c2", 20), "bank"},
		{"day runs", trace.ErrDayRuns, counterReport("bank/c2", 20,
			func(m *trace.CounterReport) { m.Day = date("2026-05-05") }), "bank"},
		{"not published", trace.ErrNotPublished, counterReport("bank/c2", 20,
			func(m *trace.CounterReport) { m.Day = date("2025-03-01") }), "bank"},
		{"purpose", trace.ErrNotCovered, counterReport("bank/c2", 20,
			func(m *trace.CounterReport) { m.Purpose = "ads" }), "bank"},
		{"input", trace.ErrCounter, counterReport("bank/c2", 20, func(m *trace.CounterReport) {
			m.Counters[0].Members = []uint16{7}
		}), "bank"},
		{"too many", trace.ErrTooMany, counterReport("bank/c2", 8_999_999_999_999,
			func(m *trace.CounterReport) { m.Corrects = ref("bank/c1") }), "bank"},
	} {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, next, c.m, c.by) })
	}
	w.ok(next, counterReport("bank/c2", 10,
		func(m *trace.CounterReport) { m.Corrects = ref("bank/c1") }), "bank")
	w.endBlock(next, rule.Block{})
	if len(w.open()) != 0 {
		t.Errorf("a corrected report differs: %+v", w.open())
	}
	w.refused(trace.ErrFrozen, at("2026-12-30 09:00"), counterReport("bank/c9", 1,
		func(m *trace.CounterReport) { m.Day = date("2026-05-06") }), "bank")
}

// The platform reports what it served where it did not record for the provider, and then does not
// record for the provider.
func TestPlatformIsOneSide(t *testing.T) {
	w := dualWorld(t)
	next := at("2026-05-05 09:00")
	whole := func(m *trace.CounterReport) { m.Customer = wire.Hash{} }
	w.ok(next, counterReport("platform/c1", 10, whole), "platform")
	w.refused(trace.ErrBothSides, next, batch("platform/b1", theDay+" 09:00", theDay+" 10:00"),
		"platform")
	w.party(party.Party{ID: "platform-2"}, "platform")
	w.refused(trace.ErrReportedBy, next, counterReport("platform-2/c1", 10, whole), "platform-2")
}

func TestResolveAndRuleRefused(t *testing.T) {
	w := dualWorld(t)
	next := at("2026-05-05 09:00")
	w.ok(next, sold("operator/b1", theDay+" 09:00", theDay+" 10:00"), "operator")
	w.ok(next, counterReport("bank/c1", 20), "bank")
	w.endBlock(next, rule.Block{})
	r := &trace.MismatchResolve{Number: 1, Stands: "provider", Reason: "logs"}
	w.refused(trace.ErrNoMismatch, next, &trace.MismatchResolve{Number: 2, Stands: "provider",
		Reason: "x"}, "bureau")
	w.refused(trace.ErrResolver, next, r, "operator")
	w.refused(trace.ErrResolver, next, r, "audit")
	w.refused(rule.BadField, next, &trace.MismatchResolve{Number: 1, Stands: "both",
		Reason: "x"}, "bureau")
	w.ok(next, r, "bureau")
	w.refused(trace.ErrNoMismatch, next, r, "bureau")

	clause := func(change func(*trace.CountRule)) *trace.CountRule {
		m := &trace.CountRule{Agreement: ref("bureau/yy"), Rule: "lower", From: date("2026-05-07"),
			Document: paper("clause")}
		change(m)
		return m
	}
	keep := func(*trace.CountRule) {}
	w.refused(trace.ErrNoAgreement, next, clause(func(m *trace.CountRule) {
		m.Agreement = ref("bureau/none")
	}), "bureau", "operator")
	w.refused(trace.ErrCountSigners, next, clause(keep), "bureau")
	w.refused(trace.ErrCountFrom, next, clause(func(m *trace.CountRule) {
		m.From = date("2026-05-05")
	}), "bureau", "operator")
	w.ok(next, clause(keep), "bureau", "operator")
	w.refused(trace.ErrCountTwice, next, clause(keep), "bureau", "operator")
	w.refused(trace.ErrCountSigners, next, clause(func(m *trace.CountRule) {
		m.Agreement = ref("operator/kf")
	}), "bureau", "operator")
	w.refused(trace.ErrNoParty, next, &trace.CustomerRegister{Customer: digest("x").Sum,
		Reporter: "nobody"}, "operator")
	w.refused(trace.ErrCustomerTwice, next, &trace.CustomerRegister{Customer: bank,
		Reporter: "dev"}, "operator")
}

// A tally under a clause holds at most 64 sets of inputs.
func TestTooManyShares(t *testing.T) {
	w := dualWorld(t)
	var inputs []string
	for i := range 64 {
		id := "tax/r" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		w.resource(id, 1)
		inputs = append(inputs, id)
	}
	w.product("operator/wide", "primary", "bureau/yy", inputs...)
	w.ok(at("2026-05-02 09:00"), &trace.CountRule{Agreement: ref("bureau/yy"), Rule: "consumer",
		From: date("2026-05-03"), Document: paper("clause")}, "bureau", "operator")
	m := sold("operator/b1", theDay+" 09:00", theDay+" 10:00")
	m.Product, m.Counters, m.Count = ref("operator/wide"), nil, 64
	for i := range 64 {
		m.Counters = append(m.Counters, trace.Counter{Members: []uint16{uint16(i)}, Units: 1})
	}
	next := at("2026-05-05 09:00")
	w.ok(next, m, "operator")
	other := sold("operator/b2", theDay+" 10:00", theDay+" 11:00")
	other.Product, other.Counters, other.Count = m.Product, []trace.Counter{{Members: []uint16{0, 1},
		Units: 1}}, 1
	w.refused(trace.ErrTooManyShares, next, other, "operator")
	c := counterReport("bank/c1", 1)
	c.Product, c.Counters = m.Product, slices.Clone(other.Counters)
	w.refused(trace.ErrTooManyShares, next, c, "bank")
	c.Counters[0].Members = []uint16{3}
	w.ok(next, c, "bank")
	w.endBlock(next, rule.Block{})
	if got := w.uses("2026Q2"); got != 1 {
		t.Errorf("settles %d", got)
	}
	w.ok(next, &trace.MismatchResolve{Number: 1, Stands: "provider", Reason: "logs"}, "bureau")
	if got := w.uses("2026Q2"); got != 64 {
		t.Errorf("settles %d", got)
	}
}

// The same batch again gives its first result and counts nothing.
func TestRecordAgain(t *testing.T) {
	w := traceWorld(t)
	now := at("2026-05-04 12:00")
	first := w.ok(now, batch("operator/b1", theDay+" 09:00", theDay+" 10:00"),
		"operator")[0].(trace.BatchRecorded)
	again := w.ok(now+60, batch("operator/b1", theDay+" 09:00", theDay+" 10:00"),
		"operator")[0].(trace.BatchRepeated)
	if again.ID != first.ID || again.Count != first.Count || again.Recorded != now {
		t.Errorf("again: %+v", again)
	}
	if w.uses("2026Q2") != 10 {
		t.Error("counted twice")
	}
	for field, change := range map[string]func(*trace.Record){
		"root":    func(m *trace.Record) { m.Root = bank },
		"log":     func(m *trace.Record) { m.Log = digest("other") },
		"stream":  func(m *trace.Record) { m.Stream = "other" },
		"to":      func(m *trace.Record) { m.To-- },
		"purpose": func(m *trace.Record) { m.Purpose = "welfare" },
		"counters": func(m *trace.Record) {
			m.Counters = []trace.Counter{{Members: []uint16{0}, Units: 10}}
		},
	} {
		r := w.refused(trace.ErrConflict, now, batch("operator/b1", theDay+" 09:00", theDay+" 10:00",
			change), "operator")
		if r.Field != field {
			t.Errorf("%s: told %s", field, r.Field)
		}
	}
}

func paper(name string) rule.Evidence {
	return rule.Evidence{Number: name, Digest: digest(name)}
}
