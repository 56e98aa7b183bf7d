package abci

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cometbft/cometbft/libs/log"
	"github.com/prometheus/client_golang/prometheus"
)

// noting is a watcher that keeps what it was told.
type noting struct {
	mu       sync.Mutex
	blocks   []Seen
	logged   []string
	fault    error
	mismatch bool
	reg      *prometheus.Registry
}

func (w *noting) Block(s Seen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blocks = append(w.blocks, s)
}

func (w *noting) Logged(module string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logged = append(w.logged, module)
}

func (w *noting) Fault(cause error, mismatch bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault, w.mismatch = cause, mismatch
}

func (w *noting) Registry() prometheus.Registerer { return w.reg }

// A watcher is told of every block; two nodes of one process keep their metrics apart.
func TestWatcherIsTold(t *testing.T) {
	for _, chain := range []string{"watched-1", "watched-2"} {
		home, _ := newHome(t, chain, true)
		w := &noting{reg: prometheus.NewRegistry()}
		n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{}, Watch: w})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Stop()
		rpcOf(t, home).until(3)
		w.mu.Lock()
		seen := w.blocks
		w.mu.Unlock()
		if len(seen) < 2 || seen[0].Height != 1 || seen[1].Height != 2 || seen[0].Changes == 0 ||
			seen[1].Commit <= 0 || seen[1].Finalize <= 0 || seen[1].Header == 0 {
			t.Fatalf("%+v", seen)
		}
		if n.Syncing() || n.Peers() != 0 || n.KeyLoaded() != nil ||
			n.IdleEvery() != 200*time.Millisecond {
			t.Errorf("syncing %t, %d peers, key %v", n.Syncing(), n.Peers(), n.KeyLoaded())
		}
		families, err := w.reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range families {
			found = found || f.GetName() == "cometbft_consensus_height"
		}
		if !found {
			t.Errorf("CometBFT's metrics are not among %d", len(families))
		}
		sizes, earliest, err := n.App().StoreSizes()
		if err != nil || sizes.Files == 0 || earliest != 1 {
			t.Errorf("%+v %d %v", sizes, earliest, err)
		}
		if free, total, err := Space(n.Home()); err != nil || free == 0 || total < free {
			t.Errorf("%d of %d bytes free, %v", free, total, err)
		}
	}
}

// When consensus has failed the node is told, once, and says whether the app hash was at fault.
func TestFailedConsensusEndsTheNode(t *testing.T) {
	w := &noting{}
	n := &Node{failed: make(chan error, 1), watch: w}
	n.log = heard{Logger: log.NewNopLogger(), n: n, watch: w}
	consensus := n.log.With("module", "consensus").With("height", 7)
	consensus.Error("something else")
	consensus.Error(consensusFailed+"!!!", "err", "wrong Block.Header.AppHash.  Expected 01, got 02")
	select {
	case err := <-n.Failed():
		if !strings.Contains(err.Error(), "AppHash") {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("nobody was told")
	}
	n.fail(errors.New("again"))
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.mismatch || w.fault == nil || strings.Contains(w.fault.Error(), "again") ||
		len(w.logged) < 2 || w.logged[0] != "consensus" {
		t.Errorf("%+v", w)
	}
}
