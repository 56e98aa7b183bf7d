package abci

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/libs/log"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	// Codespace names our codes in CometBFT's answers.
	Codespace = "suyuan"
	// Rules is the newest rules version this binary knows. The one in force is state, set by members'
	// votes, and CometBFT's header App version (rulings E10).
	Rules = 1
	// BlockBytes is block.max_bytes.
	BlockBytes = 1_000_000
	// staleAfter is how far a proposal's time may be behind the proposer's clock before it proposes
	// no papers (rulings E5).
	staleAfter = 15 * time.Second
)

// Options is what an application needs besides its store and its machine. Chain and Genesis are
// required; the zero value of the rest means its default.
type Options struct {
	Chain   string
	Genesis wire.Hash // digest of the genesis document

	Clock        func() time.Time   // the node's own clock; default that of this machine
	Fail         func(error)        // told once of a fault; default panics. The node then stops
	Log          log.Logger         // default none
	PendingBytes int                // waiting bytes of an institution; default half a block (E2)
	CacheSize    int                // papers whose signatures are remembered; default 100,000
	CacheBytes   int                // what admitted papers say is kept in so much; default 48 MiB
	Rules        uint64             // newest rules version known; default Rules
	Decided      Decided            // told of a block before it is executed; default none
	Pass         Pass               // settlement off the block path; default the settlement chapter
	Follow       Follower           // read index of lineage; default none
	Witness      *Witness           // signs admissions; default none
	Watch        Watcher            // metrics; default none
	Shelf        Shelf              // snapshots; default none
	Keep         Keep               // default keeps all and takes no snapshot on schedule
	Emergencies  []govern.Emergency // signed plans that the ledger went on under; default none

	rehearse uint64 // rules version of every block, for rehearsals; 0: that of the state
}

// Application implements CometBFT's Application on one store. CometBFT calls it from several
// goroutines, one per connection; only the consensus connection writes.
type Application struct {
	abci.BaseApplication // InsertTx and ReapTxs belong to another mempool than ours

	db *state.DB
	m  *app.Machine
	o  Options

	head      atomic.Pointer[head]
	initial   *state.Overlay // genesis, until the first block is saved
	carried   atomic.Bool    // the store holds another ledger's last state, until then
	work      *block         // what FinalizeBlock made and Commit will save
	restoring *restoring     // a snapshot that is being taken from peers
	seeking   seeking        // the same, told to others
	admitted  [32]byte       // hash of the last proposal whose papers were all admitted here
	foretold  uint64         // height of the upgrade that was warned of

	door     door
	verified *verified
	memory   *memory
	pending  *pool
	taken    *taken
	runs     *runs
	keeper   *keeper
	failed   sync.Once
	closing  atomic.Bool
}

// head is a committed height as admission sees it. It never changes.
type head struct {
	height    uint64
	header    wire.Time // the header's time; genesis time at height 0
	store     state.Reader
	hash      [32]byte
	rules     uint64 // rules version of the block that follows
	emergency []byte // encoded plan that the block that follows revives the ledger under
}

// NewApplication returns the application over an open store, at the store's height, or the fault
// that the store has there.
func NewApplication(db *state.DB, m *app.Machine, o Options) (a *Application, err error) {
	fault := state.CatchFault(func() { a, err = newApplication(db, m, o) })
	return a, cmp.Or(fault, err)
}

func newApplication(db *state.DB, m *app.Machine, o Options) (*Application, error) {
	if o.Chain == "" || o.Genesis.IsZero() {
		return nil, errors.New("abci: the chain id and the genesis digest are required")
	}
	if o.Clock == nil {
		o.Clock = ownClock
	}
	if o.Log == nil {
		o.Log = log.NewNopLogger()
	}
	if o.PendingBytes == 0 {
		o.PendingBytes = BlockBytes / 2
	}
	if o.CacheSize == 0 {
		o.CacheSize = 100_000
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = 48 << 20
	}
	if o.Rules == 0 {
		o.Rules = Rules
	}
	if o.Pass == nil {
		o.Pass = settlePass{}
	}
	if o.Fail == nil {
		o.Fail = func(err error) { panic(err) }
	}
	a := &Application{db: db, m: m, o: o, verified: newVerified(o.CacheSize),
		memory: newMemory(o.CacheBytes), pending: newPool(o.PendingBytes),
		taken: newTaken()}
	h := &head{height: db.Version(), store: db.View(), hash: db.Root()}
	if h.height > 0 {
		b, ok, err := a.blockRecord(h.height)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("the store has no record of its own height %d", h.height)
		}
		h.header = b.Time
		a.carried.Store(elsewhere(h.store, o))
	}
	h = newHead(*h)
	if err := a.overrule(h); err != nil {
		return nil, err
	}
	if err := a.known(h); err != nil {
		return nil, err
	}
	a.head.Store(h)
	a.foretell(h)
	a.runs = newRuns(a)
	if h.height > 0 {
		a.runs.observe(h)
	}
	a.followFrom(h)
	a.keeper = newKeeper(a)
	return a, nil
}

// env is what admission and execution of the block after h know.
func (a *Application) env(h *head, header wire.Time) app.Env {
	return app.Env{Chain: a.o.Chain, Genesis: a.o.Genesis, Height: h.height + 1,
		Time: regime.LawTime(h.store, header), Rules: h.rules, Verify: a.verify,
		Memory: a.memory}
}

// verify checks all signatures of a paper once per node (house §5).
func (a *Application) verify(sum wire.Hash, p tx.Parsed, keys []crypto.PublicKey) bool {
	known := verifiedKey(sum, keys)
	if a.verified.has(known) {
		return true
	}
	if len(keys) != len(p.Signatures) {
		return false
	}
	for i, k := range keys {
		if k.Alg != p.Signatures[i].Alg || !k.Verify(p.Preimage, p.Signatures[i].RS) {
			return false
		}
	}
	a.verified.add(known)
	return true
}

// admit runs admission. A panic that is no store fault is a mistake in one kind's Check: the paper
// is refused, and no paper can stop a node (rulings E3).
func (a *Application) admit(door *app.Door, raw []byte) (v app.Verdict) {
	defer func() {
		if p := recover(); p != nil {
			if _, fault := p.(state.Fault); fault {
				panic(p)
			}
			v = app.Verdict{Sum: sha256.Sum256(raw), Refused: rule.Internal.At("", "what", p)}
		}
	}()
	return door.Admit(raw)
}

// admitAll runs admission of many papers on all processors: each is a pure function of the view.
func (a *Application) admitAll(h *head, env app.Env, raws [][]byte) []app.Verdict {
	out := make([]app.Verdict, len(raws))
	workers := min(runtime.GOMAXPROCS(0), len(raws))
	if workers <= 1 {
		door := a.m.Door(state.NewMemo(h.store), env)
		for i, raw := range raws {
			out[i] = a.admit(door, raw)
		}
		return out
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	var fault atomic.Pointer[any]
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if p := recover(); p != nil {
					fault.CompareAndSwap(nil, &p)
				}
			}()
			door := a.m.Door(state.NewMemo(h.store), env)
			for i := next.Add(1) - 1; i < int64(len(raws)) && fault.Load() == nil; i = next.Add(1) - 1 {
				out[i] = a.admit(door, raws[i])
			}
		}()
	}
	wg.Wait()
	if p := fault.Load(); p != nil {
		panic(*p)
	}
	return out
}

// guard turns a panic of an ABCI method into an error and tells the node, which stops rather than
// diverge (rulings E3): by now only store faults and mistakes of our own come this far.
func (a *Application) guard(method string, err *error) {
	p := recover()
	if p == nil {
		return
	}
	cause, ok := p.(error)
	if !ok {
		cause = fmt.Errorf("%v", p)
	}
	*err = a.fail(fmt.Errorf("%s: %w", method, cause))
}

// fail tells the node of a fault, unless the store is being closed in order: what still reads then
// is a question that came too late.
func (a *Application) fail(err error) error {
	if !a.closing.Load() {
		a.failed.Do(func() { a.o.Fail(err) })
	}
	return err
}

// Close makes the application answer no more papers and questions; call it before closing the
// store.
func (a *Application) Close() {
	a.closing.Store(true)
	a.keeper.close()
}

func height64(h uint64) int64 { return int64(min(h, math.MaxInt64)) }
