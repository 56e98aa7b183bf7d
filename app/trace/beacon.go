package trace

import (
	"crypto/sha256"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A beacon is the hash of the hashes of 8 consecutive blocks of at least 3 proposers (rulings E17):
// to steer it, three members would have to work together without knowing the auditor's nonce.
const (
	beaconBlocks    = 8
	beaconProposers = 3
	// beaconsPerBlock bounds the challenges that one block serves; the rest take a later window.
	beaconsPerBlock = 20
)

// seen is a decided block.
type seen struct {
	Height   uint64     `json:"height"`
	Hash     wire.Hash  `json:"hash"`
	Proposer wire.Bytes `json:"proposer" max:"32"`
}

// ring are the last blocks, kept only while a challenge waits for them.
type ring struct {
	Blocks []seen `json:"blocks" max:"8"`
}

// waitingKey is a challenge that waits for its blocks, by the height of its commitment.
type waitingKey struct {
	Height uint64
	ID     wire.ID
}

var (
	lastBlocks = state.NewItem[ring](8, 15, "trace/last_blocks",
		"hashes and proposers of the last blocks, while a challenge waits for them")
	waiting = state.NewIndex[waitingKey](8, 24, "trace/waiting",
		"challenges that wait for the blocks that fix their seeds")
)

// drawSeeds keeps the last blocks while a challenge waits and gives the beacon to those that were
// committed before the first of them.
func drawSeeds(c *rule.Ctx) {
	todo, _ := waiting.After(c.Store, nil, nil, beaconsPerBlock)
	if len(todo) == 0 {
		return
	}
	r, _ := lastBlocks.Get(c.Store)
	if n := len(r.Blocks); n > 0 && r.Blocks[n-1].Height+1 != c.Height {
		r.Blocks = nil
	}
	r.Blocks = append(r.Blocks, seen{c.Height, c.Block.Hash, c.Block.Proposer})
	r.Blocks = r.Blocks[max(0, len(r.Blocks)-beaconBlocks):]
	kept := c.Try(func(c *rule.Ctx) error {
		lastBlocks.Set(c.Store, r)
		return nil
	})
	beacon, ok := r.beacon()
	if kept != nil || !ok {
		return
	}
	for _, k := range todo {
		if k.Height >= r.Blocks[0].Height || c.Spent() {
			break
		}
		_ = c.Try(func(c *rule.Ctx) error { // kept for the next window when writes run out
			v, _ := challenges.Get(c.Store, k.ID)
			v.Beacon, v.BeaconFrom, v.Drawn = beacon, r.Blocks[0].Height, c.Time
			if err := v.open(c, dutyReveal, k.ID.Party); err != nil {
				return err
			}
			challenges.Set(c.Store, k.ID, v)
			waiting.Remove(c.Store, k)
			c.Emit(SampleDrawn{ID: k.ID, From: v.BeaconFrom, Beacon: beacon})
			return nil
		})
	}
}

// beacon is the hash over the blocks' hashes, in order, once they are enough.
func (r ring) beacon() (h wire.Hash, ok bool) {
	if len(r.Blocks) < beaconBlocks {
		return h, false
	}
	var all []byte
	var proposers []string
	for _, b := range r.Blocks {
		all = append(all, b.Hash[:]...)
		if p := string(b.Proposer); p != "" && !slices.Contains(proposers, p) {
			proposers = append(proposers, p)
		}
	}
	return sha256.Sum256(all), len(proposers) >= beaconProposers
}
