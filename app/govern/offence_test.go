package govern

import (
	"encoding/base64"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// offend ends a block that proves a validator at fault.
func (w *world) offend(id string, height uint64) {
	w.t.Helper()
	raw, err := base64.StdEncoding.DecodeString(consensus(id))
	if err != nil {
		w.t.Fatal(err)
	}
	c := w.ctx()
	c.Budget = &rule.Budget{Left: 100}
	sum := crypto.SHA256(raw)
	c.Block.Misbehaved = []rule.Misbehaved{{Address: [20]byte(sum[:20]), What: DuplicateVote,
		Height: height}}
	endBlock(c)
	w.height++
}

func (w *world) offences() []Offended {
	w.t.Helper()
	out, err := askOffences(rule.Ask{Store: w.store})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.([]Offended)
}

// Of five validators the first that is proved at fault loses its seat; of four that stay the next
// keeps it, flagged, and the vote decides.
func TestOffences(t *testing.T) {
	w := newWorld(t)
	power := func() (n int) {
		EachSeat(w.store, func([32]byte, Seat) bool { n++; return true })
		return n
	}
	before := w.height
	w.offend("nobody", 3)
	w.offend("water", 3)
	w.offend("water", 3) // the same proof again
	if got := w.offences(); len(got) != 1 || !got[0].Removed || got[0].Party != "water" ||
		power() != 4 || len(ChangesAt(w.store, before+1)) != 1 {
		t.Fatalf("%+v, %d validators", got, power())
	}
	w.offend("health", 9)
	w.offend("water", 12) // it has left
	var flagged int
	for _, o := range w.offences() {
		if !o.Removed {
			flagged++
		}
	}
	if flagged != 2 || power() != 4 {
		t.Fatalf("%+v, %d validators", w.offences(), power())
	}
	for _, i := range Chapter().Invariants {
		if err := i.Check(w.store); err != nil {
			t.Error(err)
		}
	}
}

// Removing a validator must not hand a group a third.
func TestOffenceThatWouldConcentrate(t *testing.T) {
	w := newWorld(t)
	seat := func(id string, power uint64) {
		key, _ := Act{PubKey: consensus(id)}.key()
		s, _ := seats.Get(w.store, key)
		s.Power = power
		seats.Set(w.store, key, s)
	}
	seat("bureau", 1900) // of 5900: below a third, above it without another's 1000
	w.offend("water", 3)
	if got := w.offences(); len(got) != 1 || got[0].Removed {
		t.Fatalf("%+v", got)
	}
}
