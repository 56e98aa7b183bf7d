package collect

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Old deliveries are forgotten and old runs are put away, young ones stay; an event of an old run
// is still known.
func TestTidy(t *testing.T) {
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	from := Source{Token: token, Member: "operator"}
	if _, _, err := c.Event(t.Context(), from, made("Z", "01")); err != nil {
		t.Fatal(err)
	}
	d := Delivery{ID: "gw/1", Uses: uses(rand.New(rand.NewPCG(1, 2)), 3, at("2026-05-04 09:00"))}
	if _, err := c.Deliver(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, v := range []struct {
		after time.Duration
		runs  int
		again bool
	}{{time.Hour, 1, true}, {keepRuns + time.Hour, 0, true}, {keepDeliveries + time.Hour, 0, false}} {
		if err := c.store.tidy(now.Add(v.after)); err != nil {
			t.Fatal(err)
		}
		runs, err := c.store.merged(now)
		if err != nil || len(runs) != v.runs {
			t.Errorf("%s: %d runs, %v", v.after, len(runs), err)
		}
		if _, again, err := c.Event(t.Context(), from, made("Z", "01")); err != nil || !again {
			t.Errorf("%s: the event is new, %v", v.after, err)
		}
		if a, err := c.Deliver(t.Context(), d); err != nil || a.Again != v.again {
			t.Errorf("%s: %+v, %v", v.after, a, err)
		}
	}
}
