package abci

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// decide has the bureau, who holds all voting power, propose and vote, and returns the answer to
// the block that carries the act out.
func (c *chain) decide(local string, act govern.Act) *abci.ResponseFinalizeBlock {
	c.t.Helper()
	id := wire.ID{Party: "bureau", Local: local}
	doc := rule.Evidence{Title: "纪要", Digest: crypto.DigestOf(crypto.DigestSM3, []byte("x"))}
	c.signedBlock("proposal.open", &govern.ProposalOpen{ID: id, Act: act, Reason: "理由", Evidence: doc})
	c.signedBlock("proposal.vote", &govern.ProposalVote{Proposal: id, Yes: true})
	c.now = c.now.Add(3 * 24 * time.Hour)
	res := c.finalize()
	c.commit()
	return res
}

func (c *chain) signedBlock(kind string, body any) {
	c.t.Helper()
	p := c.body("bureau/1", "note.put", "", "", c.nonces["bureau/1"]+1)
	c.nonces["bureau/1"]++
	p.Kind, p.Body = kind, wire.MustEncode(body)
	p.CoSigners = []tx.Account{{Party: "bureau", Number: 2}}
	t := tx.Tx{Paper: p}
	for _, account := range []string{"bureau/1", "bureau/2"} {
		sig, err := p.Sign(keyOf(account), party.FirstKey)
		c.must(nil, err)
		t.Signatures = append(t.Signatures, sig)
	}
	if res := c.finalize(wire.MustEncode(t)); res.TxResults[0].Code != 0 {
		c.t.Fatal(res.TxResults[0].Log)
	}
	c.commit()
}

func TestVotesChangeValidators(t *testing.T) {
	c := newChain(t)
	key := make([]byte, 32)
	key[0] = 7
	act := govern.Act{Action: govern.SetValidator, Party: "alpha", Value: 400,
		PubKey: base64.StdEncoding.EncodeToString(key)}
	res := c.decide("add", act)
	if len(res.ValidatorUpdates) != 1 || res.ValidatorUpdates[0].Power != 400 ||
		string(res.ValidatorUpdates[0].PubKey.GetEd25519()) != string(key) {
		t.Fatalf("%+v", res.ValidatorUpdates)
	}
	if res = c.finalize(); len(res.ValidatorUpdates) != 0 {
		t.Fatal("the block after tells it again")
	}
	c.commit()
	act.Value = 0
	act.Acknowledge = rule.Evidence{Title: "纪要",
		Digest: crypto.DigestOf(crypto.DigestSM3, []byte("one machine again"))}
	if res = c.decide("remove", act); len(res.ValidatorUpdates) != 1 ||
		res.ValidatorUpdates[0].Power != 0 {
		t.Fatalf("%+v", res.ValidatorUpdates)
	}
}

// A node whose binary does not know the planned rules saves the last block before them and stops;
// it does not start again. One that knows them goes on.
func TestRulesVersion(t *testing.T) {
	c := newChain(t)
	plan := govern.Act{Action: govern.PlanUpgrade, Value: 2, Height: 6,
		Manifest: crypto.DigestOf(crypto.DigestSHA256, []byte("book"))}
	if res := c.decide("plan", plan); res.ConsensusParamUpdates != nil {
		t.Fatal("the version changes too early")
	}
	c.finalize() // height 4
	c.commit()
	res := c.finalize() // height 5, the last under version 1
	if res.ConsensusParamUpdates.GetVersion().GetApp() != 2 || c.fault != nil {
		t.Fatalf("%+v, %v", res.ConsensusParamUpdates, c.fault)
	}
	c.commit()
	if c.fault == nil || !strings.Contains(c.fault.Error(), "from height 6 on rules version 2") {
		t.Fatalf("the node goes on: %v", c.fault)
	}
	if _, err := c.app.FinalizeBlock(t.Context(), &abci.RequestFinalizeBlock{Height: 6,
		Time: c.now}); err == nil {
		t.Fatal("a block under unknown rules is executed")
	}
	o := Options{Chain: c.g.Doc.ChainID, Genesis: c.g.Digest, Pass: notePass{},
		Clock: func() time.Time { return c.now }, Fail: func(err error) { t.Error(err) }}
	if _, err := NewApplication(c.db, noteMachine(t), o); err == nil ||
		!strings.Contains(err.Error(), "start a program that knows it") {
		t.Fatalf("the old program starts again: %v", err)
	}
	o.Rules = 2
	knows, err := NewApplication(c.db, noteMachine(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if s := knows.State(); s.Rules != 2 || s.Height != 5 {
		t.Fatalf("%+v", s)
	}
}
