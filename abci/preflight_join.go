package abci

import (
	"errors"
	"os"
	"path/filepath"

	cmtcfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
)

// unfinished says that state sync was interrupted before CometBFT had written where the node
// begins. No block was seen yet, so nothing is lost by beginning again.
func (e *engine) unfinished(c *cmtcfg.Config) (yes bool, err error) {
	if !c.StateSync.Enable || e.height > 0 {
		return false, nil
	}
	if e.state.IsEmpty() || e.blocks == nil {
		return true, nil
	}
	err = whole(func() error {
		yes = e.blocks.LoadSeenCommit(e.state.LastBlockHeight) == nil
		return nil
	})
	return yes, err
}

// startOver removes what an interrupted state sync left.
func startOver(c *cmtcfg.Config, home string) error {
	return errors.Join(os.RemoveAll(filepath.Join(home, StoreDir)),
		os.RemoveAll(filepath.Join(c.DBDir(), "state.db")),
		os.RemoveAll(filepath.Join(c.DBDir(), "blockstore.db")))
}

// begunAt says that the node began at a snapshot and has no block yet. CometBFT forgets that at its
// first start; a kill before the first block must not keep it from starting again.
func (e *engine) begunAt() int64 {
	if e.height > 0 {
		return 0
	}
	return e.state.LastBlockHeight
}

// remember tells CometBFT again where the node began.
func remember(c *cmtcfg.Config, height int64) error {
	db, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "state", Config: c})
	if err != nil {
		return err
	}
	err = sm.NewStore(db, sm.StoreOptions{}).SetOfflineStateSyncHeight(height)
	return errors.Join(err, db.Close())
}

// openJoined is openEngine for a home that may have begun at a snapshot.
func openJoined(c *cmtcfg.Config, home string) (*engine, error) {
	e, err := openEngine(c)
	if err != nil || e.height > 0 {
		return e, err
	}
	at := e.begunAt()
	unfinished, err := e.unfinished(c)
	if err != nil {
		e.close()
		return nil, err
	}
	if !unfinished && at == 0 {
		return e, nil
	}
	e.close()
	if unfinished {
		err = startOver(c, home)
	} else {
		err = remember(c, at)
	}
	if err != nil {
		return nil, say("数据目录不可写：%v", "the data cannot be written: %v", err)
	}
	return openEngine(c)
}

// SnapshotIn reads what a snapshot file says it holds. Nothing but the signatures under its headers
// is checked yet.
func SnapshotIn(file string) (Manifest, error) {
	f, err := os.Open(file)
	if err != nil {
		return Manifest{}, err
	}
	defer f.Close()
	p, err := openParcel(f)
	if err != nil {
		return Manifest{}, wrongFile(file, err)
	}
	return p.m, nil
}
