package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestDeliver(t *testing.T) {
	for _, c := range []struct {
		name   string
		body   probe
		code   uint32
		writes int // of the whole block, the nonce included
		alarms int
	}{
		{"good", probe{Key: "k", Count: 4}, 0, 5, 0},
		{"no write", probe{Key: "k"}, 0, 1, 0},
		{"refused", probe{Do: "refuse", Count: 2}, errProbe.Code, 1, 0},
		{"panic", probe{Do: "panic", Count: 2}, rule.Internal.Code, 1, 1},
		{"plain error", probe{Do: "error", Count: 2}, rule.Internal.Code, 1, 1},
		{"overrun", probe{Count: 5}, rule.Internal.Code, 1, 1},
		{"event outside its limits", probe{Do: "big", Count: 1}, rule.Internal.Code, 1, 1},
	} {
		w := newWorld(t)
		b := w.m.Begin(w.store, w.env)
		r := b.Deliver(run(t, c.body, 1))
		if r.Code != c.code || (r.Refusal == nil) != (c.code == 0) || (r.Data == nil) == (c.code == 0) {
			t.Errorf("%s: got %+v", c.name, r)
		}
		if b.Overlay().Writes() != c.writes || len(b.Alarms()) != c.alarms {
			t.Errorf("%s: %d writes, alarms %v", c.name, b.Overlay().Writes(), b.Alarms())
		}
		used := int64(1)
		if c.code == 0 {
			used = int64(c.writes)
		}
		if r.GasWanted != 5 || r.GasUsed != used || r.TxID.IsZero() || r.Kind != "probe.run" {
			t.Errorf("%s: got %+v", c.name, r)
		}
		if c.code != 0 && len(r.Events) != 0 {
			t.Errorf("%s: a refused paper has events", c.name)
		}
	}
}

// A body that bounds its writes costs what it says, up to the kind's maximum, and is held to it.
func TestBounded(t *testing.T) {
	for _, c := range []struct {
		count, bound uint16
		wanted       int64
		code         uint32
	}{{2, 2, 3, 0}, {1, 3, 4, 0}, {4, 9, 5, 0}, {3, 2, 3, rule.Internal.Code}, {1, 0, 1,
		rule.Internal.Code}} {
		w := newWorld(t)
		raw := sign(t, paperOf(t, "probe.bounded", bounded{Count: c.count, Bound: c.bound}, nil), nil)
		if v := w.m.Admit(w.store, w.env, raw); int64(v.Cost) != c.wanted {
			t.Errorf("%+v: costs %d", c, v.Cost)
		}
		if r := w.m.Begin(w.store, w.env).Deliver(raw); r.GasWanted != c.wanted || r.Code != c.code {
			t.Errorf("%+v: got %+v", c, r)
		}
	}
}

// A store fault is nobody's refusal: it goes through.
func TestFaultGoesThrough(t *testing.T) {
	w := newWorld(t)
	err := state.CatchFault(func() {
		w.m.Begin(w.store,
			w.env).Deliver(run(t, probe{Do: "fault"}, 1))
	})
	var f state.Fault
	if !errors.As(err, &f) {
		t.Errorf("got %v", err)
	}
}

// An inadmissible paper has its result, one to one, and changes nothing, not even a nonce.
func TestInadmissibleInABlock(t *testing.T) {
	w := newWorld(t)
	before := dump(w.store)
	for _, s := range spoils {
		if s.want == nil || s.env != nil {
			continue
		}
		b := w.m.Begin(w.store, w.env)
		if r := b.Deliver(s.raw(t)); r.Code != s.want.Code {
			t.Errorf("%s: got %d", s.name, r.Code)
		}
		b.End()
		if b.Overlay().Writes() != 0 {
			t.Errorf("%s: wrote", s.name)
		}
	}
	if !bytes.Equal(before, dump(w.store)) {
		t.Error("the parent changed")
	}
}

// The golden value fixes the layout that clients of other languages hash.
func TestEventsHash(t *testing.T) {
	// [[["probe.done", rlp(["k"])], ["probe.done", rlp([""])]]]
	one := append([]byte{0x8a}, "probe.done"...)
	a := append([]byte{0xce}, append(one, 0x82, 0xc1, 0x6b)...)
	b := append([]byte{0xce}, append(append([]byte{0x8a}, "probe.done"...), 0x82, 0xc1, 0x80)...)
	pair := append(a, b...)
	want := append([]byte{0xc0 + byte(len(pair)) + 1, 0xc0 + byte(len(pair))}, pair...)
	got := EventsHash([]rule.Event{probed{Key: "k"}, probed{}})
	if got != wire.Hash(sha256.Sum256(want)) {
		t.Errorf("got %s, want the hash of %s", got, hex.EncodeToString(want))
	}
	if EventsHash(nil) != wire.Hash(sha256.Sum256([]byte{0xc1, 0xc0})) {
		t.Error("the hash of no event changed")
	}
}

func TestEndBudget(t *testing.T) {
	var emitted []rule.Event
	fill := func(n int, at string) func(*rule.Ctx) error {
		return func(c *rule.Ctx) error {
			for i := range n {
				marks.Set(c.Store, at+string(rune('a'+i%26))+string(rune('a'+i/26)), probed{})
			}
			c.Emit(probed{Key: at})
			return nil
		}
	}
	var errs []error
	chapter := probeChapter()
	chapter.EndBlock = func(c *rule.Ctx) {
		errs = append(errs, c.Try(fill(500, "a")), c.Try(func(*rule.Ctx) error { panic("item") }),
			c.Try(fill(600, "b")), c.Try(func(c *rule.Ctx) error { return c.Try(fill(600, "c")) }),
			c.Try(fill(301, "d")), c.Try(fill(300, "e")))
		if !c.Spent() {
			t.Error("the budget is not spent")
		}
	}
	m, err := New(party.Chapter(), chapter)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	b := m.Begin(w.store, w.env)
	emitted = b.End()
	for i, want := range []*rule.Refusal{nil, rule.Internal, nil, nil, rule.OverBudget, nil} {
		var got *rule.Refused
		errors.As(errs[i], &got)
		expect(t, "item", got, want)
	}
	if b.Overlay().Writes() != EndWrites || len(emitted) != 4 || len(b.Alarms()) != 0 {
		t.Errorf("%d writes, %d events, %v", b.Overlay().Writes(), len(emitted), b.Alarms())
	}
}

func TestEndSurvives(t *testing.T) {
	for name, end := range map[string]func(c *rule.Ctx){
		"panic": func(c *rule.Ctx) {
			marks.Set(c.Store, "x", probed{})
			panic("end")
		},
		"past the budget": func(c *rule.Ctx) {
			for i := range EndWrites + 1 {
				marks.Set(c.Store, string(rune(0x4e00+i)), probed{})
			}
		},
		"bad event": func(c *rule.Ctx) { c.Emit(probed{Key: "longer than twenty bytes"}) },
	} {
		chapter := probeChapter()
		chapter.EndBlock = end
		m, err := New(party.Chapter(), chapter)
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t)
		b := m.Begin(w.store, w.env)
		if events := b.End(); len(events) != 0 || len(b.Alarms()) != 1 || b.Overlay().Writes() != 0 {
			t.Errorf("%s: events %v, alarms %v", name, events, b.Alarms())
		}
	}
	chapter := probeChapter()
	chapter.EndBlock = func(*rule.Ctx) { panic(state.Fault{Err: errors.New("disk")}) }
	m, _ := New(party.Chapter(), chapter)
	w := newWorld(t)
	if err := state.CatchFault(func() { m.Begin(w.store, w.env).End() }); err == nil {
		t.Error("a store fault was swallowed")
	}
}

func TestInvariantsHold(t *testing.T) {
	w := newWorld(t)
	w.block(run(t, probe{Count: 1}, 1))
	if err := w.m.CheckInvariants(w.store); err != nil {
		t.Error(err)
	}
}

func BenchmarkDeliver(b *testing.B) {
	w := newWorld(b)
	raws := make([][]byte, 500)
	for i := range raws {
		raws[i] = run(b, probe{Key: string(rune('a' + i%26)), Count: 2}, uint64(i+1))
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		blk := w.m.Begin(w.store, w.env)
		for _, raw := range raws {
			if r := blk.Deliver(raw); r.Code != 0 {
				b.Fatal(r.Refusal)
			}
		}
		n += len(raws)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "us/paper")
}
