package abci

import (
	"sync/atomic"
	"time"

	"github.com/suyuan-ledger/suyuan/state"
)

// A pass reads a million rows while blocks go on: it works for a while, then rests three times as
// long, unless a block waits for it. What it computes does not depend on when it reads.
const (
	workFor  = 10 * time.Millisecond
	restFor  = 3 // times the work
	readings = 64
)

// pace is the rhythm of one pass.
type pace struct {
	hurry atomic.Bool // a block waits
	count int
	since time.Time
}

// step counts a reading or a writing, and rests when it is time to.
func (p *pace) step() {
	if p.count++; p.count%readings != 0 || p.hurry.Load() {
		return
	}
	now := time.Now()
	worked := now.Sub(p.since)
	if p.since.IsZero() || worked < workFor {
		if p.since.IsZero() {
			p.since = now
		}
		return
	}
	time.Sleep(min(restFor*worked, time.Second))
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
