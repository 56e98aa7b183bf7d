package abci

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/privval"
)

// A cold copy is put back and the sign state is dropped (rulings E14): the key signs nothing up to
// the height that the others decided without it. What a start would refuse is taken out again.
func TestRestore(t *testing.T) {
	home, g := newHome(t, "note-1", true)
	c := &chain{t: t, g: g, now: time.Now(), nonces: map[string]uint64{}}
	n := play(t, home, c, "a")
	if _, err := Restore(home, "", 9, true); !errors.Is(err, ErrInUse) {
		t.Fatalf("a home that runs: %v", err)
	}
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	signed := func() int64 {
		t.Helper()
		var last privval.FilePVLastSignState
		b, err := os.ReadFile(filepath.Join(home, SignedFile))
		if err := errors.Join(err, cmtjson.Unmarshal(b, &last)); err != nil {
			t.Fatal(err)
		}
		return last.Height
	}
	cold, before := t.TempDir(), signed()
	data := filepath.Join(home, "data")
	if err := os.CopyFS(filepath.Join(cold, "data"), os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	r, err := Restore(home, cold, before, false)
	if err != nil || r.Done || r.Signed != before || signed() != before {
		t.Fatalf("only told: %+v, %v", r, err)
	}
	for _, lost := range []string{"data", SignedFile} {
		if err := os.RemoveAll(filepath.Join(home, lost)); err != nil {
			t.Fatal(err)
		}
	}
	if r, err = Restore(home, cold, before, true); err != nil || !r.Done || signed() != before {
		t.Fatalf("%+v: %v", r, err)
	}
	// A later restore does not take the sign state back.
	if r, err = Restore(home, "", 1, true); err != nil || r.Signs != before {
		t.Errorf("%+v: %v", r, err)
	}
	// No other validator could have decided the blocks above: nothing is changed.
	if _, err := Restore(home, cold, before+100, true); err == nil || signed() != before {
		t.Errorf("signed %d: %v", signed(), err)
	}
	// The copy of another ledger is refused, and the home is as it was.
	other, og := newHome(t, "note-2", true)
	m := play(t, other, &chain{t: t, g: og, now: time.Now(),
		nonces: map[string]uint64{}})
	if err := m.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(home, other, 0, true); err == nil ||
		!strings.Contains(err.Error(), "note-2") {
		t.Errorf("the copy of another ledger: %v", err)
	}
	if err := CheckHome(home); err != nil {
		t.Error(err)
	}
	if _, err := Restore(home, t.TempDir(), 0, true); err == nil {
		t.Error("an empty folder is no copy")
	}
}
