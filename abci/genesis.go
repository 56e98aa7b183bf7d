package abci

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Founding is CometBFT's genesis document with ours inside, both checked against each other.
type Founding struct {
	Doc    *types.GenesisDoc
	Ledger genesis.Document
	Digest wire.Hash
}

// NewFounding wraps a genesis document for CometBFT: the same chain, time and validators, and the
// block limits of the ledger.
func NewFounding(d genesis.Document) (*Founding, error) {
	body, err := d.JSON()
	if err != nil {
		return nil, err
	}
	p := types.DefaultConsensusParams()
	p.Block.MaxBytes, p.Block.MaxGas = BlockBytes, app.BlockWrites
	p.Evidence.MaxBytes = BlockBytes / 4
	p.Version.App = d.Rules()
	doc := &types.GenesisDoc{ChainID: d.ChainID, GenesisTime: d.GenesisTime.Std().UTC(),
		InitialHeight: height64(d.FirstHeight()), ConsensusParams: p, AppState: body}
	for _, v := range d.Party.Validators {
		key, err := base64.StdEncoding.DecodeString(v.PubKey)
		if err != nil || len(key) != ed25519.PubKeySize {
			return nil, fmt.Errorf("validator %s: %q is no Ed25519 key in base64", v.Name, v.PubKey)
		}
		pub := ed25519.PubKey(key)
		doc.Validators = append(doc.Validators, types.GenesisValidator{Address: pub.Address(),
			PubKey: pub, Power: int64(v.Power), Name: v.Name})
	}
	if err := doc.ValidateAndComplete(); err != nil {
		return nil, err
	}
	return found(doc)
}

// Write saves CometBFT's genesis.json.
func (g *Founding) Write(file string) error { return g.Doc.SaveAs(file) }

// ReadGenesis reads and checks a genesis.json. Errors are a *Sentence.
func ReadGenesis(file string) (*Founding, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, say("没有创世文件 %[1]s", "there is no genesis document %[1]s: %[2]v", file, err)
	}
	var g *Founding
	err := guarded(func() error {
		doc, err := types.GenesisDocFromFile(file)
		if err == nil {
			g, err = found(doc)
		}
		return err
	})
	if err != nil {
		cause := strings.ReplaceAll(err.Error(), "\n", "; ")
		return nil, say("创世文件 %[1]s 有误：%[2]s", "the genesis document %[1]s is wrong: %[2]s", file, cause)
	}
	return g, nil
}

// found checks that the two documents say the same.
func found(doc *types.GenesisDoc) (*Founding, error) {
	d, err := genesis.Load(doc.AppState)
	if err != nil {
		return nil, err
	}
	if d.ChainID != doc.ChainID {
		return nil, fmt.Errorf("chain_id is %q outside and %q inside app_state", doc.ChainID, d.ChainID)
	}
	if !doc.GenesisTime.Equal(d.GenesisTime.Std()) {
		return nil, fmt.Errorf("genesis_time is %s outside and %s inside app_state",
			wire.At(doc.GenesisTime), d.GenesisTime)
	}
	if d.Test() != strings.HasPrefix(d.ChainID, "test-") {
		return nil, errors.New("a test clock and a chain id that starts with test- go together, " +
			"and only together")
	}
	if first := height64(d.FirstHeight()); doc.InitialHeight != first {
		return nil, fmt.Errorf("initial_height is %d, this ledger begins at %d", doc.InitialHeight, first)
	}
	block := doc.ConsensusParams.Block
	if block.MaxGas != app.BlockWrites || block.MaxBytes != BlockBytes {
		return nil, fmt.Errorf("block.max_gas and block.max_bytes are %d and %d, not %d and %d",
			block.MaxGas, block.MaxBytes, app.BlockWrites, BlockBytes)
	}
	if doc.ConsensusParams.ABCI.VoteExtensionsEnableHeight != 0 {
		return nil, errors.New("vote extensions are not used here")
	}
	if err := sameValidators(d.Party.Validators, types.TM2PB.ValidatorUpdates(
		types.NewValidatorSet(validatorsOf(doc)))); err != nil {
		return nil, err
	}
	digest, err := d.Digest()
	return &Founding{Doc: doc, Ledger: d, Digest: digest}, err
}

func validatorsOf(doc *types.GenesisDoc) []*types.Validator {
	out := make([]*types.Validator, len(doc.Validators))
	for i, v := range doc.Validators {
		out[i] = types.NewValidator(v.PubKey, v.Power)
	}
	return out
}

func sameValidators(inside []party.GenesisVoter, outside []abci.ValidatorUpdate) error {
	power := map[string]uint64{}
	for _, v := range inside {
		power[v.PubKey] = v.Power
	}
	for _, v := range outside {
		key := base64.StdEncoding.EncodeToString(v.PubKey.GetEd25519())
		if p, ok := power[key]; !ok || p > math.MaxInt64 || int64(p) != v.Power {
			return fmt.Errorf("validator %s with power %d is not in app_state", key, v.Power)
		}
	}
	if len(power) != len(outside) {
		return fmt.Errorf("app_state names %d validators, CometBFT %d", len(power), len(outside))
	}
	return nil
}

// InitChain makes the first state from the genesis document. It stays in memory until the first
// block is saved; CometBFT calls InitChain again when the node restarts before that. The app hash
// it returns is the document's digest: the header of block 1 carries it, so a node with another
// document cannot take part.
func (a *Application) InitChain(_ context.Context, req *abci.RequestInitChain) (
	res *abci.ResponseInitChain, err error) {
	defer a.guard("InitChain", &err)
	if h := a.head.Load(); h.height != 0 && !a.carried.Load() {
		return nil, fmt.Errorf("the ledger is at height %d already", h.height)
	}
	d, err := genesis.Load(req.AppStateBytes)
	if err != nil {
		return nil, err
	}
	digest, err := d.Digest()
	if err != nil {
		return nil, err
	}
	if digest != a.o.Genesis || d.ChainID != a.o.Chain || req.ChainId != a.o.Chain {
		return nil, fmt.Errorf("genesis of %s with digest %s is not that of %s with digest %s",
			req.ChainId, digest, a.o.Chain, a.o.Genesis)
	}
	if err := sameValidators(d.Party.Validators, req.Validators); err != nil {
		return nil, err
	}
	o := state.NewOverlay(a.db.View())
	if d.Continues != nil {
		err = a.goOn(o, d, digest)
	} else {
		err = a.m.InitChain(o, firstState(d, digest))
	}
	if err != nil {
		return nil, err
	}
	o.Changes() // puts its keys in order, so that concurrent readers never do
	a.initial = o
	h := newHead(head{height: a.db.Version(), header: wire.At(req.Time), store: o})
	if err := a.known(h); err != nil {
		return nil, err
	}
	a.head.Store(h)
	return &abci.ResponseInitChain{AppHash: digest[:], ConsensusParams: appVersion(h.rules)}, nil
}

func firstState(d genesis.Document, digest wire.Hash) app.Genesis {
	return app.Genesis{Chain: d.ChainID, Digest: digest, Time: d.LawTime(),
		Algorithms: d.AcceptedAlgorithms, Test: d.Test(),
		Sections: map[string][]byte{"party": section(d.Party), "regime": section(d.Regime),
			"govern": section(d.Govern)}}
}

func section(v any) []byte { return mustJSON(v) }
