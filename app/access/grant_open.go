package access

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GrantOpen opens data to a holder from this block on.
//
// GZ §16: the implementing body supplies resources to the operating space under the agreement. GZ
// §19: after approval the operator opens the space to the developer and supplies products. GD §24,
// YN §20, HB 四(三): the operator's grant needs its approved application.
type GrantOpen struct {
	ID          wire.ID   `json:"id"`
	Layer       string    `json:"layer" max:"10"`
	Holder      string    `json:"holder" max:"32"`
	Agreement   wire.ID   `json:"agreement"`   // authorization agreement; dev agreement for a developer
	Application wire.ID   `json:"application"` // where the regime wants one
	Purpose     string    `json:"purpose" max:"32"`
	Items       []Item    `json:"items" max:"32"`
	LastDay     wire.Date `json:"last_day"` // none: as long as the agreement runs
}

// Check looks at the body alone.
func (m *GrantOpen) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case m.Layer != LayerOperator && m.Layer != LayerDeveloper:
		return rule.Malformed("layer", "须为 operator 或 developer", "must be operator or developer")
	case !wire.IsName(m.Holder):
		return rule.Malformed("holder", "须填写权限持有人", "must name the holder")
	case !m.Agreement.Valid():
		return rule.Malformed("agreement", "须填写所依据的协议", "must name the agreement it rests on")
	case m.Purpose != "" && !wire.IsName(m.Purpose):
		return rule.Malformed("purpose", "须为用途类别", "must be a purpose class")
	case m.LastDay != 0 && !m.LastDay.Valid():
		return rule.Malformed("last_day", "须为有效日期", "must be a day")
	}
	return checkItems("items", m.Items)
}

// Apply opens the grant.
func (m *GrantOpen) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if grants.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	g := Grant{ID: m.ID, Layer: m.Layer, Holder: m.Holder, Agreement: m.Agreement,
		Application: m.Application, Purpose: m.Purpose, Items: m.Items, From: c.Time,
		Opened: ActOf(c, false, rule.Evidence{})}
	var err error
	if m.Layer == LayerOperator {
		err = m.toOperator(c, &g)
	} else {
		err = m.toDeveloper(c, &g)
	}
	if err != nil {
		return err
	}

	grants.Set(c.Store, g.ID, g)
	for _, it := range g.Items {
		logGrant(c, g, it, true)
	}
	c.Emit(GrantOpened{ID: g.ID, Holder: g.Holder, From: g.From, To: g.To})
	return nil
}

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
func (m *GrantOpen) requireApproved(c *rule.Ctx, p regime.Profile, agreement wire.ID, def *rule.Refusal) error {
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

// logGrant appends to the log that proves which grants an object had for a purpose (rulings E9).
func logGrant(c *rule.Ctx, g Grant, it Item, open bool) {
	e := Opening{Grant: g.ID, Open: open, From: g.From, To: g.To, Tx: c.TxID}
	if !open {
		e.From, e.To = g.Revoked, 0
	}
	grantLog.Append(c.Store, logOf{it.Object, it.Kind, g.Purpose}, wire.MustEncode(e))
}
