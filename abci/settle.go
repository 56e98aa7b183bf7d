package abci

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Run names a settlement run: a period frozen at a height. Everything about it is a pure function
// of the state after that height.
type Run struct {
	Period string
	Cut    uint64
}

// Pass is what the node asks of the settlement chapter (rulings E8).
type Pass interface {
	// Waiting lists the runs that r, at law time now, has cut and not landed.
	Waiting(r state.Reader, now wire.Time) []Run
	// Find returns the run of a period once it is cut.
	Find(r state.Reader, period string) (Run, bool)
	// Landed returns the root over the leaves of a run that has begun to land in r.
	Landed(r state.Reader, run Run) (root wire.Hash, ok bool)
	// Compute runs the pure pass on the state after the cut: the outcome that lands, the leaves, and
	// which of them belong together.
	Compute(r state.Reader, run Run) (outcome []byte, leaves [][]byte, lists []rule.List)
	// Input is what the pass reads of at, the state after the cut, as text; false when a result has
	// landed in now that came from another one.
	Input(at, now state.Reader, run Run) (text []byte, ok bool)
}

// runs computes settlement off the block path. A run starts after the commit that cut it; the block
// that lands it waits here until it is done. Leaves are kept beside the tree.
type runs struct {
	a    *Application
	pass Pass

	mu   sync.Mutex
	jobs map[Run]*job

	inputs sync.Mutex // one input is made at a time
}

type job struct {
	pace    pace
	done    chan struct{}
	outcome []byte
	failed  any // what the pass panicked with
}

func newRuns(a *Application) *runs { return &runs{a: a, pass: a.o.Pass, jobs: map[Run]*job{}} }

// cuts are the heights of runs that wait to land.
func (s *runs) cuts() (out []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for run := range s.jobs {
		out = append(out, run.Cut)
	}
	return out
}

// at is the state that a run is computed from: after its cut or, where that is not here because the
// node began at a later snapshot, as it is now. The pass reads rows of its period and dated records
// that stay; the root over its lines tells.
func (s *runs) at(cut uint64) (*state.View, error) {
	view, err := s.a.db.ViewAt(cut)
	var gone state.PrunedError
	if errors.As(err, &gone) && cut < gone.Earliest {
		return s.a.db.View(), nil
	}
	return view, err
}

// observe starts what waits after a block and forgets what has landed.
func (s *runs) observe(h *head) {
	open := map[Run]bool{}
	for _, run := range s.pass.Waiting(h.store, regime.LawTime(h.store, h.header)) {
		open[run] = true
		s.start(run)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for run := range s.jobs {
		if !open[run] {
			delete(s.jobs, run)
		}
	}
}

func (s *runs) start(run Run) *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.jobs[run]; j != nil {
		return j
	}
	j := &job{done: make(chan struct{})}
	s.jobs[run] = j
	go s.compute(run, j)
	return j
}

func (s *runs) compute(run Run, j *job) {
	defer close(j.done)
	defer func() { j.failed = recover() }()
	stepBack()
	view, err := s.at(run.Cut)
	if err != nil {
		panic(state.Fault{Err: fmt.Errorf("settle %s at height %d: %w", run.Period, run.Cut, err)})
	}
	outcome, leaves, lists := s.pass.Compute(paced{view, &j.pace}, run)
	if err := s.keep(run, leaves, lists, &j.pace); err != nil {
		panic(state.Fault{Err: err})
	}
	j.outcome = outcome
}

// Settlement implements rule.Results: the block that lands a run waits for it.
func (s *runs) Settlement(period string, cut uint64) []byte {
	j := s.start(Run{period, cut})
	j.pace.hurry.Store(true)
	<-j.done
	if j.failed != nil {
		panic(j.failed)
	}
	return j.outcome
}

// Lines implements rule.Side: the leaves of a run in order, computed again when they are not here.
func (s *runs) Lines(period string, cut uint64) ([][]byte, bool) {
	run := Run{period, cut}
	leaves, ok := s.kept(run)
	if ok {
		return leaves, true
	}
	view, err := s.at(cut)
	if err != nil {
		return nil, false
	}
	_, leaves, lists := s.pass.Compute(view, run)
	if root, landed := s.pass.Landed(s.a.head.Load().store, run); !landed ||
		settlement.Root(leaves) != root {
		return nil, false
	}
	if err := s.keep(run, leaves, lists, nil); err != nil {
		panic(state.Fault{Err: err})
	}
	return leaves, true
}

// lineHead is written after the leaves, so that a run that is half here is not here.
type lineHead struct {
	Count uint32    `json:"count"`
	Root  wire.Hash `json:"root"`
}

// linesKey is the prefix of a run: 'l', cut, period, 0x00. The head lies under it, leaves under it
// and four bytes of index.
func linesKey(run Run) []byte {
	k := binary.BigEndian.AppendUint64([]byte{sideLines}, run.Cut)
	return append(append(k, run.Period...), 0)
}

func leafKey(prefix []byte, i uint32) []byte {
	return binary.BigEndian.AppendUint32(append(append([]byte{}, prefix...), 1), i)
}

// keep writes the leaves of a run, in a rhythm if there is one.
func (s *runs) keep(run Run, leaves [][]byte, lists []rule.List, at *pace) error {
	prefix, bulk := linesKey(run), s.a.db.Bulk()
	if err := bulk.Set(listed(prefix, lists)...); err != nil {
		return err
	}
	if err := bulk.Set(state.Pair{Key: tilesKey(prefix), Value: tilesOf(leaves)}); err != nil {
		return err
	}
	const step = 200
	pairs := make([]state.Pair, 0, step)
	for i, leaf := range leaves {
		pairs = append(pairs, state.Pair{Key: leafKey(prefix, uint32(i)), Value: leaf})
		if len(pairs) == step || i == len(leaves)-1 {
			if err := bulk.Set(pairs...); err != nil {
				return err
			}
			pairs = pairs[:0]
			at.breathe()
		}
	}
	head := lineHead{Count: uint32(len(leaves)), Root: settlement.Root(leaves)}
	return bulk.Set(state.Pair{Key: prefix, Value: mustJSON(head)})
}

// kept reads the leaves of a run and checks them against their own root and, once it has landed,
// against the root in the tree.
func (s *runs) kept(run Run) ([][]byte, bool) {
	prefix := linesKey(run)
	var head lineHead
	ok, err := s.a.side(prefix, &head)
	if err != nil || !ok {
		return nil, false
	}
	leaves := make([][]byte, 0, head.Count)
	err = s.a.db.Bulk().Iterate(leafKey(prefix, 0), leafKey(prefix, head.Count),
		func(_, v []byte) bool { leaves = append(leaves, v); return true })
	root := settlement.Root(leaves)
	if err != nil || uint32(len(leaves)) != head.Count || root != head.Root {
		return nil, false
	}
	landed, ok := s.pass.Landed(s.a.head.Load().store, run)
	return leaves, !ok || landed == root
}

// Lines is the document of PathLines: all leaves, or those of a page.
type Lines struct {
	Period string            `json:"period"`
	Cut    uint64            `json:"cut"`
	Root   wire.Hash         `json:"lines_root"` // over all lines
	From   uint32            `json:"from"`
	Count  uint32            `json:"count"`  // of all lines
	Leaves []json.RawMessage `json:"leaves"` // verbatim: what the root is over
}

// linesPage is the most leaves of a page.
const linesPage = 1000

// lines serves the leaves of the run of a period, or a page of them: what is "2026Q3/5000" are
// those from the place 5000 on.
func (a *Application) lines(at head, what string) ([]byte, error) {
	period, from, paged := strings.Cut(what, "/")
	run, ok := a.o.Pass.Find(at.store, period)
	if !ok {
		return nil, ErrNotFound.At("data", "what", "run "+period)
	}
	if paged {
		return a.linesFrom(run, from)
	}
	leaves, ok := a.runs.Lines(period, run.Cut)
	if !ok {
		return nil, ErrNotFound.At("data", "what", "lines "+period)
	}
	out := Lines{Period: period, Cut: run.Cut, Root: settlement.Root(leaves),
		Count: uint32(len(leaves)), Leaves: make([]json.RawMessage, len(leaves))}
	for i, l := range leaves {
		out.Leaves[i] = l
	}
	return mustJSON(out), nil
}

// linesFrom serves a page. Only its own leaves are read; the root is that of the run.
func (a *Application) linesFrom(run Run, from string) ([]byte, error) {
	place, err := strconv.ParseUint(from, 10, 32)
	if err != nil {
		return nil, ErrNotFound.At("data", "what", "line "+from)
	}
	var head lineHead
	if ok, err := a.side(linesKey(run), &head); err != nil || !ok {
		return nil, ErrNotFound.At("data", "what", "lines "+run.Period)
	}
	var places []uint32
	for i := place; i < min(place+linesPage, uint64(head.Count)); i++ {
		places = append(places, uint32(i))
	}
	leaves, ok := a.runs.Leaves(run.Period, run.Cut, places)
	if !ok {
		return nil, ErrNotFound.At("data", "what", "lines "+run.Period)
	}
	out := Lines{Period: run.Period, Cut: run.Cut, Root: head.Root, From: uint32(place),
		Count: head.Count, Leaves: make([]json.RawMessage, len(leaves))}
	for i, l := range leaves {
		out.Leaves[i] = l
	}
	return mustJSON(out), nil
}
