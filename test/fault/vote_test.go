package fault

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// timelock is how long a decision on upgrades waits before it is carried out, by default terms.
const timelock = 3 * 86400

// voters are the institutions of three validators of four: two thirds of the power.
var voters = []string{"gz-bureau", "gz-health", "gz-operator"}

// book is the digest of the book of rules, as an upgrade and an emergency plan name it.
func book(t *testing.T) crypto.Digest {
	t.Helper()
	b, err := os.ReadFile("../../docs/book/MANIFEST")
	if err != nil {
		t.Fatal(err)
	}
	return crypto.DigestOf(crypto.DigestSHA256, b)
}

// upgradeTo is the act that plans rules from a height on.
func (n *network) upgradeTo(rules, height uint64) govern.Act {
	return govern.Act{Action: govern.PlanUpgrade, Value: rules, Height: height,
		Manifest: book(n.t)}
}

// passes hands a paper in until a node takes it, and wants it to be carried out.
func (n *network) passes(at localnet.Node, p paper) abci.Receipt {
	n.t.Helper()
	n.await("the paper is taken", startWithin, func() bool {
		refusal, answered := hand(n.t, at, p)
		if refusal != nil {
			n.t.Fatalf("%+v", refusal)
		}
		return answered
	})
	r := n.receipt(at, p)
	if r.Refusal != nil {
		n.t.Fatalf("%+v", r.Refusal)
	}
	return r
}

// decide has the members decide on an act by papers, and moves law time past the timelock. ballot
// counts the decisions of a test from 1.
func (n *network) decide(at localnet.Node, ballot uint64, act govern.Act) {
	n.t.Helper()
	s, ok := n.info(at)
	if !ok {
		n.t.Fatal("no answer")
	}
	id := wire.ID{Party: voters[0], Local: fmt.Sprintf("ballot-%d", ballot)}
	n.passes(at, n.sign(s.Law, 10*ballot, "proposal.open", &govern.ProposalOpen{ID: id, Act: act,
		Reason: "更换规则版本", Evidence: rule.Evidence{Title: "会议纪要", Digest: book(n.t)}},
		voters[0]+"/1", voters[0]+"/2"))
	var votes []paper
	for _, party := range voters {
		votes = append(votes, n.sign(s.Law, 10*ballot+1, "proposal.vote",
			&govern.ProposalVote{Proposal: id, Yes: true}, party+"/1", party+"/2"))
	}
	for _, p := range votes[1:] {
		hand(n.t, at, p)
	}
	for _, p := range votes {
		n.passes(at, p)
	}
	n.advance(at, 10*ballot+2, s.Law+timelock+60)
	n.await("the decision is carried out", startWithin, func() bool {
		var v govern.Votes
		return n.query(at, "proposal", map[string]string{"id": id.String()}, &v) &&
			v.Status == govern.Executed
	})
}

// plans are the upgrades that members decided on, as a node tells them.
func (n *network) plans(at localnet.Node) (all govern.UpgradesAnswer) {
	n.t.Helper()
	n.await("the plans are told", startWithin, func() bool {
		return n.query(at, "upgrades", nil, &all)
	})
	return all
}

// rate measures how many blocks the network makes in a second.
func (n *network) rate(at localnet.Node) float64 {
	n.t.Helper()
	began, blocks := time.Now(), uint64(10)
	n.grows(at, blocks, startWithin)
	return float64(blocks) / time.Since(began).Seconds()
}
