package state

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/dgraph-io/badger/v4"
)

func TestSizes(t *testing.T) {
	d, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o := NewOverlay(d.View())
	o.Set([]byte("a"), []byte("1"))
	o.Set([]byte("b"), []byte("2"))
	d.Apply(o)
	if n := d.Pending(); n != 2 {
		t.Errorf("%d changes are pending, want 2", n)
	}
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	if s, err := d.Sizes(); err != nil || s.Files == 0 {
		t.Errorf("%+v %v", s, err)
	}
	if n := d.Pending(); n != 0 {
		t.Errorf("%d changes are pending after the commit", n)
	}
}

// What is out of use in the value log is read from the list that Badger keeps.
func TestDeadInLog(t *testing.T) {
	dir := t.TempDir()
	if n, err := deadInLog(dir); n != 0 || err != nil {
		t.Errorf("without a list: %d %v", n, err)
	}
	stats, err := badger.InitDiscardStats(badger.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		t.Fatal(err)
	}
	stats.Update(3, 1<<20)
	stats.Update(1, 500)
	stats.Update(3, 24)
	if err := stats.Sync(); err != nil {
		t.Fatal(err)
	}
	if n, err := deadInLog(dir); n != 1<<20+524 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	short := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, 7), 9)
	if err := os.WriteFile(filepath.Join(dir, deadList), short, 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := deadInLog(dir); n != 9 || err != nil {
		t.Errorf("a short list: %d %v", n, err)
	}
}
