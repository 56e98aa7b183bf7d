package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
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
	if g.Scenario, err = m.scene(c, p, a); err != nil {
		return err
	}
	return m.term(c, g, a.LastDay)
}

// toDeveloper completes and requires a grant of a developer: products only, inside its application.
// What entitles the developer is, by the regime, its approved application, its development-use
// agreement, or its admission alone (HB 四(六)2), with the grant then under the operator's agreement.
func (m *GrantOpen) toDeveloper(c *rule.Ctx, g *Grant) error {
	a, d, err := m.developerBasis(c)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, a.Regime)
	last := a.LastDay
	if !d.ID.IsZero() {
		p, last = regime.At(c.Store, d.Regime), min(last, d.LastDay)
	}
	if !c.SignedBy(a.Operator) {
		return ErrWrongSigner.At("", "who", a.Operator)
	}
	if err := m.requireHolder(c, p, a, d); err != nil {
		return err
	}
	for i, it := range m.Items {
		if it.Kind == KindResource {
			return p.Refuse(ErrRawDeveloper, "items", "object", it.Object)
		}
		o, err := offeredUnder(c, "items", a.ID, it)
		if err != nil {
			return err
		}
		g.Seen[i] = o.Version
	}
	if p.Text("grant.developer_basis") == "application" || !m.Application.IsZero() {
		if m.Application != d.Application {
			return ErrOtherParties.At("application", "id", m.Application, "developer", m.Holder)
		}
		if err := m.requireApproved(c, p, a.ID, ErrBeforeApproval); err != nil {
			return err
		}
		m.seen(c, g)
	}
	g.Regime, g.Jurisdiction = p.Ref(), a.Jurisdiction
	if g.Scenario, err = m.scene(c, p, a); err != nil {
		return err
	}
	return m.term(c, g, last)
}

// developerBasis finds the development-use agreement and the agreement above it, both running now;
// where admission alone entitles, the paper may name the latter.
func (m *GrantOpen) developerBasis(c *rule.Ctx) (a authorization.Agreement, d DevAgreement,
	err error) {
	d, ok := devAgreements.Get(c.Store, m.Agreement)
	if !ok {
		a, known := authorization.GetAgreement(c.Store, m.Agreement)
		if !known || regime.At(c.Store, a.Regime).Text("grant.developer_basis") != "admission" {
			return a, d, ErrUnknownDev.At("agreement", "id", m.Agreement)
		}
		a, err = runningAgreement(c, "agreement", a.ID)
		return a, d, err
	}
	if cause, ok := d.RunsDuring(c.Time, c.Time+1); !ok {
		return a, d, ErrAgreementNotRunning.At("agreement", "id", d.ID, "cause", cause)
	}
	a, err = runningAgreement(c, "agreement", d.Parent)
	return a, d, err
}

// requireHolder wants the developer of the agreement or, without one, an admitted party that the
// re-development ban does not hit.
func (m *GrantOpen) requireHolder(c *rule.Ctx, p regime.Profile, a authorization.Agreement,
	d DevAgreement) error {
	switch {
	case !d.ID.IsZero() && m.Holder != d.Developer:
		return ErrWrongSigner.At("holder", "who", d.Developer)
	case !d.ID.IsZero():
		return nil
	}
	return developerUnder(c, p, a, "holder", m.Holder)
}

// seen puts the versions that the application was decided on into the grant: a later version is
// used only as far as it holds nothing more.
func (m *GrantOpen) seen(c *rule.Ctx, g *Grant) {
	app, _ := applications.Get(c.Store, m.Application)
	for i, it := range m.Items {
		if it.Kind == KindProduct {
			g.Seen[i] = offerAt(c.Store, it.Object, app.Submitted.At).Version
		}
	}
}

// requireApproved keeps a grant inside the holder's approved application, purpose included.
func (m *GrantOpen) requireApproved(c *rule.Ctx, p regime.Profile, agreement wire.ID,
	def *rule.Refusal) error {
	app, ok := applications.Get(c.Store, m.Application)
	switch {
	case !ok || app.Status != Approved || app.Step != StepData:
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

// seen is the version of a product item that the decision behind the grant was about.
func (g Grant) seen(product wire.ID) uint32 {
	for i, it := range g.Items {
		if it.Object == product && it.Kind == KindProduct && i < len(g.Seen) {
			return g.Seen[i]
		}
	}
	return 0
}
