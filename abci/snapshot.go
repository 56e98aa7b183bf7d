package abci

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"
)

// ListSnapshots has none to offer: a node joins by replaying the blocks.
func (a *Application) ListSnapshots(context.Context, *abci.RequestListSnapshots) (
	*abci.ResponseListSnapshots, error) {
	return &abci.ResponseListSnapshots{}, nil
}

// OfferSnapshot takes none, whatever its format.
func (a *Application) OfferSnapshot(context.Context, *abci.RequestOfferSnapshot) (
	*abci.ResponseOfferSnapshot, error) {
	return &abci.ResponseOfferSnapshot{Result: abci.ResponseOfferSnapshot_REJECT_FORMAT}, nil
}

// LoadSnapshotChunk has no chunk.
func (a *Application) LoadSnapshotChunk(context.Context, *abci.RequestLoadSnapshotChunk) (
	*abci.ResponseLoadSnapshotChunk, error) {
	return &abci.ResponseLoadSnapshotChunk{}, nil
}

// ApplySnapshotChunk refuses a chunk of a snapshot that was never accepted.
func (a *Application) ApplySnapshotChunk(context.Context, *abci.RequestApplySnapshotChunk) (
	*abci.ResponseApplySnapshotChunk, error) {
	return &abci.ResponseApplySnapshotChunk{Result: abci.ResponseApplySnapshotChunk_ABORT}, nil
}
