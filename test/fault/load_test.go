package fault

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// load is an institution that files drafts at one node after another until it is ended.
type load struct {
	n    *network
	stop chan struct{}
	done sync.WaitGroup

	mu    sync.Mutex
	taken []paper // by a node that answered
}

// file begins to file drafts of an institution at the load's pace, until it is ended.
func (n *network) file(institution string) *load {
	n.t.Helper()
	l := &load{n: n, stop: make(chan struct{})}
	var law wire.Time
	n.await("a node tells the time", startWithin, func() bool {
		s, ok := n.info(n.nodes[0])
		law = s.Law + 20*86400 // the papers outlast what a test does to the clock
		return ok
	})
	l.done.Add(1)
	go func() {
		defer l.done.Done()
		var sent []paper // that are not known to be final, oldest first
		for {
			nonce := n.filed.Add(1)
			p := n.sign(law, nonce, "resource.draft", draft(institution, fmt.Sprintf("l%d", nonce)),
				institution+"/1")
			for try := 0; ; try++ {
				select {
				case <-l.stop:
					return
				case <-time.After(pace):
				}
				refusal, answered := hand(n.t, n.nodes[(int(nonce)+try)%4], p)
				if answered && refusal == nil {
					l.mu.Lock()
					l.taken = append(l.taken, p)
					l.mu.Unlock()
					sent = l.followUp(append(sent, p))
					break
				}
			}
		}
	}()
	return l
}

// followUp asks after the oldest of the papers sent, when others have gone since, and hands it in
// again where no block has it: a node may have taken it to its grave, and once a thousand nonces
// are used behind it nobody takes it any more.
func (l *load) followUp(sent []paper) []paper {
	const patience = 50 // papers
	if len(sent) < patience {
		return sent
	}
	oldest, rest := sent[0], sent[1:]
	var r abci.Receipt
	for _, node := range l.n.nodes[:4] {
		if l.n.ask(node, abci.PathReceipt, oldest.id[:], 0, &r) {
			return rest
		}
	}
	for _, node := range l.n.nodes[:4] {
		hand(l.n.t, node, oldest)
	}
	return append(rest, oldest)
}

// so are the papers taken so far.
func (l *load) so() []paper {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.taken)
}

// end stops filing and wants every paper in a block, at one height on all nodes, which it returns.
// A paper that a node took to its grave before it passed it on is handed in again, as any sender
// would.
func (l *load) end() map[wire.Hash]uint64 {
	l.n.t.Helper()
	close(l.stop)
	l.done.Wait()
	seen := map[wire.Hash]uint64{}
	for _, p := range l.taken {
		var r abci.Receipt
		l.n.await("receipt of "+p.id.String(), startWithin, func() bool {
			if l.n.ask(l.n.nodes[0], abci.PathReceipt, p.id[:], 0, &r) {
				return true
			}
			hand(l.n.t, l.n.nodes[0], p)
			time.Sleep(200 * time.Millisecond)
			return false
		})
		seen[p.id] = r.Height
	}
	if len(seen) < 5 {
		l.n.t.Errorf("only %d papers were taken", len(seen))
	}
	l.n.agree()
	l.n.hold(seen)
	l.n.t.Logf("%d papers taken, all in the ledger", len(seen))
	return seen
}

// sound ends the network and holds every chapter's invariants, money among them, against each
// node's own state.
func (n *network) sound() {
	n.t.Helper()
	if _, err := localnet.Down(n.dir); err != nil {
		n.t.Fatal(err)
	}
	for _, node := range n.nodes[:4] {
		db, err := state.Open(state.Options{Dir: filepath.Join(node.Home, abci.StoreDir)})
		if err != nil {
			n.t.Fatal(err)
		}
		if err := app.Standard().CheckInvariants(db.View()); err != nil {
			n.t.Errorf("%s: %v", node.Name, err)
		}
		if err := db.Close(); err != nil {
			n.t.Error(err)
		}
	}
}

// child is a node that the test runs itself; it ends with the test, however that ends.
type child struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// run starts a program that is a node, its output at the end of a file.
func run(t *testing.T, logFile string, args ...string) *child {
	t.Helper()
	c, err := begin(logFile, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	return c
}

// begin is run from outside a test's goroutine, for who ends the program himself.
func begin(logFile string, args ...string) (*child, error) {
	f, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c := &child{cmd: exec.Command(args[0], args[1:]...), done: make(chan struct{})}
	c.cmd.Stdout, c.cmd.Stderr = io.Writer(f), f
	c.cmd.Env = append(os.Environ(), "GOMEMLIMIT=512MiB")
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		c.err = c.cmd.Wait()
		close(c.done)
	}()
	return c, nil
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.done
}

// grows waits until a node is some heights further, and tells how long that took.
func (n *network) grows(node localnet.Node, by uint64, within time.Duration) time.Duration {
	n.t.Helper()
	began := time.Now()
	var from uint64
	n.await(fmt.Sprintf("%s makes %d blocks", node.Name, by), within, func() bool {
		s, ok := n.info(node)
		if ok && from == 0 {
			from = s.Height
		}
		return ok && s.Height >= from+by
	})
	return time.Since(began)
}
