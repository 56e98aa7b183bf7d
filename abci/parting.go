package abci

import (
	"slices"
	"sync"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	"github.com/cometbft/cometbft/p2p"
)

// parting is the reactor that fetches blocks, which learns that a peer is gone at a moment when it
// can bear it. CometBFT 0.40.0 looks at a fetched block twice, and where the peer that sent it goes
// away in between, or this node is being stopped, the second look finds none and the process ends
// with a stack (cometbft/cometbft#5900). Between the two looks and the next first one a block is
// executed: that is when the news is passed on. A reactor that is being stopped is told nothing.
type parting struct {
	*blocksync.Reactor
	fetching func() bool
	lose     func(p2p.Peer) // passes the news on

	mu       sync.Mutex
	gone     []p2p.Peer
	executed time.Time // when the last block began to be executed
}

const (
	// partAfter is how long news waits for a block to be executed: where none comes, none is looked
	// at.
	partAfter = 500 * time.Millisecond
	// partWithin is how long CometBFT gets to drop what a lost peer had sent, which it does on
	// goroutines of its own.
	partWithin = 20 * time.Millisecond
)

func newParting(inner *blocksync.Reactor, fetching func() bool) *parting {
	return &parting{Reactor: inner, fetching: fetching, lose: func(p p2p.Peer) {
		if inner.IsRunning() {
			inner.RemovePeer(p, nil)
		}
	}}
}

// RemovePeer is told by the switch.
func (r *parting) RemovePeer(peer p2p.Peer, _ any) {
	if !r.fetching() {
		r.lose(peer)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = append(r.gone, peer)
	time.AfterFunc(partAfter, func() { r.idle(peer) })
}

// idle passes on what waits where no block came for so long. While blocks come the next does it.
func (r *parting) idle(peer p2p.Peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.gone, peer) {
		return
	}
	if left := partAfter - time.Since(r.executed); left > 0 && r.fetching() {
		time.AfterFunc(left, func() { r.idle(peer) })
		return
	}
	r.pass()
}

// InitPeer waits until it was passed on that the same peer was gone: what that one had sent goes
// with it, and nothing of what this one sends.
func (r *parting) InitPeer(peer p2p.Peer) p2p.Peer {
	for r.parts(peer.ID()) {
		time.Sleep(partWithin)
	}
	return r.Reactor.InitPeer(peer)
}

func (r *parting) parts(id p2p.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.gone, func(p p2p.Peer) bool { return p.ID() == id })
}

// executing says that the reactor executes a block.
func (r *parting) executing() {
	r.mu.Lock()
	r.executed = time.Now()
	n := len(r.gone)
	r.pass()
	r.mu.Unlock()
	if n > 0 {
		time.Sleep(partWithin)
	}
}

// pass passes on all that waits. The caller holds the lock.
func (r *parting) pass() {
	for _, p := range r.gone {
		r.lose(p)
	}
	r.gone = nil
}

// part puts the parting in the place of the reactor that fetches blocks, before CometBFT starts.
func (n *Node) part() {
	sw := n.comet.Switch()
	found, _ := sw.Reactor("BLOCKSYNC")
	inner, ok := found.(*blocksync.Reactor)
	if !ok {
		return // another version of CometBFT, which needs none of this
	}
	n.parting = newParting(inner, n.comet.ConsensusReactor().WaitSync)
	sw.RemoveReactor("BLOCKSYNC", inner)
	sw.AddReactor("BLOCKSYNC", n.parting)
}
