package fault

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// paper is a signed paper.
type paper struct {
	raw []byte
	id  wire.Hash
}

// ownLane keeps the papers of a test out of the way of the story's.
const ownLane = 5

// sign signs a body as accounts such as "gz-bureau/1", the author first. The paper expires a day
// after now.
func (n *network) sign(now wire.Time, nonce uint64, kind string, body rule.Msg,
	by ...string) paper {
	n.t.Helper()
	return n.signOn(ownLane, now, nonce, kind, body, by...)
}

// signOn signs a paper of a lane.
func (n *network) signOn(lane uint16, now wire.Time, nonce uint64, kind string, body rule.Msg,
	by ...string) paper {
	n.t.Helper()
	var accounts []tx.Account
	for _, name := range by {
		a, err := tx.ParseAccount(name)
		if err != nil {
			n.t.Fatal(err)
		}
		accounts = append(accounts, a)
	}
	whole := tx.Tx{Paper: tx.Paper{Chain: n.story.Chain, Genesis: n.hash, Author: accounts[0],
		CoSigners: accounts[1:], Lane: lane, Nonce: nonce, Expires: now + 86400, Kind: kind,
		Body: wire.MustEncode(body)}}
	for _, name := range by {
		s, err := whole.Paper.Sign(n.keys[name], party.FirstKey)
		if err != nil {
			n.t.Fatal(err)
		}
		whole.Signatures = append(whole.Signatures, s)
	}
	id, err := whole.Paper.ID()
	if err != nil {
		n.t.Fatal(err)
	}
	return paper{wire.MustEncode(whole), id}
}

// hand gives a paper to a node and tells whether the node took notice of it.
func hand(t *testing.T, node localnet.Node, p paper) (refusal *rule.Told, answered bool) {
	t.Helper()
	a, err := client(node).Broadcast(context.Background(), p.raw)
	var told *localnet.RPCError
	if errors.As(err, &told) && strings.Contains(told.Error(), "already exists in cache") {
		return nil, true // another node passed it on
	}
	if err != nil || a.Code == 0 {
		return nil, err == nil
	}
	refusal = new(rule.Told)
	if err := json.Unmarshal([]byte(a.Log), refusal); err != nil {
		t.Fatalf("%v in %s", err, a.Log)
	}
	return refusal, true
}

// receipt waits for what became of a paper.
func (n *network) receipt(node localnet.Node, p paper) (r abci.Receipt) {
	n.t.Helper()
	n.await("receipt of "+p.id.String(), startWithin, func() bool {
		return n.ask(node, abci.PathReceipt, p.id[:], 0, &r)
	})
	return r
}

// advance moves law time to an instant by a paper of the bureau, and waits for it on a node. A node
// that still fetches blocks does not know the time yet that the paper's expiry counts from.
func (n *network) advance(node localnet.Node, nonce uint64, to wire.Time) {
	n.t.Helper()
	var s abci.State
	n.await(node.Name+" has all blocks", startWithin, func() bool {
		at, err := client(node).Status(context.Background())
		known, ok := n.info(node)
		s = known
		return err == nil && ok && !at.Catching
	})
	p := n.sign(s.Law, nonce, "clock.advance", &regime.ClockAdvance{To: to}, "gz-bureau/1")
	n.await("the clock's paper is taken", startWithin, func() bool {
		refusal, answered := hand(n.t, node, p)
		if refusal != nil {
			n.t.Fatalf("the clock: %+v", refusal)
		}
		return answered
	})
	if r := n.receipt(node, p); r.Refusal != nil {
		n.t.Fatalf("the clock: %+v", r.Refusal)
	}
}
