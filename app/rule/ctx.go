package rule

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Ctx is all a rule can know: the state it may change, the block it runs in, who signed.
type Ctx struct {
	Store   state.Store
	Height  uint64
	Time    wire.Time // law time of the block (rulings E5)
	Chain   string
	Rules   uint64 // rules version in force (rulings E10)
	Kind    string
	TxID    wire.Hash
	Signers []tx.Account // author first; empty in EndBlock and genesis
	Bulk    Bulk         // results computed off the block path (rulings E8)

	events []Event
}

// Bulk gives EndBlock what was computed in the background from frozen rows. It is a pure function
// of state at the cut height; whoever implements it may wait, never guess.
type Bulk interface {
	// Settlement returns the encoded outcome of the run of period frozen at height cut.
	Settlement(period string, cut uint64) []byte
}

// Event is something that happened, told to followers and hashed into the block. Its struct is a
// wire struct.
type Event interface{ Event() string }

// Emit records e as an outcome of the paper or of the block.
func (c *Ctx) Emit(e Event) { c.events = append(c.events, e) }

// Events returns what was emitted, in order.
func (c *Ctx) Events() []Event { return c.events }

// Author is the party that authored the paper.
func (c *Ctx) Author() string {
	if len(c.Signers) == 0 {
		return ""
	}
	return c.Signers[0].Party
}

// SignedBy reports whether an account of party signed.
func (c *Ctx) SignedBy(party string) bool {
	for _, s := range c.Signers {
		if s.Party == party {
			return true
		}
	}
	return false
}

// Parties returns the signing parties in order of signature, each once.
func (c *Ctx) Parties() []string {
	var out []string
	for i, s := range c.Signers {
		first := true
		for _, e := range c.Signers[:i] {
			first = first && e.Party != s.Party
		}
		if first {
			out = append(out, s.Party)
		}
	}
	return out
}

// Try runs fn on an overlay of its own and keeps its effect only when fn neither panics nor refuses.
// EndBlock does each of its items this way: one broken item must not stop the chain (rulings E3).
// A store fault still goes through.
func (c *Ctx) Try(fn func(*Ctx) error) (err error) {
	o := state.NewOverlay(c.Store)
	in := *c
	in.Store, in.events = o, nil
	defer func() {
		if p := recover(); p != nil {
			if _, fault := p.(state.Fault); fault {
				panic(p)
			}
			err = Internal.At("", "what", p)
		}
	}()
	if err := fn(&in); err != nil {
		return err
	}
	o.Flush(c.Store)
	c.events = append(c.events, in.events...)
	return nil
}

// Internal is code 1: a mistake of ours, reported and survived.
var Internal = Refuse(1, "internal", "账本内部错误：{what}", "internal error of the ledger: {what}",
	"请把交易编号报告给账本维护方，本笔未生效", "report the transaction id to the maintainers; nothing changed")
