package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// BlockWrites is the largest sum of declared writes of a block's papers, and EndWrites what the
// chapters' EndBlock may write beside them (rulings E4).
const (
	BlockWrites = 8000
	EndWrites   = 2000
)

// BlockRun is one block under way: Begin, Deliver for each paper in order, End. Not safe for
// concurrent use.
type BlockRun struct {
	m       *Machine
	parent  state.Reader
	env     Env
	overlay *state.Overlay
	paper   *state.Overlay // of the paper under way, above overlay
	door    *Door
	used    map[place]bool
	marks   map[laneOf]*Window // windows with what the block used, and in which order they came
	order   []laneOf
	alarms  []string
}

// Begin opens a block on top of parent, the state after the block before.
func (m *Machine) Begin(parent state.Reader, env Env) *BlockRun {
	memo := state.NewMemo(parent)
	block := state.NewOverlay(memo)
	return &BlockRun{m: m, parent: memo, env: env, overlay: block, paper: state.NewOverlay(block),
		door: m.Door(memo, env), used: map[place]bool{}, marks: map[laneOf]*Window{}}
}

// ctx is what rules of this block may know.
func (b *BlockRun) ctx(s state.Store) *rule.Ctx {
	return &rule.Ctx{Store: s, Parent: b.parent, Height: b.env.Height, Time: b.env.Time,
		Chain: b.env.Chain, Rules: b.env.Rules, Bulk: b.env.Bulk}
}

// End runs EndBlock of each chapter in order under one budget of EndWrites and returns what they
// emitted. A chapter that panics outside its items, or writes past what is left, is dropped for
// this block with an alarm; the chain goes on.
func (b *BlockRun) End() []rule.Event {
	b.saveWindows()
	var out []rule.Event
	left := EndWrites
	for _, chapter := range b.m.chapters {
		if chapter.EndBlock == nil {
			continue
		}
		o := state.NewOverlay(b.overlay)
		c := b.ctx(o)
		c.Budget = &rule.Budget{Left: left}
		c.Block = rule.Block{Hash: b.env.Hash, Proposer: b.env.Proposer,
			Misbehaved: b.env.Misbehaved, Emergency: b.env.Emergency}
		err := runEnd(chapter, c)
		n := 0
		if err == nil {
			if n = o.Writes(); n > left {
				err = fmt.Errorf("wrote %d keys, %d were left", n, left)
			}
		}
		if err != nil {
			b.alarms = append(b.alarms, fmt.Sprintf("end of block, chapter %s: %v", chapter.Name, err))
			continue
		}
		o.Flush(b.overlay)
		left -= n
		out = append(out, c.Events()...)
	}
	return out
}

func runEnd(chapter rule.Chapter, c *rule.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error: %v", recovered(p))
		}
	}()
	chapter.EndBlock(c)
	for _, e := range c.Events() {
		wire.MustEncode(e)
	}
	return nil
}

// Overlay holds every write of the block so far.
func (b *BlockRun) Overlay() *state.Overlay {
	b.saveWindows()
	return b.overlay
}

// Alarms are the internal errors of this block, for the node's log: none in a correct ledger.
func (b *BlockRun) Alarms() []string { return b.alarms }

// Genesis is what InitChain needs of the genesis document.
type Genesis struct {
	Chain      string
	Digest     wire.Hash
	Time       wire.Time    // law time of genesis
	Algorithms []crypto.Alg // accepted signature algorithms
	Test       bool         // the document has a test clock
	Sections   map[string][]byte
}

// InitChain writes the genesis state: the ledger's identity, then each chapter's section in order.
func (m *Machine) InitChain(s state.Store, g Genesis) error {
	if g.Test != strings.HasPrefix(g.Chain, "test-") {
		return fmt.Errorf("genesis of %s: a test clock and a chain id that starts with test- "+
			"go together, and only together", g.Chain)
	}
	if len(g.Algorithms) == 0 {
		return fmt.Errorf("genesis of %s accepts no signature algorithm", g.Chain)
	}
	for _, a := range g.Algorithms {
		if !a.Valid() {
			return fmt.Errorf("genesis of %s accepts the unknown algorithm %s", g.Chain, a)
		}
	}
	ledger.Set(s, Ledger{Chain: g.Chain, Genesis: g.Digest, Began: g.Time,
		Algorithms: slices.Clone(g.Algorithms), Test: g.Test})
	party.SetAlgorithms(s, g.Algorithms)
	known := map[string]bool{}
	for _, chapter := range m.chapters {
		if chapter.Genesis == nil {
			continue
		}
		known[chapter.Name] = true
		section, ok := g.Sections[chapter.Name]
		if !ok {
			return fmt.Errorf("genesis of %s has no section %s", g.Chain, chapter.Name)
		}
		c := &rule.Ctx{Store: s, Time: g.Time, Chain: g.Chain}
		if err := chapter.Genesis(c, section); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.Sections)) {
		if !known[name] {
			return fmt.Errorf("genesis of %s has a section %s that no chapter reads", g.Chain, name)
		}
	}
	return nil
}
