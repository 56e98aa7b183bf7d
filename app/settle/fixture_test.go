package settle_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// world is a ledger at rest under the Guizhou regime: what earlier chapters would have written is
// put under the keys their tables declare; the kinds of this chapter are applied.
type world struct {
	testing.TB
	s       *state.MemStore
	kinds   []rule.Kind
	checks  []rule.Invariant
	queries []rule.Query
	side    rule.Side
	now     wire.Time
	batch   int
	height  uint64
	seq     uint64
	wrote   int // keys of the last accepted paper
}

func newWorld(t testing.TB, chapters ...rule.Chapter) *world {
	w := &world{TB: t, s: state.NewMemStore()}
	for _, c := range chapters {
		w.kinds, w.checks = append(w.kinds, c.Kinds...), append(w.checks, c.Invariants...)
		w.queries = append(w.queries, c.Queries...)
	}
	gz, err := genesis.LoadRegime(genesis.Files(), "guizhou")
	w.must(err)
	p := genesis.DefaultParameters()
	section, err := json.Marshal(regime.Section{Profiles: []regime.GenesisProfile{gz.Profile},
		Calendars: []regime.GenesisCalendar{}, Period: p.Period, FreezeAfterDays: p.FreezeAfterDays,
		LandLeadSeconds: p.LandLeadSeconds, ObjectionWorkingDays: p.ObjectionWorkingDays,
		LateSecondsAhead: p.LateSecondsAhead, LatenessDays: p.LatenessDays,
		RestateMonths: p.RestateMonths})
	w.must(err)
	w.must(regime.Chapter().Genesis(&rule.Ctx{Store: w.s, Chain: "gz-1", Time: day("2025-01-01")},
		section))
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// table opens a collection of another chapter by the place its table declares.
func table[K comparable, V any](c rule.Chapter, name string) state.Map[K, V] {
	i := slices.IndexFunc(c.Collections, func(d state.Collection) bool { return d.Name == name })
	return state.NewMap[K, V](c.Number, c.Collections[i].Number, name, c.Collections[i].Doc)
}

type roleKey struct {
	Party, Role, Jurisdiction string
	From                      wire.Time
}

type roleEnd struct {
	To       wire.Time `json:"to"`
	Document string    `json:"document" max:"200"`
	Ending   string    `json:"ending" max:"200"`
}

type node struct {
	ID      wire.ID
	Version uint32
}

// party registers an institution of Guizhou with its roles since 2025.
func (w *world) party(v party.Party, roles ...string) {
	if v.Jurisdiction == "" {
		v.Jurisdiction = "520000"
	}
	if v.Nature == "" {
		v.Nature = party.Enterprise
	}
	v.Name = v.ID
	table[string, party.Party](party.Chapter(), "party/parties").Set(w.s, v.ID, v)
	for _, role := range roles {
		table[roleKey, roleEnd](party.Chapter(), "party/roles").
			Set(w.s, roleKey{v.ID, role, v.Jurisdiction, day("2025-01-01")}, roleEnd{})
	}
}

func (w *world) resource(id string, weight uint32) {
	w.seq++
	v := catalog.Resource{ID: ref(id), Version: 1, Name: id, Jurisdiction: "520000", Weight: weight,
		Regime: gz, Status: catalog.Registered, Seq: w.seq, Published: day("2025-02-01"),
		Registered: day("2025-02-01"), Origin: catalog.Own}
	table[wire.ID, catalog.Resource](catalog.Chapter(), "catalog/resources").Set(w.s, v.ID, v)
}

var gz = regime.Ref{Jurisdiction: "520000", Version: 1}

// agreement is in force from 2025-03-01 to last.
func (w *world) agreement(id, operator, last, text string) {
	v := authorization.Agreement{ID: ref(id), Regime: gz, Jurisdiction: "520000", Mode: "whole",
		Impl: "bureau", Operator: operator, FirstDay: 20250301, LastDay: date(last),
		Rule: wire.Bytes(text), Signed: day("2025-02-20")}
	table[wire.ID, authorization.Agreement](authorization.Chapter(), "authorization/agreements").
		Set(w.s, v.ID, v)
}

// end ends an agreement early.
func (w *world) end(id string, at wire.Time) {
	m := table[wire.ID, authorization.Agreement](authorization.Chapter(), "authorization/agreements")
	v, _ := m.Get(w.s, ref(id))
	v.EndedAt, v.EndCause = at, "unrectified"
	m.Set(w.s, v.ID, v)
}

func (w *world) devAgreement(id, parent, developer, text string) {
	v := access.DevAgreement{ID: ref(id), Regime: gz, Jurisdiction: "520000", Operator: "operator",
		Developer: developer, Parent: ref(parent), FirstDay: 20250301, LastDay: 20271231,
		Rule: wire.Bytes(text), Signed: access.Act{At: day("2025-02-20")}}
	table[wire.ID, access.DevAgreement](access.Chapter(), "access/dev_agreements").Set(w.s, v.ID, v)
}

// product publishes version 1 on 2025-03-02; inputs are "party/local" or "party/local@1",
// with ! where they are no public data.
func (w *world) product(id, stage, agreement string, inputs ...string) {
	w.seq++
	v := product.Product{ID: ref(id), Version: 1, Seq: w.seq, Regime: gz, Jurisdiction: "520000",
		Stage: stage, Name: id, Form: "api", Purpose: "finance", Maker: ref(id).Party,
		Agreement: ref(agreement), Status: product.OnSale,
		Publication: access.Act{At: day("2025-03-02")}}
	for _, in := range inputs {
		own, private := strings.CutPrefix(in, "!")
		name, _, made := strings.Cut(own, "@")
		i := product.Input{Object: ref(name), Kind: access.KindResource, Version: 1, Public: !private}
		if made {
			i.Kind = access.KindProduct
		}
		v.Inputs = append(v.Inputs, i)
	}
	table[node, product.Product](product.Chapter(), "product/versions").Set(w.s, node{v.ID, 1}, v)
}

// apply runs a paper at an instant and returns its refusal; kept writes stay within the kind's
// declared number.
func (w *world) apply(at wire.Time, m rule.Msg, signers ...string) ([]rule.Event, error) {
	w.Helper()
	if err := m.Check(); err != nil {
		return nil, err
	}
	w.height, w.now = w.height+1, at
	o := state.NewOverlay(w.s)
	c := &rule.Ctx{Store: o, Height: w.height, Time: at, Chain: "gz-1"}
	for _, s := range signers {
		c.Signers = append(c.Signers, tx.Account{Party: s, Number: 1})
	}
	if err := m.Apply(c); err != nil {
		if o.Writes() > 0 {
			w.Errorf("%T was refused after a write: %v", m, err)
		}
		return nil, err
	}
	for _, k := range w.kinds {
		if k.Body() == reflect.TypeOf(m).Elem() && o.Writes() > int(k.Writes) {
			w.Errorf("%s wrote %d keys, declared %d", k.Name, o.Writes(), k.Writes)
		}
	}
	for _, e := range c.Events() {
		wire.MustEncode(e)
	}
	w.wrote = o.Writes()
	o.Flush(w.s)
	for _, i := range w.checks {
		if err := i.Check(w.s); err != nil {
			w.Errorf("%s: %v", i.Name, err)
		}
	}
	return c.Events(), nil
}

// ok applies a paper that must be accepted.
func (w *world) ok(at wire.Time, m rule.Msg, signers ...string) []rule.Event {
	w.Helper()
	events, err := w.apply(at, m, signers...)
	w.must(err)
	return events
}

// refused applies a paper that must be refused for def.
func (w *world) refused(def *rule.Refusal, at wire.Time, m rule.Msg,
	signers ...string) *rule.Refused {
	w.Helper()
	_, err := w.apply(at, m, signers...)
	var got *rule.Refused
	if !errors.As(err, &got) || got.Refusal != def {
		w.Fatalf("%T: got %v, want %s", m, err, def.Name)
	}
	for _, say := range []string{got.SayZh(), got.SayEn()} {
		if strings.ContainsAny(say, "{}") {
			w.Errorf("%s leaves an argument open: %s", def.Name, say)
		}
	}
	return got
}

func ref(s string) wire.ID {
	id, err := wire.ParseID(s)
	if err != nil {
		panic(err)
	}
	return id
}

func date(s string) wire.Date {
	d, err := wire.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func day(s string) wire.Time { return date(s).Start() }

// at is an instant such as "2026-09-18 10:00".
func at(s string) wire.Time {
	d, clock, _ := strings.Cut(s, " ")
	t, err := wire.ParseTime(d + "T" + clock + ":00+08:00")
	if err != nil {
		panic(err)
	}
	return t
}

func digest(s string) crypto.Digest { return crypto.DigestOf(crypto.DigestSHA256, []byte(s)) }

// plain pays everything to the owner of the product.
const plain = `{"layer":"primary","tiers":[{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`

// freeze closes a period.
func (w *world) freeze(period string) {
	regime.Freeze(&rule.Ctx{Store: w.s, Height: w.height, Time: day("2026-07-16")}, period)
}

// ask answers a query of the chapters under test.
func (w *world) ask(name string, args ...string) any {
	w.Helper()
	q := rule.Ask{Store: w.s, Height: w.height, Time: w.now, Side: w.side, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		q.Args[args[i]] = args[i+1]
	}
	for _, v := range w.queries {
		if v.Name == name {
			got, err := v.Serve(q)
			w.must(err)
			return got
		}
	}
	w.Fatalf("no query %s", name)
	return nil
}

// period sets the length of the ledger's settlement period.
func (w *world) period(length string) {
	c := regime.Chapter()
	i := slices.IndexFunc(c.Collections,
		func(d state.Collection) bool { return d.Name == "regime/parameters" })
	item := state.NewItem[regime.Parameters](c.Number, c.Collections[i].Number, "regime/parameters",
		"parameters")
	p := regime.Periods(w.s)
	p.Period = length
	item.Set(w.s, p)
}

type settingKey struct {
	Jurisdiction string
	Version      uint32
	Key          string
}

// set changes a key of the regime.
func (w *world) set(key string, values ...string) {
	table[settingKey, regime.Setting](regime.Chapter(), "regime/settings").
		Set(w.s, settingKey{"520000", 1, key}, regime.Setting{Values: values, Article: "XX §1",
			Mark: "text"})
}
