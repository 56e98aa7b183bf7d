package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"

	cmtabci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Report is what a replay found. A ledger that holds has no Differs and no broken invariant.
type Report struct {
	Chain      string       `json:"chain"`
	Genesis    wire.Hash    `json:"genesis"`
	Last       uint64       `json:"last_height"`
	Blocks     uint64       `json:"blocks"` // executed, each app hash and result hash compared
	Papers     uint64       `json:"papers"`
	Refused    uint64       `json:"refused"`
	Events     uint64       `json:"events"`
	AppHash    string       `json:"app_hash"`    // after the last block
	LastHeader string       `json:"last_header"` // hash of the header that carries it: what to trust
	Differs    *Difference  `json:"differs"`     // the first; null for none
	Records    []Collection `json:"records"`     // recounted by collection
	Chapters   []Chapter    `json:"chapters"`    // records recounted by chapter
	Periods    []Period     `json:"periods"`     // statements added up anew
	Checks     []Check      `json:"checks"`      // every invariant of every chapter, on the last state
}

// Difference is the first height at which executing again gave something else.
type Difference struct {
	Height uint64 `json:"height"`
	What   string `json:"what"` // app_hash or results
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

// Collection is how many records one has.
type Collection struct {
	Name    string `json:"name"`
	Records uint64 `json:"records"`
}

// Check is an invariant: balances add up, splits are whole, edges lead somewhere.
type Check struct {
	Chapter string `json:"chapter"`
	Name    string `json:"name"`
	Broken  string `json:"broken"` // "" where it holds
}

// Sound reports whether nothing was found.
func (r *Report) Sound() bool {
	for _, c := range r.Checks {
		if c.Broken != "" {
			return false
		}
	}
	for _, p := range r.Periods {
		if !p.Holds {
			return false
		}
	}
	return r.Differs == nil
}

// Replay executes the blocks of a file on an empty store with the genesis document of an auditor
// who knows the ledger by it, or of the file where none is given.
func Replay(ctx context.Context, file io.Reader, db *state.DB, m *app.Machine,
	founding *types.GenesisDoc, tell func(height, last uint64)) (*Report, error) {
	return ReplayFiles(ctx, []io.Reader{file}, db, m, founding, nil, tell)
}

// ReplayFiles is Replay over archives: files of blocks that follow each other from the ledger's
// first. A ledger that goes on from another one's state finds that state in db. A ledger that was
// halted and went on under emergency plans takes them: no block holds them.
func ReplayFiles(ctx context.Context, files []io.Reader, db *state.DB, m *app.Machine,
	founding *types.GenesisDoc, plans []govern.Emergency, tell func(height, last uint64)) (
	*Report, error) {
	if len(files) == 0 {
		return nil, errShort
	}
	in, err := open(files[0])
	if err != nil {
		return nil, err
	}
	if founding == nil {
		if founding, err = types.GenesisDocFromJSON(in.head.Genesis); err != nil {
			return nil, err
		}
	}
	doc, err := genesis.Load(founding.AppState)
	if err != nil {
		return nil, err
	}
	digest, err := doc.Digest()
	if err != nil {
		return nil, err
	}
	r := &Report{Chain: founding.ChainID, Genesis: digest, Records: []Collection{},
		Chapters: []Chapter{}, Periods: []Period{}, Checks: []Check{}}
	a, hash, err := found(ctx, db, m, founding, plans, r)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	p := playing{r: r, a: a, first: uint64(founding.InitialHeight), hash: hash, tell: tell}
	for i := range files {
		if i > 0 {
			if in, err = open(files[i]); err != nil {
				return nil, err
			}
		}
		if err := p.play(ctx, in); err != nil {
			return nil, err
		}
	}
	r.recount(db.View(), m)
	return r, nil
}

// found starts the application as its first node did.
func found(ctx context.Context, db *state.DB, m *app.Machine, g *types.GenesisDoc,
	plans []govern.Emergency, r *Report) (*abci.Application, []byte, error) {
	a, err := abci.NewApplication(db, m, abci.Options{Chain: g.ChainID, Genesis: r.Genesis,
		Emergencies: plans})
	if err != nil {
		return nil, nil, err
	}
	var list []*types.Validator
	for _, v := range g.Validators {
		list = append(list, types.NewValidator(v.PubKey, v.Power))
	}
	params := g.ConsensusParams.ToProto()
	res, err := a.InitChain(ctx, &cmtabci.RequestInitChain{ChainId: g.ChainID, Time: g.GenesisTime,
		ConsensusParams: &params, InitialHeight: g.InitialHeight, AppStateBytes: g.AppState,
		Validators: types.TM2PB.ValidatorUpdates(types.NewValidatorSet(list))})
	if err != nil {
		return nil, nil, err
	}
	return a, res.AppHash, nil
}

// execute runs one block and compares what the next header says of it.
func (r *Report) execute(ctx context.Context, a *abci.Application, b block) error {
	raws := make([][]byte, len(b.txs))
	for i, t := range b.txs {
		raws[i] = t
	}
	res, err := a.FinalizeBlock(ctx, &cmtabci.RequestFinalizeBlock{Txs: raws,
		Height: b.header.Height, Time: b.header.Time, Hash: b.header.Hash(),
		ProposerAddress: b.header.ProposerAddress, NextValidatorsHash: b.header.NextValidatorsHash,
		Misbehavior: b.bad.ToABCI()})
	if err != nil {
		return err
	}
	if _, err := a.Commit(ctx, &cmtabci.RequestCommit{}); err != nil {
		return err
	}
	r.Blocks, r.Last = r.Blocks+1, uint64(b.header.Height)
	r.Papers += uint64(len(raws))
	r.Events += uint64(len(res.Events))
	for _, t := range res.TxResults {
		if t.Code != 0 {
			r.Refused++
		}
		r.Events += uint64(len(t.Events))
	}
	r.AppHash, r.LastHeader = hex.EncodeToString(res.AppHash), b.after.Hash().String()
	ours := types.NewResults(res.TxResults).Hash()
	switch {
	case !bytes.Equal(res.AppHash, b.after.AppHash):
		r.Differs = &Difference{r.Last, "app_hash", r.AppHash,
			hex.EncodeToString(b.after.AppHash)}
	case !bytes.Equal(ours, b.after.LastResultsHash):
		r.Differs = &Difference{r.Last, "results", hex.EncodeToString(ours),
			hex.EncodeToString(b.after.LastResultsHash)}
	}
	return nil
}

// recount counts every record of the state and checks every invariant of every chapter on it.
func (r *Report) recount(view state.Reader, m *app.Machine) {
	r.Periods = append(r.Periods, periods(view)...)
	for _, c := range m.Chapters() {
		all := uint64(0)
		for _, d := range c.Collections {
			n := uint64(0)
			at := []byte{d.Chapter, d.Number}
			view.Iterate(at, []byte{d.Chapter, d.Number + 1}, func(key, _ []byte) bool {
				if bytes.HasPrefix(key, at) {
					n++
				}
				return bytes.HasPrefix(key, at)
			})
			if n > 0 {
				r.Records = append(r.Records, Collection{d.Name, n})
				all += n
			}
		}
		r.Chapters = append(r.Chapters, Chapter{c.Name, all})
		for _, v := range c.Invariants {
			broken := ""
			if err := v.Check(view); err != nil {
				broken = err.Error()
			}
			r.Checks = append(r.Checks, Check{c.Name, v.Name, broken})
		}
	}
}
