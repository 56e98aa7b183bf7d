package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Rules are an operator's own rules for developers, social data and security (入驻、社会数据接入、安全规范). They
// bind from the consent of the body that the profile names, until newer ones do (HB 四(六)5).
type Rules struct {
	ID           wire.ID       `json:"id"` // its party is the operator
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Regime       regime.Ref    `json:"regime"`
	Subjects     []string      `json:"subjects" max:"8"` // what they regulate
	Items        []string      `json:"items" max:"20"`   // what a developer's application shows
	Document     rule.Evidence `json:"document"`
	Submitted    wire.Time     `json:"submitted"`
	Decided      wire.Time     `json:"decided"`
	Approved     bool          `json:"approved"`
	By           string        `json:"by" max:"32"`
	Reason       string        `json:"reason" max:"500"`
}

// Subjects of an operator's rules.
const (
	RulesAdmission  = "admission"
	RulesSocialData = "social_data"
	RulesSecurity   = "security"
)

var ruleSubjects = []string{RulesAdmission, RulesSocialData, RulesSecurity}

// rulesKey is when an operator's rules began to bind in a jurisdiction.
type rulesKey struct {
	Operator     string
	Jurisdiction string
	Subject      string
	From         wire.Time
}

type rulesOf struct {
	Rules wire.ID `json:"rules"`
}

var (
	operatorRules = state.NewMap[wire.ID, Rules](5, 11, "authorization/operator_rules",
		"operators' own rules by id, approved or not")
	rulesInForce = state.NewMap[rulesKey, rulesOf](5, 12, "authorization/rules_in_force",
		"which rules of an operator bind from when, by subject")
)

// RulesAt returns the operator's rules on a subject that bind at an instant.
func RulesAt(r state.Reader, operator, jurisdiction, subject string, at wire.Time) (Rules, bool) {
	prefix := []any{operator, jurisdiction, subject}
	_, v, ok := rulesInForce.Before(r, prefix, rulesKey{operator, jurisdiction, subject, at + 1})
	if !ok {
		return Rules{}, false
	}
	return operatorRules.Get(r, v.Rules)
}

// admissionRules returns what the operator's own rules ask of a developer. It refuses where the
// regime wants approved rules and there are none.
func admissionRules(c *rule.Ctx, p regime.Profile, operator, jurisdiction string) ([]string,
	error) {
	if p.Text("developer.admission") != "operator_rules" {
		return nil, nil
	}
	v, ok := RulesAt(c.Store, operator, jurisdiction, RulesAdmission, c.Time)
	if !ok {
		return nil, p.Refuse(ErrRules, "operator", "operator", operator)
	}
	return v.Items, nil
}

// DeveloperRulesSubmit sends the operator's rules to the body that has to consent (HB 四(六)5).
type DeveloperRulesSubmit struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Subjects     []string      `json:"subjects" max:"8" need:"yes"` // admission, social_data, security
	Items        []string      `json:"items" max:"20"`              // what a developer's application must show
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
