package abci

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
)

// revival is a ledger of one validator, and guests that follow it.
type revival struct {
	t     *testing.T
	g     *Founding
	voter string // its home
	peer  string // how it is dialled
}

func newRevival(t *testing.T) *revival {
	t.Helper()
	r := &revival{t: t, voter: t.TempDir()}
	id, err := MakeKeys(r.voter)
	if err == nil {
		r.g, err = NewFounding(testDocument(t, "note-1", time.Now().Add(-time.Minute), id.PubKey))
	}
	if err != nil {
		t.Fatal(err)
	}
	at := freePort(t)
	r.peer = id.NodeID + "@" + at
	r.configure(r.voter, Spec{P2P: "tcp://" + at})
	return r
}

func (r *revival) configure(home string, s Spec) {
	r.t.Helper()
	s.Fast, s.IdleEvery, s.LogLevel = true, 100*time.Millisecond, "none"
	s.RPC = "tcp://" + freePort(r.t)
	err := errors.Join(WriteConfig(home, s), r.g.Write(filepath.Join(home, GenesisFile)))
	if err != nil {
		r.t.Fatal(err)
	}
}

// guest is a home with keys of its own and the data of another. A node of this process that has
// ended may still be connected with the others: so each has another name.
func (r *revival) guest(data string) (home string) {
	r.t.Helper()
	home = r.t.TempDir()
	if _, err := MakeKeys(home); err != nil {
		r.t.Fatal(err)
	}
	r.configure(home, Spec{P2P: "tcp://127.0.0.1:0", Peers: []string{r.peer}})
	copyTree(r.t, filepath.Join(data, "data"), filepath.Join(home, "data"))
	return home
}

func (r *revival) start(home string) *Node {
	r.t.Helper()
	n := nodeOf(r.t, home)
	r.t.Cleanup(func() { _ = n.Stop() })
	return n
}

// above waits until a node has passed a height.
func (r *revival) above(n *Node, height uint64) {
	r.t.Helper()
	for end := time.Now().Add(time.Minute); n.App().State().Height <= height; {
		select {
		case err := <-n.Failed():
			r.t.Fatal(err)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(end) {
			r.t.Fatalf("at height %d, not above %d", n.App().State().Height, height)
		}
	}
}

// fault waits for the fault that a node ends for, and ends it.
func (r *revival) fault(n *Node) error {
	r.t.Helper()
	defer n.Stop()
	select {
	case err := <-n.Failed():
		return err
	case <-time.After(time.Minute):
		r.t.Fatalf("the node goes on at height %d", n.App().State().Height)
		return nil
	}
}

// drawnUp is a plan after the state of the stopped validator, under the rules in force.
func (r *revival) drawnUp() (e govern.Emergency) {
	r.t.Helper()
	err := WithHalted(r.voter, func(h Halted, _ state.Reader) error {
		e.Plan = govern.EmergencyPlan{Chain: h.Chain, Genesis: h.Genesis, Height: h.Height + 1,
			AppHash: h.AppHash, Rules: h.Rules, Reason: "the ledger stands still",
			Manifest: crypto.DigestOf(crypto.DigestSHA256, []byte("book"))}
		return nil
	})
	for _, id := range []string{"alpha", "bureau"} {
		err = errors.Join(err, e.Approve(id, 1, keyOf(id+"/0")))
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return e
}

// A plan may keep the rules in force. Nothing tells a node without it so: it computes another state
// and stops, whether it takes part in rounds or fetches blocks. Its sentence names the commands
// that bring it back, and they do.
func TestNodeWithoutThePlan(t *testing.T) {
	r := newRevival(t)
	n := r.start(r.voter)
	r.above(n, 2)
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	e := r.drawnUp()
	waits, late := r.guest(r.voter), r.guest(r.voter)
	if err := PlaceEmergency(r.voter, e); err != nil {
		t.Fatal(err)
	}
	follower := r.start(waits)
	n = r.start(r.voter)
	tellsCommands(t, r.fault(follower), e.Plan.Height)
	r.above(n, e.Plan.Height+3)
	tellsCommands(t, r.fault(r.start(late)), e.Plan.Height) // it has those blocks to fetch

	was, ok := govern.Revived(n.App().head.Load().store, e.Plan.Height)
	if !ok || was.Plan != e.Plan {
		t.Fatalf("on record: %+v", was)
	}
	err := WithHalted(late, func(h Halted, s state.Reader) error {
		return FitsEmergency(was, h.Chain, h.Genesis, h.Height, h.AppHash, s)
	})
	if !isSentence(err, fmt.Sprintf("suyuan rollback --to %d --yes", e.Plan.Height-1)) {
		t.Errorf("the plan is applied above its height: %v", err)
	}
	if back, err := RollbackHome(late, e.Plan.Height-1, false, true); err != nil || !back.Done {
		t.Fatalf("%+v %v", back, err)
	}
	mended := r.guest(late)
	if err := PlaceEmergency(mended, was); err != nil {
		t.Fatal(err)
	}
	m := r.start(mended)
	r.above(m, n.App().State().Height)
	if _, ok := govern.Revived(m.App().head.Load().store, e.Plan.Height); !ok {
		t.Error("the plan is not on record")
	}
	if _, err := os.Stat(AppHashFile(late, e.Plan.Height)); err != nil {
		t.Error(err)
	}
}

// tellsCommands holds what a node without the plan of a height says against what its operator must
// type.
func tellsCommands(t *testing.T, err error, height uint64) {
	t.Helper()
	if !isSentence(err, "wrong Block.Header.AppHash") {
		t.Fatalf("the node stopped: %v", err)
	}
	var why *Sentence
	errors.As(err, &why)
	for _, c := range []string{
		fmt.Sprintf("suyuan emergency fetch plan.json --height %d --node URL", height),
		fmt.Sprintf("suyuan rollback --to %d --yes", height-1), "suyuan emergency apply plan.json"} {
		if !strings.Contains(why.En, c) || !strings.Contains(why.Zh, c) {
			t.Errorf("%q %q do not name %q", why.En, why.Zh, c)
		}
	}
}
