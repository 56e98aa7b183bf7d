package regime

import (
	"strings"
	"testing"
)

// The rows of the comparison of the five regulations, and the keys that hold each where the names
// differ. A row that several rules share is several keys.
const comparison = `legal.status legal.effective_from legal.valid_years
legal.after_expiry_new_agreements legal.transition modes.allowed levels roles.impl=roles.impl.whole
roles.developer roles.preprocessor
plan.drafter=plan.drafter.scenario plan.approver plan.items_required plan.feasibility_step
plan.filing.deadline plan.filing.who plan.filing.whom plan.filing.covers_changes
plan.change.free_items plan.change.reapproval_triggers selection.methods selection.venue
selection.expert_review operator_publicity.min operator_publicity.object
publicity.objection_blocks operator.eligibility=operator.eligibility_items
agreement.decision=agreement.decision_required agreement.consult_before
agreement.signers=agreement.signers.scenario agreement.items_required=agreement.items
agreement.term_max_years agreement.term_exception agreement.one_scenario_each
agreement.filing.deadline agreement.filing.who agreement.filing.whom agreement.publish.deadline
agreement.change.filing agreement.expiry agreement.renewal agreement.early_exit
neglist.exists neglist.approver neglist.keeper neglist.recheck catalog.reviewer catalog.public
catalog.sample_required catalog.classified_graded=catalog.classified
resource.registration_required=catalog.registration_required aggregation.deadline backflow
shared_data.consent_required shared_data.consent_collector quality.deadline quality.reporters
scenario.rule application.applicant application.steps application.reviewers.whole
application.reviewers.sector application.reviewers.scenario application.deadline
application.criteria application.overdue_effect grant.operator_basis grant.developer_basis
raw.in_domain_only raw.access_procedure export.forbid_reversible
processing.sampled_desensitized processing.person_controls import.nonpublic personal.rule
platform.exclusive
review.primary.reviewer review.primary.deadline review.redeveloped.reviewer review.points
review.point3_consent_proviso product.registration=product.registration_required
product.link_to_resource product.sample_on_publish product.publish_place trade.primary.venue
trade.redeveloped.venue price.public_purpose price.industry.primary=price.primary
price.redeveloped price.publish_tariff redev_ban redev_ban.clause_in_agreement=redev_ban.clause
free_supply_ban_scope vendor_no_rights dev_agreement.term_max_years
dev.publicity.min=developer.publicity.min dev.review_by=developer.review_by blacklist
treasury.rule=treasury.natures fee.platform fee.processing_payer reinvestment_tier
split.principle split.mechanism_lead split.support_traces accounting.separate
eval.operator.by eval.operator.period eval.outcomes eval.provider=eval.provider.by
eval.developer.by rectify.days=rectify.deadline rectify.reassess rectify.suspend_data_access
terminate.grounds terminate.revoke_access terminate.destroy terminate.handover terminate.filing
log.retention=log.retention_years log.retention_from disclosure.impl disclosure.operator
disclosure.period report.annual=report.annual.due report.annual.operator_due
incident.report=incident.report.deadline calendar`

func TestSchemaHoldsTheComparison(t *testing.T) {
	rows := strings.Fields(comparison)
	for _, row := range rows {
		name, key, renamed := strings.Cut(row, "=")
		if !renamed {
			key = name
		}
		if _, ok := Lookup(key); !ok {
			t.Errorf("%s has no key", row)
		}
	}
	if len(rows) < 120 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestSpans(t *testing.T) {
	for text, want := range map[string]Span{"10 working_days": {10, UnitWorkingDays},
		"1 months": {1, UnitMonths}, "2 years": {2, UnitYears}, "5 calendar_days": {5,
			UnitCalendarDays}} {
		if got, ok := ParseSpan(text); !ok || got != want {
			t.Errorf("%s: %v %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "10", "working_days", "0 years", "-1 years", "010 years",
		"10  years", "10 years ", "10 workdays", "4000 months", "1.5 years", "10 working_days x"} {
		if got, ok := ParseSpan(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
	k, _ := Lookup("agreement.filing.deadline")
	d, _ := Lookup("report.annual.due")
	for value, fits := range map[string]bool{"": true, "10 working_days": true, "10": false} {
		if (k.Fits([]string{value}) == "") != fits {
			t.Errorf("span %q", value)
		}
	}
	for value, fits := range map[string]bool{"": true, "03-31": true, "02-29": true, "02-30": false,
		"3-31": false, "2026-03-31": false} {
		if (d.Fits([]string{value}) == "") != fits {
			t.Errorf("day %q: %s", value, d.Fits([]string{value}))
		}
	}
	set := with(plain, "agreement.filing.deadline", "10 working_days @ GZ §9(4)",
		"report.annual.due", "03-31", "plan.filing.deadline", "")
	p := At(ledger(t, section(t, profile("520000", 1, set))).Store, Ref{"520000", 1})
	if s, ok := p.Span("agreement.filing.deadline"); !ok || s != (Span{10, UnitWorkingDays}) {
		t.Error(s, ok)
	}
	if s, ok := p.Span("plan.filing.deadline"); ok {
		t.Error(s)
	}
	if p.Text("report.annual.due") != "03-31" {
		t.Error("a day reads as text")
	}
}
