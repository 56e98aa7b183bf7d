package collect

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// A kill between the making of a log file and its first bytes leaves an empty one; the store opens
// all the same, with all that was accepted.
func TestEmptyLogsAfterKill(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, nil, Limits{})
	all := uses(rand.New(rand.NewPCG(8, 8)), 10, at("2026-05-04 09:00"))
	if _, err := c.Deliver(t.Context(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"000099.vlog", "00099.mem"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c = open(t, dir, nil, Limits{})
	defer c.Close()
	if s, err := c.Status(); err != nil || s.Accepted != 10 || s.Queued != 10 {
		t.Errorf("%+v, %v", s, err)
	}
}

// A store has one owner at a time.
func TestStoreInUse(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, nil, Limits{})
	defer c.Close()
	if _, err := Open(Options{Dir: dir, Account: account}); err == nil {
		t.Error("opened twice")
	}
}
