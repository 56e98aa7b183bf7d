package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// life is a network whose members live through what the runbook tells, command by command.
type life struct {
	*network
	voters []string // members that vote, the proposer first
	votes  int      // proposals opened
}

// An institution joins by vote, gets power and more of it, rotates keys, loses its root key, is
// merged and leaves; an operator's access is frozen; a validator that lost its sign state waits for
// the others.
func TestLifeOfAMember(t *testing.T) {
	l := &life{network: up(t, "--scenario", "testdata/collect.yaml", "--validators", "4"),
		voters: []string{"gz-bureau", "gz-health", "gz-operator", "gz-registry"}}
	first := l.record().Nodes[0]
	expect(t, 0, nil, "scenario", "run", "testdata/collect.yaml", "--node", first.RPC)

	l.register("gz-finance", "贵州省财政厅")
	g, key := l.joinReading()
	l.decide(map[string]any{"action": "member.admit", "party": "gz-finance"})
	l.voters = append(l.voters, "gz-finance")
	l.power("gz-finance", key, 1000)
	l.signs(g)
	l.power("gz-finance", key, 800)

	next, newKey := l.joinReading()
	l.power("gz-finance", newKey, 800)
	l.signs(next)
	l.power("gz-finance", key, 0)
	g.stop(syscall.SIGTERM)

	l.rotateMember()
	l.freeze()
	l.recoverRoot()

	l.power("gz-finance", newKey, 0)
	l.decide(map[string]any{"action": "member.remove", "party": "gz-finance"})
	l.refused("member.none", "proposal.open", "gz-finance/1,gz-finance/2", l.proposal(
		map[string]any{"action": "member.remove", "party": "gz-health"}, "gz-finance"))
	l.voters = l.voters[:4]
	next.follows() // it may read on
	next.stop(syscall.SIGTERM)
	l.merge()
	l.standsStill()
}

// paper signs and sends a paper and waits until it is in a block.
func (l *life) paper(kind, from string, body map[string]any) {
	l.t.Helper()
	expect(l.t, 0, nil, l.signed(kind, from, body)...)
}

func (l *life) signed(kind, from string, body map[string]any) []string {
	l.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		l.t.Fatal(err)
	}
	return []string{"--home", l.dir, "tx", kind, "--from", from, "--body", string(b),
		"--password-file", filepath.Join(l.dir, "password")}
}

func (l *life) refused(code, kind, from string, body map[string]any) {
	l.t.Helper()
	var f failure
	expect(l.t, 5, &f, l.signed(kind, from, body)...)
	if f.Error.Refusal == nil || f.Error.Refusal.Code != code {
		l.t.Fatalf("%s is refused with %+v, not %s", kind, f.Error, code)
	}
}

// ask reads the answer of a query into v.
func (l *life) ask(v any, args ...string) {
	l.t.Helper()
	r := struct {
		Answer any `json:"answer"`
	}{v}
	expect(l.t, 0, &r, append([]string{"--home", l.dir, "query"}, args...)...)
}

// proved is a new key of an account with its proof, as bodies want them.
func (l *life) proved(account string, number int) (public, proof string) {
	l.t.Helper()
	key := []string{"--home", l.dir, "--password-file", filepath.Join(l.dir, "password"),
		"--account", account, "--key", fmt.Sprint(number)}
	expect(l.t, 0, nil, append([]string{"keys", "add", "--light"}, key...)...)
	var p struct{ Public, Proof string }
	expect(l.t, 0, &p, append([]string{"keys", "prove", "--chain", l.record().Chain}, key...)...)
	return p.Public, p.Proof
}

func (l *life) register(id, name string) {
	l.t.Helper()
	body := map[string]any{"id": id, "name": name, "nature": "administrative",
		"jurisdiction": "520000"}
	body["root_key"], body["root_proof"] = l.proved(id+"/0", 1)
	var accounts []any
	for i, duty := range []string{"maker", "checker"} {
		public, proof := l.proved(fmt.Sprint(id, "/", i+1), 1)
		accounts = append(accounts, map[string]any{"number": i + 1, "duty": duty, "key": public,
			"proof": proof})
	}
	body["accounts"] = accounts
	l.paper("party.register", "gz-bureau/1,gz-bureau/2", body)
}

// joinReading joins a node that follows and answers, and has no vote.
func (l *life) joinReading() (*guest, string) {
	t := l.t
	t.Helper()
	var made struct {
		PubKey    string `json:"pub_key"`
		Validator bool   `json:"validator"`
	}
	g := l.guest()
	serve := freePort(t)
	expect(t, 0, &made, g.args("--genesis", g.host, "--api", serve)...)
	g.start()
	g.follows()
	l.await("the new node serves its API", func() bool {
		r, err := http.Get("http://" + serve + "/readyz")
		if err == nil {
			_ = r.Body.Close()
		}
		return err == nil && r.StatusCode == http.StatusOK
	})
	if made.Validator || l.seats()[made.PubKey] != 0 {
		t.Errorf("a node that only reads has power: %+v", made)
	}
	return g, made.PubKey
}

func (l *life) seats() map[string]uint64 {
	l.t.Helper()
	var set struct {
		Validators []struct {
			PubKey string `json:"pub_key"`
			Power  uint64 `json:"power"`
		} `json:"validators"`
	}
	l.ask(&set, "validator_set")
	out := map[string]uint64{}
	for _, v := range set.Validators {
		out[v.PubKey] = v.Power
	}
	return out
}

// proposal is a body for a vote on an act.
func (l *life) proposal(act map[string]any, by string) map[string]any {
	l.votes++
	return map[string]any{"id": fmt.Sprintf("%s/vote-%d", by, l.votes), "act": act,
		"reason": "成员会议", "evidence": evidence}
}

type voted struct {
	Status string    `json:"status"`
	Due    wire.Time `json:"due"`
	Cause  string    `json:"cause"`
}

// open opens a proposal and votes until it is decided.
func (l *life) open(act map[string]any) (id string, due wire.Time) {
	l.t.Helper()
	body := l.proposal(act, l.voters[0])
	id = body["id"].(string)
	l.paper("proposal.open", l.voters[0]+"/1,"+l.voters[0]+"/2", body)
	for _, by := range l.voters {
		if act["action"] == "root.recover" && by == act["party"] {
			continue
		}
		l.paper("proposal.vote", by+"/1,"+by+"/2", map[string]any{"proposal": id, "yes": true})
		var p voted
		if l.ask(&p, "proposal", "--id", id); p.Status != "open" {
			return id, p.Due
		}
	}
	l.t.Fatalf("%v is not decided by everybody's vote", act)
	return
}

// decide has the members decide, and waits out the timelock.
func (l *life) decide(act map[string]any) {
	l.t.Helper()
	id, due := l.open(act)
	l.until(due)
	var p voted
	l.await(id+" is carried out", func() bool {
		l.ask(&p, "proposal", "--id", id)
		return p.Status != "passed"
	})
	if p.Status != "executed" {
		l.t.Fatalf("%v is %s: %s", act, p.Status, p.Cause)
	}
}

// until moves the test clock.
func (l *life) until(law wire.Time) {
	l.t.Helper()
	l.paper("clock.advance", "gz-bureau/1", map[string]any{"to": law + 1})
}

func (l *life) power(party, key string, value uint64) {
	l.t.Helper()
	l.decide(map[string]any{"action": "validator.set", "party": party, "pub_key": key,
		"value": value})
	if got := l.seats()[key]; got != value {
		l.t.Errorf("%s has power %d, not %d", party, got, value)
	}
}

// signs waits until a new validator's own node counts it in.
func (l *life) signs(g *guest) {
	l.t.Helper()
	l.await("the new validator is in the set of its node", func() bool {
		s, err := (&localnet.Client{URLs: []string{g.rpc}}).Status(context.Background())
		return err == nil && s.Power > 0
	})
	g.follows()
}

// rotateMember gives an account a second key, and takes the first away.
func (l *life) rotateMember() {
	l.t.Helper()
	public, proof := l.proved("gz-health/1", 2)
	l.paper("key.enroll", "gz-health/0,gz-health/1", map[string]any{"account": 1, "number": 2,
		"key": public, "proof": proof})
	l.paper("key.revoke", "gz-health/0,gz-health/1", map[string]any{"account": 1, "number": 1})
	l.tx("gz-health/1", "gz-health/after-rotation")
}

// freeze closes an operator's access by a court's order, and opens it again.
func (l *life) freeze() {
	l.t.Helper()
	record := func(n int) map[string]any {
		law := l.law()
		return map[string]any{"id": fmt.Sprintf("gz-operator/frozen-%d", n), "grant": "gz-bureau/g",
			"job": "visits.index", "run": fmt.Sprint("run-", n), "started": law - 120, "ended": law - 60,
			"inputs": []any{map[string]any{"object": "gz-health/clinic", "kind": "resource", "version": 1,
				"fields": []string{"district", "visits"}}}, "output": "out.visits",
			"source": evidence["digest"]}
	}
	act := map[string]any{"id": "gz-bureau/order-1", "evidence": evidence}
	l.paper("measure.impose", "gz-bureau/1,gz-bureau/2", map[string]any{"id": "gz-bureau/order-1",
		"subject": "operator", "agreement": "gz-bureau/ag", "measure": "suspend",
		"cause": "法院裁定冻结", "evidence": evidence})
	l.until(l.law() + 3600)
	l.refused("processing.grant_not_usable", "processing.record", "gz-operator/1", record(1))
	l.paper("measure.lift", "gz-bureau/1,gz-bureau/2", act)
	l.until(l.law() + 3600)
	l.paper("processing.record", "gz-operator/1", record(2))
}

// law is the ledger's time.
func (l *life) law() wire.Time {
	l.t.Helper()
	var s struct {
		Ledger abci.State `json:"ledger"`
	}
	expect(l.t, 0, &s, "status", "--node", l.record().Nodes[0].RPC)
	return s.Ledger.Law
}

// recoverRoot replaces a root key by vote; the old one stops the first attempt.
func (l *life) recoverRoot() {
	l.t.Helper()
	public, proof := l.proved("gz-health/0", 2)
	act := map[string]any{"action": "root.recover", "party": "gz-health", "root_key": public,
		"root_proof": proof}
	id, due := l.open(act)
	if wait := due - l.law(); wait < 6*86400 {
		l.t.Errorf("the old root has %d seconds to object", wait)
	}
	l.paper("proposal.veto", "gz-health/0", map[string]any{"proposal": id})
	l.until(due)
	l.decide(act)
	fresh, proof := l.proved("gz-health/2", 2)
	l.paper("key.enroll", "gz-health/0,gz-health/1", map[string]any{"account": 2, "number": 2,
		"key": fresh, "proof": proof})
}

// merge links two institutions and hands over what one was responsible for.
func (l *life) merge() {
	l.t.Helper()
	role := map[string]any{"party": "gz-registry", "role": "registry", "jurisdiction": "520000",
		"evidence": evidence}
	l.paper("party.link", "gz-bureau/1,gz-bureau/2", map[string]any{"id": "gz-bureau/merger-1",
		"kind": "control", "a": "gz-health", "b": "gz-registry", "evidence": evidence})
	both := "gz-bureau/1,gz-bureau/2,gz-operator/1,gz-operator/2"
	l.paper("role.end", both, role)
	role["party"] = "gz-health"
	l.paper("role.grant", both, role)
	a := run(l.t, "--home", l.dir, "query", "linked", "--party", "gz-health")
	if a.code != 0 || !strings.Contains(a.out, "gz-registry") {
		l.t.Errorf("not linked: %s", a.out)
	}
}

// standsStill takes two of four validators down: one that lost its sign state must not sign again
// while the others make no blocks without it.
func (l *life) standsStill() {
	l.t.Helper()
	record := l.record()
	voters := slices.DeleteFunc(slices.Clone(l.names()), func(name string) bool {
		return !l.node(name).Validator
	})
	l.kill(voters[2], voters[3])
	lost := l.node(voters[3])
	if err := os.Remove(filepath.Join(lost.Home, abci.SignedFile)); err != nil {
		l.t.Fatal(err)
	}
	var f failure
	began := time.Now()
	expect(l.t, 7, &f, "restore", "--home", lost.Home, "--node", record.Nodes[0].RPC, "--yes",
		"--timeout", "7s")
	if !strings.Contains(f.Error.En, "without this validator there are no blocks") {
		l.t.Error(f.Error.En)
	}
	refuse(l.t, 3, "signed.json", lost.Home)
	l.t.Logf("refused after %.0f s", time.Since(began).Seconds())
	l.start(voters[2])
	expect(l.t, 0, nil, "restore", "--home", lost.Home, "--node", record.Nodes[0].RPC, "--yes")
	l.start(lost.Name)
	l.agree(nil)
}
