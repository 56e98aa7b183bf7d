package product_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

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

// book is a ledger of one store whose papers are applied one by one at its time: the kinds of all
// chapters so far, under the shipped Guizhou profile with some keys changed.
type book struct {
	*testing.T
	store *state.MemStore
	time  wire.Time
	chain string
	// the product list of plans to come
	products []string
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

// abroad is a party of the second province.
func abroad(name, nature string, roles ...string) party.Founder {
	f := founder(name, nature, roles...)
	f.Jurisdiction = second
	for i := range f.Roles {
		f.Roles[i].Jurisdiction = second
	}
	return f
}

// second is a province beside Guizhou. Its profile is Guizhou's under other articles; a key set as
// "2:key" is changed there.
const second = "530000"

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
	founder("gz-third", party.Enterprise, "third"),
	abroad("yn-bureau", party.Administrative, "bureau"),
	abroad("yn-gov", party.Administrative, "government"),
	abroad("yn-operator", party.StateEnterprise, "operator"),
	abroad("yn-water", party.StateEnterprise, "provider"),
	abroad("yn-registry", party.Institution, "registry"),
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
	other := gz.Profile
	other.Jurisdiction, other.Keys = second, slices.Clone(gz.Profile.Keys)
	for k := range other.Keys {
		v := &other.Keys[k]
		v.Article = strings.Replace(v.Article, "GZ", "YN", 1)
		for i := 0; i < len(set); i += 2 {
			if "2:"+v.Key == set[i] {
				v.Values = strings.Split(set[i+1], ",")
			}
		}
	}
	s := regime.Section{Profiles: []regime.GenesisProfile{gz.Profile, other}, Period: regime.Quarter,
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
	parties := founders
	if slices.Contains(set, "providers") {
		for i := range 9 {
			parties = append(parties[:len(parties):len(parties)],
				founder(fmt.Sprintf("gz-p%d", i), party.Institution, "provider"))
		}
	}
	g := party.Genesis{Parties: parties, AcknowledgeConcentration: "test",
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
	place, bureau, registry := "520000", "gz-bureau", "gz-registry"
	if strings.HasPrefix(name, "yn-") {
		place, bureau, registry = second, "yn-bureau", "yn-registry"
	}
	m := &catalog.ResourceDraft{ID: id(name), Name: name, Class: "医疗", Grade: "一般",
		Jurisdiction: place, Origin: catalog.Own}
	for _, f := range fields {
		m.Fields = append(m.Fields, catalog.Field{Name: f, Type: "text"})
	}
	b.must(m, m.ID.Party)
	b.must(&catalog.ResourceReview{ID: m.ID, Pass: true}, bureau)
	b.must(&catalog.ResourcePublish{ID: m.ID}, bureau)
	b.must(&catalog.ResourceRegister{ID: m.ID, RegistryNo: name}, registry)
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
	return b.agreementIn("gz", id("gz-health/visits"), id("gz-hospital/beds"))
}

// places are the provinces by the prefix of their parties.
var places = map[string]string{"gz": "520000", "yn": second}

// agreementIn is agreement in the province whose parties begin with a prefix.
func (b *book) agreementIn(in string, resources ...wire.ID) wire.ID {
	b.Helper()
	bureau, operator := in+"-bureau", in+"-operator"
	plan := &authorization.PlanDraft{ID: id(bureau + "/plan"), Title: "实施方案",
		Jurisdiction: places[in], Mode: "whole", Resources: resources,
		Products: b.products, Mechanism: wire.Bytes(fmt.Sprintf(mechanism, "primary")),
		Document: evidence("方案")}
	b.must(plan, bureau)
	b.must(&authorization.PlanApprove{ID: plan.ID}, in+"-gov")
	p, _ := authorization.GetPlan(b.store, plan.ID)
	profile, _ := regime.Current(b.store, places[in], b.time)
	sel := id(bureau + "/sel")
	closes := b.time + 3600
	b.must(&authorization.SelectionAnnounce{ID: sel, Plan: plan.ID, Method: "tender", Closes: closes,
		Notice: evidence("公告")}, bureau)
	b.must(&authorization.SelectionApply{Selection: sel,
		Evidence: items(profile.List("operator.eligibility_items")...)}, operator)
	b.time = closes
	b.must(&authorization.SelectionEvaluate{ID: sel, Chosen: operator, Report: evidence("报告")},
		bureau)
	b.publicized(authorization.OfSelection, sel, bureau)
	b.must(&authorization.SelectionDecide{ID: sel, Decision: evidence("决议")}, bureau)
	a := id(bureau + "/a1")
	b.must(&authorization.AgreementSign{ID: a, Plan: plan.ID, Selection: sel,
		FirstDay: date("2025-03-01"), LastDay: date("2028-02-29"), Resources: p.Resources,
		Topics: profile.List("agreement.items"), RuleHash: p.RuleHash, RedevBanClause: true,
		Document: evidence("协议")}, bureau, operator)
	if b.time < date("2025-03-03").Start() {
		b.at("2025-03-03 09:00")
	}
	return a
}

func (b *book) publicized(subject string, what wire.ID, bureau string) {
	b.Helper()
	out := b.must(&authorization.PublicityStart{Subject: subject, ID: what, Notice: evidence("公示")},
		bureau)
	b.time = out[0].(authorization.PublicityStarted).Opens
}

// admit carries a developer to its admission in Guizhou, admitIn in the province of a prefix.
func (b *book) admit(developer string) {
	b.Helper()
	b.admitIn("gz", developer)
}

func (b *book) admitIn(in, developer string) {
	b.Helper()
	profile, _ := regime.Current(b.store, places[in], b.time)
	dev, bureau := id(developer+"/admission-"+in), in+"-bureau"
	b.must(&authorization.DeveloperApply{ID: dev, Jurisdiction: places[in],
		Evidence: items(profile.List("developer.eligibility_items")...)}, developer)
	b.must(&authorization.DeveloperReview{ID: dev, Pass: true}, bureau)
	b.publicized(authorization.OfDeveloper, dev, bureau)
	b.must(&authorization.DeveloperAdmit{ID: dev}, bureau)
}

var kinds, invariants = product.Chapter().Kinds, product.Chapter().Invariants
