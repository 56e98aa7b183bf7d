package abci

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/types"
	cmttime "github.com/cometbft/cometbft/types/time"
)

// ErrClock says that this machine's clock is too far from the ledger's for the node to follow it
// (rulings E5).
var ErrClock = errors.New("the clock is wrong")

// A clock must be found wrong at so many blocks and over so long before the node stops. One block
// may be decided by votes that are old: nodes parted by a broken network hand each other theirs
// when it is mended.
const (
	clockReadings = 3
	clockLasts    = 10 * time.Second
)

// Decided is told of the height and the header's time of a block that the chain decided on.
type Decided func(height int64, header time.Time)

// ownClock is this machine's clock as the engine reads it to date votes. The node has no other.
func ownClock() time.Time { return cmttime.Now() }

// clock holds the node's own clock against the ledger's. The header of a block has the median of
// the times at which validators voted for the block before it. What the own clock said when that
// block was decided, less that median, is how far the own clock is ahead. How long the ledger
// rested between the two blocks, idle, halted or with all nodes stopped, does not enter.
type clock struct {
	own       func() time.Time
	steady    func() time.Time        // goes on evenly when the own clock is set; time.Now
	tolerance time.Duration           // CometBFT's block_time_tolerance
	newest    func(height int64) bool // no block above height is decided elsewhere

	before decision
	wrong  int       // readings in a row beyond the tolerance
	since  time.Time // of the first of them
	read   atomic.Pointer[time.Duration]
}

// decision is when the node learned that a block is decided.
type decision struct {
	height int64
	at     time.Time // by the own clock
	newest bool      // not on the way to blocks that the others have already
}

// decided is told of every block before it is executed, one after another. It returns the Sentence
// that ends the node.
func (c *clock) decided(height int64, header time.Time) error {
	last := c.before
	c.before = decision{height, c.own(), c.newest(height)}
	if last.height+1 != height || !last.newest {
		return nil
	}
	ahead := last.at.Sub(header)
	c.read.Store(&ahead)
	if ahead.Abs() <= c.tolerance {
		c.wrong = 0
		return nil
	}
	if c.wrong++; c.wrong == 1 {
		c.since = c.steady()
	}
	if c.wrong < clockReadings || c.steady().Sub(c.since) < clockLasts {
		return nil
	}
	return wrongClock(ahead, c.tolerance)
}

// wrongClock says how far the own clock is ahead of the ledger's, or behind where that is negative.
func wrongClock(ahead, tolerance time.Duration) error {
	zh, en := "快", "ahead of"
	if ahead < 0 {
		zh, en = "慢", "behind"
	}
	s := say("时钟错误：本机时钟比账本"+zh+" %[1]d 秒，相差超过 %[2]d 秒的节点不能跟随；以机构时间源校时（chrony）后重新启动",
		"clock wrong: this machine's clock is %[1]d s "+en+" the ledger's, and a node more than %[2]d s "+
			"off cannot follow: set it by the institution's source (chrony), then start again",
		int64(ahead.Abs()/time.Second), int64(tolerance/time.Second))
	s.Cause = ErrClock
	return s
}

// keepTime begins to hold a clock, this machine's where it is nil, against the ledger's.
func (n *Node) keepTime(own func() time.Time) {
	if own == nil {
		own = ownClock
	}
	n.clock = &clock{own: own, steady: time.Now, newest: n.atNewest,
		tolerance: n.config.Consensus.BlockTimeTolerance}
}

// decided ends the node when its clock is wrong. The block itself is executed.
func (n *Node) decided(height int64, header time.Time) {
	if err := n.clock.decided(height, header); err != nil {
		n.fail(err)
	}
}

// lead is how many blocks above the newest decided one a peer may be: it decides the next one.
// While one more is decided there and not here, that is the network's delay.
const lead = 2

// atNewest reports whether a block decided now is the newest there is: the node takes part in
// consensus, and fewer than half of its peers are further. One peer that lies cannot say otherwise
// where there are three.
func (n *Node) atNewest(height int64) bool {
	if n.comet == nil || n.Syncing() { // before CometBFT starts it replays blocks
		return false
	}
	peers := n.comet.Switch().Peers().Copy()
	further := 0
	for _, p := range peers {
		s, ok := p.Get(types.PeerStateKey).(*consensus.PeerState)
		if ok && s.GetHeight() > height+lead {
			further++
		}
	}
	return 2*further < max(len(peers), 1)
}

// ClockAhead is how far the node's clock was ahead of the ledger's at the last block that it
// followed as it was made, and the most at which a node can follow; false before such a block.
func (n *Node) ClockAhead() (ahead, tolerance time.Duration, read bool) {
	if p := n.clock.read.Load(); p != nil {
		return *p, n.clock.tolerance, true
	}
	return 0, n.clock.tolerance, false
}

// inTime refuses to start on blocks that are of the future by the own clock.
func (n *Node) inTime(e *engine) error {
	if e.newest.IsZero() {
		return nil
	}
	if ahead := n.clock.own().Sub(e.newest); ahead < -n.clock.tolerance {
		return wrongClock(ahead, n.clock.tolerance)
	}
	return nil
}
