package abci

import (
	"context"
	"encoding/hex"
	"sync"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CheckTx admits a paper to the mempool, or asks again after a block. It judges by the time of the
// last block: a paper that the next block's time refuses is left out when that block is proposed.
func (a *Application) CheckTx(_ context.Context, req *abci.RequestCheckTx) (
	res *abci.ResponseCheckTx, err error) {
	defer a.guard("CheckTx", &err)
	if a.closing.Load() {
		return checkRefused(ErrClosing.At("")), nil
	}
	h := a.head.Load()
	v := a.atDoor(h, req.Tx)
	if v.Refused != nil {
		a.pending.forget(v.Sum)
		return checkRefused(v.Refused), nil
	}
	if refused := a.pending.offer(v, req.Tx); refused != nil {
		return checkRefused(refused), nil
	}
	a.take(h, v.Parsed.ID)
	return &abci.ResponseCheckTx{Codespace: Codespace, GasWanted: int64(v.Cost),
		Info: hex.EncodeToString(v.Parsed.ID[:])}, nil
}

// door is where papers come one by one: one app.Door for as long as a head stands.
type door struct {
	mu sync.Mutex
	of *head
	*app.Door
}

func (a *Application) atDoor(h *head, raw []byte) app.Verdict {
	a.door.mu.Lock()
	defer a.door.mu.Unlock()
	if a.door.of != h {
		a.door.of, a.door.Door = h, a.m.Door(state.NewMemo(h.store), a.env(h, h.header))
	}
	return a.admit(a.door.Door, raw)
}

func checkRefused(r *rule.Refused) *abci.ResponseCheckTx {
	return &abci.ResponseCheckTx{Code: r.Code, Codespace: Codespace, Log: told(r.Tell())}
}

// told is the JSON of a refusal, as Log carries it.
func told(t rule.Told) string {
	b, err := wire.ToJSON(t)
	if err != nil {
		panic(err) // strings and a number always encode
	}
	return string(b)
}
