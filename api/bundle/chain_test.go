package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	cmtabci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	period  = "2026Q4"
	landing = 2 // the height at which the world's settlement lands
)

// chain drives the application as CometBFT would, with validators whose keys it holds.
type chain struct {
	t      testing.TB
	world  *world
	app    *abci.Application
	db     *state.DB
	m      *app.Machine
	found  *abci.Founding
	keys   map[string]ed25519.PrivKey // by address
	set    *types.ValidatorSet        // of the coming block
	sets   map[uint64]*types.ValidatorSet
	next   *types.ValidatorSet // of the block after it, nil for the same
	height uint64
	hash   []byte // app hash after height
	signed map[uint64]types.SignedHeader
	absent int // of the coming commits, this validator is absent; -1 none
	slow   int // the next block comes at this many more questions for the height
}

var began = time.Date(2026, 12, 31, 9, 0, 0, 0, wire.Beijing)

func newChain(t testing.TB, id string, blocks int, more ...rule.Chapter) *chain {
	t.Helper()
	c := &chain{t: t, world: newWorld(t), keys: map[string]ed25519.PrivKey{}, absent: -1,
		signed: map[uint64]types.SignedHeader{}, sets: map[uint64]*types.ValidatorSet{}}
	spec := genesis.Spec{ChainID: id, GenesisTime: wire.At(began), Calendars: []string{"2026"},
		Regimes:                  []genesis.RegimeSpec{{Name: "guizhou"}},
		AcknowledgeConcentration: "one machine", Parties: founders()}
	if strings.HasPrefix(id, "test-") {
		spec.TestStart = wire.At(began) + 90*86400
	}
	var list []*types.Validator
	for i := range 4 {
		key := ed25519.GenPrivKeyFromSecret([]byte{byte(i)})
		c.keys[key.PubKey().Address().String()] = key
		list = append(list, types.NewValidator(key.PubKey(), party.DefaultPower))
		spec.Validators = append(spec.Validators, party.GenesisVoter{Party: "operator",
			Name: fmt.Sprintf("v%d", i), Power: party.DefaultPower,
			PubKey: base64.StdEncoding.EncodeToString(key.PubKey().Bytes())})
	}
	c.set = types.NewValidatorSet(list)
	doc, err := genesis.Build(spec)
	must(t, err)
	c.found, err = abci.NewFounding(doc)
	must(t, err)
	db, err := state.Open(state.Options{Dir: t.TempDir(), MemTableBytes: 4 << 20})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	chapters := append([]rule.Chapter{party.Chapter(), regime.Chapter(), govern.Chapter()}, more...)
	m, err := app.New(append(chapters, c.world.chapter())...)
	must(t, err)
	c.db, c.m = db, m
	c.begin()
	for range blocks {
		c.block()
	}
	return c
}

// begin makes the first state of the chain's genesis document.
func (c *chain) begin() {
	c.t.Helper()
	doc := c.found.Doc
	var err error
	c.app, err = abci.NewApplication(c.db, c.m,
		abci.Options{Chain: doc.ChainID, Genesis: c.found.Digest, Pass: c.world})
	must(c.t, err)
	res, err := c.app.InitChain(context.Background(), abci.FirstRequest(doc))
	must(c.t, err)
	c.hash = res.AppHash
}

func founders() (out []party.Founder) {
	for _, p := range [][2]string{{"operator", "数据运营有限公司"}, {"treasury", "省级国库"},
		{"dev-ins", "保险科技公司"}, {"bureau", "大数据局"}} {
		f := party.Founder{ID: p[0], Name: p[1], Nature: party.Enterprise, Jurisdiction: "520000"}
		if p[0] == "bureau" {
			f.Nature = party.Administrative
			f.Roles = []party.FounderRole{{Role: "bureau", Jurisdiction: "520000"}}
		}
		f.Accounts = []party.FounderAccount{{Number: 0, Duty: "root",
			Keys: []crypto.PublicKey{crypto.FromSeed(crypto.SM2, p[0]).Public()}}}
		out = append(out, f)
	}
	return out
}

// block executes an empty block and signs its header.
func (c *chain) block() {
	c.t.Helper()
	c.height++
	at := began.Add(time.Duration(c.height) * 3123456789)
	some := func(what string) []byte {
		h := sha256.Sum256(fmt.Appendf(nil, "%s %d", what, c.height))
		return h[:]
	}
	h := types.Header{Version: cmtversion.Consensus{Block: version.BlockProtocol, App: abci.Rules},
		ChainID: c.found.Doc.ChainID, Height: int64(c.height), Time: at.UTC(),
		LastBlockID: types.BlockID{Hash: some("last"),
			PartSetHeader: types.PartSetHeader{Total: 1, Hash: some("parts")}},
		LastCommitHash: some("commit"), DataHash: some("data"), ValidatorsHash: c.set.Hash(),
		NextValidatorsHash: c.after().Hash(), ConsensusHash: some("consensus"), AppHash: c.hash,
		LastResultsHash: some("results"), EvidenceHash: some("evidence"),
		ProposerAddress: c.set.Proposer.Address}
	c.signed[c.height] = types.SignedHeader{Header: &h, Commit: c.sign(&h)}
	res, err := c.app.FinalizeBlock(context.Background(), &cmtabci.RequestFinalizeBlock{
		Height: h.Height, Time: h.Time, Hash: h.Hash()})
	must(c.t, err)
	c.hash = res.AppHash
	_, err = c.app.Commit(context.Background(), &cmtabci.RequestCommit{})
	must(c.t, err)
	c.sets[c.height], c.set, c.next = c.set, c.after(), nil
}

// after is the validator set after the coming block.
func (c *chain) after() *types.ValidatorSet {
	if c.next == nil {
		return c.set
	}
	return c.next
}

// handover lets the coming block name another set: these validators of the chain's keys.
func (c *chain) handover(numbers ...byte) {
	var list []*types.Validator
	for _, n := range numbers {
		key := ed25519.GenPrivKeyFromSecret([]byte{n})
		c.keys[key.PubKey().Address().String()] = key
		list = append(list, types.NewValidator(key.PubKey(), party.DefaultPower))
	}
	c.next = types.NewValidatorSet(list)
	c.block()
}

// sign makes the commit of a header in round 1.
func (c *chain) sign(h *types.Header) *types.Commit {
	commit := &types.Commit{Height: h.Height, Round: 1, BlockID: types.BlockID{Hash: h.Hash(),
		PartSetHeader: types.PartSetHeader{Total: 1, Hash: h.DataHash}}}
	for i, v := range c.set.Validators {
		sig := types.NewCommitSigAbsent()
		if i != c.absent {
			sig = types.CommitSig{BlockIDFlag: types.BlockIDFlagCommit, ValidatorAddress: v.Address,
				Timestamp: h.Time.Add(time.Duration(i) * time.Millisecond)}
		}
		commit.Signatures = append(commit.Signatures, sig)
	}
	for i := range commit.Signatures {
		c.resign(h.ChainID, commit, i)
	}
	return commit
}

// resign signs an entry of a commit anew.
func (c *chain) resign(chainID string, commit *types.Commit, i int) {
	sig := &commit.Signatures[i]
	if sig.BlockIDFlag == types.BlockIDFlagAbsent {
		return
	}
	b, err := c.keys[sig.ValidatorAddress.String()].Sign(commit.VoteSignBytes(chainID, int32(i)))
	must(c.t, err)
	sig.Signature = b
}

// The chain is a node to export from.
func (c *chain) Height(context.Context) (uint64, error) {
	if c.slow--; c.slow == 0 {
		c.block()
	}
	return c.height, nil
}

func (c *chain) Ask(_ context.Context, path string, data []byte, height uint64, prove bool) (
	value, proof []byte, err error) {
	res, err := c.app.Query(context.Background(), &cmtabci.RequestQuery{Path: path, Data: data,
		Height: int64(height), Prove: prove})
	if err != nil || res.Code != 0 {
		return nil, nil, fmt.Errorf("%s: %v %s", path, err, res.GetLog())
	}
	if res.ProofOps != nil {
		proof = res.ProofOps.Ops[0].Data
	}
	return res.Value, proof, nil
}

func (c *chain) Signed(_ context.Context, height uint64) (
	types.SignedHeader, []*types.Validator, error) {
	return c.signed[height], c.sets[height].Validators, nil
}

// First says that the chain keeps every block.
func (c *chain) First(context.Context) (uint64, error) {
	return uint64(c.found.Doc.InitialHeight), nil
}

func (c *chain) trust() Trust {
	return TrustGenesis(c.found.Doc.ChainID, c.found.Digest, c.found.Ledger.Party.Validators)
}

func (c *chain) export(payer, payee string) []byte {
	c.t.Helper()
	e, err := NewExporter(context.Background(), c, period)
	must(c.t, err)
	b, err := e.Export(context.Background(), Pair{payer, payee})
	must(c.t, err)
	return b
}
