package watch

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Node is what is asked of a running node: *abci.Node.
type Node interface {
	Home() string
	IdleEvery() time.Duration
	Syncing() bool
	Peers() int
	KeyLoaded() error
	// ClockAhead is how far its clock is ahead of the ledger's, the most at which it can follow, and
	// whether that is known yet.
	ClockAhead() (ahead, tolerance time.Duration, read bool)
	App() *abci.Application
}

// Options is what a watch is made of. The zero value of a field means none, or its default.
type Options struct {
	Version string
	Index   func() uint64    // height of the lineage index
	Every   time.Duration    // between questions about the ledger's records; default 15 s
	Clock   func() time.Time // default time.Now
}

// Watch counts what a node does. It implements abci.Watcher.
type Watch struct {
	o   Options
	reg *prometheus.Registry
	c   *counts

	last     atomic.Pointer[abci.Seen] // newest block
	fault    atomic.Pointer[error]
	mismatch atomic.Bool

	naming sync.Mutex
	named  map[string]bool // peers with series

	shelved bool   // the shelf of snapshots was read
	newest  uint64 // snapshot taken before that; of the asking goroutine alone

	node Node
	ask  source.Ask
	stop context.CancelFunc
	done sync.WaitGroup
}

// New returns a watch that has seen nothing yet.
func New(o Options) *Watch {
	if o.Every == 0 {
		o.Every = 15 * time.Second
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	w := &Watch{o: o, reg: prometheus.NewRegistry(), stop: func() {},
		named: map[string]bool{}}
	w.reg.MustRegister(collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	w.c = newCounts(w.reg)
	w.c.of("build_info", o.Version, strconv.Itoa(abci.Rules)).Set(1)
	return w
}

// Registry implements abci.Watcher.
func (w *Watch) Registry() prometheus.Registerer { return w.reg }

// Block implements abci.Watcher.
func (w *Watch) Block(s abci.Seen) {
	for _, p := range s.Papers {
		kind := p.Kind
		if kind == "" {
			kind = "-"
		}
		w.c.counters["papers_total"].WithLabelValues(kind, strconv.FormatUint(uint64(p.Code), 10)).Inc()
		w.c.count("writes_total", float64(p.Writes))
	}
	w.c.count("tree_changes_total", float64(s.Changes))
	w.c.observe("block_papers", float64(len(s.Papers)))
	w.c.observe("finalize_seconds", s.Finalize.Seconds())
	w.c.observe("commit_seconds", s.Commit.Seconds())
	if last := w.last.Load(); last != nil && last.Height+1 == s.Height {
		w.c.observe("block_interval_seconds", float64(s.Header-last.Header))
	}
	w.c.set("height", float64(s.Height))
	w.c.set("block_time_seconds", float64(s.Header))
	w.c.set("law_time_seconds", float64(s.Law))
	w.c.set("pending_papers", float64(s.Waiting))
	w.c.set("pending_bytes", float64(s.WaitingBytes))
	w.c.set("settlement_waiting", float64(len(s.Landing)))
	s.Papers = nil
	w.last.Store(&s)
}

// Logged implements abci.Watcher.
func (w *Watch) Logged(module string) {
	w.c.counters["log_errors_total"].WithLabelValues(module).Inc()
}

// peerLabels bounds the peers that have series of their own, since anyone can make node ids.
const peerLabels = 256

// peer is the label of a peer, "other" beyond the first peerLabels.
func (w *Watch) peer(id string) string {
	w.naming.Lock()
	defer w.naming.Unlock()
	if !w.named[id] {
		if len(w.named) >= peerLabels {
			return "other"
		}
		w.named[id] = true
	}
	return id
}

// Forged implements abci.PeerWatcher.
func (w *Watch) Forged(peer, code string) {
	w.c.counters["forged_papers_total"].WithLabelValues(w.peer(peer), code).Inc()
}

// Unread implements abci.PeerWatcher.
func (w *Watch) Unread(peer string, papers int) {
	w.c.counters["unread_papers_total"].WithLabelValues(w.peer(peer)).Add(float64(papers))
}

// Fault implements abci.Watcher.
func (w *Watch) Fault(cause error, mismatch bool) {
	w.c.count("faults_total", 1)
	w.fault.Store(&cause)
	if mismatch {
		w.mismatch.Store(true)
		w.c.set("app_hash_mismatch", 1)
	}
}

// Start asks in the background what blocks do not tell, until Close.
func (w *Watch) Start(n Node, ask source.Ask) {
	var ctx context.Context
	ctx, w.stop = context.WithCancel(context.Background())
	w.node, w.ask = n, ask
	w.done.Add(1)
	go func() {
		defer w.done.Done()
		tick := time.NewTicker(w.o.Every)
		defer tick.Stop()
		for asked := uint64(0); ; {
			w.look()
			if last := w.last.Load(); last != nil && last.Height != asked {
				asked = last.Height
				w.records(ctx, last)
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Close ends the asking.
func (w *Watch) Close() {
	w.stop()
	w.done.Wait()
}

// look reads what the node knows without asking the ledger.
func (w *Watch) look() {
	w.c.set("peers", float64(w.node.Peers()))
	syncing := 0.0
	if w.node.Syncing() {
		syncing = 1
	}
	w.c.set("syncing", syncing)
	if ahead, _, read := w.node.ClockAhead(); read {
		w.c.set("clock_ahead_seconds", ahead.Seconds())
	}
	if sizes, earliest, err := w.node.App().StoreSizes(); err == nil {
		w.c.set("earliest_height", float64(earliest))
		w.c.of("store_bytes", "tables").Set(float64(sizes.Tables))
		w.c.of("store_bytes", "log").Set(float64(sizes.Log))
		w.c.of("store_bytes", "files").Set(float64(sizes.Files))
		w.c.of("store_bytes", "dead").Set(float64(sizes.Dead))
	}
	if free, total, err := abci.Space(w.node.Home()); err == nil {
		w.c.set("disk_free_bytes", float64(free))
		w.c.set("disk_bytes", float64(total))
	}
	if w.o.Index != nil {
		w.c.set("index_height", float64(w.o.Index()))
	}
	w.keeping(w.node.App().Keeping())
}

// keeping tells what is pruned and what snapshots there are. The shelf is read when a snapshot was
// taken since.
func (w *Watch) keeping(k abci.Keeping) {
	w.c.set("prune_target", float64(k.Target))
	stuck := 0.0
	if k.Stuck {
		stuck = 1
	}
	w.c.set("prune_stuck", stuck)
	w.c.set("pruned_heights", float64(k.Pruned))
	w.c.set("snapshots_failed", float64(k.Failed))
	w.c.set("log_files_collected", float64(k.Collected))
	if w.shelved && k.Snapshot == w.newest {
		return
	}
	all, err := abci.ShelfOf(w.node.Home()).List()
	if err != nil {
		return
	}
	w.shelved, w.newest = true, k.Snapshot
	if len(all) > 0 {
		last := all[len(all)-1]
		w.c.set("snapshot_height", float64(last.Height))
		w.c.set("snapshot_time_seconds", float64(last.Header))
	}
}

// age is how old the newest block is by this machine's clock.
func (w *Watch) age() (time.Duration, bool) {
	last := w.last.Load()
	if last == nil {
		return 0, false
	}
	return time.Duration(wire.At(w.o.Clock())-last.Header) * time.Second, true
}
