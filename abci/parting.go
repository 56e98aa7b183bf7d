package abci

import (
	"sync"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	"github.com/cometbft/cometbft/p2p"
)

// parting is the reactor that fetches blocks, which learns that a peer is gone at a moment when it
// can bear it. CometBFT 0.40.0 looks at a fetched block twice, and where the peer that sent it goes
// away in between, or this node is being stopped, the second look finds none and the process ends
// with a stack (cometbft/cometbft#5900). Between the two looks and the next first one a block is
// executed: that is when the news is passed on.
type parting struct {
	*blocksync.Reactor
	fetching func() bool
	lose     func(p2p.Peer) // passes the news on

	mu   sync.Mutex
	gone []p2p.Peer
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
	return &parting{Reactor: inner, fetching: fetching,
		lose: func(p p2p.Peer) { inner.RemovePeer(p, nil) }}
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
	time.AfterFunc(partAfter, func() { r.pass(func(p p2p.Peer) bool { return p == peer }) })
}

// AddPeer first passes on that the same peer was gone.
func (r *parting) AddPeer(peer p2p.Peer) {
	r.pass(func(p p2p.Peer) bool { return p.ID() == peer.ID() })
	r.Reactor.AddPeer(peer)
}

// executing says that the reactor executes a block.
func (r *parting) executing() {
	if r.pass(func(p2p.Peer) bool { return true }) > 0 {
		time.Sleep(partWithin)
	}
}

func (r *parting) pass(which func(p2p.Peer) bool) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var stay []p2p.Peer
	for _, p := range r.gone {
		if !which(p) {
			stay = append(stay, p)
			continue
		}
		r.lose(p)
		n++
	}
	r.gone = stay
	return n
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
