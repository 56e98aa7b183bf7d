package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeveloperRulesApprove consents to an operator's rules, or sends them back with reasons (HB
// 四(六)5).
type DeveloperRulesApprove struct {
	ID     wire.ID `json:"id" need:"yes"`
	Pass   bool    `json:"pass"`
	Reason string  `json:"reason" max:"500"`
}

// Check refuses a body that no state could make right.
func (m *DeveloperRulesApprove) Check() error {
	if !m.Pass && m.Reason == "" {
		return rule.Malformed("reason", "不予同意须说明理由", "a refusal needs its reason")
	}
	return checkID("id", m.ID)
}

// Apply records the decision. Rules that are consented to bind from now on, by subject, and replace
// earlier ones.
func (m *DeveloperRulesApprove) Apply(c *rule.Ctx) error {
	v, ok := operatorRules.Get(c.Store, m.ID)
	if !ok || v.Decided != 0 {
		return ErrDeveloperUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	by, err := signed(c, p, "developer.rules_approved_by", p.Text("developer.rules_approved_by"),
		v.Jurisdiction)
	if err != nil {
		return err
	}
	v.Decided, v.Approved, v.By, v.Reason = c.Time, m.Pass, by, m.Reason
	operatorRules.Set(c.Store, m.ID, v)
	for _, s := range v.Subjects {
		if m.Pass {
			rulesInForce.Set(c.Store, rulesKey{v.ID.Party, v.Jurisdiction, s, c.Time}, rulesOf{v.ID})
		}
	}
	c.Emit(RulesDecided{ID: m.ID, Pass: m.Pass, By: by})
	return nil
}
