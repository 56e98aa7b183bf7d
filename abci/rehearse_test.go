package abci

import (
	"io"
	"net/http"
	"testing"

	"github.com/suyuan-ledger/suyuan/state"
)

// A rehearsal of the version in force changes nothing and leaves the home as it was; one of a
// version the program does not know is refused.
func TestRehearse(t *testing.T) {
	home, _ := newHome(t, "note-1", true)
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
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
