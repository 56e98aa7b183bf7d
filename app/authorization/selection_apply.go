package authorization

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SelectionApply is the author's application to become the operator, with a document for each
// condition of the profile.
type SelectionApply struct {
	Selection wire.ID `json:"selection" need:"yes"`
	Evidence  []Item  `json:"evidence" max:"20"`
}

// Check refuses a body that no state could make right.
func (m *SelectionApply) Check() error { return checkID("selection", m.Selection) }

// Apply records the application.
func (m *SelectionApply) Apply(c *rule.Ctx) error {
	v, ok := selections.Get(c.Store, m.Selection)
	if !ok {
		return ErrSelectionUnknown.At("selection", "id", m.Selection)
	}
	p := regime.At(c.Store, v.Regime)
	who := c.Author()
	switch {
	case v.Status != SelectionOpen:
		return p.Refuse(ErrSelectionStep, "selection", "id", m.Selection, "status", v.Status)
	case c.Time >= v.Closes:
		return p.Refuse(ErrWindowClosed, "selection", "closes", v.Closes)
	case holdsRole(c.Store, who, roleVendor):
		return vendorApplies(who)
	case party.SameGroup(c.Store, who, v.Impl):
		return ErrApplicant.At("", "applicant", who, "why_zh", "与实施机构受同一控制",
			"why_en", "it is under common control with the implementing body")
	case applications.Has(c.Store, applicationKey{m.Selection, who}):
		return ErrApplied.At("", "applicant", who)
	case v.Applicants >= maxApplicants:
		return ErrFull.At("", "count", maxApplicants)
	}
	if err := welcomed(c, v.Jurisdiction, who); err != nil {
		return err
	}
	if err := unharmed(c, p, who); err != nil {
		return err
	}
	if missing := lacking(p.List("operator.eligibility_items"), m.Evidence); len(missing) > 0 {
		return p.Refuse(ErrEligibility, "evidence", "missing", strings.Join(missing, " "))
	}
	appraisal, err := appraised(c, p, v, who)
	if err != nil {
		return err
	}
	v.Applicants++
	selections.Set(c.Store, m.Selection, v)
	applications.Set(c.Store, applicationKey{m.Selection, who},
		Application{Evidence: m.Evidence, Applied: c.Time, Appraisal: appraisal})
	c.Emit(SelectionApplied{ID: m.Selection, Applicant: who})
	return nil
}

// vendorApplies refuses a technical vendor as operator (GD §10, HE §39).
func vendorApplies(who string) error {
	return ErrApplicant.At("", "applicant", who, "why_zh", "技术服务商不享有数据权益",
		"why_en", "a vendor has no rights in data")
}

// welcomed refuses whom a measure keeps from anything new in the province (限制未来参与), also by its
// name of another that it controls or that controls it.
func welcomed(c *rule.Ctx, jurisdiction, who string) error {
	by, yes := party.Barred(c.Store, who, []string{party.Province(jurisdiction)}, c.Time)
	if !yes {
		return nil
	}
	return ErrApplicant.At("", "applicant", who, "why_zh", "受措施 "+by.Act.String()+" 限制",
		"why_en", "measure "+by.Act.String()+" keeps it out")
}
