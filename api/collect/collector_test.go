package collect

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

func ref(s string) wire.ID {
	id, err := wire.ParseID(s)
	if err != nil {
		panic(err)
	}
	return id
}

func at(s string) wire.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, wire.Beijing)
	if err != nil {
		panic(err)
	}
	return wire.At(t)
}

var credit = Meter{Product: ref("operator/credit"), Version: 1, Stream: "api", Purpose: "finance"}

func open(t testing.TB, dir string, l Ledger, limits Limits) *Collector {
	t.Helper()
	c, err := Open(Options{Dir: dir, Account: account, Lane: 1, Ledger: l, Signer: signer,
		Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// settled seals everything and waits until no paper is under way.
func (c *Collector) settled(t testing.TB) {
	t.Helper()
	if err := c.Seal(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		c.wake(c.submitting)
		s, err := c.Status()
		if err != nil {
			t.Fatal(err)
		}
		if s.Jobs.Waiting == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("papers wait: %+v", s)
		}
	}
}

func uses(random *rand.Rand, n int, from wire.Time) []Use {
	out := make([]Use, n)
	sets := [][]uint16{{0}, {1}, {0, 1}, {0, 2, 5}}
	purposes := []string{"finance", "welfare"}
	for i := range out {
		out[i] = Use{Meter: credit, Trace: Trace{At: from + wire.Time(random.IntN(3600)),
			Key: fmt.Sprintf("%d-%d", i, random.Uint64()), Members: sets[random.IntN(len(sets))],
			Units: 1 + random.Uint64N(5), Line: []byte("GET /v1/credit 200")}}
		out[i].Purpose = purposes[random.IntN(2)]
	}
	return out
}

type counted struct{ day, purpose, members string }

// recount adds up raw uses without the collector.
func recount(all []Use) map[counted]uint64 {
	out := map[counted]uint64{}
	for _, u := range all {
		out[counted{u.At.Date().String(), u.Purpose, fmt.Sprint(u.Members)}] += u.Units
	}
	return out
}

// onLedger adds up the counters of the batches.
func (b *book) onLedger() map[counted]uint64 {
	b.Lock()
	defer b.Unlock()
	out := map[counted]uint64{}
	for _, v := range b.batches {
		for _, n := range v.Counters {
			out[counted{v.From.Date().String(), v.Purpose, fmt.Sprint(n.Members)}] += n.Units
		}
	}
	return out
}

// leavesOnce checks that every key stands in exactly one leaf, and that its proof holds.
func leavesOnce(t *testing.T, c *Collector, b *book, keys []string) {
	t.Helper()
	seen := map[string]int{}
	err := c.store.eachJob(func(j *Job) bool {
		if j.State == Divided {
			return true
		}
		leaves, err := c.store.segment(j)
		if err != nil {
			t.Error(err)
			return false
		}
		for i, l := range leaves {
			seen[string(l.key)]++
			if i%37 != 0 {
				continue
			}
			index := uint64(i)
			p, err := c.Prove(Wanted{Batch: j.ID, Index: &index})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Verify(b.batches[j.ID]); err != nil {
				t.Fatalf("leaf %d of %s: %v", i, j.ID, err)
			}
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if seen[k] != 1 {
			t.Fatalf("%s stands in %d leaves", k, seen[k])
		}
	}
	if len(seen) != len(keys) {
		t.Errorf("%d keys in leaves, %d uses", len(seen), len(keys))
	}
}

func keysOf(all []Use) []string {
	out := make([]string, len(all))
	for i, u := range all {
		out[i] = u.Key
	}
	return out
}

// Counters on the ledger are the recount of the raw uses, every use has exactly one leaf, whatever
// the order, the days, the purposes and the sizes of deliveries.
func TestCountersAreTheRecount(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 1))
	b := newBook()
	c := open(t, t.TempDir(), b, Limits{BatchUses: 300, BatchAge: time.Hour})
	defer c.Close()
	all := uses(random, 2000, at("2026-05-04 22:30"))
	for rest := all; len(rest) > 0; {
		n := min(len(rest), 1+random.IntN(200))
		if _, err := c.Deliver(context.Background(), Delivery{Uses: rest[:n]}); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	c.settled(t)
	if got, want := b.onLedger(), recount(all); !reflect.DeepEqual(got, want) {
		t.Errorf("counters %v, recount %v", got, want)
	}
	leavesOnce(t, c, b, keysOf(all))
	s, err := c.Status()
	if err != nil || s.Accepted != 2000 || s.Sealed != 2000 || s.Final != 2000 || s.Queued != 0 ||
		s.Jobs.Refused != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	for _, v := range b.batches {
		if v.From.Date() != (v.To - 1).Date() {
			t.Errorf("%s crosses midnight", v.ID)
		}
	}
}

func TestDeliveryIsIdempotent(t *testing.T) {
	dir, random := t.TempDir(), rand.New(rand.NewPCG(1, 1))
	c := open(t, dir, nil, Limits{})
	ctx := context.Background()
	d := Delivery{ID: "gw-1/17", Uses: uses(random, 5, at("2026-05-04 09:00"))}
	if a, err := c.Deliver(ctx, d); err != nil || a.Again || a.Uses != 5 {
		t.Fatalf("%+v, %v", a, err)
	}
	if a, err := c.Deliver(ctx, d); err != nil || !a.Again || a.Uses != 5 {
		t.Fatalf("%+v, %v", a, err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open(t, dir, nil, Limits{})
	defer c.Close()
	if a, err := c.Deliver(ctx, d); err != nil || !a.Again {
		t.Fatalf("after a restart: %+v, %v", a, err)
	}
	d.Uses = slices.Clone(d.Uses)
	d.Uses[0].Units++
	if _, err := c.Deliver(ctx, d); !errors.Is(err, ErrConflict) {
		t.Fatalf("another content: %v", err)
	}
	if s, _ := c.Status(); s.Accepted != 5 || s.Queued != 5 {
		t.Errorf("%+v", s)
	}
}

func TestUsesRefused(t *testing.T) {
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	good := Use{credit, Trace{At: at("2026-05-04 09:00"), Members: []uint16{0}, Units: 1}}
	for name, change := range map[string]func(*Use){
		"no time":     func(u *Use) { u.At = 0 },
		"no units":    func(u *Use) { u.Units = 0 },
		"many units":  func(u *Use) { u.Units = maxUnits + 1 },
		"no inputs":   func(u *Use) { u.Members = nil },
		"unsorted":    func(u *Use) { u.Members = []uint16{1, 1} },
		"long key":    func(u *Use) { u.Key = string(make([]byte, maxKey+1)) },
		"long line":   func(u *Use) { u.Line = make([]byte, maxLine+1) },
		"no purpose":  func(u *Use) { u.Purpose = "" },
		"no product":  func(u *Use) { u.Product = wire.ID{} },
		"long stream": func(u *Use) { u.Stream = "a-stream-of-twenty-five-c" },
	} {
		u := good
		change(&u)
		if _, err := c.Deliver(context.Background(), Delivery{Uses: []Use{good, u}}); !errors.Is(err,
			ErrTrace) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s, _ := c.Status(); s.Accepted != 0 {
		t.Errorf("a refused delivery left %d uses", s.Accepted)
	}
}

// A batch never has more sets of inputs or consents than the ledger takes.
func TestBatchLimits(t *testing.T) {
	b := newBook()
	c := open(t, t.TempDir(), b, Limits{BatchUses: 20_000, BatchAge: time.Hour})
	defer c.Close()
	var all []Use
	for i := range 9000 {
		u := Use{credit, Trace{At: at("2026-05-04 09:00") + wire.Time(i/10), Key: fmt.Sprint(i),
			Members: []uint16{uint16(i % 100)}, Units: 1}}
		if i%2 == 0 {
			u.Consent, u.Members = uint64(1+i), []uint16{0}
		}
		all = append(all, u)
	}
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	if got, want := b.onLedger(), recount(all); !reflect.DeepEqual(got, want) {
		t.Errorf("counters differ")
	}
	for _, v := range b.batches {
		if len(v.Counters) > maxSets {
			t.Errorf("%d counters", len(v.Counters))
		}
	}
}

func TestRefusedAndRetried(t *testing.T) {
	b := newBook()
	b.refuse = &rule.Told{Code: "trace.product_not_published", Zh: "未发布", En: "not published"}
	c := open(t, t.TempDir(), b, Limits{BatchUses: 10})
	defer c.Close()
	all := uses(rand.New(rand.NewPCG(2, 2)), 5, at("2026-05-04 09:00"))
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	s, _ := c.Status()
	if s.Jobs.Refused == 0 || s.RefusedJobs[0].Code != "trace.product_not_published" || s.Fault == "" {
		t.Fatalf("%+v", s)
	}
	b.Lock()
	b.refuse = nil
	b.Unlock()
	for _, r := range s.RefusedJobs {
		if err := c.Retry(ref(r.ID)); err != nil {
			t.Fatal(err)
		}
	}
	c.settled(t)
	if !reflect.DeepEqual(b.onLedger(), recount(all)) {
		t.Error("the retried batches are not counted")
	}
	if err := c.Retry(ref(s.RefusedJobs[0].ID)); err == nil {
		t.Error("a final batch was retried")
	}
}

// An expired paper is signed anew, one whose nonce another took as well; neither counts twice.
func TestPaperSignedAnew(t *testing.T) {
	b := newBook()
	c := open(t, t.TempDir(), nil, Limits{BatchUses: 10})
	defer c.Close()
	c.ledger = b
	all := uses(rand.New(rand.NewPCG(3, 3)), 4, at("2026-05-04 09:00"))
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	if err := c.Seal(); err != nil {
		t.Fatal(err)
	}
	step := func() {
		t.Helper()
		if _, err := c.submit(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	step()
	clear(b.waiting) // lost by the node
	b.law += paperLife + 1
	for n := range uint64(9) {
		b.nonces[n+1] = wire.Hash{1} // taken by another program in the same lane
	}
	for range 6 {
		step()
	}
	if !reflect.DeepEqual(b.onLedger(), recount(all)) {
		t.Errorf("ledger %v, uses %v", b.onLedger(), recount(all))
	}
}

// The same id with another batch behind it on the ledger is refused loudly, the same batch is
// final.
func TestSameBatchAgain(t *testing.T) {
	for _, same := range []bool{true, false} {
		b := newBook()
		c := open(t, t.TempDir(), nil, Limits{BatchUses: 10})
		c.ledger = b
		all := uses(rand.New(rand.NewPCG(4, 4)), 1, at("2026-05-04 09:00"))
		if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
			t.Fatal(err)
		}
		if err := c.Seal(); err != nil {
			t.Fatal(err)
		}
		jobs, err := c.store.pending(1)
		if err != nil || len(jobs) != 1 {
			t.Fatal(jobs, err)
		}
		m := *jobs[0].Record
		other := trace.Batch{ID: m.ID, Root: m.Root, Log: m.Log, Count: m.Count}
		if !same {
			other.Count++
		}
		b.batches[m.ID] = other
		for range 4 {
			if _, err := c.submit(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		j, _, err := c.store.jobNamed(m.ID)
		if want := map[bool]string{true: Final, false: Refused}[same]; err != nil || j.State != want {
			t.Errorf("same %v: %s, %v", same, j.State, err)
		}
		c.Close()
	}
}
