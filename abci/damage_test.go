package abci

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/suyuan-ledger/suyuan/state"
)

// A flipped byte in a table of CometBFT's databases is told in one sentence, whichever byte it is
// and whenever a start comes to read it, or it means nothing there.
func TestDamagedTables(t *testing.T) {
	home, _ := newHome(t, "note-1", false)
	for height := uint64(1); height <= 8; height++ { // a database writes its tables when it is opened
		n := nodeOf(t, home)
		reach(t, n, height)
		if err := n.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(home, StoreDir)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	start := func(home string) error {
		e, err := openJoined(homeConfig(home), home)
		if err != nil {
			return err
		}
		defer e.close()
		return e.agrees(db)
	}
	tables, err := filepath.Glob(filepath.Join(home, "data/*.db/*.ldb"))
	if err != nil || len(tables) < 4 {
		t.Fatalf("tables %v: %v", tables, err)
	}
	found := 0
	for _, table := range tables {
		whole, err := os.ReadFile(table)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(home, table)
		for at := len(whole) - 1; at >= 0; at -= 1 + len(whole)/25 {
			h := filepath.Join(t.TempDir(), "home")
			for _, db := range []string{"data/blockstore.db", "data/state.db"} {
				copyTree(t, filepath.Join(home, db), filepath.Join(h, db))
			}
			whole[at] ^= 1
			err := os.WriteFile(filepath.Join(h, name), whole, 0o600)
			whole[at] ^= 1
			if err != nil {
				t.Fatal(err)
			}
			if err := start(h); err == nil {
				continue
			} else if !isSentence(err, asideData[1]) {
				t.Errorf("%s, byte %d: %v", name, at, err)
			}
			found++
		}
	}
	if err := start(home); err != nil || found == 0 {
		t.Fatalf("found %d; whole: %v", found, err)
	}
}
