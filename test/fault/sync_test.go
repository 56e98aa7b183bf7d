package fault

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// syncs are the system calls after which something is on the disk for good: bytes, or a name. The
// validator's sign state is written through and then renamed. Each is held for a while after it is
// done, and with it the goroutine that made it: a kill finds the node right there.
const (
	syncs = "fsync,fdatasync,msync,sync_file_range,rename,renameat,renameat2"
	held  = "10ms"
)

// boundaries are how many of them a validator is killed at in the short form, by seed.
const boundaries = 4

// A validator of four is killed at the calls that put a block on its disk, one after another: the
// log of the round, the sign state, the block store, the engine's state, the ledger's store, a
// snapshot; at its start too, while it recovers from the last kill. Each time it comes back by
// itself, and at the end nothing is lost, every node has the same state, and nothing was signed
// twice.
func TestKilledAtEverySync(t *testing.T) {
	t.Parallel()
	random := dice(t)
	// Blocks no faster than a node that is held at each call makes them up.
	n := up(t, "testdata/parties.yaml", func(m *localnet.Manifest) {
		m.Fast, m.Pause = false, "700ms"
	})
	victim := n.nodes[2]
	l := n.file("gz-water")
	n.kill(victim.Name)
	signed := votes{}
	perBlock, start := n.measure(victim)

	var back []time.Duration
	for _, k := range killsAt(random, start, perBlock) {
		began := time.Now()
		s := n.traced(victim, map[bool]int{true: k.calls}[k.start])
		if !k.start { // in consensus again: the next calls are those of a block
			n.takesPart(victim)
			back = append(back, time.Since(began))
			if err := abci.ShelfOf(victim.Home).Want(0); err != nil {
				t.Fatal(err)
			}
			s.left.Store(int64(k.calls))
		}
		t.Logf("killed after %s (%s)", s.end(), k)
		signed.read(t, victim)
	}
	began := time.Now()
	n.start(victim.Name)
	n.takesPart(victim)
	back = append(back, time.Since(began))
	middle, worst := middleAndWorst(back)
	t.Logf("back %d times, within %s in the middle, %s at worst", len(back), middle, worst)
	l.end()
	signed.read(t, victim)
	var told []govern.Offended
	if !n.query(n.nodes[0], "offences", map[string]string{}, &told) || len(told) > 0 {
		t.Errorf("offences: %+v", told)
	}
	n.sound()
}

// killed says where a node is killed: after how many calls of its start, or of a block.
type killed struct {
	start bool
	calls int
}

func (k killed) String() string {
	if k.start {
		return fmt.Sprintf("call %d of the start", k.calls)
	}
	return fmt.Sprintf("call %d after a block", k.calls)
}

// killsAt are all boundaries of a start and of two blocks, or in the short form some of them.
func killsAt(random *rand.Rand, start, perBlock int) (out []killed) {
	if !soak {
		for range boundaries {
			out = append(out, killed{true, 1 + random.IntN(start)},
				killed{false, 1 + random.IntN(2*perBlock)})
		}
		return out[:boundaries]
	}
	for i := 1; i <= start; i++ {
		out = append(out, killed{true, i})
	}
	for i := 1; i <= 2*perBlock; i++ {
		out = append(out, killed{false, i})
	}
	return out
}

// takesPart waits until a node has fetched what it missed and makes two blocks with the others.
func (n *network) takesPart(node localnet.Node) {
	n.t.Helper()
	n.await(node.Name+" takes part", 3*startWithin, func() bool {
		s, err := client(node).Status(context.Background())
		return err == nil && !s.Catching && s.Height > 1
	})
	n.grows(node, 2, startWithin)
}

// measure counts the calls of a node's start and of its blocks, and tells them by file.
func (n *network) measure(node localnet.Node) (perBlock, start int) {
	n.t.Helper()
	s := n.traced(node, 0)
	n.grows(node, 1, startWithin)
	start = int(s.calls.Load())
	n.takesPart(node)
	from, _ := n.info(node)
	s.count.Store(true)
	n.grows(node, 5, 3*startWithin)
	s.count.Store(false)
	to, _ := n.info(node)
	s.left.Store(1)
	s.end()
	blocks := int(to.Height - from.Height)
	var lines []string
	sum := 0
	for place, times := range s.places {
		sum += times
		lines = append(lines, fmt.Sprintf("%s %.1f", place, float64(times)/float64(blocks)))
	}
	slices.Sort(lines)
	perBlock = max(1, (sum+blocks-1)/blocks)
	n.t.Logf("a start has %d boundaries, a block %.1f: %s", start, float64(sum)/float64(blocks),
		strings.Join(lines, ", "))
	return perBlock, start
}

// traced is a node under strace, which tells of each of the syncs when it is done.
type traced struct {
	*child
	t      *testing.T
	calls  atomic.Int64
	left   atomic.Int64 // calls until it is killed; 0: it goes on
	struck chan string  // where it was killed
	over   chan struct{}

	count  atomic.Bool
	places map[string]int // calls by file, while they are counted; read after the end
}

// traced starts a node under strace, to be killed after so many calls; 0: not yet. The tracer is
// its grandchild: the node itself ends with the test, however that ends.
func (n *network) traced(node localnet.Node, left int) *traced {
	n.t.Helper()
	needStrace(n.t)
	fifo := filepath.Join(n.t.TempDir(), "calls")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		n.t.Fatal(err)
	}
	s := &traced{t: n.t, struck: make(chan string, 1), over: make(chan struct{}),
		places: map[string]int{}}
	s.left.Store(int64(left))
	s.child = run(n.t, node.Log, "strace", "-D", "-f", "-qq", "-y", "--seccomp-bpf",
		"-e", "trace="+syncs, "-e", "inject="+syncs+":delay_exit="+held, "-o", fifo,
		binary, "start", "--home", node.Home)
	lines, err := os.OpenFile(fifo, os.O_RDONLY, 0)
	if err != nil {
		n.t.Fatal(err)
	}
	go s.follow(lines)
	n.t.Cleanup(func() { s.kill(); <-s.over })
	return s
}

// follow reads what strace tells: a line a call, or two where another thread's comes between.
func (s *traced) follow(lines *os.File) {
	defer close(s.over)
	defer lines.Close()
	begun := map[string]string{} // call by thread
	for in := bufio.NewScanner(lines); in.Scan(); {
		thread, what, _ := strings.Cut(in.Text(), " ")
		what = strings.TrimSpace(what)
		first, unfinished := strings.CutSuffix(what, "<unfinished ...>")
		switch {
		case strings.HasPrefix(what, "---") || strings.HasPrefix(what, "+++"): // a signal, an end
		case unfinished:
			begun[thread] = place(first)
		case strings.HasPrefix(what, "<..."):
			s.synced(begun[thread])
		default:
			s.synced(place(what))
		}
	}
}

// synced counts a call, and kills the node where it was the last one to be.
func (s *traced) synced(where string) {
	s.calls.Add(1)
	if s.count.Load() {
		s.places[where]++
	}
	if left := s.left.Load(); left > 0 && s.left.Add(-1) == 0 {
		_ = s.cmd.Process.Kill()
		s.struck <- where
	}
}

// end waits until the node is killed, and says at which file.
func (s *traced) end() (where string) {
	s.t.Helper()
	select {
	case where = <-s.struck:
	case <-s.done:
		<-s.over
		select {
		case where = <-s.struck:
		default:
			s.t.Fatalf("the node ended by itself: %v", s.err)
		}
	case <-time.After(startWithin):
		s.t.Fatalf("%d calls are left after %s", s.left.Load(), startWithin)
	}
	<-s.done
	<-s.over
	return where
}

func needStrace(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("faults of a disk need strace and the right to trace: test/tools.sh --install")
	}
}

var (
	inHome  = regexp.MustCompile(`[<"]([^<>"]*)[>"]`)
	numbers = regexp.MustCompile(`[0-9]{3,}`)
)

// place is a call with the file it is about. Badger's files are mapped: their sync names none.
func place(line string) string {
	call, _, _ := strings.Cut(line, "(")
	if call == "msync" {
		return "msync ledger"
	}
	found := inHome.FindAllStringSubmatch(line, -1)
	if len(found) == 0 {
		return call
	}
	file := found[len(found)-1][1]
	return call + " " + numbers.ReplaceAllString(filepath.Join(filepath.Base(filepath.Dir(file)),
		filepath.Base(file)), "N")
}
