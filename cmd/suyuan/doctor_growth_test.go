package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
)

// The doctor foretells a full disk from the record of sizes.
func TestDoctorGrowth(t *testing.T) {
	p := &patient{home: t.TempDir(), now: time.Now}
	if err := os.MkdirAll(filepath.Join(p.home, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	record := func(list ...abci.Sized) {
		t.Helper()
		b, err := json.Marshal(list)
		if err == nil {
			err = os.WriteFile(filepath.Join(p.home, abci.SizesFile), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	check(t, p, "growth", checkSkipped)
	now := time.Now()
	free, _, err := abci.Space(p.home)
	if err != nil {
		t.Fatal(err)
	}
	before := now.AddDate(0, 0, -10)
	record(abci.Sized{At: before}, abci.Sized{At: now, Bytes: 1 << 20})
	check(t, p, "growth", checkOK)
	record(abci.Sized{At: before, Bytes: 1 << 20}, abci.Sized{At: now, Bytes: 1 << 20})
	check(t, p, "growth", checkOK)
	record(abci.Sized{At: before}, abci.Sized{At: now, Bytes: int64(free)})
	check(t, p, "growth", checkFound)
}
