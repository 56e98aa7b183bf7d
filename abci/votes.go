package abci

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"
)

// ExtendVote adds nothing: the ledger has no vote extensions, and its consensus parameters never
// switch them on.
func (a *Application) ExtendVote(context.Context, *abci.RequestExtendVote) (
	*abci.ResponseExtendVote, error) {
	return &abci.ResponseExtendVote{}, nil
}

// VerifyVoteExtension accepts exactly the empty extension.
func (a *Application) VerifyVoteExtension(_ context.Context, req *abci.RequestVerifyVoteExtension) (
	*abci.ResponseVerifyVoteExtension, error) {
	status := abci.ResponseVerifyVoteExtension_ACCEPT
	if len(req.VoteExtension) > 0 {
		status = abci.ResponseVerifyVoteExtension_REJECT
	}
	return &abci.ResponseVerifyVoteExtension{Status: status}, nil
}
