package fault

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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

// A disk fails under a running validator: what it writes does not stay, is not taken, or is not
// given back. The node stops and says so in its last line, the others go on, and it is back after a
// plain start.
func TestDiskThatFails(t *testing.T) {
	t.Parallel()
	needStrace(t)
	n := up(t, "testdata/parties.yaml", nil)
	victim := n.nodes[1]
	l := n.file("gz-water")
	for _, c := range []struct{ name, calls, fault, files string }{
		{"the engine's files do not stay", "fsync,fdatasync", "EIO", ""},
		{"the ledger's store does not stay", "msync", "EIO", ""},
		{"no room for the log of the round", "write", "ENOSPC", "cs.wal/wal"},
		{"no room in the block store", "write", "ENOSPC", "blockstore.db/*.log"},
		{"the sign state is not kept", "renameat", "EIO", ""},
		{"the engine's databases do not read", "pread64", "EIO", ""},
	} {
		log := len(n.log(victim))
		n.failing(victim, c.calls, c.fault, c.files)
		height := uint64(0)
		n.await(c.name+": "+victim.Name+" stops", startWithin, func() bool {
			height++
			_ = n.blockHash(victim, height) // what is not in memory is read
			return !n.runs(victim)
		})
		said := n.log(victim)[log:]
		last, err := localnet.Tail(victim.Log, 12) // the document of a command that failed
		word := lineWith(last, "the disk")
		if err != nil || word == "" || strings.Contains(said, "\npanic: ") {
			tail, _ := localnet.Tail(victim.Log, 40)
			t.Errorf("%s: it does not say so: %v\n%s", c.name, err, tail)
		}
		t.Logf("%s: %s", c.name, word)
		n.grows(n.nodes[0], 3, startWithin)
		began := time.Now()
		n.start(victim.Name)
		n.grows(victim, 2, startWithin)
		t.Logf("%s: back after %s", c.name, time.Since(began).Round(time.Millisecond))
	}
	l.end()
	n.sound()
}

// failing makes some system calls of a running node fail, from now on; of files of its data only,
// where a pattern is given.
func (n *network) failing(node localnet.Node, calls, fault, files string) {
	n.t.Helper()
	args := []string{"strace", "-f", "-qq", "-p", strconv.Itoa(n.pid(node)), "-e", "trace=" + calls,
		"-e", "inject=" + calls + ":error=" + fault, "-o", "/dev/null"}
	if files != "" {
		paths, err := filepath.Glob(filepath.Join(data(node), files))
		if err != nil || len(paths) == 0 {
			n.t.Fatalf("no file %s: %v", files, err)
		}
		for _, p := range paths {
			args = append(args, "-P", p)
		}
	}
	run(n.t, filepath.Join(n.t.TempDir(), "strace"), args...)
}

func (n *network) pid(node localnet.Node) int {
	n.t.Helper()
	record, err := localnet.Open(n.dir)
	if err != nil {
		n.t.Fatal(err)
	}
	now, err := record.Node(node.Name)
	if err != nil || !now.Running() {
		n.t.Fatalf("%s does not run: %v", node.Name, err)
	}
	return now.PID
}

func (n *network) log(node localnet.Node) string {
	n.t.Helper()
	b, err := os.ReadFile(node.Log)
	if err != nil {
		n.t.Fatal(err)
	}
	return string(b)
}

// blockHash asks a node for the hash of a block, "" when it does not give it.
func (n *network) blockHash(node localnet.Node, height uint64) string {
	var b struct {
		ID struct {
			Hash string `json:"hash"`
		} `json:"block_id"`
	}
	_ = client(node).Call(context.Background(), "block",
		map[string]any{"height": strconv.FormatUint(height, 10)}, &b)
	return b.ID.Hash
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
