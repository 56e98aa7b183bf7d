package abci

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PrepareProposal chooses the papers of a block. CometBFT offers the front of its queue; a paper
// that matters must not wait behind a heap of others, so everything that waits here is looked at
// (rulings E15). While the block's time is stale it proposes none: the empty block moves time
// forward (E5).
func (a *Application) PrepareProposal(_ context.Context, req *abci.RequestPrepareProposal) (
	res *abci.ResponsePrepareProposal, err error) {
	defer a.guard("PrepareProposal", &err)
	if a.o.Clock().Sub(req.Time) > staleAfter {
		return &abci.ResponsePrepareProposal{}, nil
	}
	h := a.head.Load()
	env := a.env(h, wire.At(req.Time))
	c := choice{bytes: req.MaxTxBytes, writes: app.BlockWrites, taken: map[slot]bool{}}
	door := a.m.Door(state.NewMemo(h.store), env)
	try := func(e *entry) {
		if !c.fits(e) {
			return
		}
		if v := a.admit(door, e.raw); v.Refused == nil {
			c.take(e, v)
		}
	}
	within, beyond := shared(inTurn(a.candidates(h, env, req.Txs)), c.bytes, c.writes)
	for _, e := range slices.Concat(within, beyond) {
		try(e)
	}
	return &abci.ResponsePrepareProposal{Txs: c.txs}, nil
}

// shared parts papers into those inside their institutions' shares of a block and those beyond,
// each in order. Of the n institutions whose papers wait each has an n-th of the bytes and of the
// writes, so that none starves another by the number, the size, the cost or the weight of its
// papers; what some leave free goes to the others. An institution's first paper is always within.
func shared(in []*entry, bytes, writes int64) (within, beyond []*entry) {
	type used struct{ papers, bytes, writes int64 }
	by := map[string]*used{}
	for _, e := range in {
		by[e.slot.account.Party] = &used{}
	}
	n := int64(max(len(by), 1))
	for _, e := range in {
		u := by[e.slot.account.Party]
		u.papers++
		u.bytes += blockSize(e.raw)
		u.writes += int64(e.cost)
		if u.papers > 1 && (u.bytes > bytes/n || u.writes > writes/n) {
			beyond = append(beyond, e)
			continue
		}
		within = append(within, e)
	}
	return within, beyond
}

// candidates are the papers that wait here and those CometBFT offers beyond them, in order of
// arrival.
func (a *Application) candidates(h *head, env app.Env, offered [][]byte) []*entry {
	out := a.pending.waiting()
	known := make(map[wire.Hash]bool, len(out))
	for _, e := range out {
		known[e.sum] = true
	}
	var more [][]byte
	for _, raw := range offered {
		if sum := sha256.Sum256(raw); !known[sum] {
			known[sum] = true
			more = append(more, raw)
		}
	}
	for i, v := range a.admitAll(h, env, more) {
		if v.Refused != nil {
			continue
		}
		out = append(out, &entry{slot: slotOf(v.Parsed), raw: more[i], weight: v.Kind.Weight,
			cost: v.Cost})
	}
	return out
}

// inTurn orders papers: heavier weights first, inside a weight one of each institution in turn, the
// institution that has waited longest first, each in its own order of arrival.
func inTurn(in []*entry) []*entry {
	type place struct {
		e    *entry
		turn int // how many of the same weight and institution are before it
		inst int // order of arrival of the institution's first paper of this weight
	}
	type queue struct {
		weight uint8
		party  string
	}
	length, first := map[queue]int{}, map[queue]int{}
	places := make([]place, len(in))
	for i, e := range in {
		q := queue{uint8(e.weight), e.slot.account.Party}
		if _, ok := first[q]; !ok {
			first[q] = i
		}
		places[i] = place{e: e, turn: length[q], inst: first[q]}
		length[q]++
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(b.e.weight, a.e.weight), cmp.Compare(a.turn, b.turn),
			cmp.Compare(a.inst, b.inst))
	})
	out := make([]*entry, len(places))
	for i, p := range places {
		out[i] = p.e
	}
	return out
}

// choice is a proposal in the making.
type choice struct {
	txs    [][]byte
	bytes  int64 // still free
	writes int64
	taken  map[slot]bool
}

func (c *choice) fits(e *entry) bool {
	return !c.taken[e.slot] && int64(e.cost) <= c.writes && blockSize(e.raw) <= c.bytes
}

func (c *choice) take(e *entry, v app.Verdict) {
	c.txs = append(c.txs, e.raw)
	c.bytes -= blockSize(e.raw)
	c.writes -= int64(v.Cost)
	c.taken[e.slot] = true
}

// blockSize is what a paper takes inside a block.
func blockSize(raw []byte) int64 { return types.ComputeProtoSizeForTxs([]types.Tx{raw}) }
