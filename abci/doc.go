// Package abci is the ledger as an ABCI 2.0 application in one process with CometBFT, one file per
// method, and the node that runs both. It and cmd and localnet alone know CometBFT.
//
// CheckTx, PrepareProposal and ProcessProposal run admission only, on the immutable state after the
// last height (rulings E1); FinalizeBlock alone executes. What a node decides for itself — which
// papers wait, in what order it proposes them, what its own clock says — is in check.go, mempool.go
// and propose.go and never reaches a block's validity.
package abci
