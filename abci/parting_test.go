package abci

import (
	"net"
	"testing"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/p2p/mock"
)

// While blocks are fetched, the loss of a peer is passed on with the next block that is executed,
// or after a while; before, where the same peer is back; at once where none are fetched.
func TestParting(t *testing.T) {
	lost := make(chan p2p.ID, 8)
	fetching := true
	r := newParting(new(blocksync.Reactor), func() bool { return fetching })
	r.lose = func(p p2p.Peer) { lost <- p.ID() }
	peer := func() p2p.Peer { return mock.NewPeer(net.IPv4(127, 0, 0, 1)) }
	quiet := func(when string) {
		t.Helper()
		if len(lost) > 0 {
			t.Fatalf("%s: passed on", when)
		}
	}
	told := func(when string, want p2p.Peer) {
		t.Helper()
		select {
		case got := <-lost:
			if got != want.ID() {
				t.Fatalf("%s: %s, want %s", when, got, want.ID())
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s: not passed on", when)
		}
	}
	a, b, c := peer(), peer(), peer()
	r.RemovePeer(a, "gone")
	r.RemovePeer(b, "gone")
	quiet("before a block")
	r.executing()
	told("with a block", a)
	told("with a block", b)
	r.RemovePeer(a, "gone")
	told("without a block", a)
	r.RemovePeer(b, "gone")
	r.InitPeer(b)
	told("back again", b)
	r.executing()
	r.RemovePeer(c, "gone")
	r.idle(c)
	quiet("a block came just now")
	r.InitPeer(a)
	quiet("another peer")
	told("after a while", c)
	fetching = false
	r.RemovePeer(c, "gone")
	told("nothing is fetched", c)
	time.Sleep(2 * partAfter) // what is still to come is nothing
	quiet("twice")
}

// A reactor that does not run, as one that is being stopped, is told of no peer.
func TestPartingOfAStoppedReactor(t *testing.T) {
	inner := &blocksync.Reactor{} // without a pool: it would panic
	inner.BaseReactor = *p2p.NewBaseReactor("Blocksync", inner)
	r := newParting(inner, func() bool { return false })
	r.RemovePeer(mock.NewPeer(net.IPv4(127, 0, 0, 1)), "gone")
}

// A node runs with it.
func TestNodeParts(t *testing.T) {
	homes, _ := newNetwork(t, 1)
	n := nodeOf(t, homes[0])
	found, _ := n.comet.Switch().Reactor("BLOCKSYNC")
	if found != p2p.Reactor(n.parting) || n.parting == nil {
		t.Fatalf("%T", found)
	}
}
