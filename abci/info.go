package abci

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app/govern"
)

// Version is what the application calls itself; the command sets it from its build.
var Version = "dev"

// Info tells CometBFT from which height to replay. At height 0 it calls InitChain; that is also
// where a ledger stands whose store holds another one's last state and no block of its own.
func (a *Application) Info(context.Context, *abci.RequestInfo) (*abci.ResponseInfo, error) {
	h := a.head.Load()
	res := &abci.ResponseInfo{Data: Codespace, Version: Version, AppVersion: Rules,
		LastBlockHeight: height64(h.height)}
	if a.carried.Load() {
		res.LastBlockHeight = 0
		return res, nil
	}
	if h.height > 0 {
		// State sync compares it with the header's, which an emergency plan leaves as it was decided.
		res.AppVersion = govern.RulesAt(h.store, h.height+1)
		res.LastBlockAppHash = h.hash[:]
	}
	return res, nil
}
