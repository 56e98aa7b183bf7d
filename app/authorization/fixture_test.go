package authorization

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// book is a ledger of one store whose papers are applied one by one at its time.
type book struct {
	t     *testing.T
	store *state.MemStore
	time  wire.Time
}

func instant(t testing.TB, s string) wire.Time {
	t.Helper()
	v, err := wire.ParseTime(strings.Replace(s, " ", "T", 1) + ":00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (b *book) at(s string) { b.t.Helper(); b.time = instant(b.t, s) }

func (b *book) ctx(store state.Store, signers []string) *rule.Ctx {
	c := &rule.Ctx{Store: store, Height: 2, Time: b.time}
	for _, p := range signers {
		c.Signers = append(c.Signers, tx.Account{Party: p, Number: 1})
	}
	return c
}

func run(c *rule.Ctx, m rule.Msg) error {
	if err := m.Check(); err != nil {
		return err
	}
	return m.Apply(c)
}

// must applies a paper and holds it to the writes its kind declares.
func (b *book) must(m rule.Msg, signers ...string) []rule.Event {
	b.t.Helper()
	o := state.NewOverlay(b.store)
	c := b.ctx(o, signers)
	if err := run(c, m); err != nil {
		b.t.Fatalf("%T by %v: %v", m, signers, err)
	}
	for _, k := range Chapter().Kinds {
		if reflect.TypeOf(k.New()) == reflect.TypeOf(m) && o.Writes() > int(k.Writes) {
			b.t.Fatalf("%s wrote %d keys, declares %d", k.Name, o.Writes(), k.Writes)
		}
	}
	o.Flush(b.store)
	return c.Events()
}

// refuse applies a paper that must be refused under a code and must leave the store as it was.
func (b *book) refuse(m rule.Msg, code string, signers ...string) *rule.Refused {
	b.t.Helper()
	before := dump(b.store)
	c := b.ctx(b.store, signers)
	err := run(c, m)
	r, ok := err.(*rule.Refused)
	if !ok || r.Name != code {
		b.t.Fatalf("%T by %v: got %v, want %s", m, signers, err, code)
	}
	if !bytes.Equal(before, dump(b.store)) || len(c.Events()) > 0 {
		b.t.Fatalf("%T was refused with %s and left a trace", m, code)
	}
	for _, s := range []string{r.SayZh(), r.SayEn(), r.Tell().FixZh, r.Tell().FixEn} {
		if s == "" || strings.Contains(s, "{") {
			b.t.Fatalf("%s says %q", code, s)
		}
	}
	return r
}

func dump(r state.Reader) []byte {
	var out bytes.Buffer
	r.Iterate(nil, nil, func(k, v []byte) bool {
		fmt.Fprintf(&out, "%x=%x\n", k, v)
		return true
	})
	return out.Bytes()
}

func evidence(number string) rule.Evidence {
	return rule.Evidence{Number: number, Digest: crypto.DigestOf(crypto.DigestSHA256, []byte(number))}
}

// profile gives every key its plainest value, then what set says: values parted by commas, then
// " @ " and the article where the value is the text's.
func profile(jurisdiction string, set map[string]string) regime.GenesisProfile {
	p := regime.GenesisProfile{Jurisdiction: jurisdiction, Version: 1, TitleZh: "办法", TitleEn: "Rules",
		Issuer: "government"}
	for _, k := range regime.Schema {
		v := []string{map[string]string{regime.TypeInt: "0", regime.TypeBool: "false"}[k.Type]}
		switch {
		case len(k.Of) > 0:
			v[0] = k.Of[0]
		case k.Type == regime.TypeList && k.Filled:
			v[0] = "item"
		case k.Type == regime.TypeList:
			v = []string{}
		}
		g := regime.GenesisKey{Key: k.Name, Values: v, Article: rule.DefaultRule,
			Mark: regime.MarkDefault}
		if s, ok := set[k.Name]; ok {
			value, article, cited := strings.Cut(s, " @ ")
			g.Values = []string{value}
			if k.Type == regime.TypeList {
				g.Values = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
			}
			if cited {
				g.Article, g.Mark = article, regime.MarkText
			}
		}
		p.Keys = append(p.Keys, g)
	}
	return p
}

func founder(id, nature, jurisdiction string, roles ...string) party.Founder {
	k := crypto.FromSeed(crypto.Secp256k1, id)
	f := party.Founder{ID: id, Name: id, Nature: nature, Jurisdiction: jurisdiction,
		Accounts: []party.FounderAccount{{Number: 0, Duty: "root", Keys: []crypto.PublicKey{k.Public()}}}}
	for _, r := range roles {
		f.Roles = append(f.Roles, party.FounderRole{Role: r, Jurisdiction: jurisdiction})
	}
	return f
}

func open(t *testing.T, profiles []regime.GenesisProfile, founders []party.Founder) *book {
	t.Helper()
	b := &book{t: t, store: state.NewMemStore()}
	b.at("2025-01-10 09:00")
	g := party.Genesis{Parties: founders, AcknowledgeConcentration: "test",
		Validators: []party.GenesisVoter{
			{Party: founders[0].ID, Name: "n", PubKey: strings.Repeat("A", 43) + "=", Power: 1000}}}
	s := regime.Section{Profiles: profiles, Calendars: national(t), Period: regime.Quarter,
		FreezeAfterDays: 10, LandLeadSeconds: 600, ObjectionWorkingDays: 5, LateSecondsAhead: 120,
		LatenessDays: 7}
	party.SetAlgorithms(b.store, []crypto.Alg{crypto.Secp256k1})
	c := &rule.Ctx{Store: b.store, Height: 1, Time: b.time, Chain: "authorization"}
	for _, v := range []struct {
		load    func(*rule.Ctx, []byte) error
		section any
	}{{party.Chapter().Genesis, g}, {regime.Chapter().Genesis, s}} {
		body, err := json.Marshal(v.section)
		if err == nil {
			err = v.load(c, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return b
}

var guizhou = map[string]string{
	"legal.status": "in_force_trial @ GZ §34", "legal.effective_from": "2025-01-07 @ GZ §34",
	"legal.expires": "", "levels": "province,prefecture,county", "selection.venue": "",
	"operator_publicity.object": "chosen @ GZ §9(3)", "agreement.consult_before": "",
	"plan.drafter.instead": "", "legal.transition": "",
	"modes.allowed": "whole,sector @ GZ §6", "roles.impl.whole": "bureau @ GZ §6",
	"roles.impl.sector": "industry @ GZ §6", "plan.drafter.whole": "bureau @ GZ §6",
	"plan.drafter.sector": "industry,bureau @ GZ §6", "plan.approver": "government @ GZ §6",
	"selection.methods": "tender,negotiation @ GZ §9(2)", "operator_publicity.min": "5 @ GZ §9(3)",
	"operator_publicity.unit": "working_days @ GZ §9(3)", "publicity.objection_blocks": "true",
	"operator.eligibility_items":  "credit,space,security @ GZ §8",
	"agreement.decision_required": "true @ GZ §9(4)",
	"agreement.signers.whole":     "bureau,operator @ GZ §9(4)",
	"agreement.signers.sector":    "industry,operator @ GZ §9(4)",
	"agreement.items":             "scope,catalog,term,distribution @ GZ §9",
	"agreement.term_max_years":    "3 @ GZ §9", "agreement.term_exception": "refuse",
	"developer.eligibility_items": "credit,technology @ GZ §11", "developer.review_by": "bureau",
	"developer.admission": "register @ GZ §12(1)", "redev_ban.indirect": "true @ GZ §25",
	"redev_ban.links":         "control,legal_representative,declared_agreement",
	"developer.publicity.min": "5", "developer.publicity.unit": "working_days",
	"catalog.reviewer": "bureau @ GZ §14", "catalog.classified": "true @ GZ §14",
	"catalog.registration_required": "true @ GZ §14", "shared_data.consent_required": "true",
	"redev_ban": "true @ GZ §25", "redev_ban.clause": "true",
	"treasury.natures": "administrative,institution @ GZ §22", "clock.month_end_clamp": "true",
	"clock.roll_deadline": "true",
	"terminate.grounds":   "expiry_or_early,breach_unrectified,restricted_risk_penalty,other @ GZ §30",
}

func with(base map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range base {
		out[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

// newBook is Guizhou: bureau and governments of two levels, providers of two natures and one
// without a treasury, an operator with an affiliate, a rival, a vendor, developers.
func newBook(t *testing.T, set map[string]string) *book {
	b := open(t, []regime.GenesisProfile{profile("520000", set)}, founders())
	for _, name := range []string{"gz-health/visits", "gz-hospital/beds", "gz-orphan/log"} {
		b.registered(name, "520000", "gz-bureau", "gz-registry")
	}
	b.must(resource("gz-health/raw", "520000"), "gz-health")
	return b
}

func resource(name, jurisdiction string) *catalog.ResourceDraft {
	return &catalog.ResourceDraft{ID: id(name), Name: name, Class: "医疗", Grade: "一般",
		Jurisdiction: jurisdiction, Fields: []catalog.Field{{Name: "month", Type: "date"}},
		Origin: catalog.Own}
}

func (b *book) registered(name, jurisdiction, bureau, registry string) {
	b.t.Helper()
	b.must(resource(name, jurisdiction), id(name).Party)
	b.carried(name, bureau, registry)
}

// carried takes a drafted resource through review, publication and registration.
func (b *book) carried(name, bureau, registry string) {
	b.t.Helper()
	b.must(&catalog.ResourceReview{ID: id(name), Pass: true}, bureau)
	b.must(&catalog.ResourcePublish{ID: id(name)}, bureau)
	b.must(&catalog.ResourceRegister{ID: id(name), RegistryNo: "1"}, registry)
}

func founders() []party.Founder {
	health := founder("gz-health", party.Administrative, "520000", "provider")
	health.RemitTo = "gz-treasury"
	all := []party.Founder{
		founder("gz-bureau", party.Administrative, "520000", "bureau"),
		founder("gz-gov", party.Administrative, "520000", "government"),
		founder("gy-gov", party.Administrative, "520100", "government"),
		founder("gy-bureau", party.Administrative, "520100", "bureau"),
		founder("nm-bureau", party.Administrative, "520102", "bureau"),
		founder("nm-gov", party.Administrative, "520102", "government"),
		founder("gz-industry", party.Administrative, "520000", "industry"),
		founder("gz-treasury", party.Administrative, "520000", "treasury"),
		founder("gz-registry", party.Institution, "520000", "registry"),
		founder("gz-hospital", party.Institution, "520000", "provider"),
		founder("gz-orphan", party.Administrative, "520000", "provider"),
		founder("gz-operator", party.StateEnterprise, "520000", "operator"),
		founder("gz-affiliate", party.Enterprise, "520000"),
		founder("gz-puppet", party.Enterprise, "520000", "operator"),
		founder("gz-rival", party.Enterprise, "520000"),
		founder("gz-vendor", party.Enterprise, "520000", "vendor"),
		founder("gz-platform", party.Enterprise, "520000", "platform"),
		founder("gz-dev", party.Enterprise, "520000"), health,
	}
	for i, f := range all {
		switch f.ID {
		case "gz-operator", "gz-affiliate":
			all[i].Group = "gz-data"
		case "gz-bureau", "gz-puppet":
			all[i].Group = "gz-public"
		}
	}
	return all
}

func id(s string) wire.ID {
	v, err := wire.ParseID(s)
	if err != nil {
		panic(err)
	}
	return v
}

func days(t *testing.T, spans ...string) (out []wire.Date) {
	for _, s := range spans {
		from, to, _ := strings.Cut(s, "/")
		first, err := wire.ParseDate(from)
		last := first
		if err == nil && to != "" {
			last, err = wire.ParseDate(to)
		}
		if err != nil {
			t.Fatal(err)
		}
		for d := first; d <= last; d = d.Add(1) {
			out = append(out, d)
		}
	}
	return out
}

// national is the two lists of the State Council's office (law/matrix 1.3).
func national(t *testing.T) []regime.GenesisCalendar {
	return []regime.GenesisCalendar{
		{Year: 2025, Title: "2025", Issuer: "office", Off: days(t, "2025-01-01", "2025-01-28/2025-02-04",
			"2025-04-04/2025-04-06", "2025-05-01/2025-05-05", "2025-05-31/2025-06-02",
			"2025-10-01/2025-10-08"),
			Worked: days(t, "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")},
		{Year: 2026, Title: "2026", Issuer: "office", Off: days(t, "2026-01-01/2026-01-03",
			"2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05",
			"2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07"),
			Worked: days(t, "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
				"2026-10-10")},
	}
}

const mechanism = `{"layer": "primary", "tiers": [
	{"recover": {"costs": ["computing"], "limit": "1/2"}},
	{"share": {"to": "gz-operator", "rate": "3/10", "of": "left"}},
	{"remainder": {"parts": [{"to": "inputs", "weight": 3}, {"to": "owner", "weight": 1}]}}],
	"contribution": {"count": ["commercial", "welfare"], "fallback": "lineage"}}`

func items(names ...string) (out []Item) {
	for _, n := range names {
		out = append(out, Item{n, evidence(n)})
	}
	return out
}

func plan() *PlanDraft {
	return &PlanDraft{ID: id("gz-bureau/plan"), Title: "实施方案", Jurisdiction: "520000", Mode: Whole,
		Resources: []wire.ID{id("gz-health/visits"), id("gz-hospital/beds")},
		Mechanism: wire.Bytes(mechanism), Document: evidence("方案1")}
}

func (b *book) approved() {
	b.t.Helper()
	b.must(plan(), "gz-bureau")
	b.must(&PlanApprove{ID: id("gz-bureau/plan")}, "gz-gov")
}

func announce(name string, closes wire.Time) *SelectionAnnounce {
	return &SelectionAnnounce{ID: id(name), Plan: id("gz-bureau/plan"), Method: "tender",
		Closes: closes, Notice: evidence("公告")}
}

// chosen carries a selection to the choice of the operator at the book's time.
func (b *book) chosen(name, operator string) {
	b.t.Helper()
	closes := b.time + 3600
	b.must(announce(name, closes), "gz-bureau")
	b.must(&SelectionApply{Selection: id(name), Evidence: items("credit", "space", "security")},
		operator)
	b.time = closes
	b.must(&SelectionEvaluate{ID: id(name), Chosen: operator, Report: evidence("报告")}, "gz-bureau")
}

// decided carries a selection through its publicity; the book's time is the first that allows it.
func (b *book) decided(name, operator string) {
	b.t.Helper()
	b.chosen(name, operator)
	out := b.must(&PublicityStart{Subject: OfSelection, ID: id(name), Notice: evidence("公示")},
		"gz-bureau")
	b.time = out[0].(PublicityStarted).Opens
	b.must(&SelectionDecide{ID: id(name), Decision: evidence("决议")}, "gz-bureau")
}

func date(s string) wire.Date {
	d, err := wire.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// agreement is a paper that the book accepts after approved and decided.
func (b *book) agreement(name, selection string) *AgreementSign {
	b.t.Helper()
	p, _ := GetPlan(b.store, id("gz-bureau/plan"))
	return &AgreementSign{ID: id(name), Plan: p.ID, Selection: id(selection),
		FirstDay: date("2025-03-01"), LastDay: date("2028-02-29"), Resources: p.Resources,
		Topics: []string{"scope", "catalog", "term", "distribution"}, RuleHash: p.RuleHash,
		RedevBanClause: true, Document: evidence("协议")}
}
