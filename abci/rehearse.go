package abci

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Rehearsal is what a rules version did to a copy of a home: recorded blocks executed again under
// it, then empty ones.
type Rehearsal struct {
	Rules    uint64        `json:"rules"`
	From     uint64        `json:"from"`     // height that the copy was taken back to
	Executed uint64        `json:"executed"` // recorded blocks executed again
	Empty    uint64        `json:"empty"`    // empty blocks after them
	Papers   uint64        `json:"papers"`
	Parted   uint64        `json:"parted"`   // blocks with another app hash: all from the first on
	Outcomes uint64        `json:"outcomes"` // papers with another outcome
	Changed  []ChangedPart `json:"changed"`  // what came out otherwise, the first hundred
	Broken   string        `json:"broken"`   // the first invariant that does not hold, "" for none
	Took     float64       `json:"seconds"`
}

// ChangedPart is what the rules version makes otherwise: the first app hash, the records of that
// block, and outcomes of papers in any.
type ChangedPart struct {
	Height uint64 `json:"height"`
	What   string `json:"what"`   // app_hash, record or paper
	Paper  int    `json:"paper"`  // its place in the block; -1 for no paper
	Record string `json:"record"` // collection and key of a record
	Was    string `json:"was"`
	Is     string `json:"is"`

	Key, Before, After []byte `json:"-"` // of a record, as stored; no value: absent
}

// changedMost bounds the changes that are listed; all are counted.
const changedMost = 100

// Rehearse copies the stores of a home that does not run into scratch, takes the copy back so
// many blocks as its kept heights allow, though not before the version in force began, and executes
// them again under rules, then empty blocks. The home itself is only read. At the version in force
// nothing may change. The first to be told hears of bytes that are copied, the second of blocks.
func Rehearse(
	home, scratch string,
	m *app.Machine,
	rules, blocks, empty uint64,
	tell ...Tell,
) (*Rehearsal, error) {
	if rules > Rules {
		return nil, say("本程序只到规则版本 %[2]d，不能演练 %[1]d",
			"this program knows rules version %[2]d at most and cannot rehearse %[1]d", rules, Rules)
	}
	held, err := lock(home)
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{"config", StoreDir, "data/blockstore.db"} {
		err = errors.Join(err, copyDir(filepath.Join(scratch, dir), filepath.Join(home, dir),
			tellOf(tell, 0)))
	}
	if err = errors.Join(err, held.Close()); err != nil {
		return nil, say("无法复制：%v", "the home cannot be copied: %v", err)
	}
	return rehearse(scratch, m, rules, blocks, empty, tellOf(tell, 1))
}

func rehearse(home string, m *app.Machine, rules, blocks, empty uint64, tell Tell) (r *Rehearsal,
	err error) {
	config, _, err := ReadConfig(home)
	if err != nil {
		return nil, err
	}
	g, err := ReadGenesis(config.GenesisFile())
	if err != nil {
		return nil, err
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(home, StoreDir)})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	raw, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "blockstore", Config: config})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, raw.Close()) }()
	bs := store.NewBlockStore(raw)
	top := db.Version()
	from := sameRules(db.View(), max(top-min(blocks, top-1), db.Earliest(), uint64(max(bs.Base(), 1))),
		top)
	if from < top {
		if err := db.RollbackTo(from); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	a, err := NewApplication(db, m, Options{Chain: g.Doc.ChainID, Genesis: g.Digest, rehearse: rules})
	if err != nil {
		return nil, err
	}
	defer a.Close()
	r = &Rehearsal{Rules: rules, From: from, Changed: []ChangedPart{}}
	for h := from + 1; h <= top; h++ {
		if err := r.again(a, bs, height64(h)); err != nil {
			return r, fmt.Errorf("height %d: %w", h, err)
		}
		tell(h-from, top-from+empty)
	}
	if err := r.idle(a, empty, func() { tell(r.Executed+r.Empty, top-from+empty) }); err != nil {
		return r, err
	}
	if err := m.CheckInvariants(db.View()); err != nil {
		r.Broken = err.Error()
	}
	r.Took = time.Since(began).Seconds()
	return r, nil
}

// sameRules is the lowest height from which on all blocks up to top ran under the version in force
// and under no emergency plan.
func sameRules(v state.Reader, from, top uint64) uint64 {
	in := govern.RulesAt(v, top)
	for h := top; h > from; h-- {
		if _, revived := govern.Revived(v, h); revived || govern.RulesAt(v, h) != in {
			return h
		}
	}
	return from
}

// again executes a recorded block and holds the outcome against what the chain agreed on.
func (r *Rehearsal) again(a *Application, bs *store.BlockStore, h int64) error {
	var b *types.Block
	var next *types.BlockMeta
	err := whole(func() error { b, next = bs.LoadBlock(h), bs.LoadBlockMeta(h+1); return nil })
	if err != nil {
		return err
	}
	if b == nil {
		return errors.New("the block is not here")
	}
	was := make([]Receipt, len(b.Txs))
	ids := make([]bool, len(b.Txs))
	if rec, ok, err := a.blockRecord(uint64(h)); err == nil && ok {
		for i, id := range rec.Papers {
			was[i], ids[i], _ = a.Receipt(id)
		}
	}
	res, err := a.FinalizeBlock(context.Background(), &abci.RequestFinalizeBlock{
		Txs:    b.Txs.ToSliceOfBytes(),
		Height: h, Time: b.Time, Hash: b.Hash(), ProposerAddress: b.ProposerAddress,
		Misbehavior: b.Evidence.Evidence.ToABCI()})
	if err != nil {
		return err
	}
	if next != nil && !bytes.Equal(next.Header.AppHash, res.AppHash) {
		if r.Parted++; r.Parted == 1 {
			r.changed(ChangedPart{Height: uint64(h), What: "app_hash", Paper: -1,
				Was: next.Header.AppHash.String(), Is: fmt.Sprintf("%X", res.AppHash)})
			r.records(a, b)
		}
	}
	for i, got := range res.TxResults {
		if ids[i] && was[i].Code != got.Code {
			r.Outcomes++
			r.changed(ChangedPart{Height: uint64(h), What: "paper", Paper: i,
				Was: fmt.Sprint(was[i].Code), Is: fmt.Sprint(got.Code)})
		}
	}
	r.Executed, r.Papers = r.Executed+1, r.Papers+uint64(len(b.Txs))
	_, err = a.Commit(context.Background(), &abci.RequestCommit{})
	return err
}

// records tells which records the block after the head has otherwise under the version that is
// rehearsed. The state before it is still the chain's own.
func (r *Rehearsal) records(a *Application, b *types.Block) {
	h := a.head.Load()
	under := func(rules uint64) *state.Overlay {
		as := *h
		as.rules = rules
		env := a.env(&as, wire.At(b.Time))
		env.Bulk, env.Proposer = a.runs, b.ProposerAddress
		env.Misbehaved = misbehaved(b.Evidence.Evidence.ToABCI())
		copy(env.Hash[:], b.Hash())
		run := a.m.Begin(h.store, env)
		for _, raw := range b.Txs {
			run.Deliver(raw)
		}
		run.End()
		return run.Overlay()
	}
	was, is := under(govern.RulesAt(h.store, h.height+1)), under(r.Rules)
	keys := map[string]bool{}
	for _, c := range slices.Concat(was.Changes(), is.Changes()) {
		keys[string(c.Key)] = true
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		before, _ := was.Get([]byte(key))
		after, _ := is.Get([]byte(key))
		if !bytes.Equal(before, after) {
			r.changed(ChangedPart{Height: uint64(b.Height), What: "record", Paper: -1,
				Record: a.place([]byte(key)), Was: digest(before), Is: digest(after),
				Key: []byte(key), Before: before, After: after})
		}
	}
}

func (r *Rehearsal) changed(c ChangedPart) {
	if len(r.Changed) < changedMost {
		r.Changed = append(r.Changed, c)
	}
}

// idle makes empty blocks a minute apart, so that deadlines pass.
func (r *Rehearsal) idle(a *Application, blocks uint64, told func()) error {
	for range blocks {
		h := a.head.Load()
		at := h.header.Std().Add(time.Minute)
		_, err := a.FinalizeBlock(context.Background(), &abci.RequestFinalizeBlock{
			Height: height64(h.height + 1), Time: at, Hash: types.Txs{}.Hash()})
		if err != nil {
			return err
		}
		if _, err := a.Commit(context.Background(), &abci.RequestCommit{}); err != nil {
			return err
		}
		r.Empty++
		told()
	}
	return nil
}
