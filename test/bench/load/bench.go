package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Plan is a whole comparison: for each number of validators, rounds of one run of each system in
// turn, suyuan first. A run is a fresh network, loaded twice: at an offered rate for latency, then
// with so many papers in flight that the processor is the limit.
type Plan struct {
	Validators []int         `json:"validators"`
	Pairs      int           `json:"pairs"`
	InFlight   int           `json:"in_flight"`
	Rate       int           `json:"offered_per_second"`
	Warm       time.Duration `json:"-"`
	Window     time.Duration `json:"-"` // of each load
	Papers     int           `json:"papers"`
	Conns      int           `json:"connections"` // to all nodes together
	Alg        string        `json:"alg"`
	Kind       string        `json:"kind"` // of suyuan's papers
	Threads    int           `json:"threads"`
	Alone      bool          `json:"-"`               // suyuan only
	Units      uint64        `json:"units,omitempty"` // uses that each batch counts; 0: a few

	Binaries map[string]string `json:"-"` // by system
	Dir      string            `json:"-"` // for networks, each removed after its run
	Log      io.Writer         `json:"-"` // a line per run
	Profile  string            `json:"-"` // folder for processor profiles; "": none
}

// Run is one fresh network under both loads.
type Run struct {
	System     string  `json:"system"`
	Validators int     `json:"validators"`
	Pair       int     `json:"pair"`
	PaperBytes int     `json:"paper_bytes"`
	WireBytes  float64 `json:"wire_bytes_per_tx"`  // sent between the nodes, all together
	DiskBytes  float64 `json:"disk_bytes_per_tx"`  // of all nodes together
	StateBytes float64 `json:"state_bytes_per_tx"` // of it the ledger's own store
	PeakBytes  int64   `json:"peak_memory_bytes"`  // resident at most, of each node, added up
	Offered    Result  `json:"offered"`
	Saturated  Result  `json:"saturated"`
}

// Do carries the plan out. What it has measured so far comes back with any error.
func (p Plan) Do(ctx context.Context) (runs []Run, err error) {
	systems := Systems
	if p.Alone {
		systems = systems[:1]
	}
	for _, validators := range p.Validators {
		size := 0
		for pair := 1; pair <= p.Pairs; pair++ {
			for _, name := range systems {
				r, err := p.one(ctx, System{Name: name, Binary: p.Binaries[name], Validators: validators,
					Alg: p.Alg, Kind: p.Kind, PaperBytes: size, Threads: p.Threads, Units: p.Units})
				if err != nil {
					return runs, fmt.Errorf("%s, %d validators: %w", name, validators, err)
				}
				r.Pair, size = pair, r.PaperBytes
				runs = append(runs, r)
				fmt.Fprintln(p.Log, r)
			}
		}
	}
	return runs, nil
}

// one runs one system in a directory of its own and ends all it started.
func (p Plan) one(ctx context.Context, s System) (r Run, err error) {
	dir, err := os.MkdirTemp(p.Dir, s.Name+"-")
	if err != nil {
		return r, err
	}
	n, err := s.Up(dir)
	if err != nil {
		return r, err
	}
	defer func() {
		down := n.Down()
		if err = errors.Join(err, down); err == nil {
			err = os.RemoveAll(dir)
		}
	}()
	r = Run{System: s.Name, Validators: s.Validators}
	if p.Rate > 0 {
		count := int((p.Warm+p.Window).Seconds()*float64(p.Rate)) + 1
		if r.Offered, err = p.load(ctx, n, &r, &Load{Rate: p.Rate}, count); err != nil {
			return r, err
		}
	}
	if p.InFlight > 0 {
		r.Saturated, err = p.saturate(ctx, n, &r)
	}
	return r, err
}

// saturate offers papers in a closed loop. Where a profile is asked for, it is of one node's
// processor time in the window.
func (p Plan) saturate(ctx context.Context, n *Net, r *Run) (Result, error) {
	count := p.Papers
	if n.Name == KVStore {
		count *= kvMore
	}
	if p.Profile == "" {
		return p.load(ctx, n, r, &Load{InFlight: p.InFlight}, count)
	}
	from, err := n.profiled()
	if err != nil {
		return Result{}, err
	}
	file := filepath.Join(p.Profile, fmt.Sprintf("%s-%d.pprof", n.Name, n.Validators))
	taken := make(chan error, 1)
	loaded := &Load{InFlight: p.InFlight, began: func() {
		go func() { taken <- takeProfile(ctx, from, file, p.Warm, p.Window) }()
	}}
	result, err := p.load(ctx, n, r, loaded, count)
	if err != nil {
		return result, err
	}
	return result, <-taken
}

// kvMore is how many more papers are made for kvstore, which is faster and whose papers cost
// nothing.
const kvMore = 3

func (p Plan) load(ctx context.Context, n *Net, r *Run, l *Load, count int) (Result, error) {
	papers, err := n.Papers(count)
	if err != nil {
		return Result{}, err
	}
	r.PaperBytes = len(papers[0])
	l.Nodes, l.Papers, l.Warm, l.Window = n.URLs(), papers, p.Warm, p.Window
	l.Conns = (p.Conns + len(l.Nodes) - 1) / len(l.Nodes)
	l.Meter = &Meter{Nodes: n.Nodes}
	disk, state := l.Meter.disk(""), l.Meter.disk("ledger")
	wire, err := l.Meter.wire()
	if err != nil {
		return Result{}, err
	}
	result, err := l.Run(ctx)
	if err != nil {
		return result, err
	}
	after, err := l.Meter.wire()
	r.PeakBytes = l.Meter.peak()
	if all := float64(l.landed()); all > 0 && l.InFlight > 0 {
		r.WireBytes = float64(after-wire) / all
		r.DiskBytes = float64(l.Meter.disk("")-disk) / all
		r.StateBytes = float64(l.Meter.disk("ledger")-state) / all
	}
	return result, err
}

// landed counts the papers that were final at any time.
func (l *Load) landed() (n int) {
	for i := range l.done {
		if l.done[i].Load() > 0 {
			n++
		}
	}
	return n
}
