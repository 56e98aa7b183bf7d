package abci

import (
	"context"

	abcicli "github.com/cometbft/cometbft/abci/client"
	abci "github.com/cometbft/cometbft/abci/types"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/proxy"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
)

// mendFirst finishes the first block of a ledger that goes on from another, where the node ended
// between saving that block and saving the engine's state. CometBFT's own handshake counts from
// zero and gives up on a first height above 1.
func mendFirst(c *cmtcfg.Config, m *app.Machine, g *Founding, db *state.DB) error {
	if g.Ledger.Continues == nil || db.Version() < g.Ledger.Continues.Height {
		return nil
	}
	first := g.Doc.InitialHeight
	return withEngine(c, func(blocks *store.BlockStore, states sm.Store) error {
		s, err := states.LoadFromDBOrGenesisDoc(g.Doc)
		if err != nil || s.LastBlockHeight != 0 || blocks.Height() != first {
			return err
		}
		if db.Version() == uint64(first) {
			if err := db.RollbackTo(uint64(first) - 1); err != nil {
				return err
			}
		}
		a, err := NewApplication(db, m, Options{Chain: g.Doc.ChainID, Genesis: g.Digest})
		if err != nil {
			return err
		}
		defer a.Close()
		res, err := a.InitChain(context.Background(), FirstRequest(g.Doc))
		if err != nil {
			return err
		}
		s.AppHash, s.LastResultsHash = res.AppHash, merkle.HashFromByteSlices(nil)
		if res.ConsensusParams != nil {
			s.ConsensusParams = s.ConsensusParams.Update(res.ConsensusParams)
			s.Version.Consensus.App = s.ConsensusParams.Version.App
		}
		if err := states.Save(s); err != nil {
			return err
		}
		consensus := proxy.NewAppConnConsensus(abcicli.NewLocalClient(nil, a), proxy.NopMetrics())
		exec := sm.NewBlockExecutor(states, log.NewNopLogger(), consensus, &mempool.NopMempool{},
			sm.EmptyEvidencePool{}, blocks)
		_, err = exec.ApplyBlock(s, blocks.LoadBlockMeta(first).BlockID, blocks.LoadBlock(first))
		return err
	})
}

// FirstRequest is what CometBFT asks of an application for the first state.
func FirstRequest(doc *types.GenesisDoc) *abci.RequestInitChain {
	params := doc.ConsensusParams.ToProto()
	return &abci.RequestInitChain{Time: doc.GenesisTime, ChainId: doc.ChainID,
		ConsensusParams: &params, AppStateBytes: doc.AppState, InitialHeight: doc.InitialHeight,
		Validators: types.TM2PB.ValidatorUpdates(types.NewValidatorSet(validatorsOf(doc)))}
}
