package fault

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// A validator's disk fills under load: nearly, so that it stops in order and says why, then wholly
// at one blow. The others go on, and once there is room it comes back by itself.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	n := up(t, "testdata/parties.yaml", nil)
	victim := n.nodes[3]
	n.kill(victim.Name)
	data := onSmallDisk(t, filepath.Join(victim.Home, "data"))
	n.start(victim.Name)
	n.grows(victim, 2, startWithin)
	l := n.file("gz-water")
	for _, c := range []struct {
		name string
		left uint64
	}{{"nearly full", 30 << 20}, {"full", 0}} {
		filler := filepath.Join(data, "filler")
		fill(t, filler, c.left)
		n.await(victim.Name+" stops", startWithin, func() bool {
			_, ok := n.info(victim)
			return !ok && len(processes(t, victim.Home)) == 0
		})
		n.grows(n.nodes[0], 5, startWithin)
		tail, err := localnet.Tail(victim.Log, 40)
		if err != nil || c.left > 0 && !strings.Contains(tail, "the disk is nearly full") {
			t.Errorf("%s: %v\n%s", c.name, err, tail)
		}
		if _, err := localnet.Start(n.dir, startWithin, victim.Name); err == nil {
			t.Errorf("%s: it starts on a full disk", c.name)
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		n.start(victim.Name)
		n.grows(victim, 2, startWithin)
		t.Logf("%s: back after %s", c.name, time.Since(began).Round(time.Millisecond))
	}
	l.end()
	n.sound()
}

// onSmallDisk puts a folder on a disk of its own of 512 MiB, for as long as the test runs.
func onSmallDisk(t *testing.T, dir string) string {
	t.Helper()
	kept := dir + ".before"
	if err := os.Rename(dir, kept); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=512m,mode=0700", "suyuan",
		dir).CombinedOutput()
	if err != nil {
		t.Fatalf("a small disk needs root and mount: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("%v %s", err, out)
		}
	})
	if err := os.CopyFS(dir, os.DirFS(kept)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// fill writes a file until so many bytes are left on its disk.
func fill(t *testing.T, file string, left uint64) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	piece := make([]byte, 1<<20)
	for {
		var st syscall.Statfs_t
		if err := syscall.Statfs(file, &st); err != nil {
			t.Fatal(err)
		}
		if left > 0 && st.Bavail*uint64(st.Bsize) <= left {
			return
		}
		if _, err := f.Write(piece); err != nil {
			return // full
		}
	}
}
