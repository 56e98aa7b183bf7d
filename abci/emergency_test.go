package abci

import (
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// An upgrade that nobody has the program for halts the ledger. A plan signed by two of three
// institutions lets the old program go on under the old rules; the first block records it, and a
// node that has seen that block needs the file no more.
func TestEmergencyRevives(t *testing.T) {
	c := newChain(t)
	c.decide("plan", govern.Act{Action: govern.PlanUpgrade, Value: 2, Height: 6,
		Manifest: crypto.DigestOf(crypto.DigestSHA256, []byte("book"))})
	for range 2 {
		c.finalize()
		c.commit()
	}
	if c.fault == nil {
		t.Fatal("the node goes on")
	}
	e := govern.Emergency{Plan: govern.EmergencyPlan{Chain: c.g.Doc.ChainID, Genesis: c.g.Digest,
		Height: 6, AppHash: c.db.Root(), Rules: 1, Reason: "no program knows version 2",
		Manifest: crypto.DigestOf(crypto.DigestSHA256, []byte("old book"))}}
	open := func(plans ...govern.Emergency) (*Application, error) {
		return NewApplication(c.db, noteMachine(t), Options{Chain: c.g.Doc.ChainID,
			Genesis: c.g.Digest, Pass: notePass{}, Clock: func() time.Time { return c.now },
			Fail: func(err error) { t.Error(err) }, Emergencies: plans})
	}
	sign := func(e *govern.Emergency, id string) {
		t.Helper()
		if err := e.Approve(id, 1, keyOf(id+"/0")); err != nil {
			t.Fatal(err)
		}
	}
	sign(&e, "bureau")
	if _, err := open(e); !isSentence(err, "1 of 3 signed") {
		t.Fatalf("one of three: %v", err)
	}
	sign(&e, "alpha")
	other := e
	other.Plan.Height++
	if _, err := open(other); err == nil {
		t.Fatal("a plan for another height starts")
	}
	other = govern.Emergency{Plan: e.Plan}
	other.Plan.AppHash[0] ^= 1
	sign(&other, "bureau")
	sign(&other, "beta")
	if _, err := open(other); !isSentence(err, "after app hash") {
		t.Fatalf("a plan for another state: %v", err)
	}
	var err error
	if c.app, err = open(e); err != nil {
		t.Fatal(err)
	}
	c.fault = nil
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
	if c.app, err = open(); err != nil { // the file is gone
		t.Fatal(err)
	}
	if s := c.app.State(); s.Rules != 1 || s.Height != 7 {
		t.Fatalf("%+v", s)
	}
}
