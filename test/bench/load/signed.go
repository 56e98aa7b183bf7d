package load

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"sync"

	cmt "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/proxy"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
)

// signedStore is a kvstore that does the least which any ledger of signed papers does: it reads
// suyuan's own papers, checks the author's signature and writes one key for each into suyuan's
// store, synced and under the app hash. It tells of each write as CometBFT's kvstore does, and
// knows no rules, standing, replay window, sums or receipts.
type signedStore struct {
	cmt.BaseApplication // proposes what CometBFT offers, and accepts every proposal

	db   *state.DB
	keys map[tx.Account]crypto.PublicKey // of genesis
	good recent
}

// ServeSigned runs a home as a node of the signed kvstore, on disk and with the ABCI client that
// suyuan uses.
func ServeSigned(home string) error {
	return serve(home, func(home string, own abci.App) (application, error) {
		g, err := abci.ReadGenesis(filepath.Join(home, abci.GenesisFile))
		if err != nil {
			return application{}, err
		}
		db, err := state.Open(state.Options{Dir: filepath.Join(home, abci.StoreDir), Sync: own.Sync,
			CacheNodes: own.CacheNodes})
		if err != nil {
			return application{}, err
		}
		s := &signedStore{db: db, keys: firstKeys(g.Ledger.Party.Parties)}
		return application{ClientCreator: proxy.NewConnSyncLocalClientCreator(s), close: db.Close}, nil
	})
}

// firstKeys are the keys that accounts sign with from genesis on.
func firstKeys(founders []party.Founder) map[tx.Account]crypto.PublicKey {
	out := map[tx.Account]crypto.PublicKey{}
	for _, f := range founders {
		for _, a := range f.Accounts {
			if len(a.Keys) > 0 {
				out[tx.Account{Party: f.ID, Number: a.Number}] = a.Keys[0]
			}
		}
	}
	return out
}

func (s *signedStore) Info(context.Context, *cmt.RequestInfo) (*cmt.ResponseInfo, error) {
	root := s.db.Root()
	return &cmt.ResponseInfo{AppVersion: abci.Rules, LastBlockHeight: int64(s.db.Version()),
		LastBlockAppHash: root[:]}, nil
}

func (s *signedStore) InitChain(context.Context, *cmt.RequestInitChain) (*cmt.ResponseInitChain,
	error) {
	root := s.db.Root()
	return &cmt.ResponseInitChain{AppHash: root[:]}, nil
}

const unsigned = 1 // the code of a paper that cannot be read or is not signed by its author

func (s *signedStore) CheckTx(_ context.Context, req *cmt.RequestCheckTx) (*cmt.ResponseCheckTx,
	error) {
	if _, ok := s.read(req.Tx); !ok {
		return &cmt.ResponseCheckTx{Code: unsigned}, nil
	}
	return &cmt.ResponseCheckTx{GasWanted: 1}, nil
}

func (s *signedStore) FinalizeBlock(_ context.Context, req *cmt.RequestFinalizeBlock) (
	*cmt.ResponseFinalizeBlock, error) {
	res := &cmt.ResponseFinalizeBlock{TxResults: make([]*cmt.ExecTxResult, len(req.Txs))}
	block := state.NewOverlay(s.db.View())
	for i, raw := range req.Txs {
		p, ok := s.read(raw)
		if !ok {
			res.TxResults[i] = &cmt.ExecTxResult{Code: unsigned}
			continue
		}
		block.Set(p.Key, p.Value)
		res.TxResults[i] = &cmt.ExecTxResult{Events: told(p)}
	}
	root := s.db.Apply(block)
	res.AppHash = root[:]
	return res, nil
}

// told are the events of CometBFT's kvstore for a key and a value.
func told(p state.Pair) []cmt.Event {
	event := func(creator, key string) cmt.Event {
		return cmt.Event{Type: "app", Attributes: []cmt.EventAttribute{
			{Key: "creator", Value: creator, Index: true}, {Key: "key", Value: key, Index: true},
			{Key: "index_key", Value: "index is working", Index: true},
			{Key: "noindex_key", Value: "index is working"}}}
	}
	return []cmt.Event{event("Cosmoshi Netowoko", hex.EncodeToString(p.Key)),
		event("Cosmoshi", hex.EncodeToString(p.Value))}
}

func (s *signedStore) Commit(context.Context, *cmt.RequestCommit) (*cmt.ResponseCommit, error) {
	return &cmt.ResponseCommit{}, s.db.Commit()
}

// read gives what a paper writes: its body under its author's institution and the body's own
// digest, as scattered over the tree as the record that suyuan keeps of it. Under the nonce it
// would be a neighbour of the paper before it, which a tree takes at a third of the cost. The
// signature is checked once per node, as suyuan does.
func (s *signedStore) read(raw []byte) (state.Pair, bool) {
	sum := sha256.Sum256(raw)
	if known, ok := s.good.get(sum); ok {
		return known, true
	}
	p, err := tx.Parse(raw)
	if err != nil {
		return state.Pair{}, false
	}
	key, signature := s.keys[p.Paper.Author], p.Signatures[0]
	if len(p.Signatures) != 1 || len(p.Paper.Body) == 0 || signature.Key != party.FirstKey ||
		key.Alg != signature.Alg || !key.Verify(p.Preimage, signature.RS) {
		return state.Pair{}, false
	}
	name := sha256.Sum256(p.Paper.Body)
	at := append(append([]byte(p.Paper.Author.Party), 0), name[:]...)
	write := state.Pair{Key: at, Value: p.Paper.Body}
	s.good.add(sum, write)
	return write, true
}

// recent remembers what signed papers write, by SHA-256 over all their bytes: two generations, the
// older dropped when the newer is full.
type recent struct {
	mu         sync.Mutex
	young, old map[[32]byte]state.Pair
}

const generation = 50_000

func (r *recent) get(sum [32]byte) (state.Pair, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p, ok := r.young[sum]; ok {
		return p, true
	}
	p, ok := r.old[sum]
	return p, ok
}

func (r *recent) add(sum [32]byte, p state.Pair) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.young == nil || len(r.young) >= generation {
		r.young, r.old = make(map[[32]byte]state.Pair, 1024), r.young
	}
	r.young[sum] = p
}
