package abci

import (
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// slot is the place a paper takes: a second paper in it can never be executed as well.
type slot struct {
	account tx.Account
	lane    uint16
	nonce   uint64
}

func slotOf(p tx.Parsed) slot {
	return slot{account: p.Paper.Author, lane: p.Paper.Lane, nonce: p.Paper.Nonce}
}

// entry is a paper that CheckTx accepted and no block holds yet.
type entry struct {
	slot   slot
	sum    wire.Hash
	raw    []byte
	weight rule.Weight
	cost   uint32
	seq    uint64 // order of arrival
	seen   uint64 // generation in which CometBFT last asked about it
}

// pool is the node's own record of the papers that wait in CometBFT's mempool (rulings E2): at
// most one per slot and a share of bytes per institution. CometBFT may drop a paper without a word
// (its mempool was full after all); since it asks again about every paper it keeps after each
// block, what it has not asked about for two blocks is forgotten here as well.
type pool struct {
	mu    sync.Mutex
	share int
	gen   uint64
	seq   uint64
	slots map[slot]*entry
	sums  map[wire.Hash]*entry
	bytes map[string]int // by author's institution
}

func newPool(share int) *pool {
	return &pool{share: share, slots: map[slot]*entry{}, sums: map[wire.Hash]*entry{},
		bytes: map[string]int{}}
}

// offer takes a paper that was admitted, or says why it may not wait here. A paper that is already
// waiting stays and counts as seen.
func (p *pool) offer(v app.Verdict, raw []byte) *rule.Refused {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.sums[v.Sum]; ok {
		e.seen = p.gen
		return nil
	}
	s := slotOf(v.Parsed)
	if _, taken := p.slots[s]; taken {
		return ErrPending.At("nonce", "nonce", s.nonce)
	}
	if p.bytes[s.account.Party]+len(raw) > p.share {
		return ErrShare.At("", "bytes", p.share)
	}
	p.seq++
	e := &entry{slot: s, sum: v.Sum, raw: raw, weight: v.Kind.Weight, cost: v.Cost, seq: p.seq,
		seen: p.gen}
	p.slots[s], p.sums[v.Sum] = e, e
	p.bytes[s.account.Party] += len(raw)
	return nil
}

// forget drops a paper that is no longer admissible.
func (p *pool) forget(sum wire.Hash) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.sums[sum]; ok {
		p.remove(e)
	}
}

func (p *pool) remove(e *entry) {
	delete(p.slots, e.slot)
	delete(p.sums, e.sum)
	party := e.slot.account.Party
	if p.bytes[party] -= len(e.raw); p.bytes[party] <= 0 {
		delete(p.bytes, party)
	}
}

// committed drops the papers of a block, and what CometBFT has forgotten. A paper that waits in a
// slot which the block gave to another is refused when CometBFT asks again.
func (p *pool) committed(raws [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, raw := range raws {
		if e, ok := p.sums[sha256.Sum256(raw)]; ok {
			p.remove(e)
		}
	}
	p.gen++
	for _, e := range p.slots {
		if e.seen+2 <= p.gen {
			p.remove(e)
		}
	}
}

// waiting lists the papers in order of arrival.
func (p *pool) waiting() []*entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]*entry, 0, len(p.slots))
	for _, e := range p.slots {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *entry) int { return int(int64(a.seq) - int64(b.seq)) })
	return out
}

func (p *pool) size() (papers, bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.bytes {
		bytes += n
	}
	return len(p.slots), bytes
}
