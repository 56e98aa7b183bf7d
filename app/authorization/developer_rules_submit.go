package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeveloperRulesSubmit sends the operator's rules to the body that has to consent (HB 四(六)5).
type DeveloperRulesSubmit struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Subjects     []string      `json:"subjects" max:"8" need:"yes"` // admission, social_data, security
	Items        []string      `json:"items" max:"20"`              // what an application must show
	Document     rule.Evidence `json:"document" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *DeveloperRulesSubmit) Check() error {
	if len(m.Subjects) == 0 {
		return rule.Malformed("subjects", "须写明规范的事项", "must say what they regulate")
	}
	for i, w := range m.Subjects {
		if !slices.Contains(ruleSubjects, w) || slices.Contains(m.Subjects[:i], w) {
			return rule.Malformed("subjects", "事项未知或重复", "a subject is unknown or named twice")
		}
	}
	for i, w := range m.Items {
		if !wire.IsName(w) || slices.Contains(m.Items[:i], w) {
			return rule.Malformed("items", "材料名称不合格或重复", "an item is no name or named twice")
		}
	}
	if err := rule.RequireEvidence("document", m.Document); err != nil {
		return err
	}
	return checkID("id", m.ID)
}

// Apply records the rules; they bind nobody yet.
func (m *DeveloperRulesSubmit) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	p, err := regime.Require(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	if p.Text("developer.rules_approved_by") == "" {
		return p.Refuse(ErrNoRules, "jurisdiction")
	}
	if !party.HasRole(c.Standing(), c.Author(), roleOperator, m.Jurisdiction, c.Time) {
		return p.Refuse(ErrOperatorRole, "", "operator", c.Author(), "jurisdiction", m.Jurisdiction)
	}
	if operatorRules.Has(c.Store, m.ID) {
		return ErrDeveloperExists.At("id", "party", m.ID)
	}
	operatorRules.Set(c.Store, m.ID, Rules{ID: m.ID, Jurisdiction: m.Jurisdiction, Regime: p.Ref(),
		Subjects: m.Subjects, Items: m.Items, Document: m.Document, Submitted: c.Time})
	c.Emit(RulesSubmitted{ID: m.ID, Jurisdiction: m.Jurisdiction})
	return nil
}
