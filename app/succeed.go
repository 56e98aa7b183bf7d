package app

import (
	"fmt"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Predecessor is a ledger from whose last state this one goes on (rulings E14), under its last
// height.
type Predecessor struct {
	Chain    string        `json:"chain" max:"50"`
	Genesis  wire.Hash     `json:"genesis"`  // digest of its genesis document
	Header   wire.Hash     `json:"header"`   // hash of its last header
	AppHash  wire.Hash     `json:"app_hash"` // root of the state after it
	Decision rule.Evidence `json:"decision"` // by which the members went on
	Ended    wire.Time     `json:"ended"`    // law time from which this ledger goes on
}

type lastHeight struct{ Height uint64 }

var predecessors = state.NewMap[lastHeight, Predecessor](0, 3, "app/predecessors",
	"ledgers from whose last state this one goes on, by that state's height")

// Succession is what InitChain needs of a document that goes on from another ledger's last state.
type Succession struct {
	Genesis                  // its sections are not read: the state has what they would say
	Header       wire.Time   // header time of the first block
	Height       uint64      // last of the other ledger
	Before       Predecessor // Ended is set here
	Version      uint64      // rules version of the first block
	Roots        []govern.NewRoot
	Voters       []party.GenesisVoter
	Acknowledged bool // a group of a third or more is accepted
}

// Succeed turns the last state of another ledger into the first of this one: the ledger's identity,
// root keys in place of lost ones, and the validators. Everything else stays as it is, and a second
// call on the same state gives the same.
func (m *Machine) Succeed(s state.Store, g Succession) error {
	was, ok := ledger.Get(s)
	switch {
	case !ok || was.Chain != g.Before.Chain || was.Genesis != g.Before.Genesis:
		return fmt.Errorf("the state is of %q with genesis %s, not of %q with %s", was.Chain,
			was.Genesis, g.Before.Chain, g.Before.Genesis)
	case was.Test != g.Test:
		return fmt.Errorf("a test ledger goes on as a test ledger, and no other does")
	case !slices.Equal(was.Algorithms, g.Algorithms):
		return fmt.Errorf("the state accepts the algorithms %v, the document %v", was.Algorithms,
			g.Algorithms)
	case regime.LawTime(s, g.Header) != g.Time:
		return fmt.Errorf("law time at %s is %s in the state, %s in the document", g.Header,
			regime.LawTime(s, g.Header), g.Time)
	case govern.RulesAt(s, g.Height+1) != g.Version:
		return fmt.Errorf("rules version %d holds in the state, %d in the document",
			govern.RulesAt(s, g.Height+1), g.Version)
	}
	c := &rule.Ctx{Store: s, Height: g.Height + 1, Time: g.Time, Chain: g.Chain, Rules: g.Version}
	if err := govern.Succeed(c, g.Roots, g.Voters, g.Acknowledged); err != nil {
		return err
	}
	g.Before.Ended = g.Time
	predecessors.Set(s, lastHeight{g.Height}, g.Before)
	was.Chain, was.Genesis = g.Chain, g.Digest
	ledger.Set(s, was)
	return nil
}

// Ended is a predecessor as the query "predecessors" shows it.
type Ended struct {
	Height uint64 `json:"height"`
	Predecessor
}

func viewPredecessors(q rule.Ask) (any, error) {
	out := []Ended{}
	predecessors.Each(q.Store, func(k lastHeight, p Predecessor) bool {
		out = append(out, Ended{k.Height, p})
		return len(out) < rule.MaxPage
	})
	return out, nil
}
