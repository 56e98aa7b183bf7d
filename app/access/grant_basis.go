package access

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// toOperator completes and requires a grant of the operator.
func (m *GrantOpen) toOperator(c *rule.Ctx, g *Grant) error {
	a, err := runningAgreement(c, "agreement", m.Agreement)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, a.Regime)
	switch {
	case !c.SignedBy(a.Impl):
		return ErrWrongSigner.At("", "who", a.Impl)
	case m.Holder != a.Operator:
		return ErrWrongSigner.At("holder", "who", a.Operator)
	}
	for _, it := range m.Items {
		if it.Kind != KindResource {
			return ErrOutsideAgreement.At("items", "object", it.Object)
		}
		if err := requireResource(c, "items", a, it.Object); err != nil {
			return err
		}
	}
	if err := requireFields(c.Store, "items", m.Items); err != nil {
		return err
	}
	if p.Text("grant.operator_basis") == "application" || !m.Application.IsZero() {
		if err := m.requireApproved(c, p, a.ID, ErrBasis); err != nil {
			return err
		}
	}
	g.Regime, g.Jurisdiction = a.Regime, a.Jurisdiction
	return m.term(c, g, a.LastDay)
}

// toDeveloper completes and requires a grant of a developer: products only, inside its application.
func (m *GrantOpen) toDeveloper(c *rule.Ctx, g *Grant) error {
	d, ok := devAgreements.Get(c.Store, m.Agreement)
	if !ok {
		return ErrUnknownDev.At("agreement", "id", m.Agreement)
	}
	if cause, ok := d.RunsDuring(c.Time, c.Time+1); !ok {
		return ErrAgreementNotRunning.At("agreement", "id", d.ID, "cause", cause)
	}
	a, err := runningAgreement(c, "agreement", d.Parent)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, d.Regime)
	switch {
	case !c.SignedBy(d.Operator):
		return ErrWrongSigner.At("", "who", d.Operator)
	case m.Holder != d.Developer:
		return ErrWrongSigner.At("holder", "who", d.Developer)
	}
	for _, it := range m.Items {
		if it.Kind == KindResource {
			return p.Refuse(ErrRawDeveloper, "items", "object", it.Object)
		}
		if _, err := offeredUnder(c, "items", a.ID, it); err != nil {
			return err
		}
	}
	if p.Text("grant.developer_basis") == "application" || !m.Application.IsZero() {
		if m.Application != d.Application {
			return ErrOtherParties.At("application", "id", m.Application, "developer", d.Developer)
		}
		if err := m.requireApproved(c, p, a.ID, ErrBeforeApproval); err != nil {
			return err
		}
	}
	g.Regime, g.Jurisdiction = d.Regime, d.Jurisdiction
	return m.term(c, g, min(a.LastDay, d.LastDay))
}

// requireApproved keeps a grant inside the holder's approved application, purpose included.
func (m *GrantOpen) requireApproved(c *rule.Ctx, p regime.Profile, agreement wire.ID,
	def *rule.Refusal) error {
	app, ok := applications.Get(c.Store, m.Application)
	switch {
	case !ok || app.Status != Approved:
		return p.Refuse(def, "application", "id", m.Application)
	case app.Applicant != m.Holder || app.Agreement != agreement:
		return ErrOtherParties.At("application", "id", app.ID, "developer", m.Holder)
	case m.Purpose != app.Purpose:
		return p.Refuse(ErrOutsideApproval, "purpose", "what", m.Purpose, "object", app.ID)
	}
	return requireWithin(p, ErrOutsideApproval, "items", app.Approved, m.Items)
}

func (m *GrantOpen) term(c *rule.Ctx, g *Grant, last wire.Date) error {
	if m.LastDay != 0 {
		if m.LastDay > last || m.LastDay.End() <= c.Time {
			return ErrGrantTerm.At("last_day", "last", last)
		}
		last = m.LastDay
	}
	g.To = last.End()
	return nil
}
