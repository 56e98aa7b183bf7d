package access_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// book is a ledger of one store whose papers are applied one by one at its time: the kinds of all
// chapters so far, under the shipped Guizhou profile with some keys changed.
type book struct {
	*testing.T
	store *state.MemStore
	time  wire.Time
	chain string

	scenarios []string // that the plan and the agreement name
}

func id(s string) wire.ID {
	v, err := wire.ParseID(s)
	if err != nil {
		panic(err)
	}
	return v
}

func date(s string) wire.Date {
	d, err := wire.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func evidence(number string) rule.Evidence {
	return rule.Evidence{Number: number, Digest: crypto.DigestOf(crypto.DigestSHA256, []byte(number))}
}

func (b *book) at(s string) {
	b.Helper()
	t, err := wire.ParseTime(strings.Replace(s, " ", "T", 1) + ":00+08:00")
	if err != nil {
		b.Fatal(err)
	}
	b.time = t
}

func apply(c *rule.Ctx, m rule.Msg) error {
	if err := wire.Limits(m); err != nil {
		return err
	}
	if err := m.Check(); err != nil {
		return err
	}
	return m.Apply(c)
}

func (b *book) ctx(s state.Store, signers []string) *rule.Ctx {
	c := &rule.Ctx{Store: s, Height: 2, Time: b.time, Chain: b.chain}
	for _, p := range signers {
		c.Signers = append(c.Signers, tx.Account{Party: p, Number: 1})
	}
	return c
}

// must applies a paper and holds it to the writes its kind declares.
func (b *book) must(m rule.Msg, signers ...string) []rule.Event {
	b.Helper()
	o := state.NewOverlay(b.store)
	c := b.ctx(o, signers)
	if err := apply(c, m); err != nil {
		b.Fatalf("%T by %v: %v", m, signers, err)
	}
	for _, k := range kinds {
		if reflect.TypeOf(k.New()) == reflect.TypeOf(m) && o.Writes() > int(k.Writes) {
			b.Fatalf("%s wrote %d keys, declares %d", k.Name, o.Writes(), k.Writes)
		}
	}
	o.Flush(b.store)
	for _, v := range invariants {
		if err := v.Check(b.store); err != nil {
			b.Fatalf("%s after %T: %v", v.Name, m, err)
		}
	}
	return c.Events()
}

// refuse applies a paper that must be refused under a code and leave the store as it was.
func (b *book) refuse(m rule.Msg, code string, signers ...string) *rule.Refused {
	b.Helper()
	before := dump(b.store)
	c := b.ctx(b.store, signers)
	err := apply(c, m)
	r, ok := err.(*rule.Refused)
	if !ok || r.Name != code {
		b.Fatalf("%T by %v: got %v, want %s", m, signers, err, code)
	}
	if !bytes.Equal(before, dump(b.store)) || len(c.Events()) > 0 {
		b.Fatalf("%T was refused with %s and left a trace", m, code)
	}
	for _, s := range []string{r.SayZh(), r.SayEn(), r.Tell().FixZh, r.Tell().FixEn} {
		if s == "" || strings.Contains(s, "{") {
			b.Fatalf("%s says %q", code, s)
		}
	}
	seen[code] = true
	return r
}

// seen collects the codes that tests have met; TestMain holds the table to it.
var seen = map[string]bool{}

func dump(r state.Reader) []byte {
	var out bytes.Buffer
	r.Iterate(nil, nil, func(k, v []byte) bool {
		fmt.Fprintf(&out, "%x=%x\n", k, v)
		return true
	})
	return out.Bytes()
}

func founder(name, nature string, roles ...string) party.Founder {
	f := party.Founder{ID: name, Name: name, Nature: nature, Jurisdiction: "520000",
		Accounts: []party.FounderAccount{{Number: 0, Duty: "root",
			Keys: []crypto.PublicKey{crypto.FromSeed(crypto.Secp256k1, name).Public()}}}}
	for _, r := range roles {
		f.Roles = append(f.Roles, party.FounderRole{Role: r, Jurisdiction: "520000"})
	}
	switch name {
	case "gz-operator", "gz-affiliate":
		f.Group = "gz-data"
	case "gz-health":
		f.RemitTo = "gz-treasury"
	}
	return f
}

var founders = []party.Founder{
	founder("gz-bureau", party.Administrative, "bureau"),
	founder("gz-gov", party.Administrative, "government"),
	founder("gz-treasury", party.Administrative, "treasury"),
	founder("gz-registry", party.Institution, "registry"),
	founder("gz-health", party.Administrative, "provider"),
	founder("gz-hospital", party.Institution, "provider"),
	founder("gz-operator", party.StateEnterprise, "operator"),
	founder("gz-affiliate", party.Enterprise),
	founder("gz-rival", party.Enterprise),
	founder("gz-dev", party.Enterprise),
	founder("gz-late", party.Enterprise),
}

// newBook opens the ledger with three registered resources. set gives profile keys other values,
// parted by commas; "test_clock", "" opens a test ledger.
func newBook(t *testing.T, set ...string) *book {
	t.Helper()
	b := &book{T: t, store: state.NewMemStore(), chain: "gz-1"}
	b.at("2025-02-10 09:00")
	gz, err := genesis.LoadRegime(genesis.Files(), "guizhou")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(set); i += 2 {
		for k := range gz.Profile.Keys {
			if gz.Profile.Keys[k].Key == set[i] {
				gz.Profile.Keys[k].Values = strings.Split(set[i+1], ",")
			}
		}
	}
	s := regime.Section{Profiles: []regime.GenesisProfile{gz.Profile}, Period: regime.Quarter,
		FreezeAfterDays: 10, LandLeadSeconds: 600, ObjectionWorkingDays: 5, LateSecondsAhead: 120,
		LatenessDays: 7}
	if slices.Contains(set, "test_clock") {
		b.chain, s.TestClock = "test-gz", &regime.TestStart{Start: b.time, Header: b.time}
	}
	for _, name := range []string{"2025", "2026"} {
		c, err := genesis.LoadCalendar(genesis.Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		s.Calendars = append(s.Calendars, c)
	}
	g := party.Genesis{Parties: founders, AcknowledgeConcentration: "test",
		Validators: []party.GenesisVoter{
			{Party: founders[0].ID, Name: "n", PubKey: strings.Repeat("A", 43) + "=", Power: 1000}}}
	party.SetAlgorithms(b.store, []crypto.Alg{crypto.Secp256k1})
	b.load(party.Chapter(), g)
	b.load(regime.Chapter(), s)
	for _, name := range []string{"gz-health/visits", "gz-hospital/beds", "gz-hospital/staff"} {
		b.resource(name, "month", "sex", "name")
	}
	return b
}

func (b *book) load(c rule.Chapter, section any) {
	b.Helper()
	body, err := json.Marshal(section)
	if err == nil {
		err = c.Genesis(&rule.Ctx{Store: b.store, Height: 1, Time: b.time, Chain: b.chain}, body)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// resource carries a resource to its registration.
func (b *book) resource(name string, fields ...string) {
	b.Helper()
	m := &catalog.ResourceDraft{ID: id(name), Name: name, Class: "医疗", Grade: "一般",
		Jurisdiction: "520000", Origin: catalog.Own}
	for _, f := range fields {
		m.Fields = append(m.Fields, catalog.Field{Name: f, Type: "text"})
	}
	b.must(m, m.ID.Party)
	b.must(&catalog.ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.must(&catalog.ResourcePublish{ID: m.ID}, "gz-bureau")
	b.must(&catalog.ResourceRegister{ID: m.ID, RegistryNo: name}, "gz-registry")
}

const mechanism = `{"layer":"%s","tiers":[{"remainder":{"parts":[{"to":"inputs","weight":3},{"to":"owner","weight":1}]}}],` +
	`"contribution":{"count":["commercial","welfare"],"fallback":"lineage"}}`

func items(names ...string) (out []authorization.Item) {
	for _, n := range names {
		out = append(out, authorization.Item{Item: n, Evidence: evidence(n)})
	}
	return out
}

// agreement carries plan, selection and agreement over visits and beds; it runs from 2025-03-01.
func (b *book) agreement() wire.ID {
	b.Helper()
	plan := &authorization.PlanDraft{ID: id("gz-bureau/plan"), Title: "实施方案", Jurisdiction: "520000",
		Mode: "whole", Scenarios: b.scenarios,
		Resources: []wire.ID{id("gz-health/visits"), id("gz-hospital/beds")},
		Mechanism: wire.Bytes(fmt.Sprintf(mechanism, "primary")), Document: evidence("方案")}
	b.must(plan, "gz-bureau")
	b.must(&authorization.PlanApprove{ID: plan.ID}, "gz-gov")
	p, _ := authorization.GetPlan(b.store, plan.ID)
	profile, _ := regime.Current(b.store, "520000", b.time)
	sel := id("gz-bureau/sel")
	closes := b.time + 3600
	b.must(&authorization.SelectionAnnounce{ID: sel, Plan: plan.ID, Method: "tender", Closes: closes,
		Notice: evidence("公告")}, "gz-bureau")
	b.must(&authorization.SelectionApply{Selection: sel,
		Evidence: items(profile.List("operator.eligibility_items")...)}, "gz-operator")
	b.time = closes
	b.must(&authorization.SelectionEvaluate{ID: sel, Chosen: "gz-operator", Report: evidence("报告")},
		"gz-bureau")
	b.publicized(authorization.OfSelection, sel)
	b.must(&authorization.SelectionDecide{ID: sel, Decision: evidence("决议")}, "gz-bureau")
	a := id("gz-bureau/a1")
	b.must(&authorization.AgreementSign{ID: a, Plan: plan.ID, Selection: sel,
		FirstDay: date("2025-03-01"), LastDay: date("2028-02-29"), Resources: p.Resources,
		Scenarios: b.scenarios,
		Topics:    profile.List("agreement.items"), RuleHash: p.RuleHash, RedevBanClause: true,
		Document: evidence("协议")}, "gz-bureau", "gz-operator")
	if b.time < date("2025-03-03").Start() {
		b.at("2025-03-03 09:00")
	}
	return a
}

func (b *book) publicized(subject string, what wire.ID) {
	b.Helper()
	out := b.must(&authorization.PublicityStart{Subject: subject, ID: what, Notice: evidence("公示")},
		"gz-bureau")
	b.time = out[0].(authorization.PublicityStarted).Opens
}

// admit carries a developer to its admission.
func (b *book) admit(developer string) {
	b.Helper()
	profile, _ := regime.Current(b.store, "520000", b.time)
	dev := id(developer + "/admission")
	b.must(&authorization.DeveloperApply{ID: dev, Jurisdiction: "520000",
		Evidence: items(profile.List("developer.eligibility_items")...)}, developer)
	b.must(&authorization.DeveloperReview{ID: dev, Pass: true}, "gz-bureau")
	b.publicized(authorization.OfDeveloper, dev)
	b.must(&authorization.DeveloperAdmit{ID: dev}, "gz-bureau")
}

var kinds, invariants = access.Chapter().Kinds, access.Chapter().Invariants
