package trace_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

func traceWorld(t testing.TB) *world {
	w := newWorld(t, trace.Chapter())
	w.party(party.Party{ID: "bureau", Nature: party.Administrative}, "bureau", "impl")
	w.party(party.Party{ID: "operator"}, "operator")
	w.party(party.Party{ID: "platform"}, "platform")
	w.party(party.Party{ID: "dev"}, "developer")
	w.resource("tax/pay", 1)
	w.resource("water/use", 1)
	w.agreement("bureau/yy", "operator", "2026-12-31", plain)
	w.devAgreement("operator/kf", "bureau/yy", "dev", plain)
	w.product("operator/credit", product.Primary, "bureau/yy", "tax/pay", "water/use")
	w.product("dev/risk", product.Redeveloped, "operator/kf", "operator/credit@1")
	return w
}

func batch(id, from, to string, change ...func(*trace.Record)) *trace.Record {
	m := &trace.Record{ID: ref(id), Product: ref("operator/credit"), Version: 1, Stream: "api",
		From: at(from), To: at(to), Purpose: "finance", Count: 10, Log: digest(id),
		Counters: []trace.Counter{{Members: []uint16{0, 1}, Units: 7}, {Members: []uint16{1}, Units: 3}}}
	for _, f := range change {
		f(m)
	}
	return m
}

func TestTraceRecord(t *testing.T) {
	w := traceWorld(t)
	now := at("2026-05-04 12:00")
	w.ok(now, batch("operator/b1", "2026-05-04 09:00", "2026-05-04 10:00"), "operator")
	w.ok(now, batch("operator/b2", "2026-05-04 10:00", "2026-05-04 11:00"), "operator")
	// Free public use is recorded like paid use, the platform may record, another stream may overlap.
	w.ok(now, batch("platform/b1", "2026-05-04 09:00", "2026-05-04 10:00", func(m *trace.Record) {
		m.Purpose = "welfare"
	}), "platform")
	w.ok(now, batch("dev/b1", "2026-05-04 09:00", "2026-05-04 10:00", func(m *trace.Record) {
		m.Product, m.Counters = ref("dev/risk"), []trace.Counter{{Members: []uint16{0}, Units: 10}}
	}), "dev")

	var got []trace.Sum
	trace.EachCounter(w.s, "2026Q2", func(s trace.Sum) bool { got = append(got, s); return true })
	slices.SortFunc(got, func(a, b trace.Sum) int { return int(a.Units) - int(b.Units) })
	want := []trace.Sum{
		{ref("operator/credit"), 1, trace.Welfare, []uint16{1}, 3},
		{ref("operator/credit"), 1, trace.Commercial, []uint16{1}, 6},
		{ref("operator/credit"), 1, trace.Welfare, []uint16{0, 1}, 7},
		{ref("dev/risk"), 1, trace.Commercial, []uint16{0}, 10},
		{ref("operator/credit"), 1, trace.Commercial, []uint16{0, 1}, 14},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("counters:\n got %v\nwant %v", got, want)
	}
	trace.EachCounter(w.s, "2026Q1",
		func(s trace.Sum) bool { t.Errorf("counter of Q1: %v", s); return true })
	b, ok := trace.GetBatch(w.s, ref("operator/b1"))
	if !ok || b.Period != "2026Q2" || len(b.Flags) != 0 || b.Use != trace.Commercial {
		t.Errorf("batch: %+v", b)
	}
}

func TestTraceRecordRefused(t *testing.T) {
	const from, to = "2026-05-04 09:00", "2026-05-04 10:00"
	now := at("2026-05-04 12:00")
	units := func(c ...trace.Counter) func(*trace.Record) {
		return func(m *trace.Record) { m.Counters = c }
	}
	cases := []struct {
		name string
		def  *rule.Refusal
		m    *trace.Record
		by   string
	}{
		{"same id, another batch", trace.ErrConflict, batch("operator/b1", "2026-05-04 11:00",
			"2026-05-04 11:30"), "operator"},
		{"not the author's id", rule.BadField, batch("bureau/b", from, to), "operator"},
		{"unknown product", trace.ErrUnknownProduct, batch("operator/b", from, to,
			func(m *trace.Record) { m.Version = 2 }), "operator"},
		{"neither maker nor platform", trace.ErrRecorder, batch("dev/b", from, to), "dev"},
		{"before publication", trace.ErrNotPublished,
			batch("operator/b", "2025-03-01 09:00", "2025-03-01 10:00"), "operator"},
		{"before the agreement", trace.ErrNotRunning,
			batch("operator/b", "2025-02-27 09:00", "2025-02-27 10:00"), "operator"},
		{"two days", trace.ErrDay, batch("operator/b", "2026-05-03 23:30", "2026-05-04 00:30"),
			"operator"},
		{"future", trace.ErrFuture, batch("operator/b", "2026-05-04 11:00", "2026-05-04 12:03"),
			"operator"},
		{"same log", trace.ErrLogUsed, batch("operator/b", "2026-05-04 11:00", "2026-05-04 11:30",
			func(m *trace.Record) { m.Log = digest("operator/b1") }), "operator"},
		{"overlap", trace.ErrOverlap, batch("operator/b", "2026-05-04 09:59", "2026-05-04 10:30"),
			"operator"},
		{"overlap from before", trace.ErrOverlap, batch("operator/b", "2026-05-04 08:00",
			"2026-05-04 11:00"), "operator"},
		{"no purpose", trace.ErrPurpose, batch("operator/b", from, to,
			func(m *trace.Record) { m.Purpose = "" }), "operator"},
		{"another purpose", trace.ErrNotCovered, batch("operator/b", from, to,
			func(m *trace.Record) { m.Purpose = "insurance" }), "operator"},
		{"no counters", trace.ErrCounter, batch("operator/b", from, to, units()), "operator"},
		{"no units", trace.ErrCounter, batch("operator/b", from, to,
			units(trace.Counter{Members: []uint16{0}})), "operator"},
		{"no members", trace.ErrCounter, batch("operator/b", from, to, units(trace.Counter{Units: 10})),
			"operator"},
		{"members not ascending", trace.ErrCounter, batch("operator/b", from, to,
			units(trace.Counter{Members: []uint16{1, 0}, Units: 10})), "operator"},
		{"set twice", trace.ErrCounter, batch("operator/b", from, to,
			units(trace.Counter{Members: []uint16{0}, Units: 5},
				trace.Counter{Members: []uint16{0}, Units: 5})), "operator"},
		{"no such input", trace.ErrCounter, batch("operator/b", from, to,
			units(trace.Counter{Members: []uint16{2}, Units: 10})), "operator"},
		{"sum", rule.BadField, batch("operator/b", from, to, func(m *trace.Record) { m.Count = 9 }),
			"operator"},
		{"too many", trace.ErrTooMany, batch("operator/b", "2026-05-04 11:00", "2026-05-04 11:30",
			units(trace.Counter{Members: []uint16{0}, Units: 8_999_999_999_991}),
			func(m *trace.Record) { m.Count = 8_999_999_999_991 }), "operator"},
	}
	w := traceWorld(t)
	w.ok(now, batch("operator/b1", from, to), "operator")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, now, c.m, c.by) })
	}
}

// An agreement ends at 10:00 in the same instant for every batch, whenever it is sent (S8).
func TestTraceAfterTermination(t *testing.T) {
	w := traceWorld(t)
	w.end("bureau/yy", at("2026-09-18 10:00"))
	now := at("2026-09-18 10:30")
	events := w.ok(now, batch("operator/b1", "2026-09-18 09:00", "2026-09-18 09:59"), "operator")
	if e := events[0].(trace.BatchRecorded); !reflect.DeepEqual(e.Flags, []string{trace.FlagLate}) {
		t.Errorf("flags %v", e.Flags)
	}
	w.refused(trace.ErrStraddles, now, batch("operator/b2", "2026-09-18 09:59", "2026-09-18 10:20"),
		"operator")
	w.refused(trace.ErrNotRunning, now, batch("operator/b3", "2026-09-18 10:01", "2026-09-18 10:20"),
		"operator")
	// What stands on the agreement ends with it.
	risk := func(m *trace.Record) {
		m.Product, m.Counters = ref("dev/risk"), []trace.Counter{{Members: []uint16{0}, Units: 10}}
	}
	w.refused(trace.ErrNotRunning, now, batch("dev/b1", "2026-09-18 10:01", "2026-09-18 10:20", risk),
		"dev")
	w.ok(now, batch("dev/b2", "2026-09-18 09:00", "2026-09-18 10:00", risk), "dev")
}

func TestTraceLateAndFrozen(t *testing.T) {
	w := traceWorld(t)
	events := w.ok(at("2026-05-20 09:00"), batch("operator/b1", "2026-05-04 09:00",
		"2026-05-04 10:00"), "operator")
	if e := events[0].(trace.BatchRecorded); len(e.Flags) != 1 {
		t.Errorf("a batch of sixteen days ago is not flagged: %+v", e)
	}
	w.freeze("2026Q2")
	w.refused(trace.ErrFrozen, at("2026-07-16 00:00"),
		batch("operator/b2", "2026-06-30 09:00", "2026-06-30 10:00"), "operator")
}

// A batch of as many counters as a batch may hold stays within the declared writes.
func TestTraceWrites(t *testing.T) {
	w := traceWorld(t)
	var inputs []string
	for i := range 64 {
		id := "tax/r" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		w.resource(id, 1)
		inputs = append(inputs, id)
	}
	w.product("operator/wide", product.Primary, "bureau/yy", inputs...)
	m := batch("operator/b1", "2026-05-04 09:00", "2026-05-04 10:00")
	m.Product, m.Counters, m.Count = ref("operator/wide"), nil, 64
	for i := range 64 {
		m.Counters = append(m.Counters, trace.Counter{Members: []uint16{uint16(i)}, Units: 1})
	}
	w.ok(at("2026-05-04 12:00"), m, "operator")
}

// Windows of one stream are taken exactly when they share no instant with one taken before.
func TestTraceWindowsNeverOverlap(t *testing.T) {
	w := traceWorld(t)
	random := rand.New(rand.NewPCG(8, 4))
	start := at("2026-05-04 00:00")
	taken := map[string][][2]wire.Time{}
	for i := range 300 {
		stream := []string{"api", "files"}[random.IntN(2)]
		from := start + wire.Time(random.IntN(1000))
		to := from + 1 + wire.Time(random.IntN(20))
		free := true
		for _, other := range taken[stream] {
			free = free && (to <= other[0] || other[1] <= from)
		}
		_, err := w.apply(at("2026-05-04 12:00"), batch("operator/b"+strconv.Itoa(i), "2026-05-04 09:00",
			"2026-05-04 10:00", func(m *trace.Record) { m.Stream, m.From, m.To = stream, from, to }),
			"operator")
		if (err == nil) != free {
			t.Fatalf("%s [%d, %d): %v, free %v", stream, from, to, err, free)
		}
		if free {
			taken[stream] = append(taken[stream], [2]wire.Time{from, to})
		}
	}
}

func TestTraceQueries(t *testing.T) {
	w := traceWorld(t)
	now := at("2026-05-04 12:00")
	w.ok(now, batch("operator/b1", "2026-05-04 09:00", "2026-05-04 10:00"), "operator")
	w.ok(now, batch("operator/b2", "2026-05-04 10:00", "2026-05-04 11:00", func(m *trace.Record) {
		m.Purpose = "governance"
	}), "operator")
	uses := w.ask("uses", "period", "2026Q2").(trace.Uses)
	want := []trace.UsesOf{{Product: "operator/credit@1", Commercial: 10, Welfare: 10, Batches: 2}}
	if !reflect.DeepEqual(uses.Products, want) || len(uses.Counters) != 4 {
		t.Errorf("uses: %+v", uses)
	}
	page := w.ask("batches", "by", "operator", "limit", "1").(rule.Page[trace.Batch])
	if len(page.Items) != 1 || page.Next == "" {
		t.Errorf("page: %+v", page)
	}
	page = w.ask("batches", "after", "operator/b1").(rule.Page[trace.Batch])
	if len(page.Items) != 1 || page.Next != "" || page.Items[0].ID != ref("operator/b2") {
		t.Errorf("page: %+v", page)
	}
	if b := w.ask("batch", "id", "operator/b1").(trace.Batch); b.Count != 10 {
		t.Errorf("batch: %+v", b)
	}
}

func TestTraceTable(t *testing.T) {
	seen := map[uint32]bool{}
	for _, r := range trace.Chapter().Refusals {
		if r.Code/100 != 8 || seen[r.Code] {
			t.Errorf("refusal %s has code %d", r.Name, r.Code)
		}
		seen[r.Code] = true
	}
	for _, e := range trace.Chapter().Events {
		if err := wire.CheckType(reflect.TypeOf(e)); err != nil {
			t.Error(err)
		}
	}
	for _, k := range trace.Chapter().Kinds {
		if err := wire.CheckType(k.Body()); err != nil {
			t.Error(err)
		}
	}
}
