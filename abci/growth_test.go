package abci

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestGrowth(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, "data", "x")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for day := range 100 {
		if err := os.WriteFile(file, make([]byte, (day+1)<<16), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second is too soon
			if err := RecordSize(home, at.AddDate(0, 0, day)); err != nil {
				t.Fatal(err)
			}
		}
	}
	list := ReadSizes(home)
	if len(list) != sizesMost || !list[sizesMost-1].At.Equal(at.AddDate(0, 0, 99)) {
		t.Fatalf("%d records, the last %v", len(list), list[len(list)-1])
	}
	if perDay, ok := Growth(list); !ok || perDay < 1<<16-1000 || perDay > 1<<16+1000 {
		t.Errorf("%d a day, %v", perDay, ok)
	}
	shrunk := []Sized{{at, 900}, {at.AddDate(0, 0, 2), 100}}
	if perDay, ok := Growth(shrunk); perDay != 0 || !ok {
		t.Errorf("%d a day, %v", perDay, ok)
	}
	for _, few := range [][]Sized{nil, list[:1], {{at, 1}, {at.Add(time.Hour), 9}}} {
		if _, ok := Growth(few); ok {
			t.Errorf("growth is told from %v", few)
		}
	}
}
