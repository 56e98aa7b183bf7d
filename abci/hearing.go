package abci

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/p2p"
	cmtmempool "github.com/cometbft/cometbft/proto/tendermint/mempool"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// How much a node bears of a peer that passes on papers which no honest node passes on.
const (
	forgedBurst = 100         // that many are judged at once,
	forgedEvery = time.Second // then one more so often;
	forgedQuiet = time.Minute // of who sends more, no paper is read for so long
	forgedPeers = 1024        // peers that are remembered
)

// forged are the refusals that follow from a paper's bytes, the ledger's genesis and a key that
// never changes once it is enrolled. A node passes on what it admitted itself, so that an honest
// one never sends a paper that another refuses so, however far it is behind. Whose name stands on
// the paper does not matter: anybody can forge anybody's.
var forged = func() map[uint32]string {
	out := map[uint32]string{}
	for _, r := range []*rule.Refusal{app.ErrTooLarge, app.ErrUndecodable, app.ErrSigners,
		app.ErrChain, app.ErrGenesis, app.ErrSignature, app.ErrBody} {
		out[r.Code] = r.Name
	}
	return out
}()

// PeerWatcher is a Watcher that is told of papers from peers, too.
type PeerWatcher interface {
	// Forged tells of a paper from a peer that no honest node passes on, by the refusal's name.
	Forged(peer, code string)
	// Unread tells of papers from a peer that were not read.
	Unread(peer string, papers int)
}

// hearing counts forged papers by the peer that sent them, and says of whom nothing is read. It
// touches papers alone: votes and blocks of such a peer count as ever, and what others have filed
// comes by other peers. Nothing that it knows comes into consensus.
type hearing struct {
	now   func() time.Time
	watch PeerWatcher // or nil
	log   log.Logger

	mu    sync.Mutex
	asked map[[32]byte]p2p.ID // papers that are being judged, and who sent them
	peers map[p2p.ID]*credit
}

// credit is what a peer may still send before nothing of it is read.
type credit struct {
	left  float64
	at    time.Time // when left was so
	quiet time.Time // nothing is read before
}

func newHearing(w Watcher, l log.Logger) *hearing {
	h := &hearing{now: time.Now, log: l, asked: map[[32]byte]p2p.ID{}, peers: map[p2p.ID]*credit{}}
	h.watch, _ = w.(PeerWatcher)
	return h
}

// reads tells whether papers of a peer are read now.
func (h *hearing) reads(peer p2p.ID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.peers[peer]
	return c == nil || !h.now().Before(c.quiet)
}

// judging names the sender of a paper until the returned function is called. A paper that two peers
// send at once is the first one's.
func (h *hearing) judging(raw []byte, peer p2p.ID) (done func()) {
	sum := sha256.Sum256(raw)
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, taken := h.asked[sum]; taken {
		return func() {}
	}
	h.asked[sum] = peer
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.asked, sum)
	}
}

// refused charges a forged paper to the peer that sent it, and nobody for one that came otherwise.
func (h *hearing) refused(raw []byte, code string) {
	sum := sha256.Sum256(raw)
	h.mu.Lock()
	peer, known := h.asked[sum]
	if !known {
		h.mu.Unlock()
		return
	}
	now, c := h.now(), h.of(peer)
	c.left = min(forgedBurst, c.left+float64(now.Sub(c.at))/float64(forgedEvery)) - 1
	c.at = now
	over := c.left < 0
	if over {
		c.quiet = now.Add(forgedQuiet)
	}
	h.mu.Unlock()
	if h.watch != nil {
		h.watch.Forged(string(peer), code)
	}
	if over {
		h.log.Error("a peer sends forged papers: none of its papers is read for a while "+
			"对端转来伪造的文书，暂不读取其文书", "peer", peer, "last", code, "for", forgedQuiet)
	}
}

// of is the credit of a peer, a full one where it is new. Of too many, the one that was charged
// longest ago is forgotten.
func (h *hearing) of(peer p2p.ID) *credit {
	if c := h.peers[peer]; c != nil {
		return c
	}
	if len(h.peers) >= forgedPeers {
		var oldest p2p.ID
		for id, c := range h.peers {
			if o := h.peers[oldest]; o == nil || c.at.Before(o.at) {
				oldest = id
			}
		}
		delete(h.peers, oldest)
	}
	c := &credit{left: forgedBurst, at: h.now()}
	h.peers[peer] = c
	return c
}

// judged is the application, whose refusals of new papers are heard of.
type judged struct {
	abci.Application
	h *hearing
}

func (j judged) CheckTx(ctx context.Context, req *abci.RequestCheckTx) (*abci.ResponseCheckTx,
	error) {
	res, err := j.Application.CheckTx(ctx, req)
	if err == nil && req.Type == abci.CheckTxType_New {
		if code, ok := forged[res.Code]; ok {
			j.h.refused(req.Tx, code)
		}
	}
	return res, err
}

// hear puts the application where its refusals are heard of.
func (n *Node) hear(a abci.Application) abci.Application {
	n.hearing = newHearing(n.watch, n.log.With("module", "ledger"))
	return judged{a, n.hearing}
}

// listener is the reactor of the mempool, which is given a peer's papers one by one while they are
// read. CometBFT asks the application about each before it takes the next (its client is in the
// same process), so that a flood costs no more than the credit.
type listener struct {
	*mempool.Reactor
	h *hearing
}

func (l listener) Receive(e p2p.Envelope) {
	m, ok := e.Message.(*cmtmempool.Txs)
	if !ok || e.Src == nil || len(m.Txs) == 0 {
		l.Reactor.Receive(e)
		return
	}
	peer := e.Src.ID()
	for i, raw := range m.Txs {
		if !l.h.reads(peer) {
			if l.h.watch != nil {
				l.h.watch.Unread(string(peer), len(m.Txs)-i)
			}
			return
		}
		done := l.h.judging(raw, peer)
		one := e
		one.Message = &cmtmempool.Txs{Txs: [][]byte{raw}}
		l.Reactor.Receive(one)
		done()
	}
}

// listen puts the listener in the place of the mempool's reactor, before CometBFT starts.
func (n *Node) listen() {
	inner, ok := n.comet.MempoolReactor().(*mempool.Reactor)
	if !ok {
		return // a node that takes no papers
	}
	sw := n.comet.Switch()
	sw.RemoveReactor("MEMPOOL", inner)
	sw.AddReactor("MEMPOOL", listener{inner, n.hearing})
}
