package abci

import (
	"errors"
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/state"
)

// Keep is how long a node keeps what it has (app.toml). Blocks are evidence: by default all stay.
type Keep struct {
	States    uint64 `toml:"states" comment:"heights whose state can be asked of; 0: all"`
	Every     uint64 `toml:"every" comment:"older heights divisible by it stay, too; 0: none"`
	Blocks    uint64 `toml:"blocks" comment:"blocks; 0: all. Lawful only beside a node with all"`
	Archived  bool   `toml:"archived" comment:"no block goes before its epoch's archive is sealed on chain"`
	Snapshots int    `toml:"snapshots" comment:"snapshots taken on schedule that stay"`
	Schedule  uint64 `toml:"snapshot_every" comment:"heights between snapshots; 0: none"`
}

// DefaultKeep is what a new home keeps.
var DefaultKeep = Keep{States: 100_000, Every: 10_000, Archived: true, Snapshots: 2,
	Schedule: 10_000}

const (
	// pruneStep is how many heights are pruned after a block: more than one, to catch up.
	pruneStep = 20
	// stuckAfter is how many blocks pruning may stand still while it has work.
	stuckAfter = 200
	collectGap = 10 * time.Minute // between collections of Badger's value log
)

// Keeping is what the keeping of a node comes to.
type Keeping struct {
	Earliest  uint64 `json:"earliest_height"` // from here on every height can be asked of
	Kept      int    `json:"kept_heights"`    // older ones that can be, too
	Target    uint64 `json:"prune_target"`    // what the earliest height shall be
	Stuck     bool   `json:"prune_stuck"`     // the earliest height stands still
	Pruned    uint64 `json:"pruned_heights"`  // since the start
	Snapshot  uint64 `json:"snapshot_height"` // of the newest taken since the start
	Failed    uint64 `json:"snapshots_failed"`
	Collected uint64 `json:"log_files_collected"` // value-log files given back since the start
}

// held is a height that pruning leaves until it is let go.
type held struct {
	height  uint64
	release func()
}

// keeper prunes and takes snapshots beside the blocks.
type keeper struct {
	a    *Application
	wake [2]chan struct{}
	done chan struct{}
	all  sync.WaitGroup
	once sync.Once

	due    bool          // a snapshot of the next quiet height is due; of observe alone
	next   chan held     // the height to take on schedule
	oldest atomic.Uint64 // lowest height on the shelf, 0 when it is empty

	forgot uint64 // records of blocks below it are gone; of prune alone
	sought bool   // forgot was looked up

	mu    sync.Mutex
	now   Keeping
	still int // blocks since the earliest height moved

	collected time.Time
}

func newKeeper(a *Application) *keeper {
	k := &keeper{a: a, done: make(chan struct{}), next: make(chan held, 1), collected: time.Now()}
	k.seeShelf()
	for i, work := range []func() error{k.prune, k.shelve} {
		k.wake[i] = make(chan struct{}, 1)
		k.all.Add(1)
		go k.loop(k.wake[i], work)
	}
	return k
}

func (k *keeper) loop(wake <-chan struct{}, work func() error) {
	defer k.all.Done()
	for {
		select {
		case <-k.done:
			return
		case <-wake:
		}
		err := state.CatchFault(func() {
			if err := work(); err != nil && !k.closed() {
				k.a.o.Log.Error("keeping failed 保管工作失败", "err", err)
			}
		})
		if err != nil && !k.closed() {
			_ = k.a.fail(err)
		}
	}
}

// apart does work on a thread that stands back behind those that make blocks, and waits for it.
// It panics with the faults of the store that the work met.
func apart(work func() error) error {
	done := make(chan error, 1)
	go func() {
		stepBack()
		var err error
		if fault := state.CatchFault(func() { err = work() }); fault != nil {
			err = fault
		}
		done <- err
	}()
	err := <-done
	var fault state.Fault
	if errors.As(err, &fault) {
		panic(fault)
	}
	return err
}

func (k *keeper) closed() bool {
	select {
	case <-k.done:
		return true
	default:
		return false
	}
}

// close ends both loops and waits for them.
func (k *keeper) close() {
	k.once.Do(func() { close(k.done) })
	k.all.Wait()
}

// observe is told of every committed height, by the one who commits.
func (k *keeper) observe(h *head) error {
	cuts := k.a.runs.cuts()
	for _, cut := range cuts {
		if _, err := k.a.db.Keep(cut); err != nil {
			return err
		}
	}
	if every := k.a.o.Keep.Schedule; every > 0 && h.height%every == 0 {
		k.due = true
	}
	// A run that waits is computed from the state at its cut, which a snapshot does not hold: the
	// first height without one is taken.
	if k.due && len(cuts) == 0 {
		release, err := k.a.db.Hold(h.height)
		if err != nil {
			return err
		}
		select {
		case k.next <- held{h.height, release}:
			k.due = false
		default: // the one before is still being written
			release()
		}
	}
	for _, wake := range k.wake {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	return nil
}

func (k *keeper) target(h *head) uint64 {
	if keep := k.a.o.Keep.States; keep > 0 && h.height > keep {
		return h.height - keep
	}
	return 0
}

// prune goes on for a few heights and collects what Badger can give back.
func (k *keeper) prune() error {
	target := k.target(k.a.head.Load())
	n := 0
	var err error
	if target > k.a.db.Earliest() {
		err = apart(func() (err error) {
			n, err = k.a.db.Prune(target, pruneStep)
			return err
		})
	}
	if err == nil {
		err = k.forget(k.a.retain(k.a.head.Load()))
	}
	k.mu.Lock()
	k.now.Target, k.now.Pruned = target, k.now.Pruned+uint64(n)
	if k.still++; n > 0 || target <= k.a.db.Earliest() {
		k.still, k.now.Stuck = 0, false
	}
	tell := k.still >= stuckAfter && !k.now.Stuck
	k.now.Stuck = k.now.Stuck || tell
	k.mu.Unlock()
	if tell {
		err = errors.Join(err, fmt.Errorf("pruning stands still at height %d below %d for %d blocks",
			k.a.db.Earliest(), target, stuckAfter))
	}
	if time.Since(k.collected) > collectGap {
		k.collected = time.Now()
		files := 0
		gcErr := apart(func() (err error) {
			files, err = k.a.db.GC()
			return err
		})
		k.mu.Lock()
		k.now.Collected += uint64(files)
		k.mu.Unlock()
		err = errors.Join(err, gcErr)
	}
	return err
}

// forgetStep is how many records of blocks go at a time.
const forgetStep = 100

// forget removes the records of blocks that CometBFT removes, but those of heights whose state is
// kept. Receipts stay: a receipt outlives its block.
func (k *keeper) forget(below uint64) error {
	if below >= forgetStep && !k.sought {
		var err error
		if k.forgot, err = k.firstRecord(below); err != nil {
			return err
		}
		k.sought = true
	}
	for k.forgot+forgetStep <= below && !k.closed() {
		var gone [][]byte
		for h := k.forgot; h < k.forgot+forgetStep; h++ {
			if !k.a.db.Keeps(h) {
				gone = append(gone, blockKey(h))
			}
		}
		if err := k.a.db.Bulk().Delete(gone...); err != nil {
			return err
		}
		k.forgot += forgetStep
	}
	return nil
}

// firstRecord is the lowest height whose record is still to go, at most below. The records go in
// order: a node that starts after ten years does not begin at the first block again.
func (k *keeper) firstRecord(below uint64) (uint64, error) {
	var failed error
	first := sort.Search(int(below), func(i int) bool {
		h := uint64(i)
		for h < below && k.a.db.Keeps(h) {
			h++
		}
		if h == below {
			return true
		}
		_, there, err := k.a.db.Bulk().Get(blockKey(h))
		failed = errors.Join(failed, err)
		return there
	})
	return uint64(first), failed
}

// Keeping says how keeping stands, for metrics and the doctor.
func (a *Application) Keeping() Keeping {
	k := a.keeper
	k.mu.Lock()
	defer k.mu.Unlock()
	out := k.now
	out.Earliest, out.Kept = a.db.Earliest(), len(a.db.Kept())
	return out
}

// retain is the lowest block that CometBFT must keep, 0 for all. Never one that a node needs that
// begins at a snapshot of ours, never one above a state of ours that is still there, and, where the
// configuration says so, never one that no sealed archive holds.
func (a *Application) retain(h *head) uint64 {
	keep := a.o.Keep.Blocks
	if keep == 0 || h.height <= keep {
		return 0
	}
	low := min(h.height-keep, max(a.db.Earliest(), 1))
	if s := a.keeper.oldest.Load(); s > 0 {
		low = min(low, s)
	}
	if a.o.Keep.Archived {
		low = min(low, govern.SealedTo(h.store)+1)
	}
	return low
}
