package abci

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// A sole validator may go back as far as its own block store executes again, and nothing is ever
// signed twice.
func TestRollbackOfTheOnlyValidator(t *testing.T) {
	home, _ := newHome(t, "note-1", true)
	run := func(height uint64) State {
		t.Helper()
		n := nodeOf(t, home)
		s := rpcOf(t, home).until(height)
		if err := n.Stop(); err != nil {
			t.Fatal(err)
		}
		http.DefaultClient.CloseIdleConnections()
		return s
	}
	run(6)
	for _, c := range []struct {
		name, want string
		to         uint64
	}{{"above the end", "the heights to go back to", 10_000},
		{"blocks nobody else has", "keep them with --keep-blocks", 2}} {
		if _, err := RollbackHome(home, c.to, false, true); !isSentence(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	r, err := RollbackHome(home, 2, true, true)
	if err != nil || !r.Done || r.KeepsUpTo != r.Blocks || len(r.Removes) != 0 {
		t.Fatalf("%+v %v", r, err)
	}
	run(r.Blocks + 2)
	if r, err = RollbackHome(home, 0, false, true); err != nil || r.KeepsUpTo != r.To+1 {
		t.Fatalf("one height: %+v %v", r, err)
	}
	run(r.Blocks + 2)

	file := filepath.Join(home, SignedFile)
	if err := os.WriteFile(file, []byte(`{"height":"1","round":0,"step":3}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := RollbackHome(home, 0, true, true); !isSentence(err, "would let it sign twice") {
		t.Errorf("a sign state that was set back: %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := RollbackHome(home, 0, true, true); !isSentence(err, "could be signed twice") {
		t.Errorf("no sign state: %v", err)
	}
}
