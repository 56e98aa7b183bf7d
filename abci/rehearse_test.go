package abci

import (
	"net/http"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
)

// A rehearsal of the version in force changes nothing and leaves the home as it was; one of a
// version the program does not know is refused.
func TestRehearse(t *testing.T) {
	home, _ := newHome(t, "note-1", true)
	n := nodeOf(t, home)
	rpcOf(t, home).until(6)
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	http.DefaultClient.CloseIdleConnections()
	before := n.App().State()
	if _, err := Rehearse(home, t.TempDir(), noteMachine(t), Rules+1, 4, 4); !isSentence(err,
		"cannot rehearse") {
		t.Fatalf("a version nobody knows: %v", err)
	}
	r, err := Rehearse(home, t.TempDir(), noteMachine(t), Rules, 4, 5)
	if err != nil || r.Executed != 4 || r.Empty != 5 || len(r.Changed) != 0 || r.Broken != "" {
		t.Fatalf("%+v %v", r, err)
	}
	err = WithHalted(home, func(h Halted, _ state.Reader) error {
		if h.Height != before.Height || h.AppHash != before.AppHash {
			t.Errorf("the home was at %d and is at %d", before.Height, h.Height)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Only blocks that ran under the version in force, and under no emergency plan, are executed again:
// those before would come out otherwise, and not because of the version that is rehearsed.
func TestRehearsalBeginsAtItsRules(t *testing.T) {
	c := newChain(t)
	c.decide("plan", govern.Act{Action: govern.PlanUpgrade, Value: 2, Height: 6,
		Manifest: crypto.DigestOf(crypto.DigestSHA256, []byte("book"))})
	if c.app.foretold != 6 {
		t.Errorf("the node warns of height %d", c.app.foretold)
	}
	if from := sameRules(c.db.View(), 1, 3); from != 1 {
		t.Errorf("before the switch: from %d", from)
	}
	v := c.db.View()
	for top, want := range map[uint64]uint64{5: 1, 6: 5, 9: 5} {
		if from := sameRules(v, 1, top); from != want {
			t.Errorf("up to %d: from %d, want %d", top, from, want)
		}
	}
}
