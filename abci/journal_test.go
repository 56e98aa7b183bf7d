package abci

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	cmtdb "github.com/cometbft/cometbft-db"
)

// journal is the log of a database that was not closed.
func journal(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	db, err := cmtdb.NewGoLevelDB("blockstore", dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := rand.New(rand.NewPCG(5, 0))
	for i := range 200 {
		value := make([]byte, r.IntN(2000)) // some records take two blocks
		for j := range value {
			value[j] = byte(1 + r.IntN(255))
		}
		if err := db.SetSync(fmt.Appendf(nil, "key %d", i), value); err != nil {
			t.Fatal(err)
		}
	}
	if err := checkJournals(filepath.Join(dir, "blockstore.db")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "blockstore.db", "*.log"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil || len(b) < 2*journalBlock {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	return b
}

// A flipped bit before the last record of a log is found. A log cut anywhere, or with sectors that
// never reached the disk at its end, is not damaged: a loss of power leaves it so.
func TestJournals(t *testing.T) {
	b := journal(t)
	last := 0 // the last chunk
	for at := 0; at < len(b); {
		n := chunkAt(b, at)
		if n == 0 {
			at += journalBlock - at%journalBlock
			continue
		}
		last, at = at, at+n
	}
	for at := 0; at < last; at += 37 {
		b[at] ^= 1 << (at % 8)
		found := damagedAt(b)
		padding := journalBlock-at%journalBlock < journalHead
		if found < 0 && !padding || found > at {
			t.Errorf("a bit of byte %d of %d: found at %d", at, len(b), found)
		}
		b[at] ^= 1 << (at % 8)
	}
	for end := 0; end <= len(b); end += 41 {
		if at := damagedAt(b[:end]); at >= 0 {
			t.Errorf("cut at %d: damaged at %d", end, at)
		}
	}
	hole := append([]byte{}, b...)
	clear(hole[len(b)-3*4096 : len(b)-2*4096])
	if at := damagedAt(hole); at >= 0 {
		t.Errorf("without a page: damaged at %d", at)
	}
}
