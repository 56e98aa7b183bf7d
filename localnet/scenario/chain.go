package scenario

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// chain is the real application in this process, driven as CometBFT drives it: check, prepare,
// process, finalize, commit. Its header time is law time; nothing of it depends on the wall clock.
type chain struct {
	o       Options
	dir     string
	temp    bool
	genesis *abci.Founding

	db     *state.DB
	app    *abci.Application
	index  *follow.Index
	header time.Time // of the last block
	height int64
	hash   []byte
	marks  []mark   // law time of every height
	queue  [][]byte // the mempool
	past   *chain   // the ledger that this one goes on from, still there to be asked
}

type mark struct {
	height uint64
	law    wire.Time
}

func openChain(s *Story, o Options) (*chain, error) {
	doc, err := s.Genesis(s.voters()...)
	if err != nil {
		return nil, err
	}
	c := &chain{o: o, dir: o.Dir}
	if c.genesis, err = abci.NewFounding(*doc); err != nil {
		return nil, err
	}
	if c.dir == "" {
		if c.dir, err = os.MkdirTemp("", "suyuan-scenario-"); err != nil {
			return nil, err
		}
		c.temp = true
	}
	c.header = c.genesis.Doc.GenesisTime
	if err := c.start(); err != nil {
		return nil, errors.Join(err, c.close())
	}
	if c.height == 0 {
		return c, c.block(c.header) // the first block carries genesis time
	}
	return nil, errors.Join(fmt.Errorf("%s holds a chain already", c.dir), c.close())
}

// start opens the store and hands the application what CometBFT would after reading its own.
func (c *chain) start() (err error) {
	c.db, err = state.Open(state.Options{Dir: filepath.Join(c.dir, "ledger")})
	if err != nil {
		return err
	}
	c.index = follow.New()
	c.app, err = abci.NewApplication(c.db, machine(), abci.Options{Chain: c.genesis.Doc.ChainID,
		Genesis: c.genesis.Digest, Clock: func() time.Time { return c.header }, Follow: c.index})
	if err != nil {
		return err
	}
	info, err := c.app.Info(ctx, &cmt.RequestInfo{})
	if err != nil {
		return err
	}
	if info.LastBlockHeight == 0 && c.height+1 == c.genesis.Doc.InitialHeight {
		res, err := c.app.InitChain(ctx, c.first())
		if err == nil {
			c.hash = res.AppHash
		}
		return err
	}
	if info.LastBlockHeight != c.height || string(info.LastBlockAppHash) != string(c.hash) {
		return fmt.Errorf("after opening, the ledger is at height %d with app hash %x, not at %d with %x",
			info.LastBlockHeight, info.LastBlockAppHash, c.height, c.hash)
	}
	return nil
}

var ctx = context.Background()

func (c *chain) first() *cmt.RequestInitChain {
	doc := c.genesis.Doc
	params := doc.ConsensusParams.ToProto()
	var voters []*types.Validator
	for _, v := range doc.Validators {
		voters = append(voters, types.NewValidator(v.PubKey, v.Power))
	}
	return &cmt.RequestInitChain{Time: doc.GenesisTime, ChainId: doc.ChainID, ConsensusParams: &params,
		AppStateBytes: doc.AppState, InitialHeight: doc.InitialHeight,
		Validators: types.TM2PB.ValidatorUpdates(types.NewValidatorSet(voters))}
}

// block makes one block at the given header time, from whatever waits.
func (c *chain) block(at time.Time) error {
	height := c.height + 1
	if height > c.genesis.Doc.InitialHeight && !at.After(c.header) {
		at = c.header.Add(time.Millisecond)
	}
	c.header = at
	p, err := c.app.PrepareProposal(ctx, &cmt.RequestPrepareProposal{Height: height, Time: at,
		MaxTxBytes: abci.BlockBytes / 2, Txs: c.queue})
	if err != nil {
		return err
	}
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %s", height, at))
	v, err := c.app.ProcessProposal(ctx, &cmt.RequestProcessProposal{Height: height, Time: at,
		Hash: hash[:], Txs: p.Txs})
	if err != nil {
		return err
	}
	if v.Status != cmt.ResponseProcessProposal_ACCEPT {
		return fmt.Errorf("the application rejects its own proposal of height %d", height)
	}
	f, err := c.app.FinalizeBlock(ctx, &cmt.RequestFinalizeBlock{Height: height, Time: at,
		Hash: hash[:], Txs: p.Txs, ProposerAddress: proposer(height)})
	if err != nil {
		return err
	}
	if _, err := c.app.Commit(ctx, &cmt.RequestCommit{}); err != nil {
		return err
	}
	c.height, c.hash = height, f.AppHash
	c.marks = append(c.marks, mark{uint64(height), c.app.State().Law})
	if c.o.Decided != nil {
		c.o.Decided(c.genesis, at, p.Txs)
	}
	c.queue = nil // one paper at a time: it is in the block, or was refused before
	if c.o.Check != nil {
		if err := c.o.Check(c.db.View()); err != nil {
			return fmt.Errorf("after block %d: %w", height, err)
		}
	}
	if c.o.RestartEveryBlock && uint64(c.height) > c.o.RestartAbove {
		return c.restart()
	}
	return nil
}

func (c *chain) identity() (string, wire.Hash) { return c.genesis.Doc.ChainID, c.genesis.Digest }

// leap is the distance in seconds from which on the clock first moves by a block of its own, so
// that what is due meanwhile happens before the paper.
const leap = 600

func (c *chain) move(to wire.Time, _ bool) error {
	law := wire.At(c.header)
	switch {
	case to <= law:
		return nil
	case to-law >= leap:
		return c.block(to.Std())
	}
	c.header = to.Std().Add(-time.Millisecond) // the paper's block is at `to`
	return nil
}

// until makes a block a day, and one at the end.
func (c *chain) until(to wire.Time) error {
	for {
		next := min(wire.At(c.header).Date().End(), to)
		if next <= wire.At(c.header) {
			return nil
		}
		if err := c.block(next.Std()); err != nil {
			return err
		}
	}
}

func (c *chain) now() (wire.Time, error) { return wire.At(c.header), nil }

func (c *chain) send(raw []byte, id wire.Hash) (outcome, error) {
	check, err := c.app.CheckTx(ctx, &cmt.RequestCheckTx{Tx: raw, Type: cmt.CheckTxType_New})
	if err != nil {
		return outcome{}, err
	}
	if check.Code != 0 {
		var told rule.Told
		err := json.Unmarshal([]byte(check.Log), &told)
		return outcome{refusal: &told}, err
	}
	c.queue = append(c.queue, raw)
	if err := c.block(c.header.Add(time.Millisecond)); err != nil {
		return outcome{}, err
	}
	r, ok, err := c.app.Receipt(id)
	if err != nil || !ok {
		return outcome{}, fmt.Errorf("an admitted paper is not in block %d: %w", c.height, err)
	}
	return outcome{refusal: r.Refusal, events: r.Events, height: r.Height}, nil
}

func (c *chain) ask(name string, args map[string]string, height uint64) (answer, error) {
	if c.past != nil && height > 0 && height <= uint64(c.past.height) {
		return c.past.ask(name, args, height)
	}
	data, err := json.Marshal(args)
	if err != nil {
		return answer{}, err
	}
	res, err := c.app.Query(ctx, &cmt.RequestQuery{Path: abci.PathQuery + name, Data: data,
		Height: int64(height)})
	if err != nil {
		return answer{}, err
	}
	return readAnswer(res)
}

// readAnswer takes the document out of an answer, or the refusal.
func readAnswer(res *cmt.ResponseQuery) (answer, error) {
	if res.Code != 0 {
		var told rule.Told
		err := json.Unmarshal([]byte(res.Log), &told)
		return answer{refusal: &told}, err
	}
	var a abci.Answer
	err := json.Unmarshal(res.Value, &a)
	return answer{doc: a.Answer}, err
}

func (c *chain) heightAt(t wire.Time) (uint64, error) {
	for i := len(c.marks) - 1; i >= 0; i-- {
		if c.marks[i].law <= t {
			return c.marks[i].height, nil
		}
	}
	return 0, fmt.Errorf("the ledger begins after %s", t)
}

func (c *chain) patient() bool { return false }

func (c *chain) restart() error {
	c.app.Close()
	c.index.Close()
	if err := c.db.Close(); err != nil {
		return err
	}
	return c.start()
}

func (c *chain) head() (uint64, wire.Hash, wire.Time) {
	return uint64(c.height), wire.Hash(c.hash), wire.At(c.header)
}

func (c *chain) close() error {
	var err error
	if c.app != nil {
		c.app.Close()
	}
	if c.index != nil {
		c.index.Close()
	}
	if c.db != nil {
		err = c.db.Close()
	}
	if c.past != nil {
		err = errors.Join(err, c.past.close())
	}
	if c.temp {
		err = errors.Join(err, os.RemoveAll(c.dir))
	}
	return err
}

// proposer is who proposes a block of the chain inside the process: four take turns.
func proposer(height int64) []byte {
	sum := sha256.Sum256([]byte{byte(height % 4)})
	return sum[:20]
}
