package genesis

import (
	"bytes"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Continues makes a document go on from the last state of another ledger (rulings E14): the first
// block has the height after it. The state itself is in a file beside the document; AppHash is its
// root. Institutions, rules and terms stand in that state, so the sections name validators and,
// where the other was a test ledger, the test clock; nothing else.
type Continues struct {
	Chain   string    `json:"chain_id" max:"50"`
	Genesis wire.Hash `json:"genesis"` // digest of its genesis document
	Height  uint64    `json:"height"`  // its last
	Header  wire.Hash `json:"header"`  // hash of the header of that height
	Time    wire.Time `json:"header_time"`
	AppHash wire.Hash `json:"app_hash"` // root of the state after that height
	Rules   uint64    `json:"rules"`    // version in force from the next height on
	// Decision is the document by which the members decided to go on.
	Decision rule.Evidence    `json:"decision"`
	Roots    []govern.NewRoot `json:"roots" max:"1000"` // in place of lost ones
}

func (d Document) checkContinues(out *regime.Problems) {
	c := d.Continues
	if !isChainID(c.Chain) || c.Chain == d.ChainID {
		out.Add("continues.chain_id", "%q is not the id of another ledger", c.Chain)
	}
	if c.Height == 0 || c.Rules == 0 || c.Genesis.IsZero() || c.Header.IsZero() ||
		c.AppHash.IsZero() {
		out.Add("continues",
			"the last height, rules version, genesis digest, header and app hash are required")
	}
	if d.GenesisTime <= c.Time {
		out.Add("genesis_time", "%s is not after the last header's %s", d.GenesisTime, c.Time)
	}
	if !c.Decision.Given() {
		out.Add("continues.decision", "the document by which the members decided is required")
	}
	seen := map[string]bool{}
	for _, r := range c.Roots {
		if !wire.IsName(r.Party) || r.Key.Check() != nil || seen[r.Party] {
			out.Add("continues.roots", "%q: not an institution's key, or twice", r.Party)
		}
		seen[r.Party] = true
	}
	blank := Blank(d.Party.Validators)
	blank.Party.AcknowledgeConcentration = d.Party.AcknowledgeConcentration
	blank.Regime.TestClock = d.Regime.TestClock
	if !same(blank.Party, d.Party) || !same(blank.Regime, d.Regime) || !same(blank.Govern, d.Govern) {
		out.Add("continues",
			"the sections name validators and the test clock alone: the state has the rest")
	}
	if err := d.Party.ValidateVoters(wire.IsName); err != nil {
		out.Add("party", "%s", oneLine(err))
	}
	if (d.Regime.TestClock != nil) != d.named() {
		out.Add("regime.test_clock", "a test clock and a chain id that starts with test- go together")
	}
}

func (d Document) named() bool {
	return len(d.ChainID) >= len(regime.TestPrefix) &&
		d.ChainID[:len(regime.TestPrefix)] == regime.TestPrefix
}

// Blank is a document whose sections name validators alone.
func Blank(voters []party.GenesisVoter) Document {
	return Document{Format: Format,
		Party: party.Genesis{Parties: []party.Founder{}, Validators: voters},
		Regime: regime.Section{Profiles: []regime.GenesisProfile{},
			Calendars: []regime.GenesisCalendar{}}}
}

func same(a, b any) bool {
	x, err := wire.ToJSON(a)
	y, other := wire.ToJSON(b)
	return err == nil && other == nil && bytes.Equal(x, y)
}

// FirstHeight is the height of the first block.
func (d Document) FirstHeight() uint64 {
	if d.Continues != nil {
		return d.Continues.Height + 1
	}
	return 1
}

// Rules is the rules version of the first block.
func (d Document) Rules() uint64 {
	if d.Continues != nil {
		return d.Continues.Rules
	}
	return d.Govern.Given().Rules
}
