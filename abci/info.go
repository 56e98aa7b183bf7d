package abci

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"
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
		res.AppVersion = h.rules // state sync compares it with the header's
		res.LastBlockAppHash = h.hash[:]
	}
	return res, nil
}
