package trace_test

import (
	"strconv"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The log of a product version has each of its batches once, in the order of recording, and its
// root is that of a list made without it.
func TestUsedBy(t *testing.T) {
	w := traceWorld(t)
	b := batch("operator/b0", "2026-05-04 09:00", "2026-05-04 10:00")
	product := b.Product
	if v := w.ask("used_by", "product", product.String()).(trace.UsedByView); v.Count != 0 ||
		v.Root != wire.Hash(state.LogRoot(nil)) || len(v.Entries) != 0 {
		t.Errorf("before any use: %+v", v)
	}
	var want [][]byte
	for i := range 7 {
		id := "operator/b" + strconv.Itoa(9-i) // not in the order of ids
		from := at("2026-05-04 09:00") + wire.Time(600*i)
		m := batch(id, "2026-05-04 09:00", "2026-05-04 10:00", func(m *trace.Record) {
			m.From, m.To = from, from+600
		})
		now := at("2026-05-04 12:00") + wire.Time(i)
		w.ok(now, m, "operator")
		kept, _ := trace.GetBatch(w.s, m.ID)
		want = append(want, wire.MustEncode(trace.Used{Batch: m.ID, From: from, To: from + 600,
			Purpose: m.Purpose, Use: kept.Use, Customer: m.Customer, Count: m.Count, At: now}))
	}
	w.ok(at("2026-05-04 13:00"), batch("operator/b9", "2026-05-04 09:00", "2026-05-04 09:10"),
		"operator") // sent again: no second entry
	var got [][]byte
	for range want {
		v := w.ask("used_by", "product", product.String(), "version", "1", "limit", "2", "from",
			strconv.Itoa(len(got))).(trace.UsedByView)
		if v.Count != 7 || v.Root != wire.Hash(state.LogRoot(want)) {
			t.Fatalf("%+v", v)
		}
		for _, u := range v.Entries {
			got = append(got, wire.MustEncode(u))
		}
	}
	if state.LogRoot(got) != state.LogRoot(want) {
		t.Errorf("entries %x, want %x", got, want)
	}
	other := w.ask("used_by", "product", product.String(), "version", "2").(trace.UsedByView)
	if other.Count != 0 {
		t.Errorf("another version: %+v", other)
	}
	for _, args := range []map[string]string{{"product": "x"}, {"product": "a/b", "version": "x"},
		{"product": "a/b", "from": "-1"}, {"product": "a/b", "limit": "0"}} {
		if err := refusedQuery("used_by", w.s, args); err == nil {
			t.Errorf("%v is answered", args)
		}
	}
}

func refusedQuery(name string, r state.Reader, args map[string]string) error {
	for _, q := range trace.Chapter().Queries {
		if q.Name == name {
			_, err := q.Serve(rule.Ask{Store: r, Args: args})
			return err
		}
	}
	return nil
}
