package load

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Load is what is offered to a network. Exactly one of InFlight and Rate is given.
type Load struct {
	Nodes  []string // RPC addresses; each paper goes to one of them, in turn
	Papers [][]byte // each is offered once

	InFlight int // closed loop: papers handed over and not final
	Rate     int // open loop: papers a second
	Conns    int // connections to each node; default 16

	Warm   time.Duration // load before the window
	Window time.Duration // what is measured

	Meter *Meter // of the nodes' processes; nil: none
	began func() // called when the load begins; nil: nothing

	byHash map[[32]byte]int
	at     []atomic.Int32 // the node it was handed to
	sent   []atomic.Int64 // Unix nanoseconds: handed over, in an open loop due
	done   []atomic.Int64 // final, 0: not yet
	next   atomic.Int64
	tokens chan struct{}

	refused atomic.Int64
	why     atomic.Pointer[string]
}

// Result is what one load showed. Latencies are from handing a paper over (in an open loop from
// when it was due) until its block's results were readable at that node.
type Result struct {
	// between the first and the last block of the window
	TxPerSecond     float64 `json:"tx_per_second"`
	Final           int     `json:"final"`         // papers final inside the window
	Refused         int     `json:"refused"`       // at the door, in the whole load
	Failed          int     `json:"failed"`        // in a block with a code other than 0
	Lost            int     `json:"lost"`          // accepted at the door, then in no block
	Why             string  `json:"why,omitempty"` // one refusal, if any
	P50             float64 `json:"p50_ms"`
	P99             float64 `json:"p99_ms"`
	BlocksPerSecond float64 `json:"blocks_per_second"`
	Seconds         float64 `json:"seconds"`
	CPU             float64 `json:"cpu_us_per_tx"`        // of all nodes together
	DriverCPU       float64 `json:"driver_cpu_us_per_tx"` // of the load itself
	Busy            float64 `json:"cores_busy"`           // nodes and driver
	Exhausted       bool    `json:"exhausted"`            // the papers ran out before the window ended
}

// After the window, papers under way are waited for until lateness is over or nothing has become
// final for stillness. A mempool that was full may have dropped the rest without a word.
const (
	lateness  = 20 * time.Second
	stillness = 4 * time.Second
)

// Run offers the load and measures it. Every loop ends: with the window, with the papers, or with
// ctx.
func (l *Load) Run(ctx context.Context) (Result, error) {
	if (l.InFlight > 0) == (l.Rate > 0) {
		return Result{}, errors.New("either so many in flight or so many a second")
	}
	if l.Conns == 0 {
		l.Conns = 16
	}
	if err := l.prepare(); err != nil {
		return Result{}, err
	}
	f := &follower{l: l, blocks: map[uint64]*blockSeen{}}
	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	failed := make(chan error, len(l.Nodes)+1)
	var watchers sync.WaitGroup
	for node := range l.Nodes {
		height, err := heightOf(l.Nodes[node])
		if err != nil {
			return Result{}, err
		}
		watchers.Go(func() {
			if err := f.follow(watching, node, height+1); err != nil && watching.Err() == nil {
				failed <- err
			}
		})
	}
	began := time.Now()
	if l.began != nil {
		l.began()
	}
	offering, stopOffering := context.WithCancel(ctx)
	defer stopOffering()
	var senders sync.WaitGroup
	for i := range l.Conns * len(l.Nodes) {
		senders.Go(func() { l.offer(offering, began, i%len(l.Nodes)) })
	}
	before, after, err := l.measure(offering, f, began, failed)
	stopOffering()
	senders.Wait()
	if err == nil {
		err = l.drain(ctx, failed)
	}
	stopWatching()
	watchers.Wait()
	if err != nil {
		return Result{}, err
	}
	return l.result(f, before, after), nil
}

func (l *Load) prepare() error {
	l.byHash = make(map[[32]byte]int, len(l.Papers))
	for i, raw := range l.Papers {
		l.byHash[sha256.Sum256(raw)] = i
	}
	if len(l.byHash) != len(l.Papers) {
		return errors.New("a paper appears twice")
	}
	l.at = make([]atomic.Int32, len(l.Papers))
	l.sent, l.done = make([]atomic.Int64, len(l.Papers)), make([]atomic.Int64, len(l.Papers))
	if l.InFlight > 0 {
		l.tokens = make(chan struct{}, l.InFlight)
		for range l.InFlight {
			l.tokens <- struct{}{}
		}
	}
	return nil
}

func heightOf(url string) (uint64, error) {
	c := newConn(url)
	defer c.close()
	var s struct {
		Sync struct {
			Height uint64 `json:"latest_block_height,string"`
		} `json:"sync_info"`
	}
	err := c.call("status", 0, &s)
	return s.Sync.Height, err
}

// offer hands papers to one node over one connection until the load ends.
func (l *Load) offer(ctx context.Context, began time.Time, node int) {
	c := newConn(l.Nodes[node])
	defer c.close()
	for {
		i := int(l.next.Add(1) - 1)
		if i >= len(l.Papers) || !l.turn(ctx, began, i) {
			return
		}
		l.at[i].Store(int32(node))
		if l.Rate == 0 {
			l.sent[i].Store(time.Now().UnixNano())
		}
		code, log, err := c.broadcast(l.Papers[i])
		if err == nil && code == 0 {
			continue
		}
		if err != nil {
			log = err.Error()
		}
		l.refused.Add(1)
		l.why.Store(&log)
		l.settle(i, -1)
		select { // a full mempool is asked again a little later
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// turn waits until paper i may go; false when the load ended first.
func (l *Load) turn(ctx context.Context, began time.Time, i int) bool {
	if l.tokens != nil {
		select {
		case <-ctx.Done():
			return false
		case <-l.tokens:
			return true
		}
	}
	due := began.Add(time.Duration(i) * time.Second / time.Duration(l.Rate))
	l.sent[i].Store(due.UnixNano())
	select {
	case <-ctx.Done():
		l.sent[i].Store(0)
		return false
	case <-time.After(time.Until(due)):
		return true
	}
}

// final marks the papers of a block that became readable at their own node.
func (l *Load) final(b *blockSeen, node int) {
	now := time.Now().UnixNano()
	for place, i := range b.txs {
		if i < 0 || int(l.at[i].Load()) != node {
			continue
		}
		if b.good[place] {
			l.settle(i, now)
		} else {
			l.settle(i, -1)
		}
	}
}

// settle ends paper i's flight, once: at a time, or with -1 when it came to nothing.
func (l *Load) settle(i int, at int64) {
	if l.done[i].CompareAndSwap(0, at) && l.tokens != nil {
		l.tokens <- struct{}{}
	}
}

// leastBlocks is how many blocks a rate is taken from. On a machine that is too busy to make them
// in the window, a closed loop goes on for up to longest windows.
const (
	leastBlocks = 5
	longest     = 4
)

// measure takes the meters at both ends of the window. It ends early when the papers run out.
func (l *Load) measure(ctx context.Context, f *follower, began time.Time, failed chan error) (
	before, after reading, err error) {
	wait := func(until time.Time, enough func() bool) error {
		for !enough() {
			select {
			case err := <-failed:
				return err
			case <-ctx.Done():
				return nil
			case <-time.After(min(time.Until(until), 20*time.Millisecond)):
				if !time.Now().Before(until) || l.next.Load() > int64(len(l.Papers)) {
					return nil
				}
			}
		}
		return nil
	}
	never := func() bool { return false }
	if err := wait(began.Add(l.Warm), never); err != nil {
		return before, after, err
	}
	if before, err = l.Meter.read(); err != nil {
		return before, after, err
	}
	if err := wait(began.Add(l.Warm+l.Window), never); err != nil {
		return before, after, err
	}
	if l.InFlight > 0 {
		enough := func() bool { return f.since(before.at) >= leastBlocks }
		if err := wait(began.Add(l.Warm+longest*l.Window), enough); err != nil {
			return before, after, err
		}
	}
	after, err = l.Meter.read()
	return before, after, err
}

// drain waits for what is under way, so that the next load begins with an empty network.
func (l *Load) drain(ctx context.Context, failed chan error) error {
	began, moved, left := time.Now(), time.Now(), -1
	for time.Since(began) < lateness && time.Since(moved) < stillness {
		if n := l.underWay(); n != left {
			left, moved = n, time.Now()
		}
		if left == 0 {
			return nil
		}
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func (l *Load) underWay() (n int) {
	for i := range l.sent {
		if l.sent[i].Load() != 0 && l.done[i].Load() == 0 {
			n++
		}
	}
	return n
}

func (l *Load) result(f *follower, before, after reading) Result {
	r := Result{Refused: int(l.refused.Load()), Seconds: after.at.Sub(before.at).Seconds(),
		Lost: l.underWay(), Exhausted: l.next.Load() > int64(len(l.Papers))}
	if why := l.why.Load(); why != nil {
		r.Why = *why
	}
	var waits []float64
	for i := range l.done {
		at := l.done[i].Load()
		if at >= before.at.UnixNano() && at < after.at.UnixNano() {
			r.Final++
			waits = append(waits, float64(at-l.sent[i].Load())/1e6)
		}
	}
	slices.Sort(waits)
	r.P50, r.P99 = quantile(waits, 0.50), quantile(waits, 0.99)
	f.rate(&r, before.at, after.at)
	if r.Final > 0 {
		r.CPU = (after.nodes - before.nodes).Seconds() * 1e6 / float64(r.Final)
		r.DriverCPU = (after.driver - before.driver).Seconds() * 1e6 / float64(r.Final)
	}
	if r.Seconds > 0 {
		r.Busy = (after.nodes - before.nodes + after.driver - before.driver).Seconds() / r.Seconds
	}
	return r
}

// since counts the blocks with papers that were seen after an instant.
func (f *follower) since(from time.Time) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, b := range f.blocks {
		if b.papers > 0 && b.at.After(from) {
			n++
		}
	}
	return n
}

// rate counts papers between the first and the last block inside the window: whole blocks over the
// time they took, so that a large block at an edge is neither won nor lost.
func (f *follower) rate(r *Result, from, to time.Time) {
	var inside []*blockSeen
	for _, b := range f.blocks {
		r.Failed += b.failed
		if b.first != "" {
			r.Why = b.first
		}
		if b.papers > 0 && b.at.After(from) && b.at.Before(to) {
			inside = append(inside, b)
		}
	}
	slices.SortFunc(inside, func(a,
		b *blockSeen) int {
		return int(int64(a.height) - int64(b.height))
	})
	if len(inside) < 2 {
		r.TxPerSecond = float64(r.Final) / max(to.Sub(from).Seconds(), 1e-9)
		return
	}
	papers := 0
	for _, b := range inside[1:] {
		papers += b.papers
	}
	took := inside[len(inside)-1].at.Sub(inside[0].at).Seconds()
	r.TxPerSecond, r.BlocksPerSecond = float64(papers)/took, float64(len(inside)-1)/took
}

// quantile is the value below which a share q of sorted lies; 0 of nothing.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
