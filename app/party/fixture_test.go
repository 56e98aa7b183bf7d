package party

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	chain = "test-gz"
	began = wire.Time(1_770_000_000)
	gz    = "520000"
)

func seedKey(seed string) crypto.PrivateKey { return crypto.FromSeed(crypto.Secp256k1, seed) }

func founder(id, group string, roles ...string) Founder {
	f := Founder{ID: id, Name: "名称 " + id, Nature: Institution, Jurisdiction: gz, Group: group}
	for _, r := range roles {
		f.Roles = append(f.Roles, FounderRole{Role: r, Jurisdiction: gz})
	}
	for n, duty := range []string{DutyRoot, DutyMaker, DutyChecker} {
		f.Accounts = append(f.Accounts, FounderAccount{Number: uint16(n), Duty: duty,
			Keys: []crypto.PublicKey{seedKey(fmt.Sprintf("%s/%d", id, n)).Public()}})
	}
	return f
}

func vote(party string) GenesisVoter {
	key := crypto.SHA256([]byte(party))
	return GenesisVoter{Party: party, Name: "v", PubKey: base64.StdEncoding.EncodeToString(key[:]),
		Power: DefaultPower}
}

func founders() Genesis {
	return Genesis{
		Parties: []Founder{founder("gz-bureau", "", "bureau", "impl"),
			founder("gz-health", "", "provider"), founder("gz-operator", "bigdata", "operator"),
			founder("gz-data", "bigdata"), founder("gz-treasury", "", "treasury"),
			founder("gy-bureau", "gov", "bureau")},
		Validators: []GenesisVoter{vote("gz-bureau"), vote("gz-health"), vote("gz-operator"),
			vote("gz-treasury")},
	}
}

type world struct {
	t     *testing.T
	store *state.MemStore
	now   wire.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, store: state.NewMemStore(), now: began}
	SetAlgorithms(w.store, []crypto.Alg{crypto.Secp256k1, crypto.SM2})
	section, err := wire.ToJSON(founders())
	if err != nil {
		t.Fatal(err)
	}
	if err := loadGenesis(w.ctx(), section); err != nil {
		t.Fatal(err)
	}
	w.now += 100
	return w
}

// ctx is a paper signed by the accounts given as "party/number", author first.
func (w *world) ctx(signers ...string) *rule.Ctx {
	c := &rule.Ctx{Store: w.store, Time: w.now, Chain: chain, Height: 1}
	for _, s := range signers {
		a, err := tx.ParseAccount(s)
		if err != nil {
			w.t.Fatal(err)
		}
		c.Signers = append(c.Signers, a)
	}
	return c
}

// do applies m on an overlay and keeps it when it is not refused.
func (w *world) do(m rule.Msg, signers ...string) error {
	w.t.Helper()
	if err := m.Check(); err != nil {
		return err
	}
	c := w.ctx(signers...)
	o := state.NewOverlay(w.store)
	c.Store = o
	if err := m.Apply(c); err != nil {
		if o.Writes() != 0 {
			w.t.Errorf("%T wrote before it refused", m)
		}
		return err
	}
	w.held(m, o.Writes())
	for _, e := range c.Events() {
		wire.MustEncode(e)
	}
	o.Flush(w.store)
	for _, i := range invariants {
		if err := i.Check(w.store); err != nil {
			w.t.Errorf("%s: %v", i.Name, err)
		}
	}
	return nil
}

// held checks the writes against the declared maximum.
func (w *world) held(m rule.Msg, writes int) {
	w.t.Helper()
	for _, k := range Chapter().Kinds {
		if fmt.Sprintf("%T", k.New()) == fmt.Sprintf("%T", m) && writes > int(k.Writes) {
			w.t.Errorf("%s wrote %d keys, declared %d", k.Name, writes, k.Writes)
		}
	}
}

func (w *world) ok(m rule.Msg, signers ...string) {
	w.t.Helper()
	if err := w.do(m, signers...); err != nil {
		w.t.Fatalf("%T: %v", m, err)
	}
}

func (w *world) refused(want *rule.Refusal, m rule.Msg, signers ...string) {
	w.t.Helper()
	err := w.do(m, signers...)
	var r *rule.Refused
	if !errors.As(err, &r) || r.Refusal != want {
		w.t.Errorf("%T: got %v, want %s", m, err, want.Name)
		return
	}
	if told := r.Tell(); strings.ContainsAny(told.Zh+told.En+told.FixZh+told.FixEn, "{}") {
		w.t.Errorf("%s: an argument is not filled in: %s %s", want.Name, told.Zh, told.En)
	}
}

func proof(t *testing.T, party string, account, number uint16, k crypto.PrivateKey) tx.RS {
	t.Helper()
	rs, err := EnrolProof(chain, tx.Account{Party: party, Number: account}, number, k)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

var paper = rule.Evidence{Number: "黔数函〔2026〕3号", Title: "文件",
	Digest: crypto.DigestOf(crypto.DigestSM3, []byte("x"))}
