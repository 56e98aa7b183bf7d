package state

import (
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The child of the crash tests commits block after block until it is killed. Environment:
// directory, operations per Badger transaction (0: as many as fit), and the number of the
// transaction after which it kills itself (0: it waits for the parent's SIGKILL).
const (
	childDir  = "STATE_CRASH_DIR"
	childOps  = "STATE_CRASH_OPS"
	childTxns = "STATE_CRASH_TXNS"

	crashSeed  = 42
	crashKeep  = 12
	crashEvery = 7 // heights that pruning leaves
	crashWrite = 150
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) != "" {
		crashChild()
		return
	}
	os.Exit(m.Run())
}

func crashChild() {
	ops, _ := strconv.Atoi(os.Getenv(childOps))
	last, _ := strconv.Atoi(os.Getenv(childTxns))
	d, err := Open(Options{Dir: os.Getenv(childDir), Sync: true, MemTableBytes: 8 << 20, maxOps: ops,
		KeepEvery: crashEvery})
	if err != nil {
		fmt.Println("open:", err)
		os.Exit(1)
	}
	d.disk.txns = 0
	d.disk.afterTxn = func(n int) {
		if n == last {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal ends the process here
		}
	}
	fmt.Println("ready")
	for {
		if err := crashBlock(d); err != nil {
			fmt.Println("commit:", err)
			os.Exit(1)
		}
	}
}

// crashBlock commits the next height with a side record, and prunes now and then.
func crashBlock(d *DB) error {
	h := d.Version() + 1
	o := NewOverlay(d.View())
	fill(o, block(crashSeed, h, crashWrite))
	d.Bulk().SetWithCommit([]byte("last"), binary.BigEndian.AppendUint64(nil, h))
	d.Apply(o)
	if err := d.Commit(); err != nil {
		return err
	}
	if h%5 == 0 && h > crashKeep {
		return d.PruneTo(h - crashKeep)
	}
	return nil
}

// runChild starts a child and reports how it ended.
func runChild(t *testing.T, dir string, ops, txns int, lifetime time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, fmt.Sprintf("%s=%d", childOps, ops),
		fmt.Sprintf("%s=%d", childTxns, txns))
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(lifetime):
		_ = cmd.Process.Kill()
		<-done
	}
	if text := out.String(); strings.Contains(text, ":") {
		t.Fatalf("child: %s", text)
	}
}

// oracle replays the same blocks in memory, only ever forwards.
type oracle struct {
	d     *DB
	state model
}

func (o *oracle) to(t *testing.T, height uint64) {
	for o.d.Version() < height {
		w := block(crashSeed, o.d.Version()+1, crashWrite)
		o.state.apply(w)
		commit(t, o.d, w)
	}
}

// checkAfterKill opens the store as a node would and compares it with the oracle.
func checkAfterKill(t *testing.T, dir string, want *oracle, split bool) uint64 {
	t.Helper()
	d := openDir(t, Options{Dir: dir, Sync: true})
	defer d.Close()
	h := d.Version()
	if h < want.d.Version() {
		t.Fatalf("height %d after height %d was committed and seen", h, want.d.Version())
	}
	want.to(t, h)
	if d.Root() != want.d.Root() {
		t.Fatalf("root at height %d is %x, want %x", h, d.Root(), want.d.Root())
	}
	sameAs(t, d.View(), want.state)
	if h == 0 {
		return 0
	}
	old, err := d.ViewAt(d.Earliest())
	if err != nil {
		t.Fatalf("earliest kept height %d: %v", d.Earliest(), err)
	}
	if v, _ := want.d.ViewAt(d.Earliest()); v.Root() != old.Root() {
		t.Fatalf("root at height %d differs", d.Earliest())
	}
	old.Iterate(nil, nil, func(_, _ []byte) bool { return true })
	checkKept(t, d, func(h uint64) [32]byte {
		v, err := want.d.ViewAt(h)
		if err != nil {
			t.Fatal(err)
		}
		return v.Root()
	})
	b, ok, err := d.Bulk().Get([]byte("last"))
	side := uint64(0)
	if ok && len(b) == 8 {
		side = binary.BigEndian.Uint64(b)
	}
	if err != nil || side != h && (!split || side != h+1) {
		t.Fatalf("side record of height %d at height %d, %v", side, h, err)
	}
	return h
}

// checkKept reads every height that crashBlock's pruning was to leave, whole.
func checkKept(t *testing.T, d *DB, root func(height uint64) [32]byte) {
	t.Helper()
	var want []uint64
	for h := uint64(crashEvery); h < d.Earliest(); h += crashEvery {
		want = append(want, h)
	}
	if got := d.Kept(); !slices.Equal(got, want) {
		t.Errorf("below height %d are kept %v, not %v", d.Earliest(), got, want)
	}
	for _, h := range want {
		v, err := d.ViewAt(h)
		if err != nil || v.Root() != root(h) {
			t.Errorf("kept height %d: %v", h, err)
			continue
		}
		v.Iterate(nil, nil, func(_, _ []byte) bool { return true })
	}
}

// TestKilledAtAnyMoment kills a committing process with SIGKILL at random moments.
func TestKilledAtAnyMoment(t *testing.T) {
	r := rand.New(rand.NewSource(11))
	for _, ops := range []int{0, 60} {
		dir, want := t.TempDir()+"/s", &oracle{openMem(t), model{}}
		var h uint64
		for range 6 {
			runChild(t, dir, ops, 0, time.Duration(150+r.Intn(500))*time.Millisecond)
			if _, err := os.Stat(dir); os.IsNotExist(err) {
				continue // killed before it began
			}
			h = checkAfterKill(t, dir, want, ops > 0)
		}
		t.Logf("%d operations per transaction: height %d after 6 kills", ops, h)
	}
}

// TestKilledAtEveryWrite lets a version take several transactions and kills after each one in turn,
// from the very first commit on.
func TestKilledAtEveryWrite(t *testing.T) {
	dir, want := t.TempDir()+"/s", &oracle{openMem(t), model{}}
	for txns := 1; txns <= 16; txns++ {
		runChild(t, dir, 60, txns, 20*time.Second)
		checkAfterKill(t, dir, want, true)
	}
	if want.d.Version() == 0 {
		t.Fatal("nothing was ever committed")
	}
}

// TestSplitVersion forces the split path without a crash: the result is the same, the marker comes
// last.
func TestSplitVersion(t *testing.T) {
	dir := t.TempDir() + "/s"
	d := openDir(t, Options{Dir: dir, maxOps: 10})
	whole, state := openMem(t), model{}
	for h := uint64(1); h <= 30; h++ {
		w := block(9, h, 80)
		before := d.disk.txns
		if commit(t, d, w) != commit(t, whole, w) {
			t.Fatalf("height %d: the split store has another root", h)
		}
		if d.disk.txns-before < 5 {
			t.Fatalf("height %d was not split", h)
		}
		state.apply(w)
		if h%4 == 0 {
			if err := d.PruneTo(h - 2); err != nil {
				t.Fatal(err)
			}
		}
	}
	sameAs(t, d.View(), state)
	_ = d.Close()
	d = openDir(t, Options{Dir: dir})
	defer d.Close()
	if d.Version() != 30 || d.Root() != whole.Root() || d.Earliest() != 26 {
		t.Fatalf("after opening: height %d, earliest %d", d.Version(), d.Earliest())
	}
	sameAs(t, d.View(), state)
}

// TestBadgerLimitSplits makes a version that Badger itself finds too big for one transaction.
func TestBadgerLimitSplits(t *testing.T) {
	d := openDir(t, Options{Dir: t.TempDir() + "/s", MemTableBytes: 1 << 20})
	defer d.Close()
	w := model{}
	for i := range 3000 {
		w[fmt.Sprintf("key%05d", i)] = strings.Repeat("v", 100)
	}
	commit(t, d, w)
	if d.disk.txns < 3 {
		t.Fatalf("%d transactions for 3,000 keys", d.disk.txns)
	}
	sameAs(t, d.View(), w)
}
