package abci

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The chapter "note" gives these tests kinds of every weight and cost.
type putMsg struct {
	Key  string `json:"key" max:"64"`
	Text string `json:"text" max:"40000"`
}

type noted struct {
	Key string `json:"key" max:"64"`
}

func (noted) Event() string { return "note.put" }

var (
	notes   = state.NewMap[string, putMsg](90, 1, "note/notes", "notes of the tests")
	errNote = rule.Refuse(9001, "note.refused", "不行", "no", "无", "none")
)

func (m *putMsg) Check() error {
	if m.Key == "panic" {
		panic("a mistake in Check")
	}
	return nil
}

func (m *putMsg) Apply(c *rule.Ctx) error {
	if m.Key == "refuse" {
		return errNote.At("key")
	}
	notes.Set(c.Store, m.Key, *m)
	c.Emit(noted{Key: m.Key})
	return nil
}

func noteChapter() rule.Chapter {
	kind := func(name string, writes uint32, w rule.Weight) rule.Kind {
		return rule.Kind{Name: name, Zh: "记", En: "note", Law: "none", Weight: w, Writes: writes,
			New: func() rule.Msg { return new(putMsg) }}
	}
	return rule.Chapter{Number: 90, Name: "note", Zh: "试", En: "for tests",
		Kinds: []rule.Kind{kind("note.put", 1, rule.Ordinary), kind("note.urgent", 1, rule.Urgent),
			kind("note.bulk", 1, rule.Bulk), kind("note.wide", 3000, rule.Ordinary)},
		EndBlock: noteEnd, Refusals: []*rule.Refusal{errNote}, Events: []rule.Event{noted{}},
		Collections: []state.Collection{notes.Descriptor()},
		Queries: []rule.Query{{Name: "note", Zh: "记", En: "a note",
			Args: []rule.Arg{{Name: "key", Zh: "键", En: "key", Required: true}},
			Serve: func(q rule.Ask) (any, error) {
				if q.Args["key"] == "panic" {
					panic("a mistake in a query")
				}
				n, ok := notes.Get(q.Store, q.Args["key"])
				if !ok {
					return nil, rule.ErrNotFound
				}
				return n, nil
			}}},
	}
}

func noteMachine(t testing.TB) *app.Machine {
	t.Helper()
	m, err := app.New(party.Chapter(), regime.Chapter(), govern.Chapter(), noteChapter())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func keyOf(account string) crypto.PrivateKey { return crypto.FromSeed(crypto.Secp256k1, account) }

// testDocument has three institutions with accounts 0 to 2 and one validator for each key given.
func testDocument(t testing.TB, chain string, began time.Time,
	validators ...string) genesis.Document {
	t.Helper()
	s := genesis.Spec{ChainID: chain, GenesisTime: wire.At(began),
		Regimes: []genesis.RegimeSpec{{Name: "guizhou"}}, Calendars: []string{"2026"}}
	for _, id := range []string{"bureau", "alpha", "beta"} {
		f := party.Founder{ID: id, Name: id, Nature: party.Administrative, Jurisdiction: "520000"}
		if id == "bureau" {
			f.Roles = []party.FounderRole{{Role: "bureau", Jurisdiction: "520000"}}
		}
		for n := uint16(0); n < 3; n++ {
			k := keyOf(fmt.Sprintf("%s/%d", id, n))
			f.Accounts = append(f.Accounts, party.FounderAccount{Number: n, Duty: "maker",
				Keys: []crypto.PublicKey{k.Public()}})
		}
		f.Accounts[0].Duty = "root"
		s.Parties = append(s.Parties, f)
	}
	for i, key := range validators {
		s.Validators = append(s.Validators, party.GenesisVoter{Party: "bureau",
			Name: fmt.Sprintf("v%d", i), PubKey: key,
			Power: party.DefaultPower})
	}
	s.AcknowledgeConcentration = "one machine"
	if len(chain) > 5 && chain[:5] == "test-" {
		s.TestStart = testStart
	}
	d, err := genesis.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// testStart is when law time begins on chains whose id says test.
const testStart wire.Time = 1_740_700_000

var someValidator = base64.StdEncoding.EncodeToString(make([]byte, 32))

// chain drives the application as CometBFT would, alone and with a clock of its own.
type chain struct {
	t      testing.TB
	dir    string
	shelf  Shelf
	db     *state.DB
	app    *Application
	g      *Founding
	now    time.Time // the next block's time and the node's clock
	fault  error
	height int64
	nonces map[string]uint64
	pool   [][]byte // what CometBFT's mempool would hold
	seq    int
}

var began = time.Date(2026, 10, 8, 9, 0, 0, 0, wire.Beijing)

func newChain(t testing.TB) *chain { return newChainOf(t, "note-1") }

func newChainOf(t testing.TB, id string) *chain {
	t.Helper()
	g, err := NewFounding(testDocument(t, id, began, someValidator))
	if err != nil {
		t.Fatal(err)
	}
	c := &chain{t: t, dir: t.TempDir(), shelf: Shelf{Dir: t.TempDir()}, g: g, now: began,
		nonces: map[string]uint64{}}
	c.open()
	return c
}

func (c *chain) open() {
	c.t.Helper()
	db, err := state.Open(state.Options{Dir: c.dir, MemTableBytes: 4 << 20})
	if err != nil {
		c.t.Fatal(err)
	}
	c.db = db
	c.app, err = NewApplication(db, noteMachine(c.t), Options{Chain: c.g.Doc.ChainID,
		Genesis: c.g.Digest, Clock: func() time.Time { return c.now }, Pass: notePass{}, Shelf: c.shelf,
		Fail: func(err error) { c.fault = err }})
	if err != nil {
		c.t.Fatal(err)
	}
	if c.app.head.Load().height == 0 {
		c.must(c.app.InitChain(context.Background(), c.initRequest()))
	}
	c.t.Cleanup(func() { _ = db.Close() })
}

func (c *chain) initRequest() *abci.RequestInitChain {
	p := c.g.Doc.ConsensusParams.ToProto()
	return &abci.RequestInitChain{Time: c.g.Doc.GenesisTime, ChainId: c.g.Doc.ChainID,
		ConsensusParams: &p, InitialHeight: 1, AppStateBytes: c.g.Doc.AppState,
		Validators: types.TM2PB.ValidatorUpdates(types.NewValidatorSet(validatorsOf(c.g.Doc)))}
}

// restart closes the store as a kill would leave it and opens it again.
func (c *chain) restart() {
	c.t.Helper()
	if err := c.db.Close(); err != nil {
		c.t.Fatal(err)
	}
	c.pool = nil
	c.open()
}

func (c *chain) must(_ any, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// paper signs a note of account "party/n".
func (c *chain) paper(account, kind, key, text string) []byte {
	c.t.Helper()
	c.nonces[account]++
	return c.sign(account, c.body(account, kind, key, text, c.nonces[account]))
}

func (c *chain) body(account, kind, key, text string, nonce uint64) tx.Paper {
	c.t.Helper()
	a, err := tx.ParseAccount(account)
	c.must(nil, err)
	expires := wire.At(c.now.Add(time.Hour))
	if c.app != nil {
		expires = regime.LawTime(c.app.head.Load().store, expires)
	}
	return tx.Paper{Chain: c.g.Doc.ChainID, Genesis: c.g.Digest, Author: a, Lane: 1, Nonce: nonce,
		CoSigners: []tx.Account{}, Kind: kind, Body: wire.MustEncode(&putMsg{Key: key, Text: text}),
		Expires: expires}
}

func (c *chain) sign(account string, p tx.Paper) []byte {
	c.t.Helper()
	sig, err := p.Sign(keyOf(account), party.FirstKey)
	c.must(nil, err)
	return wire.MustEncode(tx.Tx{Paper: p, Signatures: []tx.Signature{sig}})
}

func (c *chain) check(raw []byte) *abci.ResponseCheckTx {
	c.t.Helper()
	res, err := c.app.CheckTx(context.Background(), &abci.RequestCheckTx{Tx: raw})
	c.must(res, err)
	if res.Code == 0 {
		c.pool = append(c.pool, raw)
	}
	return res
}

func (c *chain) prepare() [][]byte {
	c.t.Helper()
	// CometBFT offers the front of its queue up to the block's size.
	var offered [][]byte
	left := int64(BlockBytes)
	for _, raw := range c.pool {
		if left -= blockSize(raw); left < 0 {
			break
		}
		offered = append(offered, raw)
	}
	res, err := c.app.PrepareProposal(context.Background(), &abci.RequestPrepareProposal{
		Height: c.height + 1, Time: c.now, MaxTxBytes: BlockBytes - 2000, Txs: offered})
	c.must(res, err)
	return res.Txs
}

func (c *chain) accepts(raws ...[]byte) bool {
	c.t.Helper()
	res, err := c.app.ProcessProposal(context.Background(), &abci.RequestProcessProposal{
		Height: c.height + 1, Time: c.now, Txs: raws})
	c.must(res, err)
	return res.IsAccepted()
}

func (c *chain) finalize(raws ...[]byte) *abci.ResponseFinalizeBlock {
	c.t.Helper()
	res, err := c.app.FinalizeBlock(context.Background(), &abci.RequestFinalizeBlock{
		Height: c.height + 1, Time: c.now, Txs: raws, Hash: []byte(fmt.Sprint(c.height + 1))})
	c.must(res, err)
	return res
}

func (c *chain) commit() {
	c.t.Helper()
	_, err := c.app.Commit(context.Background(), &abci.RequestCommit{})
	c.must(nil, err)
	c.height++
	c.now = c.now.Add(2 * time.Second)
}

// recheck does what CometBFT does after a block: it drops the block's papers and asks about the
// rest.
func (c *chain) recheck(block [][]byte) {
	c.t.Helper()
	in := map[string]bool{}
	for _, raw := range block {
		in[string(raw)] = true
	}
	var keep [][]byte
	for _, raw := range c.pool {
		if in[string(raw)] {
			continue
		}
		res, err := c.app.CheckTx(context.Background(), &abci.RequestCheckTx{Tx: raw,
			Type: abci.CheckTxType_Recheck})
		c.must(res, err)
		if res.Code == 0 {
			keep = append(keep, raw)
		}
	}
	c.pool = keep
}

// block proposes, accepts, executes and saves one block and returns its papers.
func (c *chain) block() [][]byte {
	c.t.Helper()
	raws := c.prepare()
	if !c.accepts(raws...) {
		c.t.Fatal("an own proposal was rejected")
	}
	c.finalize(raws...)
	c.commit()
	c.recheck(raws)
	return raws
}

func (c *chain) query(path string, data []byte, height int64) *abci.ResponseQuery {
	c.t.Helper()
	res, err := c.app.Query(context.Background(), &abci.RequestQuery{Path: path, Data: data,
		Height: height, Prove: true})
	c.must(res, err)
	return res
}

func (c *chain) decode(b []byte, v any) {
	c.t.Helper()
	if err := json.Unmarshal(b, v); err != nil {
		c.t.Fatalf("%v in %s", err, b)
	}
}

func codeOf(t testing.TB, log string) string {
	t.Helper()
	var told rule.Told
	if err := json.Unmarshal([]byte(log), &told); err != nil {
		t.Fatalf("%v in %q", err, log)
	}
	return told.Code
}
