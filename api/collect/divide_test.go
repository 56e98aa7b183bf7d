package collect

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A batch over the end of an agreement is divided there; every use is counted once, and its proof
// holds against the part that counts it.
func TestBatchOverAnEndIsDivided(t *testing.T) {
	b := newBook()
	first := at("2026-05-04 09:00")
	b.ends = []wire.Time{first + 600, first + 600, first + 1200, first - 5, first + 90_000}
	c := open(t, t.TempDir(), b, Limits{})
	defer c.Close()
	all := uses(rand.New(rand.NewPCG(8, 8)), 300, first)
	for i := range all { // some with a consent: another batch, divided as well
		all[i].Consent = uint64(i % 3)
	}
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	if got, want := b.onLedger(), recount(all); !reflect.DeepEqual(got, want) {
		t.Errorf("ledger %v\nrecount %v", got, want)
	}
	for id, v := range b.batches {
		for _, end := range b.ends {
			if v.From < end && end < v.To {
				t.Errorf("%s reaches over %s", id, end)
			}
		}
	}
	leavesOnce(t, c, b, keysOf(all))
	s, err := c.Status()
	if err != nil || s.Final != 300 || s.Sealed != 300 || s.Jobs.Refused != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	divided := 0
	_ = c.store.eachJob(func(j *Job) bool {
		if j.State == Divided {
			divided++
			if _, err := c.Prove(Wanted{Batch: j.ID, Index: new(uint64)}); !errors.Is(err, ErrNoTrace) ||
				len(j.Into) != 3 {
				t.Errorf("%s into %v: %v", j.ID, j.Into, err)
			}
		}
		return true
	})
	if divided != 4 {
		t.Errorf("%d batches were divided", divided)
	}
}

// A batch over the end or the beginning of consents is divided there, however many there are; only
// uses without a live consent of their own are refused, and keep no other use from being counted.
func TestBatchOverTheEndOfAConsentIsDivided(t *testing.T) {
	b := newBook()
	first := at("2026-05-04 09:00")
	b.spans = map[uint64]access.ConsentSpan{}
	r := rand.New(rand.NewPCG(8, 10))
	for h := uint64(1); h <= 40; h++ {
		s := access.ConsentSpan{Handle: h, From: first - 100, To: 0}
		switch h % 4 {
		case 1:
			s.To = first + 1 + wire.Time(r.IntN(1800))
		case 2:
			s.From = first + wire.Time(r.IntN(1800))
		}
		b.spans[h] = s
	}
	c := open(t, t.TempDir(), b, Limits{})
	defer c.Close()
	all := uses(r, 300, first)
	var good []Use
	for i := range all {
		all[i].Consent = 1 + uint64(r.IntN(41)) // number 41 was never given
		s, known := b.spans[all[i].Consent]
		if known && all[i].At >= s.From && (s.To == 0 || all[i].At < s.To) {
			good = append(good, all[i])
		}
	}
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	if got, want := b.onLedger(), recount(good); !reflect.DeepEqual(got, want) {
		t.Errorf("ledger %v\nrecount %v", got, want)
	}
	if len(good) == len(all) || len(good) == 0 {
		t.Fatalf("%d of %d uses have a live consent", len(good), len(all))
	}
	s, err := c.Status()
	if err != nil || s.Final != uint64(len(good)) || s.Sealed != 300 || s.Jobs.Refused == 0 {
		t.Errorf("%d good: %+v, %v", len(good), s, err)
	}

	// Once the missing consents are there, what waits is filed as it is and takes no other's place.
	for h := uint64(1); h <= 41; h++ {
		b.spans[h] = access.ConsentSpan{Handle: h, From: first - 100}
	}
	for _, no := range s.RefusedJobs {
		id, err := wire.ParseID(no.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Retry(id); err != nil {
			t.Fatal(err)
		}
	}
	c.settled(t)
	if got, want := b.onLedger(), recount(all); !reflect.DeepEqual(got, want) {
		t.Errorf("in the end %v\nrecount %v", got, want)
	}
	leavesOnce(t, c, b, keysOf(all))
}

// What lies behind the end is refused by itself and waits; a refusal for another reason divides
// nothing.
func TestNothingToDivide(t *testing.T) {
	b := newBook()
	b.refuse = &rule.Told{Code: trace.ErrNotRunning.Name}
	b.ends = []wire.Time{at("2026-05-04 08:00")}
	c := open(t, t.TempDir(), b, Limits{})
	defer c.Close()
	all := uses(rand.New(rand.NewPCG(8, 9)), 20, at("2026-05-04 09:00"))
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	s, err := c.Status()
	if err != nil || s.Jobs.Refused == 0 || s.RefusedJobs[0].Code != trace.ErrNotRunning.Name {
		t.Errorf("%+v, %v", s, err)
	}
}
