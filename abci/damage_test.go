package abci

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
		b, err := os.ReadFile(table)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(home, table)
		for at := len(b) - 1; at >= 0; at -= 1 + len(b)/25 {
			h := filepath.Join(t.TempDir(), "home")
			for _, db := range []string{"data/blockstore.db", "data/state.db"} {
				copyTree(t, filepath.Join(home, db), filepath.Join(h, db))
			}
			b[at] ^= 1
			err := os.WriteFile(filepath.Join(h, name), b, 0o600)
			b[at] ^= 1
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

// Whatever file of a home is gone, empty or not what it was, a start says so in one sentence, or
// the node goes on and the file was none of the ledger's.
func TestAnyFileDamaged(t *testing.T) {
	home, _ := newHome(t, "note-1", false)
	n := nodeOf(t, home)
	reach(t, n, 3)
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, harm := range []struct {
		name string
		do   func(file string) error
	}{
		{"gone", os.Remove},
		{"empty", func(file string) error { return os.Truncate(file, 0) }},
		{"half", func(file string) error {
			i, err := os.Stat(file)
			if err != nil {
				return err
			}
			return os.Truncate(file, i.Size()/2)
		}},
		{"other", func(file string) error {
			return os.WriteFile(file, []byte(`{"addrs":[{"addr":null}],"height":"7"}`), 0o600)
		}},
	} {
		for _, file := range filesIn(t, home) {
			database := strings.Contains(file, ".db/") || strings.Contains(file, "data/ledger/")
			if database && harm.name != "other" {
				continue // TestDamagedTables, TestPreflight and the fault tests harm databases
			}
			h := filepath.Join(t.TempDir(), "home")
			copyTree(t, home, h)
			if err := harm.do(filepath.Join(h, file)); err != nil {
				t.Fatal(err)
			}
			n, err := Start(NodeOptions{Home: h, Machine: noteMachine(t), Pass: notePass{},
				LogTo: io.Discard})
			if err != nil {
				if !isSentence(err, "") || strings.Contains(err.Error(), "runtime error") {
					t.Errorf("%s %s: %v", file, harm.name, err)
				}
				t.Logf("%s %s: %v", file, harm.name, err)
				continue
			}
			reach(t, n, 4)
			if err := n.Stop(); err != nil {
				t.Errorf("%s %s: %v", file, harm.name, err)
			}
		}
	}
}

// filesIn are the files under a folder, relative to it.
func filesIn(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			path, err = filepath.Rel(dir, path)
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
