package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/test/trial/province"
	"github.com/suyuan-ledger/suyuan/wire"
)

// book is a ledger of one store whose papers are applied one by one at its time.
type book struct {
	t     *testing.T
	store *state.MemStore
	time  wire.Time
}

var (
	laws = trial.Of(Chapter())

	id, date, evidence = trial.ID, trial.Date, trial.Evidence
	profile, with      = province.Profile, province.With
	founder            = province.Founder
)

func instant(t testing.TB, s string) wire.Time { t.Helper(); return trial.At(s) }

func (b *book) at(s string) { b.time = trial.At(s) }

func (b *book) ctx(store state.Store, signers []string) *rule.Ctx {
	return trial.Signed(rule.Ctx{Store: store, Height: 2, Time: b.time}, signers...)
}

func (b *book) must(m rule.Msg, signers ...string) []rule.Event {
	b.t.Helper()
	return laws.Must(b.t, b.ctx(b.store, signers), m)
}

func (b *book) refuse(m rule.Msg, code string, signers ...string) *rule.Refused {
	b.t.Helper()
	return laws.Refuse(b.t, b.ctx(b.store, signers), m, code)
}

func open(t *testing.T, profiles []regime.GenesisProfile, founders []party.Founder) *book {
	t.Helper()
	b := &book{t: t, store: state.NewMemStore(), time: trial.At("2025-01-10 09:00")}
	province.Found(t, &rule.Ctx{Store: b.store, Height: 1, Time: b.time, Chain: "authorization"},
		founders, province.Section(province.Calendars(), profiles...))
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

// agreement is a paper that the book accepts after approved and decided.
func (b *book) agreement(name, selection string) *AgreementSign {
	b.t.Helper()
	p, _ := GetPlan(b.store, id("gz-bureau/plan"))
	return &AgreementSign{ID: id(name), Plan: p.ID, Selection: id(selection),
		FirstDay: date("2025-03-01"), LastDay: date("2028-02-29"), Resources: p.Resources,
		Topics: []string{"scope", "catalog", "term", "distribution"}, RuleHash: p.RuleHash,
		RedevBanClause: true, Document: evidence("协议")}
}
