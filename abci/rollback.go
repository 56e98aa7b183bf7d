package abci

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/privval"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Rollback is what taking a home back to an earlier height would do, and does when it is carried
// out.
type Rollback struct {
	To        uint64   `json:"to"`        // height the ledger's state goes back to
	Ledger    uint64   `json:"ledger"`    // where it is
	Earliest  uint64   `json:"earliest"`  // lowest height it could go back to
	Engine    uint64   `json:"engine"`    // last height CometBFT finished
	Blocks    uint64   `json:"blocks"`    // last block of the block store
	KeepsUpTo uint64   `json:"keeps"`     // last block that stays; above it they come from the others
	Forgets   uint64   `json:"forgets"`   // heights of which state and receipts are removed
	Papers    uint64   `json:"papers"`    // receipts among them; the papers stay in their blocks
	Signed    uint64   `json:"signed"`    // last height this validator signed: never goes back
	Removes   []string `json:"removes"`   // files, relative to the home
	Validator bool     `json:"validator"` // this home votes
	Done      bool     `json:"done"`

	// KeepBlocks leaves CometBFT where it is: the next start executes the kept blocks again.
	KeepBlocks bool `json:"keep_blocks"`
}

// walDir is CometBFT's log of a round. What it says of later heights must not be read as this
// one's; what was signed is remembered elsewhere.
const walDir = "data/cs.wal"

// RollbackHome tells what going back to a height takes, 0 for the height before, and does it when
// go is true. The home must not run. The ledger's state goes first: a kill at any moment leaves a
// home that starts, or that the same call finishes. It tells the blocks that are gone.
func RollbackHome(home string, to uint64, keepBlocks, do bool, tell ...Tell) (*Rollback, error) {
	config, own, err := ReadConfig(home)
	if err != nil {
		return nil, say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	held, err := lock(home)
	if err != nil {
		return nil, err
	}
	defer held.Close()
	b, err := openBack(config, home, own)
	if err != nil {
		return nil, err
	}
	r, err := b.plan(to, keepBlocks)
	if err == nil && do {
		err = guarded(func() error { return b.carryOut(r, home, tellOf(tell, 0)) })
		r.Done = err == nil
	}
	return r, errors.Join(err, b.close())
}

// back holds all stores of a home that goes back.
type back struct {
	db     *state.DB
	blocks *store.BlockStore
	states sm.Store
	state  sm.State
	signed int64
	voter  []byte // address
	closes []func() error
}

func (b *back) close() error {
	var errs []error
	for i := len(b.closes) - 1; i >= 0; i-- {
		errs = append(errs, b.closes[i]())
	}
	return errors.Join(errs...)
}

func openBack(c *cmtcfg.Config, home string, own App) (*back, error) {
	g, err := ReadGenesis(c.GenesisFile())
	if err != nil {
		return nil, err
	}
	e, err := openEngine(c)
	if err != nil {
		return nil, err
	}
	err = e.belongs(g)
	e.close()
	if err != nil {
		return nil, err
	}
	_, pv, err := readKeys(c) // a missing sign state is refused here
	if err != nil {
		return nil, err
	}
	var last privval.FilePVLastSignState
	if err := readCometJSON(c.PrivValidatorStateFile(), &last); err != nil {
		return nil, err
	}
	b := &back{signed: last.Height, voter: pv.GetAddress()}
	if err := guarded(func() error { return b.open(c, home, own) }); err != nil {
		return nil, errors.Join(say("数据库打不开：%v", "a database cannot be opened: %v", err), b.close())
	}
	if err := b.db.Stamp(g.Doc.ChainID, g.Digest); err != nil {
		return nil, errors.Join(say("账本数据库不属于本账本：%v", "%v", err), b.close())
	}
	return b, nil
}

func (b *back) open(c *cmtcfg.Config, home string, own App) (err error) {
	b.db, err = state.Open(state.Options{Dir: filepath.Join(home, StoreDir), Sync: true,
		CacheNodes: own.CacheNodes})
	if err != nil {
		return err
	}
	b.closes = append(b.closes, b.db.Close)
	db, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "blockstore", Config: c})
	if err != nil {
		return err
	}
	b.closes = append(b.closes, db.Close)
	b.blocks = store.NewBlockStore(db)
	if db, err = cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "state", Config: c}); err != nil {
		return err
	}
	b.closes = append(b.closes, db.Close)
	b.states = sm.NewStore(db, sm.StoreOptions{})
	b.state, err = b.states.Load()
	return err
}

// plan checks that going back is possible and that nothing signed could be signed again.
func (b *back) plan(to uint64, keepBlocks bool) (*Rollback, error) {
	r := &Rollback{Ledger: b.db.Version(), Earliest: b.db.Earliest(), KeepBlocks: keepBlocks,
		Engine: uint64(b.state.LastBlockHeight), Blocks: uint64(b.blocks.Height()),
		Signed: uint64(b.signed), Removes: []string{}}
	r.Validator = b.state.Validators != nil && b.state.Validators.HasAddress(b.voter)
	top := min(r.Ledger, r.Engine)
	if to == 0 && top > 0 {
		to = top - 1
	}
	r.To = to
	base := uint64(b.blocks.Base())
	switch {
	case to == 0 || to > r.Ledger || to >= r.Engine:
		return r, say("只能退到 %[1]d 至 %[2]d 之间的高度", "the heights to go back to are %[1]d to %[2]d",
			max(r.Earliest, base, 1), max(top, 1)-1)
	case to < r.Earliest:
		return r, say("高度 %[1]d 的状态已裁剪，最早为 %[2]d", "the state of height %[1]d was pruned, the "+
			"earliest is %[2]d: put a snapshot or a cold copy back instead", to, r.Earliest)
	case to < base || to+1 < base:
		return r, say("高度 %[1]d 的区块不在，区块库从 %[2]d 开始",
			"there is no block %[1]d, the block store begins at %[2]d", to, base)
	}
	r.KeepsUpTo, r.Forgets = r.Blocks, r.Ledger-to
	if !keepBlocks {
		r.KeepsUpTo = to + 1
		r.Removes = append(r.Removes, walDir)
	}
	if err := b.signsNothingTwice(r); err != nil {
		return r, err
	}
	var err error
	r.Papers, err = b.papersAbove(to, nil)
	return r, err
}

// signsNothingTwice refuses when a block would go whose height could be decided anew. The sign
// state lies outside data and never goes back; it must be no older than the votes in the blocks.
func (b *back) signsNothingTwice(r *Rollback) error {
	if !r.Validator {
		return nil
	}
	for h := b.blocks.Height(); h > int64(r.To); h-- {
		c := b.blocks.LoadBlockCommit(h)
		if c == nil {
			c = b.blocks.LoadSeenCommit(h)
		}
		if c == nil || h <= b.signed {
			continue
		}
		for _, s := range c.Signatures {
			if string(s.ValidatorAddress) == string(b.voter) {
				return say("本验证人在高度 %[1]d 签过字，而签名状态只记到 %[2]d：退回会导致重复签名",
					"this validator signed height %[1]d and its sign state ends at %[2]d: going back would "+
						"let it sign twice; put the right signed.json back first", h, b.signed)
			}
		}
	}
	if r.KeepsUpTo < r.Blocks && b.state.Validators.Size() == 1 {
		return say("本节点是唯一验证人，高度 %[1]d 之后的区块别处没有：请加 --keep-blocks",
			"this is the only validator and nobody else has the blocks above %[1]d, which it could "+
				"only sign anew: keep them with --keep-blocks", r.KeepsUpTo)
	}
	return nil
}

// papersAbove counts the receipts of blocks above a height and hands over what belongs to each
// block.
func (b *back) papersAbove(to uint64, each func(keys [][]byte) error) (papers uint64, err error) {
	side := b.db.Bulk()
	var records []BlockRecord
	var wrong error
	err = side.Iterate(blockKey(to+1), []byte{sideBlock + 1}, func(_, value []byte) bool {
		var rec BlockRecord
		if wrong = json.Unmarshal(value, &rec); wrong != nil {
			return false
		}
		papers += uint64(len(rec.Papers))
		if each != nil {
			records = append(records, BlockRecord{Height: rec.Height, Papers: rec.Papers})
		}
		return true
	})
	if err = errors.Join(err, wrong); err != nil {
		return papers, err
	}
	for _, rec := range records {
		keys := [][]byte{blockKey(rec.Height)}
		for _, id := range rec.Papers {
			if keys, err = b.ownReceipt(keys, id, to); err != nil {
				return papers, err
			}
		}
		if err := each(keys); err != nil {
			return papers, err
		}
	}
	return papers, nil
}

// ownReceipt adds the key of a receipt unless it tells of a block that stays.
func (b *back) ownReceipt(keys [][]byte, id wire.Hash, to uint64) ([][]byte, error) {
	value, ok, err := b.db.Bulk().Get(receiptKey(id))
	if err != nil || !ok {
		return keys, err
	}
	var r struct {
		Height uint64 `json:"height"`
	}
	if err := json.Unmarshal(value, &r); err != nil {
		return keys, err
	}
	if r.Height > to {
		keys = append(keys, receiptKey(id))
	}
	return keys, nil
}

func (b *back) carryOut(r *Rollback, home string, tell Tell) error {
	if r.To < r.Ledger {
		if err := b.db.RollbackTo(r.To); err != nil {
			return say("账本状态退不回去：%v", "the ledger's state does not go back: %v", err)
		}
	}
	side := b.db.Bulk()
	_, err := b.papersAbove(r.To, func(keys [][]byte) error { return side.Delete(keys...) })
	if err != nil {
		return err
	}
	if r.KeepBlocks {
		return nil
	}
	if err := b.engineBack(int64(r.To), tell); err != nil {
		return say("共识引擎退不回去：%v", "the consensus engine does not go back: %v", err)
	}
	return os.RemoveAll(filepath.Join(home, walDir))
}

// engineBack takes CometBFT's state back one height at a time. Its blocks end one above its state:
// that one is executed again at the next start.
func (b *back) engineBack(to int64, tell Tell) error {
	for from := b.blocks.Height(); ; tell(uint64(from-b.blocks.Height()), uint64(from-to)) {
		s, err := b.states.Load()
		if err != nil || s.LastBlockHeight <= to {
			return err
		}
		top := b.blocks.Height()
		pending := top == s.LastBlockHeight+1
		if _, _, err := sm.Rollback(b.blocks, b.states, pending || s.LastBlockHeight > to+1); err != nil {
			return err
		}
		after, err := b.states.Load()
		if err != nil {
			return err
		}
		if after.LastBlockHeight == s.LastBlockHeight && b.blocks.Height() == top {
			return fmt.Errorf("nothing changed at height %d", top)
		}
	}
}
