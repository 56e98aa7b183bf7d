package operation

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Desk is where a test hands in papers: its store, its time, which steps of law move on, and how it
// applies a paper that must be accepted.
type Desk struct {
	testing.TB
	Store state.Reader
	Time  *wire.Time
	Must  func(m rule.Msg, signers ...string) []rule.Event
}

// Mechanism is a rule of money of a layer, which %s stands for: three parts to the inputs, one to
// the owner.
const Mechanism = `{"layer":"%s","tiers":[{"remainder":{"parts":[{"to":"inputs","weight":3},` +
	`{"to":"owner","weight":1}]}}],` +
	`"contribution":{"count":["commercial","welfare"],"fallback":"lineage"}}`

// Items are the documents of a list of requirements.
func Items(names ...string) (out []authorization.Item) {
	for _, n := range names {
		out = append(out, authorization.Item{Item: n, Evidence: trial.Evidence(n)})
	}
	return out
}

// Resource carries a resource of fields of text to its registration.
func (d Desk) Resource(in Province, name string, fields ...string) {
	d.Helper()
	m := &catalog.ResourceDraft{ID: trial.ID(name), Name: name, Class: "医疗", Grade: "一般",
		Jurisdiction: in.Place, Origin: catalog.Own}
	for _, f := range fields {
		m.Fields = append(m.Fields, catalog.Field{Name: f, Type: "text"})
	}
	bureau := in.name("bureau")
	d.Must(m, m.ID.Party)
	d.Must(&catalog.ResourceReview{ID: m.ID, Pass: true}, bureau)
	d.Must(&catalog.ResourcePublish{ID: m.ID}, bureau)
	d.Must(&catalog.ResourceRegister{ID: m.ID, RegistryNo: name}, in.name("registry"))
}

// Agreement carries plan, selection and agreement over the resources, scenarios and products that
// of names. The agreement runs for three years from 2025-03-01; the time after is at least the
// first working day of these, 2025-03-03 09:00.
func (d Desk) Agreement(in Province, of authorization.PlanDraft) wire.ID {
	d.Helper()
	bureau, operator := in.name("bureau"), in.name("operator")
	of.ID, of.Title, of.Jurisdiction, of.Mode = trial.ID(bureau+"/plan"), "实施方案", in.Place, "whole"
	of.Mechanism = wire.Bytes(fmt.Sprintf(Mechanism, "primary"))
	of.Document = trial.Evidence("方案")
	d.Must(&of, bureau)
	d.Must(&authorization.PlanApprove{ID: of.ID}, in.name("gov"))
	p, _ := authorization.GetPlan(d.Store, of.ID)
	sel := d.selection(in, of.ID)
	a := trial.ID(bureau + "/a1")
	d.Must(&authorization.AgreementSign{ID: a, Plan: of.ID, Selection: sel,
		FirstDay: trial.Date("2025-03-01"), LastDay: trial.Date("2028-02-29"),
		Resources: p.Resources, Scenarios: of.Scenarios, Topics: d.list(in, "agreement.items"),
		RuleHash: p.RuleHash, RedevBanClause: true, Document: trial.Evidence("协议")}, bureau, operator)
	*d.Time = max(*d.Time, trial.At("2025-03-03 09:00"))
	return a
}

// selection carries the selection of the operator under a plan to its decision.
func (d Desk) selection(in Province, plan wire.ID) wire.ID {
	d.Helper()
	bureau, operator := in.name("bureau"), in.name("operator")
	sel, closes := trial.ID(bureau+"/sel"), *d.Time+3600
	d.Must(&authorization.SelectionAnnounce{ID: sel, Plan: plan, Method: "tender", Closes: closes,
		Notice: trial.Evidence("公告")}, bureau)
	d.Must(&authorization.SelectionApply{Selection: sel,
		Evidence: Items(d.list(in, "operator.eligibility_items")...)}, operator)
	*d.Time = closes
	d.Must(&authorization.SelectionEvaluate{ID: sel, Chosen: operator,
		Report: trial.Evidence("报告")}, bureau)
	d.Publicized(in, authorization.OfSelection, sel)
	d.Must(&authorization.SelectionDecide{ID: sel, Decision: trial.Evidence("决议")}, bureau)
	return sel
}

// Publicized starts a publicity; the time after is the first that its end allows.
func (d Desk) Publicized(in Province, subject string, what wire.ID) {
	d.Helper()
	out := d.Must(&authorization.PublicityStart{Subject: subject, ID: what,
		Notice: trial.Evidence("公示")}, in.name("bureau"))
	*d.Time = out[0].(authorization.PublicityStarted).Opens
}

// Admit carries a developer to an admission of an id of its own.
func (d Desk) Admit(in Province, id wire.ID) {
	d.Helper()
	bureau := in.name("bureau")
	d.Must(&authorization.DeveloperApply{ID: id, Jurisdiction: in.Place,
		Evidence: Items(d.list(in, "developer.eligibility_items")...)}, id.Party)
	d.Must(&authorization.DeveloperReview{ID: id, Pass: true}, bureau)
	d.Publicized(in, authorization.OfDeveloper, id)
	d.Must(&authorization.DeveloperAdmit{ID: id}, bureau)
}

// list is what a province's rules in force ask for under a key.
func (d Desk) list(in Province, key string) []string {
	p, _ := regime.Current(d.Store, in.Place, *d.Time)
	return p.List(key)
}
