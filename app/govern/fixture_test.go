package govern

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	chain = "test-govern"
	began = wire.Time(1_770_000_000)
	day   = wire.Time(86400)
)

// Five institutions run a validator each; "data", under one control with "operator", runs none.
var founders = []string{"bureau", "health", "water", "operator", "exchange", "data"}

func seed(id string) crypto.PrivateKey { return crypto.FromSeed(crypto.Secp256k1, id) }

// consensus is the key of a validator as genesis and proposals write it.
func consensus(name string) string {
	k := crypto.SHA256([]byte(name))
	return base64.StdEncoding.EncodeToString(k[:])
}

func genesisParties() party.Genesis {
	var g party.Genesis
	for _, id := range founders {
		f := party.Founder{ID: id, Name: id, Nature: party.Institution, Jurisdiction: "520000",
			Accounts: []party.FounderAccount{{Number: 0, Duty: "root",
				Keys: []crypto.PublicKey{seed(id).Public()}}}}
		if id == "operator" || id == "data" {
			f.Group = "bigdata"
		}
		if id == "bureau" {
			f.Roles = []party.FounderRole{{Role: "bureau", Jurisdiction: "520000"}}
		}
		g.Parties = append(g.Parties, f)
		if id != "data" {
			g.Validators = append(g.Validators, party.GenesisVoter{Party: id, Name: "node",
				PubKey: consensus(id), Power: 1000})
		}
	}
	return g
}

type world struct {
	t      *testing.T
	store  *state.MemStore
	now    wire.Time
	height uint64
	events []rule.Event
	n      int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, store: state.NewMemStore(), now: began, height: 1}
	party.SetAlgorithms(w.store, []crypto.Alg{crypto.Secp256k1})
	load := func(ch rule.Chapter, section any) {
		b, err := wire.ToJSON(section)
		if err != nil {
			t.Fatal(err)
		}
		if err := ch.Genesis(w.ctx(), b); err != nil {
			t.Fatal(err)
		}
	}
	load(party.Chapter(), genesisParties())
	regimeSection(t, w)
	load(Chapter(), Section{})
	return w
}

// regimeSection writes only the parameters: the votes here need no profile.
func regimeSection(t *testing.T, w *world) {
	t.Helper()
	p := regime.GenesisProfile{Jurisdiction: "520000", Version: 1, TitleZh: "办法", TitleEn: "Rules",
		Issuer: "government"}
	for _, k := range regime.Schema {
		v := []string{map[string]string{regime.TypeInt: "0", regime.TypeBool: "false",
			regime.TypeText: "word"}[k.Type]}
		switch {
		case len(k.Of) > 0:
			v[0] = k.Of[0]
		case k.Type == regime.TypeList && k.Filled:
			v[0] = "item"
		case k.Type == regime.TypeList:
			v = []string{}
		}
		p.Keys = append(p.Keys, regime.GenesisKey{Key: k.Name, Values: v, Article: rule.DefaultRule,
			Mark: regime.MarkDefault})
	}
	b, err := wire.ToJSON(regime.Section{Profiles: []regime.GenesisProfile{p},
		Calendars: []regime.GenesisCalendar{}, Period: regime.Quarter, FreezeAfterDays: 15,
		LandLeadSeconds: 600, ObjectionWorkingDays: 10, LateSecondsAhead: 120, LatenessDays: 7,
		ProfileTimelockDays: 7, TestClock: &regime.TestStart{Start: began, Header: began}})
	if err != nil {
		t.Fatal(err)
	}
	if err := regime.Chapter().Genesis(w.ctx(), b); err != nil {
		t.Fatal(err)
	}
}

func (w *world) ctx(signers ...string) *rule.Ctx {
	c := &rule.Ctx{Store: w.store, Time: w.now, Chain: chain, Height: w.height}
	for _, s := range signers {
		c.Signers = append(c.Signers, tx.Account{Party: s, Number: 1})
	}
	return c
}

func (w *world) do(m rule.Msg, author string) error {
	w.t.Helper()
	if err := m.Check(); err != nil {
		return err
	}
	c := w.ctx(author)
	o := state.NewOverlay(w.store)
	c.Store = o
	if err := m.Apply(c); err != nil {
		if o.Writes() != 0 {
			w.t.Errorf("%T wrote before it refused", m)
		}
		return err
	}
	for _, k := range Chapter().Kinds {
		if fmt.Sprintf("%T", k.New()) == fmt.Sprintf("%T", m) && o.Writes() > int(k.Writes) {
			w.t.Errorf("%s wrote %d keys, declared %d", k.Name, o.Writes(), k.Writes)
		}
	}
	w.keep(o, c)
	return nil
}

func (w *world) keep(o *state.Overlay, c *rule.Ctx) {
	w.t.Helper()
	for _, e := range c.Events() {
		wire.MustEncode(e)
	}
	w.events = append(w.events, c.Events()...)
	o.Flush(w.store)
	for _, i := range invariants {
		if err := i.Check(w.store); err != nil {
			w.t.Errorf("%s: %v", i.Name, err)
		}
	}
}

// end runs the end of a block after some days.
func (w *world) end(days wire.Time) {
	w.t.Helper()
	w.now += days * day
	w.height++
	c := w.ctx()
	o := state.NewOverlay(w.store)
	c.Store, c.Budget = o, &rule.Budget{Left: 2000}
	endBlock(c)
	w.keep(o, c)
}

func (w *world) ok(m rule.Msg, author string) {
	w.t.Helper()
	if err := w.do(m, author); err != nil {
		w.t.Fatalf("%T: %v", m, err)
	}
}

func (w *world) refused(want *rule.Refusal, m rule.Msg, author string) {
	w.t.Helper()
	err := w.do(m, author)
	var r *rule.Refused
	if !errors.As(err, &r) || r.Refusal != want {
		w.t.Errorf("%T: got %v, want %s", m, err, want.Name)
		return
	}
	if told := r.Tell(); strings.ContainsAny(told.Zh+told.En+told.FixZh+told.FixEn, "{}") {
		w.t.Errorf("%s: an argument is not filled in: %s %s", want.Name, told.Zh, told.En)
	}
}

var paper = rule.Evidence{Number: "会〔2026〕1号", Title: "纪要",
	Digest: crypto.DigestOf(crypto.DigestSM3, []byte("x"))}

func propose(id string, a Act) *ProposalOpen {
	return &ProposalOpen{ID: wire.ID{Party: "bureau", Local: id}, Act: a, Reason: "理由",
		Evidence: paper}
}

// open opens a proposal of the bureau and returns its id.
func (w *world) open(a Act) wire.ID {
	w.t.Helper()
	w.n++
	m := propose(fmt.Sprintf("p-%d", w.n), a)
	w.ok(m, "bureau")
	return m.ID
}

func (w *world) vote(id wire.ID, yes bool, who ...string) {
	w.t.Helper()
	for _, v := range who {
		w.ok(&ProposalVote{Proposal: id, Yes: yes, Reason: "意见"}, v)
	}
}

// decide opens, passes and carries out.
func (w *world) decide(a Act) Proposal {
	w.t.Helper()
	id := w.open(a)
	for _, v := range founders {
		if p, _ := proposals.Get(w.store, id); p.Status == Open && v != a.Party {
			w.vote(id, true, v)
		}
	}
	w.end(7)
	p, _ := proposals.Get(w.store, id)
	return p
}

func (w *world) status(id wire.ID, want string) {
	w.t.Helper()
	if p, _ := proposals.Get(w.store, id); p.Status != want {
		w.t.Errorf("%s is %s (%s), want %s", id, p.Status, p.Cause, want)
	}
}

func (w *world) register(id string) {
	w.t.Helper()
	k := seed(id)
	proof := func(n uint16, k crypto.PrivateKey) tx.RS {
		rs, err := party.EnrolProof(chain, tx.Account{Party: id, Number: n}, party.FirstKey, k)
		if err != nil {
			w.t.Fatal(err)
		}
		return rs
	}
	desk := seed(id + "/1")
	w.ok(&party.Register{ID: id, Name: id, Nature: party.Institution, Jurisdiction: "520000",
		RootKey: k.Public(), RootProof: proof(0, k), Accounts: []party.FirstAccount{{Number: 1,
			Duty: "maker", Key: desk.Public(), Proof: proof(1, desk)}}}, "bureau")
}
