package abci

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/libs/log"
	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
)

// NodeOptions says which home to run and where to log. Home is required.
type NodeOptions struct {
	Home    string
	Machine *app.Machine // default app.Standard()
	Pass    Pass         // default the settlement chapter
	LogTo   io.Writer    // default os.Stderr
	Clock   func() time.Time
	Follow  Follower // default none
	Watch   Watcher  // default none

	// Byzantine makes the node break the rules of consensus, on a test ledger only: one of Byzantine.
	Byzantine string

	wrap func(abci.Application) abci.Application // tests: what CometBFT is given instead
}

// Node is a running node: CometBFT, the application and its store.
type Node struct {
	app    *Application
	comet  *cmtnode.Node
	config *cmtcfg.Config
	log    log.Logger
	levels levels
	clock  *clock

	watch  Watcher
	faulty atomic.Bool
	runs   atomic.Bool // from the end of Start on
	broken atomic.Bool // the disk failed, and a part of CometBFT ended where it stood
	failed chan error
	stop   sync.Once
	stops  []func() error // in reverse order of opening

	hearing *hearing // of papers from peers
	parting *parting // of peers that go away
}

// Start runs every check, then CometBFT. An error is a *Sentence where the home, the genesis
// document or the data are at fault; in that case nothing was signed.
func Start(o NodeOptions) (*Node, error) {
	if o.Machine == nil {
		o.Machine = app.Standard()
	}
	n := &Node{failed: make(chan error, 1), watch: o.Watch}
	if err := n.open(o); err != nil {
		return nil, errors.Join(err, n.Stop())
	}
	return n, nil
}

func (n *Node) open(o NodeOptions) error {
	config, own, err := ReadConfig(o.Home)
	if err != nil {
		return say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	n.config = config
	if err := private(config, o.Home); err != nil {
		return err
	}
	if n.log, err = newLogger(config, o.LogTo, &n.levels); err != nil {
		return say("日志级别无法识别：%v", "the log level cannot be read: %v", err)
	}
	n.log = heard{Logger: n.log, n: n, watch: o.Watch}
	n.keepTime(o.Clock)
	g, err := ReadGenesis(config.GenesisFile())
	if err != nil {
		return err
	}
	if own.Genesis != "" && own.Genesis != g.Digest.String() {
		return say("创世文件摘要为 %[1]s，配置要求 %[2]s",
			"the genesis document has digest %[1]s, the configuration asks for %[2]s", g.Digest, own.Genesis)
	}
	if err := o.misbehave(g); err != nil {
		return err
	}
	held, err := lock(o.Home)
	if err != nil {
		return err
	}
	n.stops = append(n.stops, held.Close)
	data := filepath.Join(o.Home, "data")
	if err := roomIn(data); err != nil {
		return err
	}
	n.minds(data)
	db, err := n.openStore(o.Home, own, g)
	if err != nil {
		return err
	}
	return n.run(o, own, g, db)
}

// openStore opens our store and holds it against CometBFT's, which it leaves closed.
func (n *Node) openStore(home string, own App, g *Founding) (*state.DB, error) {
	e, err := openJoined(n.config, home)
	if err != nil {
		return nil, err
	}
	defer e.close()
	if err := cmp.Or(e.belongs(g), n.inTime(e)); err != nil {
		return nil, err
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(home, StoreDir), Sync: own.Sync,
		CacheNodes: own.CacheNodes, KeepEvery: own.Keep.Every, Failed: n.diskFailed(home)})
	if errors.Is(err, state.ErrDamaged) {
		return nil, say("账本数据库已损坏：%v；"+asideLedger[0], "%v; "+asideLedger[1], err)
	}
	if err != nil {
		return nil, say("账本数据库打不开：%v", "%v", err)
	}
	n.stops = append(n.stops, db.Close)
	if err := db.Stamp(g.Doc.ChainID, g.Digest); err != nil {
		return nil, say("账本数据库不属于本账本：%v", "%v", err)
	}
	e.before = g.Doc.InitialHeight - 1
	if err := e.agrees(db); err != nil {
		return db, err
	}
	return db, n.signedBeyond(e, g.Doc.Validators)
}

// signedBeyond tells when the validator has signed above what the data holds: they are an old copy.
// With others the blocks come from them, and CometBFT's own check keeps it from signing a height
// again; alone it could neither sign nor learn.
func (n *Node) signedBeyond(e *engine, voters []types.GenesisValidator) error {
	var last privval.FilePVLastSignState
	_ = readCometJSON(n.config.PrivValidatorStateFile(), &last) // readKeys tells of a fault
	if last.Height <= e.height+1 {
		return nil
	}
	if len(voters) == 1 && (e.state.IsEmpty() || e.state.Validators.Size() == 1) {
		return say("数据止于高度 %[1]d，而本验证人已签到 %[2]d：数据是旧副本，且没有别的验证人可补",
			"the data end at height %[1]d and this validator has signed up to %[2]d: they are an old "+
				"copy, and no other validator has the blocks between", e.height, last.Height)
	}
	n.log.Error("the data are an old copy: the blocks since come from the others, and nothing is "+
		"signed before 数据是旧副本，补齐之前不签名", "height", e.height, "signed", last.Height)
	return nil
}

func (n *Node) run(o NodeOptions, own App, g *Founding, db *state.DB) error {
	nodeKey, pv, err := ownKeys(n.config)
	if err != nil {
		return err
	}
	_ = os.Remove(filepath.Join(o.Home, foreignFile)) // of an earlier sign state
	if err := mendFirst(n.config, o.Machine, g, db); err != nil {
		return say("首个区块补不上：%v", "the first block cannot be finished: %v", err)
	}
	witness, err := own.Admission.witness(o.Home)
	if err != nil {
		return err
	}
	plans, err := plansOf(o.Home)
	if err != nil {
		return err
	}
	n.app, err = NewApplication(db, o.Machine, Options{Chain: g.Doc.ChainID, Genesis: g.Digest,
		Witness: witness, Emergencies: plans,
		Clock: n.clock.own, Decided: n.decided, Log: n.log.With("module", "ledger"),
		PendingBytes: own.PendingBytes, Pass: o.Pass, Follow: o.Follow, Watch: o.Watch,
		Fail: n.appFailed, Shelf: ShelfOf(o.Home), Keep: own.Keep})
	var why *Sentence // rules that this program does not know, an emergency plan that does not fit
	if errors.As(err, &why) {
		return why
	}
	if err != nil {
		return say("账本数据库已损坏：%v", "the ledger's store is damaged: %v", err)
	}
	n.stops = append(n.stops, func() error { n.app.Close(); return nil })
	if o.Follow != nil {
		n.stops = append(n.stops, func() error { o.Follow.Close(); return nil })
	}
	var served abci.Application = n.app
	if o.wrap != nil {
		served = o.wrap(served)
	}
	served = n.hear(fetching{served, n})
	signer, equivocating := o.signer(pv)
	served, signer = n.watchKey(served, signer, pv, o)
	provide := func() (*types.GenesisDoc, error) { return g.Doc, nil }
	err = guarded(func() (err error) {
		n.comet, err = cmtnode.NewNode(n.config, signer, nodeKey,
			proxy.NewConnSyncLocalClientCreator(served), provide, n.stores,
			n.metrics(o.Watch), n.log)
		return err
	})
	if err != nil {
		return say("共识引擎无法启动：%v", "the consensus engine does not start: %v", err)
	}
	n.arm(o, equivocating)
	n.stops = append(n.stops, n.stopComet)
	if err := guarded(n.comet.Start); err != nil {
		return cmp.Or(slowClock(err), error(say("共识引擎无法启动：%v",
			"the consensus engine does not start: %v", err)))
	}
	n.runs.Store(true)
	n.seeks()
	return nil
}

func newLogger(c *cmtcfg.Config, w io.Writer, l *levels) (log.Logger, error) {
	if w == nil {
		w = os.Stderr
	}
	w = log.NewSyncWriter(w)
	logger := log.NewTMLogger(w)
	if c.LogFormat == cmtcfg.LogFormatJSON {
		logger = log.NewTMJSONLogger(w)
	}
	return leveled{next: logger, levels: l}, l.set(c.LogLevel)
}

// guarded turns a panic of CometBFT into an error.
func guarded(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return fn()
}

// fail is told of faults. Of the first there is one line, and whoever runs the node is told to end
// it; what follows from it is not told again.
func (n *Node) fail(err error) {
	if n.faulty.Swap(true) {
		return
	}
	var why *Sentence
	switch {
	case mismatched(err):
		n.log.Error("the node stops rather than diverge 节点停止以免分叉", "fault", err)
		n.disagree(err)
		err = n.diverged(err)
	case errors.As(err, &why):
		n.log.Error("the node stops in order 节点有序停止", "why", why.En+" "+why.Zh)
	default:
		n.log.Error("the node stops rather than diverge 节点停止以免分叉", "fault", err)
	}
	if n.watch != nil {
		n.watch.Fault(err, mismatched(err))
	}
	select {
	case n.failed <- err:
	default:
	}
}

// Failed gives the fault that the node must be ended for.
func (n *Node) Failed() <-chan error { return n.failed }

// App is the application, for questions inside the process.
func (n *Node) App() *Application { return n.app }

// RPC is the address CometBFT's RPC listens on, such as "tcp://127.0.0.1:26657".
func (n *Node) RPC() string { return n.config.RPC.ListenAddress }

// stopComet waits for consensus to end, so that the store is not closed under a block.
func (n *Node) stopComet() error {
	if !n.comet.IsRunning() {
		return nil
	}
	err := guarded(n.comet.Stop)
	n.comet.Wait()
	n.app.Close() // RPC connections that are still open must not reach a closed store
	return err
}

// Stop ends consensus, then closes the store and gives the home free. It may be called more than
// once. A node whose disk failed has nothing to close: its process ends as if killed, which a home
// survives.
func (n *Node) Stop() error {
	if n.broken.Load() {
		return nil
	}
	var errs []error
	n.stop.Do(func() {
		for i := len(n.stops) - 1; i >= 0; i-- {
			errs = append(errs, n.stops[i]())
		}
	})
	return errors.Join(errs...)
}
