package abci

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// halted is a chain that an upgrade nobody can run has stopped after height 5.
func halted(t *testing.T) *chain {
	t.Helper()
	c := newChain(t)
	c.decide("plan", govern.Act{Action: govern.PlanUpgrade, Value: 2, Height: 6,
		Manifest: crypto.DigestOf(crypto.DigestSHA256, []byte("book"))})
	for range 2 {
		c.finalize()
		c.commit()
	}
	if c.fault == nil || c.height != 5 {
		t.Fatalf("the node goes on at height %d", c.height)
	}
	return c
}

// plan lets a halted chain go on under the rules before, signed by institutions.
func (c *chain) plan(ids ...string) govern.Emergency {
	c.t.Helper()
	e := govern.Emergency{Plan: govern.EmergencyPlan{Chain: c.g.Doc.ChainID, Genesis: c.g.Digest,
		Height: 6, AppHash: c.db.Root(), Rules: 1, Reason: "no program knows version 2",
		Manifest: crypto.DigestOf(crypto.DigestSHA256, []byte("old book"))}}
	c.approve(&e, ids...)
	return e
}

func (c *chain) approve(e *govern.Emergency, ids ...string) {
	c.t.Helper()
	for _, id := range ids {
		c.must(nil, e.Approve(id, 1, keyOf(id+"/0")))
	}
}

// under opens a halted chain's store again with plans.
func (c *chain) under(plans ...govern.Emergency) (*Application, error) {
	return NewApplication(c.db, noteMachine(c.t), Options{Chain: c.g.Doc.ChainID,
		Genesis: c.g.Digest, Pass: notePass{}, Clock: func() time.Time { return c.now },
		Fail: func(err error) { c.t.Error(err) }, Emergencies: plans})
}

// An upgrade that nobody has the program for halts the ledger. A plan signed by two of three
// institutions lets the old program go on under the old rules; the first block records it, and a
// node that has seen that block needs the file no more.
func TestEmergencyRevives(t *testing.T) {
	c := halted(t)
	e := c.plan("bureau")
	if _, err := c.under(e); !isSentence(err, "1 of 3 signed") ||
		!strings.HasSuffix(err.Error(), "signed") {
		t.Fatalf("one of three: %v", err)
	}
	forged := c.plan("bureau", "alpha")
	c.must(nil, forged.Approve("beta", 1, keyOf("alpha/0")))
	if _, err := c.under(forged); !isSentence(err, "taken out: beta") {
		t.Fatalf("a forged signature: %v", err)
	}
	c.approve(&e, "alpha")
	other := e
	other.Plan.Height++
	if _, err := c.under(other); err == nil {
		t.Fatal("a plan for another height starts")
	}
	other = govern.Emergency{Plan: e.Plan}
	other.Plan.AppHash[0] ^= 1
	c.approve(&other, "bureau", "beta")
	if _, err := c.under(other); !isSentence(err, "after app hash") {
		t.Fatalf("a plan for another state: %v", err)
	}
	c.revive(e)
	res := c.finalize()
	if res.ConsensusParamUpdates.GetVersion().GetApp() != 1 {
		t.Fatalf("the header's version stays: %+v", res.ConsensusParamUpdates)
	}
	c.commit()
	if _, ok := govern.Revived(c.db.View(), 6); !ok || c.fault != nil {
		t.Fatalf("not on record: %v", c.fault)
	}
	c.finalize()
	c.commit()
	c.revive() // the file is gone
	if s := c.app.State(); s.Rules != 1 || s.Height != 7 {
		t.Fatalf("%+v", s)
	}
}

// revive goes on with plans.
func (c *chain) revive(plans ...govern.Emergency) {
	c.t.Helper()
	app, err := c.under(plans...)
	c.must(nil, err)
	c.app, c.fault = app, nil
}

// A snapshot of the height before a plan's holds rules that no program knows. Who has the plan
// begins there and goes on with the others' app hashes; who lacks it is told how to get it, and who
// has one that too few signed stops before the first block.
func TestSnapshotBeforeAPlan(t *testing.T) {
	c := halted(t)
	m, s := c.shelved(), c.only()
	shelf, e := c.app.o.Shelf, c.plan("alpha", "beta")
	if m.Height+1 != e.Plan.Height || m.Rules != 2 {
		t.Fatalf("%+v", m)
	}
	c.revive(e)
	c.app.o.Shelf = shelf
	few := c.plan("alpha")
	other := e
	other.Plan.AppHash[0] ^= 1
	late := e
	late.Plan.Height++
	for name, plans := range map[string][]govern.Emergency{"no plan": nil, "another state": {other},
		"another height": {late}} {
		n := c.newcomer()
		n.app.o.Emergencies = plans
		if r := n.offer(s, m.AppHash[:]); r != abci.ResponseOfferSnapshot_REJECT {
			t.Errorf("%s: %v", name, r)
		}
		if err := m.goesOn(plans, 1); !isSentence(err, "from height 6 on rules version 2 holds") ||
			!isSentence(err, "suyuan emergency fetch") || !isSentence(err, "--emergency") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, plan := range map[string]govern.Emergency{"": e, "1 of 3 signed": few} {
		n := c.newcomer()
		n.app.o.Emergencies = []govern.Emergency{plan}
		if r := n.offer(s, m.AppHash[:]); r != abci.ResponseOfferSnapshot_ACCEPT {
			t.Fatal(r)
		}
		_, err := n.app.ApplySnapshotChunk(context.Background(),
			&abci.RequestApplySnapshotChunk{Chunk: c.chunk(s, 0)})
		if name != "" {
			if !isSentence(n.fault, name) || err == nil {
				t.Errorf("%v, %v", n.fault, err)
			}
			continue
		}
		c.must(nil, err)
		info, err := n.app.Info(context.Background(), nil)
		c.must(nil, err)
		if info.AppVersion != m.Rules || info.LastBlockHeight != int64(m.Height) {
			t.Fatalf("CometBFT compares this with header 6: %+v", info)
		}
		for n.height = c.height; c.height < 8; {
			raw := c.paper("beta/1", "note.put", "after", strconv.FormatInt(c.height, 10))
			ours, theirs := c.finalize(raw), n.finalize(raw)
			if !bytes.Equal(ours.AppHash, theirs.AppHash) || ours.TxResults[0].Code != 0 ||
				ours.ConsensusParamUpdates.String() != theirs.ConsensusParamUpdates.String() {
				t.Fatalf("height %d differs after the snapshot: %+v", c.height, ours.TxResults[0])
			}
			c.commit()
			n.commit()
		}
	}
}
