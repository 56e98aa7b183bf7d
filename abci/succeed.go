package abci

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PlanFormat names the only form of Plan.
const PlanFormat = "suyuan-export/1"

// Plan is what the members decided on the ledger that goes on from this one's last state (rulings
// E14). Every member exports with the same plan on a node of its own: equal genesis digests say
// that all mean the same state, the same keys and the same validators.
type Plan struct {
	Format   string        `json:"format"`
	Chain    string        `json:"chain_id"`     // of the new ledger
	Time     wire.Time     `json:"genesis_time"` // after the last header, when it is to start
	Height   uint64        `json:"height"`       // last height of the old one; 0: the latest here
	Decision rule.Evidence `json:"decision"`
	// AcknowledgeConcentration is the document by which members accept a group of a third or more.
	AcknowledgeConcentration string               `json:"acknowledge_concentration"`
	Roots                    []govern.NewRoot     `json:"roots"`      // in place of lost ones
	Validators               []party.GenesisVoter `json:"validators"` // new or changed; power 0: gone
}

// ReadPlan reads a plan; unknown fields are refused.
func ReadPlan(b []byte) (p Plan, err error) {
	if err := wire.FromJSON(b, &p); err != nil {
		return p, err
	}
	if p.Format != PlanFormat {
		return p, fmt.Errorf("the format %q is not %s", p.Format, PlanFormat)
	}
	return p, nil
}

// elsewhere reports whether a state is the last one of another ledger.
func elsewhere(r state.Reader, o Options) bool {
	l, ok := app.GetLedger(r)
	return ok && (l.Chain != o.Chain || l.Genesis != o.Genesis)
}

// goOn makes the first state from the last one of another ledger, which the store must hold.
func (a *Application) goOn(o *state.Overlay, d genesis.Document, digest wire.Hash) error {
	c := d.Continues
	if a.db.Version() != c.Height || a.db.Root() != c.AppHash {
		return say("缺少所延续账本 %[1]s 高度 %[2]d 的状态：请以 suyuan init --state 载入该状态文件",
			"the state of %[1]s at height %[2]d, from which this ledger goes on, is not here: load its "+
				"file with suyuan init --state", c.Chain, c.Height)
	}
	return a.m.Succeed(o, succession(d, digest))
}

func succession(d genesis.Document, digest wire.Hash) app.Succession {
	c := d.Continues
	return app.Succession{Genesis: app.Genesis{Chain: d.ChainID, Digest: digest, Time: d.LawTime(),
		Algorithms: d.AcceptedAlgorithms, Test: d.Test()},
		Header: d.GenesisTime, Height: c.Height, Version: c.Rules, Roots: c.Roots,
		Before: app.Predecessor{Chain: c.Chain, Genesis: c.Genesis, Header: c.Header,
			AppHash: c.AppHash, Decision: c.Decision},
		Voters: d.Party.Validators, Acknowledged: d.Party.AcknowledgeConcentration != ""}
}

// Successor is the genesis document of the ledger that goes on from a state as a plan says. header
// is the hash of the state's own header. It was tried: a node that has the state starts with it.
func Successor(m *app.Machine, r state.Reader, at Manifest, header wire.Hash, p Plan) (
	d genesis.Document, err error) {
	if p.Format != PlanFormat {
		return d, fmt.Errorf("the plan's format %q is not %s", p.Format, PlanFormat)
	}
	l, ok := app.GetLedger(r)
	if !ok {
		return d, fmt.Errorf("the state of height %d names no ledger", at.Height)
	}
	voters, err := p.voters(r)
	if err != nil {
		return d, err
	}
	d = genesis.Blank(voters)
	d.ChainID, d.GenesisTime, d.AcceptedAlgorithms = p.Chain, p.Time, l.Algorithms
	d.Party.AcknowledgeConcentration = p.AcknowledgeConcentration
	if l.Test {
		d.Regime.TestClock = &regime.TestStart{Start: regime.LawTime(r, p.Time), Header: p.Time}
	}
	roots := slices.Clone(p.Roots)
	if roots == nil {
		roots = []govern.NewRoot{}
	}
	d.Continues = &genesis.Continues{Chain: l.Chain, Genesis: l.Genesis, Height: at.Height,
		Header: header, Time: at.Header, AppHash: at.AppHash, Rules: at.Rules, Decision: p.Decision,
		Roots: roots}
	if err := d.Validate(); err != nil {
		return d, err
	}
	digest, err := d.Digest()
	if err != nil {
		return d, err
	}
	return d, m.Succeed(state.NewOverlay(r), succession(d, digest))
}

// voters are the validators of the state as the plan changes them, in order of key.
func (p Plan) voters(r state.Reader) (out []party.GenesisVoter, err error) {
	changed := map[[32]byte]party.GenesisVoter{}
	for _, v := range p.Validators {
		key, err := v.Key()
		if err != nil {
			return nil, err
		}
		changed[key] = v
	}
	names := map[[32]byte]string{}
	party.EachValidator(r, func(_, name string, v party.Validator) bool {
		names[v.PubKey] = name
		return true
	})
	govern.EachSeat(r, func(key [32]byte, s govern.Seat) bool {
		if _, told := changed[key]; told {
			return true
		}
		name := names[key]
		if name == "" {
			name = "node-" + hex.EncodeToString(key[:4])
		}
		out = append(out, party.GenesisVoter{Party: s.Party, Name: name, Power: s.Power,
			PubKey: base64.StdEncoding.EncodeToString(key[:])})
		return true
	})
	for _, v := range p.Validators {
		if v.Power > 0 {
			out = append(out, v)
		}
	}
	return out, nil
}

// CarryOver copies the state that a document goes on from out of one store into an empty one.
func CarryOver(from, to *state.DB, g *Founding) error {
	c := g.Ledger.Continues
	if c == nil {
		return fmt.Errorf("%s goes on from no other ledger", g.Doc.ChainID)
	}
	m := Manifest{Height: c.Height, AppHash: c.AppHash, Header: c.Time}
	view, err := from.ViewAt(c.Height)
	if err != nil {
		return err
	}
	m.Law = regime.LawTime(view, c.Time)
	if err := to.Stamp(g.Doc.ChainID, g.Digest); err != nil {
		return err
	}
	r, err := to.Restore(c.Height, c.AppHash)
	if err != nil {
		return err
	}
	if _, err := from.Export(c.Height, 0, r.Add); err != nil {
		return fmt.Errorf("%w; %w", err, r.Abort())
	}
	return r.Finish(m.side()...)
}
