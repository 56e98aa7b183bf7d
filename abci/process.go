package abci

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProcessProposal accepts a block iff every paper is admissible, none takes the place of another,
// and their declared writes are within the budget (rulings E1). It never asks the clock.
func (a *Application) ProcessProposal(_ context.Context, req *abci.RequestProcessProposal) (
	res *abci.ResponseProcessProposal, err error) {
	defer a.guard("ProcessProposal", &err)
	h := a.head.Load()
	if why := a.judge(h, wire.At(req.Time), req.Txs); why != "" {
		a.o.Log.Error("proposal rejected", "height", req.Height, "why", why)
		return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_REJECT}, nil
	}
	copy(a.admitted[:], req.Hash)
	return &abci.ResponseProcessProposal{Status: abci.ResponseProcessProposal_ACCEPT}, nil
}

// judge returns why papers may not make up a block, or "".
func (a *Application) judge(h *head, header wire.Time, raws [][]byte) string {
	taken := make(map[slot]bool, len(raws))
	var writes uint64
	for _, v := range a.admitAll(h, a.env(h, header), raws) {
		if v.Refused != nil {
			return v.Refused.Error()
		}
		s := slotOf(v.Parsed)
		if taken[s] {
			return "two papers of " + s.account.String() + " with one lane and nonce"
		}
		taken[s] = true
		writes += uint64(v.Cost)
	}
	if writes > app.BlockWrites {
		return "the declared writes are above the budget of the block"
	}
	return ""
}
