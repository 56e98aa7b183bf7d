package abci

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	cmtcfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// exportDir holds the chunks of a state while its file is written.
const exportDir = "data/export"

// Exported is a genesis document that goes on from a home's state, and what it goes on from.
type Exported struct {
	Chain   string    `json:"chain"`
	Genesis wire.Hash `json:"genesis"` // equal for every member that exported with the same plan
	From    string    `json:"from_chain"`
	Height  uint64    `json:"height"`
	Header  wire.Hash `json:"header"`
	AppHash wire.Hash `json:"app_hash"`
	Signed  bool      `json:"app_hash_signed"` // a header above carries it
	Leaves  uint64    `json:"leaves"`
	Digests []Digest  `json:"digests"` // of the state, by collection
}

// ExportHome writes the state of a home that does not run to w and returns the genesis document
// of the ledger that goes on from it as the plan says. Everything but the signatures in the file
// is the same on every member's node. Papers in blocks above the height would be lost and refuse
// it. It tells the chunks.
func ExportHome(home string, m *app.Machine, p Plan, w io.Writer, tell ...Tell) (g *Founding,
	out Exported, err error) {
	db, a, done, err := openStill(home)
	if err != nil {
		return nil, out, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if p.Height == 0 {
		p.Height = db.Version()
	}
	at, err := a.describe(p.Height)
	if err != nil {
		return nil, out, say("高度 %[1]d 的状态不在：%[2]v", "height %[1]d: %[2]v", p.Height, err)
	}
	view, err := db.ViewAt(p.Height)
	if err != nil {
		return nil, out, err
	}
	if len(settlePass{}.Waiting(view, regime.LawTime(view, at.Header))) > 0 {
		return nil, out, say("高度 %[1]d 有结算正在等待入账：请待其入账后再导出",
			"at height %[1]d a settlement run waits to land: export when it has", p.Height)
	}
	last, err := lastOf(home, p.Height, db.Version())
	if err != nil {
		return nil, out, err
	}
	d, err := Successor(m, view, at, wireHash(last.Block.Hash()), p)
	if err != nil {
		return nil, out, say("计划不能执行：%v", "the plan cannot be carried out: %v", err)
	}
	if g, err = NewFounding(d); err != nil {
		return nil, out, err
	}
	shelf := Shelf{Dir: filepath.Join(home, exportDir)}
	defer os.RemoveAll(shelf.Dir)
	if at, err = shelf.Take(db, at, false, toTheEnd(tell)); err != nil {
		return nil, out, err
	}
	out = Exported{Chain: g.Doc.ChainID, Genesis: g.Digest, From: at.Chain, Height: at.Height,
		Header: d.Continues.Header, AppHash: at.AppHash, Signed: last.Above != nil, Leaves: at.Leaves,
		Digests: Digests(m, view)}
	return g, out, shelf.writeLast(w, at, last)
}

// lastOf reads what consensus says of a height, and refuses when blocks above it hold papers.
func lastOf(home string, height, applied uint64) (l Last, err error) {
	config, _, err := ReadConfig(home)
	if err != nil {
		return l, err
	}
	err = withEngine(config, func(blocks *store.BlockStore, states sm.Store) error {
		if top := uint64(blocks.Height()); top > applied {
			return say("区块 %[1]d 已议定而账本只到 %[2]d：请先启动节点一次，使其执行完毕",
				"block %[1]d is decided and the ledger is at %[2]d: start the node once to execute it",
				top, applied)
		}
		papers := 0
		for h := height64(height) + 1; h <= blocks.Height(); h++ {
			if b := blocks.LoadBlock(h); b != nil {
				papers += len(b.Txs)
			}
		}
		if papers > 0 {
			return say("高度 %[1]d 之后的区块还有 %[2]d 份文书，会被遗落：请取高度 %[3]d",
				"blocks above height %[1]d hold %[2]d papers that would be lost: take height %[3]d", height,
				papers, uint64(blocks.Height()))
		}
		l.Format = LastFormat
		if l.Block, err = lightAt(blocks, states, height64(height)); err != nil {
			return err
		}
		if blocks.Height() > height64(height) {
			l.Above, err = lightAt(blocks, states, height64(height)+1)
		}
		return err
	})
	return l, err
}

// withEngine opens CometBFT's stores of a home that does not run.
func withEngine(c *cmtcfg.Config, do func(*store.BlockStore, sm.Store) error) error {
	return guarded(func() (err error) {
		states, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "state", Config: c})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, states.Close()) }()
		blocks, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "blockstore", Config: c})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, blocks.Close()) }()
		return do(store.NewBlockStore(blocks), sm.NewStore(states, sm.StoreOptions{}))
	})
}

func lightAt(blocks *store.BlockStore, states sm.Store, height int64) (*types.LightBlock, error) {
	meta := blocks.LoadBlockMeta(height)
	commit := blocks.LoadBlockCommit(height)
	if commit == nil {
		commit = blocks.LoadSeenCommit(height)
	}
	if meta == nil || commit == nil {
		return nil, fmt.Errorf("the header of height %d or its signatures are not here", height)
	}
	voters, err := states.LoadValidators(height)
	if err != nil {
		return nil, err
	}
	return &types.LightBlock{SignedHeader: &types.SignedHeader{Header: &meta.Header,
		Commit: commit}, ValidatorSet: voters}, nil
}

// Carry fills a home that has no data yet with the state that its genesis document goes on from.
// What fails leaves no data. It tells the chunks.
func Carry(home, file string, tell ...Tell) error {
	config, own, err := ReadConfig(home)
	if err != nil {
		return say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	g, err := ReadGenesis(config.GenesisFile())
	if err != nil {
		return err
	}
	held, err := lock(home)
	if err != nil {
		return err
	}
	defer held.Close()
	p, _, f, err := openLast(file, g, tell...)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := p.restore(home, own, g); err != nil {
		return errors.Join(wrongFile(file, err), os.RemoveAll(filepath.Join(home, StoreDir)))
	}
	return nil
}

// FillSuccession fills an empty store with the state that a document goes on from.
func FillSuccession(db *state.DB, file string, g *Founding, tell ...Tell) error {
	p, _, f, err := openLast(file, g, tell...)
	if err != nil {
		return err
	}
	defer f.Close()
	return p.fill(db)
}
