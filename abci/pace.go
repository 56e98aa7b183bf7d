package abci

import (
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/suyuan-ledger/suyuan/state"
)

// A pass reads a million rows while blocks go on: it works for a while, then rests three times as
// long or more, unless a block waits for it. What it computes does not depend on when it reads.
const (
	workFor  = 10 * time.Millisecond
	restFor  = 3 // times the work, at least
	restMore = 2 // and up to so many times more
	readings = 64
)

// pace is the rhythm of one pass. Each rests for a time of its own, so that nodes that share a
// machine do not come to the same heavy moment, such as a collection of memory, together.
type pace struct {
	hurry atomic.Bool // a block waits
	count int
	since time.Time
	rest  time.Duration // hundredths of the work
}

// step counts a reading, and rests when it is time to.
func (p *pace) step() {
	if p.count++; p.count%readings == 0 {
		p.breathe()
	}
}

// breathe rests when the pass has worked long enough.
func (p *pace) breathe() {
	if p == nil || p.hurry.Load() {
		return
	}
	if p.since.IsZero() {
		p.since, p.rest = time.Now(), restFor*100+time.Duration(rand.IntN(restMore*100))
		return
	}
	worked := time.Since(p.since)
	if worked < workFor {
		return
	}
	time.Sleep(min(p.rest*worked/100, time.Second))
	p.since = time.Now()
}

// paced is a view that is read in a rhythm.
type paced struct {
	state.Reader
	*pace
}

// Get implements state.Reader.
func (p paced) Get(key []byte) ([]byte, bool) {
	p.step()
	return p.Reader.Get(key)
}

// Iterate implements state.Reader.
func (p paced) Iterate(start, end []byte, fn func(key, value []byte) bool) {
	p.Reader.Iterate(start, end, func(k, v []byte) bool {
		p.step()
		return fn(k, v)
	})
}

// IterateReverse implements state.Reader.
func (p paced) IterateReverse(start, end []byte, fn func(key, value []byte) bool) {
	p.Reader.IterateReverse(start, end, func(k, v []byte) bool {
		p.step()
		return fn(k, v)
	})
}
