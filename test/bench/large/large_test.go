package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
)

// TestMain makes this program the node that grows.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "start" {
		if err := serve(os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// The measurement itself, on few leaves.
func TestMeasure(t *testing.T) {
	m := measurement{leaves: 2*eachBlock + 5, memory: "512MiB",
		binary: filepath.Join(t.TempDir(), "suyuan")}
	out, err := exec.Command("go", "build", "-o", m.binary, "../../../cmd/suyuan").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	r, err := m.run(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []started{r.Cold, r.Warm} {
		if s.Answers <= 0 || s.Ready < s.Answers || s.Memory < 1<<20 {
			t.Errorf("%+v", s)
		}
	}
	if j := r.Joined; r.Height < 3 || r.StoreBytes == 0 || j.Chunks == 0 || j.Join <= 0 ||
		j.Snapshot <= 0 || j.SnapshotBytes < 100*uint64(m.leaves) || j.FileBytes == 0 || j.Memory == 0 {
		t.Errorf("%+v %+v", r, j)
	}
}

// Leaves lie where the chapters put theirs, each in a place of its own.
func TestLeaves(t *testing.T) {
	theirs := map[string]state.Collection{}
	for _, c := range app.Standard().Chapters() {
		for _, d := range c.Collections {
			theirs[d.Name] = d
		}
	}
	for _, d := range mirrored {
		if d.Doc = theirs[d.Name].Doc; theirs[d.Name] != d {
			t.Errorf("%+v is %+v there", d, theirs[d.Name])
		}
	}
	db, err := state.Open(state.Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	o := state.NewOverlay(db.View())
	for i := range 2000 {
		write(o, i)
	}
	if o.Writes() != 2000 {
		t.Errorf("%d leaves of 2000", o.Writes())
	}
}
