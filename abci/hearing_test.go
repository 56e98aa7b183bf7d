package abci

import (
	"encoding/binary"
	"fmt"
	"net"
	"testing"
	"time"

	abcicli "github.com/cometbft/cometbft/abci/client"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/p2p/mock"
	cmtmempool "github.com/cometbft/cometbft/proto/tendermint/mempool"
	"github.com/cometbft/cometbft/proxy"

	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// heardOf notes what a hearing tells.
type heardOf struct {
	noting
	forged map[string]int
	unread map[string]int
}

func (w *heardOf) Forged(peer, code string)       { w.forged[peer+" "+code]++ }
func (w *heardOf) Unread(peer string, papers int) { w.unread[peer] += papers }

// heard is a chain whose mempool is CometBFT's, between it and its peers a listener.
type hearingChain struct {
	*chain
	listener
	pool  *mempool.CListMempool
	watch *heardOf
	clock time.Time
}

func newHearingChain(t *testing.T) *hearingChain {
	c := &hearingChain{chain: newChainOf(t, "test-hearing"), clock: began,
		watch: &heardOf{forged: map[string]int{}, unread: map[string]int{}}}
	c.h = newHearing(c.watch, log.NewNopLogger())
	c.h.now = func() time.Time { return c.clock }
	config := cmtcfg.TestMempoolConfig()
	conn := proxy.NewAppConnMempool(abcicli.NewLocalClient(nil, judged{c.app, c.h}),
		proxy.NopMetrics())
	c.pool = mempool.NewCListMempool(config, conn, 0)
	c.Reactor = mempool.NewReactor(config, c.pool, false)
	c.Reactor.SetLogger(log.NewNopLogger())
	return c
}

func (c *hearingChain) peer() p2p.Peer {
	return c.Reactor.InitPeer(mock.NewPeer(net.IPv4(127, 0, 0, 1)))
}

func (c *hearingChain) send(peer p2p.Peer, raws ...[]byte) {
	c.Receive(p2p.Envelope{ChannelID: mempool.MempoolChannel, Src: peer,
		Message: &cmtmempool.Txs{Txs: raws}})
}

// forge is another paper in a name, with a signature that nobody made.
func (c *hearingChain) forge(who string, n uint64) []byte {
	c.t.Helper()
	p, err := tx.Parse(c.paper(who, "note.put", fmt.Sprint("forged", n), ""))
	if err != nil {
		c.t.Fatal(err)
	}
	binary.BigEndian.PutUint64(p.Tx.Signatures[0].RS[16:], n)
	return wire.MustEncode(p.Tx)
}

// A peer that floods with forged papers is not read for a minute, then again; nobody else is the
// worse for it, least of all whose name stands on what was forged.
func TestFloodingPeerIsNotRead(t *testing.T) {
	c := newHearingChain(t)
	villain, honest := c.peer(), c.peer()
	var wave [][]byte
	for n := range uint64(3 * forgedBurst) {
		wave = append(wave, c.forge("alpha/1", n))
	}
	c.send(villain, wave...)
	id := string(villain.ID())
	// one more than the credit is judged: that it is one too many is known afterwards
	if got := c.watch.forged[id+" tx.signature"]; got != forgedBurst+1 ||
		c.watch.unread[id] != len(wave)-got {
		t.Errorf("%d judged, %v unread", got, c.watch.unread)
	}
	c.send(villain, c.paper("alpha/1", "note.put", "by the villain", ""))
	if c.pool.Size() != 0 {
		t.Error("a flooding peer is read")
	}
	own := c.paper("alpha/1", "note.put", "own", "")
	if c.send(honest, own); c.pool.Size() != 1 {
		t.Error("the one whose name was forged, or another peer, is the worse for it")
	}
	// what was refused before is no dearer when it comes again by another
	if c.send(honest, wave[0]); c.watch.forged[string(honest.ID())+" tx.signature"] != 1 {
		t.Errorf("%v", c.watch.forged)
	}
	c.clock = c.clock.Add(forgedQuiet)
	if c.send(villain, c.paper("beta/1", "note.put", "later", "")); c.pool.Size() != 2 {
		t.Error("a minute later it is still not read")
	}
	// by then it has a minute's credit, and no more
	c.send(villain, wave...)
	most := float64(forgedBurst) + 1 + float64(forgedQuiet/forgedEvery) + 1
	if got := float64(c.watch.forged[id+" tx.signature"]); got > most || got < most-2 {
		t.Errorf("%.0f judged in all, not %.0f", got, most)
	}
}

// What an honest peer may well pass on costs it nothing: papers that were committed since, that
// wait already, whose keys this node does not know yet, of kinds it does not know yet.
func TestHonestPeersAreRead(t *testing.T) {
	c := newHearingChain(t)
	peer := c.peer()
	model := c.paper("alpha/1", "note.put", "a", "")
	for n := range uint64(3 * forgedBurst) {
		p, err := tx.Parse(model)
		if err != nil {
			t.Fatal(err)
		}
		switch spoil := p.Tx; n % 5 {
		case 0:
			spoil.Paper.Nonce = n << 32
			c.send(peer, wire.MustEncode(spoil))
		case 1:
			spoil.Paper.Kind += "2"
			spoil.Paper.Nonce = n
			c.send(peer, wire.MustEncode(spoil))
		case 2:
			spoil.Signatures[0].Key = 60_000 + uint16(n)
			c.send(peer, wire.MustEncode(spoil))
		case 3:
			spoil.Paper.Expires = wire.Time(1 + n)
			c.send(peer, wire.MustEncode(spoil))
		case 4:
			c.send(peer, model)
		}
	}
	if len(c.watch.forged) != 0 || len(c.watch.unread) != 0 || c.pool.Size() != 1 {
		t.Errorf("%v %v, %d papers", c.watch.forged, c.watch.unread, c.pool.Size())
	}
}

// Papers that come from nobody are charged to nobody; of too many peers the oldest is forgotten.
func TestHearingIsBounded(t *testing.T) {
	c := newHearingChain(t)
	c.h.refused([]byte("by the RPC"), "tx.undecodable")
	if len(c.h.peers) != 0 || len(c.h.asked) != 0 {
		t.Errorf("%v %v", c.h.peers, c.h.asked)
	}
	first := c.peer()
	c.send(first, []byte("no paper"))
	for range forgedPeers {
		c.clock = c.clock.Add(time.Second)
		c.send(c.peer(), []byte("no paper"))
	}
	if len(c.h.peers) != forgedPeers || c.h.peers[first.ID()] != nil || len(c.h.asked) != 0 {
		t.Errorf("%d peers are remembered, %d papers", len(c.h.peers), len(c.h.asked))
	}
}
