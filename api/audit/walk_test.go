package audit

import (
	"context"
	stded25519 "crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

// audited is the ledger that scenario S25 leaves, with headers that its founding validators sign.
type audited struct {
	t       testing.TB
	app     *abci.Application
	founded *abci.Founding
	set     *types.ValidatorSet
	keys    map[string]ed25519.PrivKey
	height  uint64 // of the state
	now     time.Time
}

// play plays S25 into a folder, up to the first paper of a kind where one is named, and says where
// the ledger stands.
func play(t testing.TB, dir, before string) (*scenario.Story, scenario.Result) {
	t.Helper()
	story, err := scenario.Load("../../test/scenario/law/s25-gd.yaml", nil)
	must(t, err)
	if i := slices.IndexFunc(story.Steps, func(s scenario.Step) bool {
		return s.Paper != nil && s.Paper.Kind.Name == before
	}); i >= 0 {
		story.Steps = story.Steps[:i]
	}
	r, err := scenario.Run(story, scenario.Options{Dir: dir})
	must(t, err)
	if r.Difference != nil {
		t.Fatal(r.Difference)
	}
	return story, r
}

// serve starts a node's application on a ledger that a story left.
func serve(t testing.TB, story *scenario.Story, r scenario.Result, dir string) *audited {
	t.Helper()
	a := &audited{t: t, keys: map[string]ed25519.PrivKey{}, height: r.Height, now: r.Time.Std()}
	a.found(story)
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	must(t, err)
	a.app, err = abci.NewApplication(db, app.Standard(), abci.Options{Chain: story.Chain,
		Genesis: a.founded.Digest, Clock: func() time.Time { return a.now }})
	must(t, err)
	t.Cleanup(func() {
		a.app.Close()
		_ = db.Close()
	})
	return a
}

// found makes the genesis document of the story again, and its validators' keys.
func (a *audited) found(story *scenario.Story) {
	var voters []party.GenesisVoter
	var list []*types.Validator
	for _, p := range story.Parties {
		if !p.Validator {
			continue
		}
		seed := sha256.Sum256([]byte("scenario/validator/" + p.ID))
		key := ed25519.PrivKey(stded25519.NewKeyFromSeed(seed[:]))
		a.keys[key.PubKey().Address().String()] = key
		list = append(list, types.NewValidator(key.PubKey(), party.DefaultPower))
		voters = append(voters, party.GenesisVoter{Party: p.ID, Name: "node", Power: party.DefaultPower,
			PubKey: base64.StdEncoding.EncodeToString(key.PubKey().Bytes())})
	}
	a.set = types.NewValidatorSet(list)
	doc, err := story.Genesis(voters...)
	must(a.t, err)
	a.founded, err = abci.NewFounding(*doc)
	must(a.t, err)
}

// The ledger is a node to ask for proofs: the header after its last block is signed.
func (a *audited) Height(context.Context) (uint64, error) { return a.height + 1, nil }

func (a *audited) First(context.Context) (uint64, error) { return 1, nil }

func (a *audited) Ask(ctx context.Context, path string, data []byte, height uint64, prove bool) (
	value, proof []byte, err error) {
	res, err := a.app.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
		Prove: prove})
	if err != nil || res.Code != 0 {
		return nil, nil, fmt.Errorf("%s: %v %s", path, err, res.GetLog())
	}
	if res.ProofOps != nil {
		proof = res.ProofOps.Ops[0].Data
	}
	return res.Value, proof, nil
}

func (a *audited) Signed(_ context.Context, height uint64) (types.SignedHeader,
	[]*types.Validator, error) {
	some := func(what string) []byte {
		h := sha256.Sum256(fmt.Appendf(nil, "%s %d", what, height))
		return h[:]
	}
	hash := a.app.State().AppHash
	h := &types.Header{Version: cmtversion.Consensus{Block: version.BlockProtocol, App: abci.Rules},
		ChainID: a.founded.Doc.ChainID, Height: int64(height), Time: a.now.UTC(),
		LastBlockID: types.BlockID{Hash: some("last"),
			PartSetHeader: types.PartSetHeader{Total: 1, Hash: some("parts")}},
		LastCommitHash: some("commit"), DataHash: some("data"), ValidatorsHash: a.set.Hash(),
		NextValidatorsHash: a.set.Hash(), ConsensusHash: some("consensus"), AppHash: hash[:],
		LastResultsHash: some("results"), EvidenceHash: some("evidence"),
		ProposerAddress: a.set.Proposer.Address}
	c := &types.Commit{Height: h.Height, BlockID: types.BlockID{Hash: h.Hash(),
		PartSetHeader: types.PartSetHeader{Total: 1, Hash: h.DataHash}}}
	for _, v := range a.set.Validators {
		c.Signatures = append(c.Signatures, types.CommitSig{BlockIDFlag: types.BlockIDFlagCommit,
			ValidatorAddress: v.Address, Timestamp: h.Time})
	}
	for i := range c.Signatures {
		sig, err := a.keys[c.Signatures[i].ValidatorAddress.String()].Sign(
			c.VoteSignBytes(h.ChainID, int32(i)))
		must(a.t, err)
		c.Signatures[i].Signature = sig
	}
	return types.SignedHeader{Header: h, Commit: c}, a.set.Validators, nil
}

func (a *audited) query(name string, args map[string]string, into any) {
	a.t.Helper()
	data, err := json.Marshal(args)
	must(a.t, err)
	raw, _, err := a.Ask(context.Background(), "/q/"+name, data, 0, false)
	must(a.t, err)
	var doc struct{ Answer json.RawMessage }
	must(a.t, json.Unmarshal(raw, &doc))
	must(a.t, json.Unmarshal(doc.Answer, into))
}

// lineOf finds the line that pays a party an amount in fen.
func (a *audited) lineOf(period, to string, fen int64) string {
	a.t.Helper()
	var page struct {
		Items []struct {
			Line struct {
				ID, To string
				Amount int64
			}
		}
	}
	a.query("lines", map[string]string{"period": period}, &page)
	for _, v := range page.Items {
		if v.Line.To == to && v.Line.Amount == fen {
			return v.Line.ID
		}
	}
	a.t.Fatalf("no line of %s pays %s %d", period, to, fen)
	return ""
}

// steps are the hops of S25 with who answers for each then.
var steps = []struct{ step, who string }{{"routing", ""}, {"entry", ""}, {"rule", ""},
	{"receipts", "gd-operator gd-exchange"}, {"exchange", "gd-operator gd-exchange"},
	{"traces", "gd-operator"}, {"product", "gd-operator"}, {"review", "gd-impl"},
	{"registration", "gd-registry"}, {"grant", "gd-impl"}, {"application", "gd-operator gd-impl"},
	{"consent", ""}, {"agreement", "gd-impl gd-operator"}, {"publicity", "gd-impl"},
	{"selection", "gd-impl"}, {"plan", "gd-bureau gd-gov"}}

// The auditor picks A's 127,894.74, which goes to the treasury, and walks to the approval of the
// plan: every hop holds, is proved offline and names who was responsible; the pack refuses to be
// verified with a hop missing or another in its place.
func TestWalkS25(t *testing.T) {
	dir := t.TempDir()
	story, r := play(t, dir, "")
	a := serve(t, story, r, dir)
	w, err := Walk(context.Background(), a, "2026Q3", a.lineOf("2026Q3", "gd-health", 12789474))
	must(t, err)
	if !w.Holds || w.More || w.Payee != "gd-treasury" || w.For != "gd-health" ||
		w.Payer != "gd-operator" || len(w.Hops) != len(steps) {
		t.Fatalf("%+v", w.Walk)
	}
	trust := bundle.TrustGenesis(story.Chain, a.founded.Digest, a.founded.Ledger.Party.Validators)
	shown := map[string][]bundle.RecordShown{}
	for _, f := range w.Files {
		if strings.HasSuffix(f.Name, "-line.json") {
			x, err := bundle.VerifyExtract(f.Data, trust)
			must(t, err)
			if x.Lines[0].Amount != 12789474 || x.Ledger.Height != w.Height {
				t.Errorf("%s: %+v", f.Name, x.Lines)
			}
			continue
		}
		p, err := bundle.VerifyRecords(f.Data, trust)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, v := range p.Records {
			if !v.Present {
				t.Errorf("%s: %s %v is not there", f.Name, v.Collection, v.Key)
			}
		}
		shown[f.Name] = p.Records
	}
	for i, want := range steps {
		checkHop(t, w.Hops[i], i+1, want.step, strings.Fields(want.who))
	}
	tamper(t, w, shown)
	res := httptest.NewRecorder()
	Handler(a, "/p").ServeHTTP(res, httptest.NewRequest("GET",
		"/p/walk?period=2026Q3&line="+w.Line, nil))
	pack, err := w.Pack()
	must(t, err)
	if res.Body.String() != string(pack) {
		t.Errorf("over HTTP: %d, %d bytes, not %d", res.Code, res.Body.Len(), len(pack))
	}
	t.Logf("%d proofs, %d bytes", len(w.Files), len(pack))
}

// signing is an account with the keys that were valid when it signed.
var signing = regexp.MustCompile(`^[a-z0-9-]+/[0-9]+#[0-9]+(,[0-9]+)*$`)

func checkHop(t *testing.T, h oversight.Hop, no int, step string, who []string) {
	t.Helper()
	if h.No != no || h.Step != step || !h.Holds || h.Zh == "" || h.En == "" || len(h.Records) == 0 {
		t.Errorf("hop %d, %s: %+v", no, step, h)
	}
	var found []string
	for _, v := range h.Responsible {
		if !slices.Contains(found, v.Party) {
			found = append(found, v.Party)
		}
		if v.At == 0 || v.Name == "" || len(v.Roles) == 0 {
			t.Errorf("%s: %+v", step, v)
		}
		if len(v.Accounts) == 0 || slices.ContainsFunc(v.Accounts, func(a string) bool {
			return !signing.MatchString(a)
		}) {
			t.Errorf("%s: %s of %s is signed by %q", step, v.What, v.Party, v.Accounts)
		}
	}
	for _, party := range who {
		if !slices.Contains(found, party) {
			t.Errorf("%s: %s is not among %v", step, party, found)
		}
	}
}

// tamper holds a pack to its way: a hop left out or shown by another's proof is found.
func tamper(t *testing.T, w *Walked, shown map[string][]bundle.RecordShown) {
	t.Helper()
	pack, err := w.Pack()
	must(t, err)
	_, files, err := evidence.Unpack(pack)
	must(t, err)
	ask := func(name string) []bundle.RecordShown { return shown[name] }
	must(t, CheckWalk(files, ask))
	none := func(name string) []bundle.RecordShown {
		if name == "10-grant.json" {
			return nil
		}
		return shown[name]
	}
	other := func(name string) []bundle.RecordShown {
		if name == "14-publicity.json" {
			return shown["15-selection.json"]
		}
		return shown[name]
	}
	bare := slices.DeleteFunc(slices.Clone(files), func(f evidence.File) bool {
		return strings.HasSuffix(f.Name, "-line.json")
	})
	for _, err := range []error{CheckWalk(files, none), CheckWalk(files, other),
		CheckWalk(bare, ask), CheckWalk(nil, ask)} {
		if !errors.Is(err, ErrNoWay) {
			t.Errorf("a changed pack: %v", err)
		}
	}
}

// A node that was down for 1,000 blocks, over which duties fell due and periods were settled,
// executes them and says the same app hash and the same overdue list.
func TestDownForAThousandBlocks(t *testing.T) {
	up, down := t.TempDir(), t.TempDir()
	story, r := play(t, up, "evidence.answer")
	must(t, os.CopyFS(down, os.DirFS(up)))
	a := serve(t, story, r, up)
	var before, ours, theirs struct{ Items []json.RawMessage }
	ask := map[string]string{"state": "overdue", "limit": "1000"}
	a.query("deadlines", ask, &before)
	var missed []*cmt.RequestFinalizeBlock
	for i := range 1000 {
		hash := sha256.Sum256(fmt.Appendf(nil, "block %d", i))
		f := &cmt.RequestFinalizeBlock{Height: int64(a.height) + 1, Hash: hash[:],
			Time: a.now.Add(6 * time.Hour), ProposerAddress: hash[:20]}
		a.execute(f)
		missed = append(missed, f)
	}
	b := serve(t, story, r, down)
	for _, f := range missed {
		b.execute(f)
	}
	if x, y := a.app.State(), b.app.State(); x.AppHash != y.AppHash || x.Height != y.Height ||
		x.Height != r.Height+1000 {
		t.Errorf("app hash %s at %d, then %s at %d", x.AppHash, x.Height, y.AppHash, y.Height)
	}
	a.query("deadlines", ask, &ours)
	b.query("deadlines", ask, &theirs)
	if len(ours.Items) < len(before.Items)+3 || !slices.EqualFunc(ours.Items, theirs.Items,
		func(x, y json.RawMessage) bool { return string(x) == string(y) }) {
		t.Errorf("overdue before %d, then %d and %d", len(before.Items), len(ours.Items),
			len(theirs.Items))
	}
	var run struct{ Stage string }
	if b.query("run", map[string]string{"period": "2027Q2"}, &run); run.Stage != "final" {
		t.Errorf("2027Q2 is %s", run.Stage)
	}
}

func (a *audited) execute(f *cmt.RequestFinalizeBlock) {
	a.t.Helper()
	a.now = f.Time
	_, err := a.app.FinalizeBlock(context.Background(), f)
	must(a.t, err)
	_, err = a.app.Commit(context.Background(), &cmt.RequestCommit{})
	must(a.t, err)
	a.height++
}
