package abci

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/cometbft/cometbft/libs/log"
	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Watcher is told what the node does, for its metrics. It is called on the block path and returns
// at once; nothing that it knows comes back into consensus.
type Watcher interface {
	// Block tells of a block that is saved.
	Block(Seen)
	// Logged tells of an error line of the log, by the module that wrote it.
	Logged(module string)
	// Fault tells why the node ends; mismatch: it computed another app hash than the chain agreed on.
	Fault(cause error, mismatch bool)
	// Registry is where CometBFT's own metrics go.
	Registry() prometheus.Registerer
}

// Seen is what a Watcher is told of a block.
type Seen struct {
	Height           uint64
	Header, Law      wire.Time
	Papers           []Outcome
	Changes          int           // net changes of the tree
	Finalize, Commit time.Duration // of the two ABCI methods
	Waiting          int           // papers in the mempool after it
	WaitingBytes     int
	Landing          []Run // settlement runs that are cut and not landed
}

// Outcome is what became of one paper.
type Outcome struct {
	Kind   string // "" when it was not admissible
	Code   uint32 // 0: done
	Writes int64
}

// seen tells the watcher of a saved block. It costs one pass over the block's receipts.
func (a *Application) seen(b *block, commit time.Duration) {
	if a.o.Watch == nil {
		return
	}
	s := Seen{Height: b.height, Header: b.header, Law: b.law, Changes: b.changes,
		Finalize: b.took, Commit: commit, Papers: make([]Outcome, len(b.receipts)),
		Landing: a.runs.open()}
	for i, r := range b.receipts {
		s.Papers[i] = Outcome{Kind: r.Kind, Code: r.Code, Writes: r.Writes}
	}
	s.Waiting, s.WaitingBytes = a.pending.size()
	a.o.Watch.Block(s)
}

// open lists the runs that are being computed or wait to land.
func (s *runs) open() (out []Run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for run := range s.jobs {
		out = append(out, run)
	}
	return out
}

// StoreSizes is what our store occupies, and the earliest height that it keeps.
func (a *Application) StoreSizes() (s state.Sizes, earliest uint64, err error) {
	s, err = a.db.Sizes()
	return s, a.db.Earliest(), err
}

// Space is the room on the disk that holds a folder, in bytes: what is free for this process, and
// the whole.
func Space(dir string) (free, total uint64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, 0, err
	}
	return st.Bavail * uint64(st.Bsize), st.Blocks * uint64(st.Bsize), nil
}

// Home is the folder the node runs on.
func (n *Node) Home() string { return n.config.RootDir }

// IdleEvery is the longest time that the chain should go without a block (rulings E5).
func (n *Node) IdleEvery() time.Duration { return n.config.Consensus.CreateEmptyBlocksInterval }

// Syncing reports whether the node still fetches blocks, and takes no part in consensus.
func (n *Node) Syncing() bool { return n.comet.ConsensusReactor().WaitSync() }

// Peers is how many nodes it is connected with.
func (n *Node) Peers() int { return n.comet.Switch().Peers().Size() }

// KeyLoaded says why the validator's key does not answer, or nil.
func (n *Node) KeyLoaded() error {
	_, err := n.comet.PrivValidator().GetPubKey()
	return err
}

// registering guards Prometheus's global registerer, the only one that CometBFT knows.
var registering sync.Mutex

// metrics gives CometBFT metrics in the watcher's registry; it then listens on no port of its own.
func (n *Node) metrics(w Watcher) cmtnode.MetricsProvider {
	conf := *n.config.Instrumentation
	if w == nil {
		return cmtnode.DefaultMetricsProvider(&conf)
	}
	conf.Prometheus, n.config.Instrumentation.Prometheus = true, false
	provide := cmtnode.DefaultMetricsProvider(&conf)
	// The provider has seven results and no name for them, so the registerer is exchanged around it.
	return reflect.MakeFunc(reflect.TypeOf(provide), func(chain []reflect.Value) []reflect.Value {
		registering.Lock()
		defer registering.Unlock()
		global := prometheus.DefaultRegisterer
		prometheus.DefaultRegisterer = w.Registry()
		defer func() { prometheus.DefaultRegisterer = global }()
		return reflect.ValueOf(provide).Call(chain)
	}).Interface().(cmtnode.MetricsProvider)
}

// heard passes a log on. It tells the watcher of errors, and the node when consensus has failed:
// CometBFT then goes on answering questions without taking part, for ever.
type heard struct {
	log.Logger
	n      *Node
	watch  Watcher
	module string
}

// consensusFailed is what CometBFT logs when consensus has ended by a panic.
const consensusFailed = "CONSENSUS FAILURE"

// Error implements log.Logger.
func (h heard) Error(msg string, keyvals ...any) {
	h.Logger.Error(msg, keyvals...)
	if h.watch != nil {
		h.watch.Logged(h.module)
	}
	if behind := clockBehind(msg, keyvals); behind != nil {
		go h.n.fail(behind)
		return
	}
	if other := decidedOther(msg, keyvals); other != nil {
		go h.n.fail(other)
		return
	}
	if strings.HasPrefix(msg, consensusFailed) {
		cause := fmt.Errorf("consensus has failed: %v", valueOf(keyvals, "err"))
		if err := unkept("", keyvals); err != nil {
			cause = &DiskFault{h.n.config.RootDir, err}
		}
		go h.n.fail(cause) // not under the locks of consensus
	} else if err := unkept(msg, keyvals); err != nil && h.module != "" && h.module != "ledger" {
		_ = h.n.lost(h.n.config.RootDir, err)
	}
}

// With implements log.Logger.
func (h heard) With(keyvals ...any) log.Logger {
	h.Logger = h.Logger.With(keyvals...)
	if m, ok := valueOf(keyvals, "module").(string); ok {
		h.module = m
	}
	return h
}

func valueOf(keyvals []any, key string) any {
	for i := 0; i+1 < len(keyvals); i += 2 {
		if keyvals[i] == key {
			return keyvals[i+1]
		}
	}
	return nil
}

// mismatched tells CometBFT's sentence about an app hash that is not the chain's.
func mismatched(cause error) bool { return strings.Contains(cause.Error(), "AppHash") }

// decidedOther is what CometBFT logs of a block that it fetched, when two thirds of the power
// signed it and it says of the state before another thing than this node computed. CometBFT takes
// the peers for liars then, drops one after the other and asks for the same block for ever.
func decidedOther(msg string, keyvals []any) error {
	said := fmt.Sprint(valueOf(keyvals, "err"))
	if msg != unsynced || !strings.HasPrefix(said, "wrong Block.Header.") {
		return nil
	}
	return fmt.Errorf("a decided block: %s", said)
}
