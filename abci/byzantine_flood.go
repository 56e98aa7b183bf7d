package abci

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/p2p"
	cmtmempool "github.com/cometbft/cometbft/proto/tendermint/mempool"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A flooder sends floodPapers to each peer every floodEvery, in one message of at most floodBytes,
// which is what CometBFT takes in one.
const (
	floodPapers = 64
	floodEvery  = 50 * time.Millisecond
	floodBytes  = 60_000
	floodLane   = 60_000 // out of the way of the institution's own papers
)

// flooder gossips, past its node's own admission, papers that nobody may admit, made from those it
// sees, and papers of its own institution that are admissible and that execution refuses, because
// what they say is another institution's to say.
type flooder struct {
	node    *Application
	waiting func(most int) types.Txs // papers in the mempool
	model   *tx.Tx                   // one of another institution's
	count   uint64                   // papers made
	nonce   uint64                   // the last one of its own
}

// run floods until done.
func (f *flooder) run(done <-chan struct{}, send func(p2p.Envelope)) {
	for tick := time.NewTicker(floodEvery); ; {
		select {
		case <-done:
			tick.Stop()
			return
		case <-tick.C:
			f.look()
			send(p2p.Envelope{ChannelID: mempool.MempoolChannel,
				Message: &cmtmempool.Txs{Txs: f.wave()}})
		}
	}
}

// look takes a paper of another institution that waits for a block as the model.
func (f *flooder) look() {
	for _, raw := range f.waiting(floodPapers) {
		p, err := tx.Parse(raw)
		if w := f.node.o.Witness; err == nil && (w == nil || p.Paper.Author.Party != w.Account.Party) {
			f.model = &p.Tx
			return
		}
	}
}

// wave is one message of the flood.
func (f *flooder) wave() (out [][]byte) {
	for size := 0; len(out) < floodPapers; {
		raw := f.next()
		if size += len(raw); size > floodBytes && len(out) > 0 {
			return out
		}
		out = append(out, raw)
	}
	return out
}

// next makes one more paper: every way to be refused in turn.
func (f *flooder) next() []byte {
	f.count++
	at := int(f.count % uint64(len(forgeries)+2))
	if f.model == nil || at == len(forgeries) {
		return fmt.Appendf(nil, "no paper %d", f.count)
	}
	t := *f.model
	if at == len(forgeries)+1 {
		return f.own(t.Paper)
	}
	t.Signatures = slices.Clone(t.Signatures)
	forgeries[at](&t, f.count)
	return wire.MustEncode(t)
}

// forgeries spoil an admissible paper, each for another check of admission, and no two times alike.
var forgeries = []func(t *tx.Tx, n uint64){
	func(t *tx.Tx, n uint64) { binary.BigEndian.PutUint64(t.Signatures[0].RS[16:], n) },
	func(t *tx.Tx, n uint64) { t.Paper.Nonce = n << 32 },
	func(t *tx.Tx, n uint64) { t.Paper.Chain, t.Paper.Nonce = t.Paper.Chain+"-2", n },
	func(t *tx.Tx, n uint64) { binary.BigEndian.PutUint64(t.Paper.Genesis[:], n) },
	func(t *tx.Tx, n uint64) { t.Paper.Expires, t.Paper.Nonce = 1, n },
	func(t *tx.Tx, n uint64) { t.Paper.Kind, t.Paper.Nonce = t.Paper.Kind+".2", n },
	func(t *tx.Tx, n uint64) { t.Paper.Author.Number, t.Paper.Nonce = 60_000, n },
	func(t *tx.Tx, n uint64) { t.Signatures[0].Key, t.Paper.Nonce = 60_000, n },
}

// own says what the paper says in the name of this node's institution, by its node's account; a
// node without one has only garbage to send.
func (f *flooder) own(p tx.Paper) []byte {
	w, h := f.node.o.Witness, f.node.head.Load()
	if w == nil {
		return fmt.Appendf(nil, "no paper %d", f.count)
	}
	_, high := app.WindowOf(h.store, w.Account, floodLane).Span()
	if f.nonce++; f.nonce > high || f.nonce+app.WindowSize <= high {
		f.nonce = high - app.WindowSize + 1
	}
	p.Author, p.CoSigners, p.Lane, p.Nonce = w.Account, []tx.Account{}, floodLane, f.nonce
	sig, err := p.Sign(w.Signer, w.Key)
	if err != nil {
		return fmt.Appendf(nil, "no paper %d: %v", f.count, err)
	}
	return wire.MustEncode(tx.Tx{Paper: p, Signatures: []tx.Signature{sig}})
}
