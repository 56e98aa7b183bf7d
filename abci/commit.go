package abci

import (
	"cmp"
	"context"
	"errors"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Commit saves what FinalizeBlock made, receipts and all, as one version.
func (a *Application) Commit(context.Context, *abci.RequestCommit) (
	res *abci.ResponseCommit, err error) {
	defer a.guard("Commit", &err)
	b := a.work
	if b == nil {
		return nil, a.fail(errors.New("commit without a block"))
	}
	began := time.Now()
	a.stage(b)
	if err := a.db.Commit(); err != nil {
		return nil, a.fail(err)
	}
	a.work, a.initial = nil, nil
	a.carried.Store(false)
	h := newHead(head{height: b.height, header: b.header, store: a.db.View(), hash: b.root})
	unfit := a.overrule(h)
	a.head.Store(h)
	a.pending.committed(b.raws)
	a.runs.observe(h)
	a.foretell(h)
	a.follow(h, b)
	if err := a.keeper.observe(h); err != nil {
		return nil, a.fail(err)
	}
	a.seen(b, time.Since(began))
	if err := cmp.Or(unfit, a.known(h)); err != nil {
		_ = a.fail(err) // the block is saved; the node stops before the next one
	}
	return &abci.ResponseCommit{RetainHeight: height64(a.retain(h))}, nil
}

// stage puts the side records beside the version about to be saved.
func (a *Application) stage(b *block) {
	side := a.db.Bulk()
	rec := BlockRecord{Height: b.height, Time: b.header, Law: b.law, Events: b.events,
		Papers: make([]wire.Hash, len(b.receipts))}
	for i, r := range b.receipts {
		rec.Papers[i] = r.ID
		if r.Kind == "" {
			continue // it used no nonce: a paper like this gets in only past a third of bad validators
		}
		side.SetWithCommit(receiptKey(r.ID), mustJSON(r))
	}
	side.SetWithCommit(blockKey(b.height), mustJSON(rec))
}

func mustJSON(v any) []byte {
	b, err := wire.ToJSON(v)
	if err != nil {
		panic(err)
	}
	return b
}
