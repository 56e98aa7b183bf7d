package fault

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// flips are the kinds of files of the short form, by seed.
const flips = 4

// One byte of a stopped validator's data is flipped, in each kind of file. Its start, or the node
// when it reads there, says so in one sentence with what to do; that is done, and it is back by the
// others' blocks or its own. Or the byte meant nothing. Never does it come to another state or give
// out another block.
func TestFlippedByte(t *testing.T) {
	t.Parallel()
	random := dice(t)
	n := up(t, "testdata/parties.yaml", nil)
	victim := n.nodes[3]
	n.grow(5)
	n.signal(victim, syscall.SIGTERM) // what is in memory goes into tables
	n.start(victim.Name)
	kinds := []struct {
		files string
		how   syscall.Signal // SIGKILL leaves logs behind, SIGTERM tables
	}{
		{"ledger/*.sst", syscall.SIGTERM}, {"ledger/*.mem", syscall.SIGKILL},
		{"ledger/MANIFEST", syscall.SIGTERM}, {"blockstore.db/*.ldb", syscall.SIGTERM},
		{"blockstore.db/*.log", syscall.SIGKILL}, {"state.db/*.ldb", syscall.SIGTERM},
		{"state.db/*.log", syscall.SIGKILL}, {"cs.wal/wal", syscall.SIGKILL},
	}
	random.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	if !soak {
		kinds = kinds[:flips]
	}
	for _, c := range kinds {
		n.takesPart(victim)
		n.signal(victim, c.how)
		for len(n.filesOf(victim, c.files)) == 0 { // a database writes its tables when it is opened
			n.start(victim.Name)
			n.takesPart(victim)
			n.signal(victim, c.how)
		}
		file, at := flip(t, random, n.filesOf(victim, c.files))
		began := time.Now()
		_, err := localnet.Start(n.dir, startWithin, victim.Name)
		if err == nil {
			n.sameBlocks(victim)
		}
		what := "it means nothing"
		n.await(victim.Name+" takes part again", 2*startWithin, func() bool {
			if !n.runs(victim) { // it found the damage, at its start or when it read there
				what = n.asToldAside(victim)
				n.start(victim.Name)
			}
			s, err := client(victim).Status(context.Background())
			return err == nil && !s.Catching && s.Height >= uint64(n.height())
		})
		n.sameBlocks(victim)
		t.Logf("%s, byte %d: %s; back after %s", file, at, what,
			time.Since(began).Round(time.Millisecond))
		n.agree()
	}
	n.sound()
}

// signal ends one node by a signal.
func (n *network) signal(node localnet.Node, how syscall.Signal) {
	n.t.Helper()
	if err := syscall.Kill(n.pid(node), how); err != nil {
		n.t.Fatal(err)
	}
	n.await(node.Name+" ends", startWithin, func() bool { return !n.runs(node) })
}

// filesOf are the files of a node's data that a pattern names.
func (n *network) filesOf(node localnet.Node, pattern string) []string {
	n.t.Helper()
	files, err := filepath.Glob(filepath.Join(data(node), pattern))
	if err != nil {
		n.t.Fatal(err)
	}
	return files
}

// flip flips a bit of a byte that is not zero, in the largest of some files.
func flip(t *testing.T, random *rand.Rand, files []string) (file string, at int) {
	t.Helper()
	var whole []byte
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > len(whole) {
			file, whole = f, b
		}
	}
	if len(whole) == 0 {
		t.Fatalf("nothing is in %v", files)
	}
	var used []int
	for i, b := range whole {
		if b != 0 {
			used = append(used, i)
		}
	}
	at = used[random.IntN(len(used))]
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte{whole[at] ^ 1<<random.IntN(8)}, int64(at)); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file)), at
}

// toldAside is what a node says of a damaged folder, in either language.
var toldAside = regexp.MustCompile(`(?:put|请移走) (data(?:/ledger)?) (?:aside|再启动)`)

// asToldAside does what the end of a node's log says: it puts a folder aside.
func (n *network) asToldAside(node localnet.Node) (told string) {
	n.t.Helper()
	tail, err := localnet.Tail(node.Log, 12) // the document of a command that failed
	if err != nil {
		n.t.Fatal(err)
	}
	aside := toldAside.FindStringSubmatch(tail)
	if aside == nil {
		n.t.Fatalf("it does not say what to do: %s", tail)
	}
	if told = lineWith(tail, aside[0]); strings.Contains(n.log(node), "\npanic: ") {
		n.t.Errorf("it ends by a panic:\n%s", tail)
	}
	from := filepath.Join(node.Home, aside[1])
	to := filepath.Join(n.t.TempDir(), "damaged")
	if err := os.Rename(from, to); err != nil {
		n.t.Fatal(err)
	}
	return told
}

// sameBlocks reads every block of a node, as long as it runs: each is the others' block.
func (n *network) sameBlocks(node localnet.Node) {
	n.t.Helper()
	s, _ := n.info(n.nodes[0])
	for h := uint64(1); h <= s.Height && n.runs(node); h++ {
		got := n.blockHash(node, h)
		if want := n.blockHash(n.nodes[0], h); got != "" && got != want {
			n.t.Errorf("%s gives block %d as %s, it is %s", node.Name, h, got, want)
		}
	}
}
