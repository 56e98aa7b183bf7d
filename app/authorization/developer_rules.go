package authorization

import (
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
