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
	Bulk    Results      // results computed off the block path (rulings E8)
	Parent  state.Reader // state after the last block; nil stands for Store (see Standing)
	Budget  *Budget      // writes EndBlock has left in this block; nil outside EndBlock
	Block   Block        // the decided block; zero outside EndBlock

	events []Event
}

// Block is what nobody can know before a block is decided: papers of the block never see it.
type Block struct {
	Hash     wire.Hash
	Proposer []byte // address of its validator; empty where a ledger is driven without consensus
	// Misbehaved are the validators that the block proves to have broken the rules of consensus.
	Misbehaved []Misbehaved
	// Emergency is the encoded plan that this block revives the ledger under; empty in any other.
	Emergency []byte
}

// Misbehaved is one proof against a validator, checked by every node before it voted for the block.
type Misbehaved struct {
	Address [20]byte // of the validator's key
	What    string   // duplicate_vote or light_client_attack
	Height  uint64   // at which it happened
}

// Results gives EndBlock what was computed in the background from frozen rows. It is a pure
// function of state at the cut height; whoever implements it may wait, never guess.
type Results interface {
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

// Standing is the state by which roles and keys are judged: that after the last block, because what
// a block changes of them counts from the next one (rulings E1). Rules tested alone have no parent
// and are judged by Store.
func (c *Ctx) Standing() state.Reader {
	if c.Parent != nil {
		return c.Parent
	}
	return c.Store
}

// Budget is what EndBlock of all chapters together may still write in one block (rulings E4).
type Budget struct{ Left int }

// Spent reports whether the block's EndBlock budget is used up: what is left waits for the next
// block.
func (c *Ctx) Spent() bool { return c.Budget != nil && c.Budget.Left <= 0 }

// Try runs fn on an overlay of its own and keeps its effect only when fn neither panics nor
// refuses. EndBlock does each of its items this way: one broken item must not stop the chain
// (rulings E3). A store fault still goes through. In EndBlock its writes come off the block's
// budget; an item that exceeds what is left is dropped with OverBudget, to be tried again in the
// next block.
func (c *Ctx) Try(fn func(*Ctx) error) (err error) {
	o := state.NewOverlay(c.Store)
	in := *c
	in.Store, in.events, in.Budget = o, nil, nil
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
	if c.Budget != nil {
		n := o.Writes()
		if n > c.Budget.Left {
			return OverBudget.At("", "writes", n, "left", c.Budget.Left)
		}
		c.Budget.Left -= n
	}
	o.Flush(c.Store)
	c.events = append(c.events, in.events...)
	return nil
}

// Internal is code 1: a mistake of ours, reported and survived.
var Internal = Refuse(1, "internal", "账本内部错误：{what}", "internal error of the ledger: {what}",
	"请把交易编号报告给账本维护方，本笔未生效", "report the transaction id to the maintainers; nothing changed")

// OverBudget drops an EndBlock item that writes more than its block has left. It is never a paper's
// refusal.
var OverBudget = Refuse(21, "block.budget", "本块收尾写入 {writes} 项，超过余额 {left} 项",
	"the item writes {writes} keys, above the {left} left in this block",
	"无需处理，下一块继续", "nothing to do; the next block goes on")
