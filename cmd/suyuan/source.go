package main

import (
	"context"
	"fmt"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/source"
)

// askApp asks the application of a node in this process.
func askApp(a *abci.Application) source.Ask {
	return func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		res, err := a.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
			Prove: prove})
		if err != nil {
			return source.Reply{}, err
		}
		r := source.Reply{Code: res.Code, Log: res.Log, Height: uint64(res.Height), Value: res.Value}
		if res.ProofOps != nil && len(res.ProofOps.Ops) == 1 {
			r.Proof = res.ProofOps.Ops[0].Data
		}
		return r, nil
	}
}

// source asks nodes over RPC.
func (l ledger) source() source.Ask {
	return func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		a, err := l.Query(ctx, path, data, height, prove)
		if err != nil {
			return source.Reply{}, nodeError(err)
		}
		r := source.Reply{Code: a.Code, Log: a.Log, Height: a.Height, Value: a.Value}
		switch {
		case len(a.Proof) == 1 && a.Proof[0].Type == abci.ProofType:
			r.Proof = a.Proof[0].Data
		case len(a.Proof) > 0:
			return r, fmt.Errorf("%d proofs of unknown sorts", len(a.Proof))
		}
		return r, nil
	}
}
