package abci

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/state"
)

// engine is what CometBFT's own stores say before it starts.
type engine struct {
	base, height int64     // of the block store; 0 when empty
	newest       time.Time // of the newest block's header
	state        sm.State  // after the last block it finished; empty before the first
	before       int64     // last height of the ledger that this one goes on from, 0 for none
	genesis      *types.GenesisDoc
	blocks       *store.BlockStore // nil when there is none
	close        func()
}

// whole reads CometBFT's stores. Damage shows as an error or as a panic of CometBFT, wherever a
// table is read for the first time; both become one sentence.
func whole(read func() error) error {
	err := guarded(read)
	if err == nil {
		return nil
	}
	return say("共识引擎的数据库已损坏：%v；"+asideData[0],
		"the consensus engine's database is damaged: %v; "+asideData[1], err)
}

// openEngine reads CometBFT's stores, if there are any.
func openEngine(c *cmtcfg.Config) (*engine, error) {
	e := &engine{close: func() {}}
	if err := whole(func() error { return e.open(c) }); err != nil {
		e.close()
		return nil, err
	}
	return e, nil
}

func (e *engine) open(c *cmtcfg.Config) error {
	for _, name := range []string{"blockstore.db", "state.db"} {
		_, err := os.Stat(filepath.Join(c.DBDir(), name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := checkJournals(filepath.Join(c.DBDir(), name)); err != nil {
			return err
		}
		if err := e.read(c, name); err != nil {
			return err
		}
	}
	last := e.state.LastBlockHeight
	if last == 0 && e.base > 0 {
		last = e.base - 1 // the first height of a ledger that goes on from another is above 1
	}
	if e.height > 0 && (e.height < last || e.height > last+1) {
		return fmt.Errorf("blocks end at %d, the state after blocks at %d", e.height, last)
	}
	return nil
}

func (e *engine) read(c *cmtcfg.Config, name string) error {
	id := name[:len(name)-len(".db")]
	db, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: id, Config: c})
	if err != nil {
		return err
	}
	earlier := e.close
	e.close = func() { _ = db.Close(); earlier() }
	if id == "blockstore" {
		e.blocks = store.NewBlockStore(db)
		e.base, e.height = e.blocks.Base(), e.blocks.Height()
		if e.height > 0 {
			last := e.blocks.LoadBlock(e.height)
			if last == nil {
				return fmt.Errorf("block %d is missing", e.height)
			}
			e.newest = last.Time
		}
		return nil
	}
	if e.state, err = sm.NewStore(db, sm.StoreOptions{}).Load(); err != nil {
		return err
	}
	doc, err := db.Get([]byte("genesisDoc"))
	if err != nil || len(doc) == 0 {
		return err
	}
	return cmtjson.Unmarshal(doc, &e.genesis)
}

// appHashAfter is the hash of a height that the header above it holds, nil when there is none.
func (e *engine) appHashAfter(height int64) (hash []byte, err error) {
	if e.blocks == nil {
		return nil, nil
	}
	err = whole(func() error {
		if meta := e.blocks.LoadBlockMeta(height + 1); meta != nil {
			hash = meta.Header.AppHash
		}
		return nil
	})
	return hash, err
}

// agrees refuses when our store and CometBFT's cannot go on together. Nothing has been signed yet.
func (e *engine) agrees(db *state.DB) error {
	ours := height64(db.Version())
	switch {
	case ours > 0 && ours == e.begunAt(): // at a snapshot
	case ours > 0 && ours == e.before && e.height <= ours+1: // at another ledger's last state
		return nil
	case ours > e.height:
		return say("账本状态在高度 %[1]d，超前于区块库的高度 %[2]d：两者不属于同一份数据",
			"the ledger's state is at height %[1]d, ahead of the block store at %[2]d: they are not of "+
				"one data directory", ours, e.height)
	case e.height > 0 && ours < e.base-1:
		return say("账本状态在高度 %[1]d，区块库从 %[2]d 开始，无法补算；"+asideData[0],
			"the ledger's state is at height %[1]d and the block store begins at %[2]d: the blocks "+
				"between are gone and cannot be replayed; "+asideData[1], ours, e.base)
	case ours == 0:
		return nil
	}
	agreed, err := e.appHashAfter(ours)
	if err != nil {
		return err
	}
	if agreed == nil && e.state.LastBlockHeight == ours {
		agreed = e.state.AppHash
	}
	if root := db.Root(); agreed != nil && !bytes.Equal(agreed, root[:]) {
		return say("账本状态在高度 %[1]d 的摘要为 %[2]s，与链上约定的 %[3]s 不符",
			"the ledger's state at height %[1]d has root %[2]s, the chain agreed on %[3]s", ours,
			hex.EncodeToString(root[:8]), hex.EncodeToString(agreed[:min(8, len(agreed))]))
	}
	return nil
}

// belongs refuses CometBFT data of another chain or of another genesis document.
func (e *engine) belongs(g *Founding) error {
	var chain string
	switch {
	case !e.state.IsEmpty():
		chain = e.state.ChainID
	case e.genesis != nil:
		chain = e.genesis.ChainID
	default:
		return nil
	}
	if chain != g.Doc.ChainID {
		return say("数据目录属于账本 %[1]s，创世文件属于 %[2]s",
			"the data directory belongs to chain %[1]s, the genesis document to %[2]s", chain,
			g.Doc.ChainID)
	}
	if e.genesis == nil {
		return nil
	}
	old, err := found(e.genesis)
	if err != nil || old.Digest != g.Digest ||
		!bytes.Equal(e.genesis.ValidatorHash(), g.Doc.ValidatorHash()) {
		return say("创世文件 %[1]s 不是本数据目录开始时的那一份",
			"the genesis document %[1]s is not the one this data directory began with", g.Digest)
	}
	return nil
}
