package sim

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
)

// decided is a block that the network agreed on.
type decided struct {
	height   int64
	at       time.Time
	papers   [][]byte
	hash     []byte
	proposer []byte
}

func (b decided) request() *cmt.RequestFinalizeBlock {
	return &cmt.RequestFinalizeBlock{Height: b.height, Time: b.at, Txs: b.papers, Hash: b.hash,
		ProposerAddress: b.proposer}
}

// node is one application with its own store, as one member runs it. While it is down it has
// neither; its mempool is lost with it.
type node struct {
	name  string
	dir   string
	g     *abci.Founding
	clock func() time.Time

	db     *state.DB
	app    *abci.Application
	fault  error
	pool   [][]byte
	height int64
	hash   []byte // app hash after height
}

var ctx = context.Background()

func (n *node) up() bool { return n.app != nil }

func (n *node) start() (err error) {
	n.db, err = state.Open(state.Options{Dir: filepath.Join(n.dir, n.name), MemTableBytes: 4 << 20})
	if err != nil {
		return err
	}
	n.app, err = abci.NewApplication(n.db, app.Standard(), abci.Options{Chain: n.g.Doc.ChainID,
		Genesis: n.g.Digest, Clock: n.clock, Fail: func(err error) { n.fault = err }})
	if err != nil {
		return err
	}
	info, err := n.app.Info(ctx, &cmt.RequestInfo{})
	if err != nil {
		return err
	}
	if info.LastBlockHeight != n.height ||
		n.height > 0 && !bytes.Equal(info.LastBlockAppHash, n.hash) {
		return fmt.Errorf("%s opens at height %d with app hash %x, it was at %d with %x", n.name,
			info.LastBlockHeight, info.LastBlockAppHash, n.height, n.hash)
	}
	if n.height > 0 {
		return nil
	}
	_, err = n.app.InitChain(ctx, first(n.g))
	return err
}

// stop ends the node as a kill would: what was not saved is gone.
func (n *node) stop() error {
	n.app.Close()
	err := n.db.Close()
	n.app, n.db, n.pool = nil, nil, nil
	return err
}

func first(g *abci.Founding) *cmt.RequestInitChain {
	params := g.Doc.ConsensusParams.ToProto()
	var voters []*types.Validator
	for _, v := range g.Doc.Validators {
		voters = append(voters, types.NewValidator(v.PubKey, v.Power))
	}
	return &cmt.RequestInitChain{Time: g.Doc.GenesisTime, ChainId: g.Doc.ChainID,
		ConsensusParams: &params, AppStateBytes: g.Doc.AppState, InitialHeight: g.Doc.InitialHeight,
		Validators: types.TM2PB.ValidatorUpdates(types.NewValidatorSet(voters))}
}

// take hands a paper to the node's mempool.
func (n *node) take(raw []byte) error {
	res, err := n.app.CheckTx(ctx, &cmt.RequestCheckTx{Tx: raw})
	if err == nil && res.Code == 0 {
		n.pool = append(n.pool, raw)
	}
	return err
}

func (n *node) propose(height int64, at time.Time) ([][]byte, error) {
	res, err := n.app.PrepareProposal(ctx, &cmt.RequestPrepareProposal{Height: height, Time: at,
		MaxTxBytes: abci.BlockBytes / 2, Txs: n.pool})
	if err != nil {
		return nil, err
	}
	return res.Txs, nil
}

func (n *node) accepts(b decided) (bool, error) {
	res, err := n.app.ProcessProposal(ctx, &cmt.RequestProcessProposal{Height: b.height, Time: b.at,
		Txs: b.papers, Hash: b.hash, ProposerAddress: b.proposer})
	if err != nil {
		return false, err
	}
	return res.IsAccepted(), nil
}

// execute runs a block and does not save it; the answer is what all nodes must agree on.
func (n *node) execute(b decided) (string, []byte, error) {
	res, err := n.app.FinalizeBlock(ctx, b.request())
	if err != nil {
		return "", nil, err
	}
	return outcome(res), res.AppHash, nil
}

// outcome is the app hash with everything else that CometBFT puts under its header.
func outcome(res *cmt.ResponseFinalizeBlock) string {
	results := types.NewResults(res.TxResults).Hash()
	return fmt.Sprintf("%x %x %v %v", res.AppHash, results, res.ValidatorUpdates,
		res.ConsensusParamUpdates)
}

// save commits the block that was executed last, and asks again about what waits.
func (n *node) save(b decided, hash []byte) error {
	if _, err := n.app.Commit(ctx, &cmt.RequestCommit{}); err != nil {
		return err
	}
	n.height, n.hash = b.height, hash
	in := map[string]bool{}
	for _, raw := range b.papers {
		in[string(raw)] = true
	}
	var keep [][]byte
	for _, raw := range n.pool {
		if in[string(raw)] {
			continue
		}
		res, err := n.app.CheckTx(ctx, &cmt.RequestCheckTx{Tx: raw, Type: cmt.CheckTxType_Recheck})
		if err != nil {
			return err
		}
		if res.Code == 0 {
			keep = append(keep, raw)
		}
	}
	n.pool = keep
	return nil
}
