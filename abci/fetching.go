package abci

import (
	"context"
	"runtime"

	abci "github.com/cometbft/cometbft/abci/types"
)

// fetching is the application as CometBFT is given it. While it fetches blocks, CometBFT panics
// where one cannot be executed, and the process would end with a stack instead of the sentence.
// There the goroutine ends in order instead: nothing runs on from it, and the node has been told to
// stop.
type fetching struct {
	abci.Application
	n *Node
}

func (f fetching) leave(err error) {
	if err != nil && f.n.comet != nil && f.n.comet.ConsensusReactor().WaitSync() {
		runtime.Goexit()
	}
}

// FinalizeBlock is the application's own.
func (f fetching) FinalizeBlock(ctx context.Context, req *abci.RequestFinalizeBlock) (
	*abci.ResponseFinalizeBlock, error) {
	if f.n.parting != nil && f.n.parting.fetching() {
		f.n.parting.executing()
	}
	res, err := f.Application.FinalizeBlock(ctx, req)
	f.leave(err)
	return res, err
}

// Commit is the application's own.
func (f fetching) Commit(ctx context.Context, req *abci.RequestCommit) (*abci.ResponseCommit,
	error) {
	res, err := f.Application.Commit(ctx, req)
	f.leave(err)
	return res, err
}
