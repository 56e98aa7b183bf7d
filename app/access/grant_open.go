package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GrantOpen opens data to a holder from this block on.
//
// GZ §16: the implementing body supplies resources to the operating space under the agreement. GZ
// §19: after approval the operator opens the space to the developer and supplies products. GD §24,
// YN §20, HB 四(三): the operator's grant needs its approved application.
type GrantOpen struct {
	ID     wire.ID `json:"id" need:"yes"`
	Layer  string  `json:"layer" max:"10" words:"operator|developer" need:"yes"`
	Holder string  `json:"holder" max:"32" need:"yes"`
	// authorization agreement; dev agreement for a developer, where the regime wants one
	Agreement   wire.ID   `json:"agreement" need:"yes"`
	Application wire.ID   `json:"application"` // where the regime wants one
	Purpose     string    `json:"purpose" max:"32"`
	Scenario    string    `json:"scenario" max:"64"` // its basis' own if left out
	Items       []Item    `json:"items" max:"32" need:"yes"`
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
		Seen: make([]uint32, len(m.Items)), Opened: ActOf(c, false, rule.Evidence{})}
	var err error
	if m.Layer == LayerOperator {
		err = m.toOperator(c, &g)
	} else {
		err = m.toDeveloper(c, &g)
	}
	if err != nil {
		return err
	}
	if err := requirePermitted(c, g.Purpose, g.Items); err != nil {
		return err
	}
	if err := unhindered(c, g); err != nil {
		return err
	}

	grants.Set(c.Store, g.ID, g)
	grantsUnder.Add(c.Store, under{g.Agreement, g.ID})
	for _, it := range g.Items {
		logGrant(c, g, it, true)
	}
	c.Emit(GrantOpened{ID: g.ID, Holder: g.Holder, From: g.From, To: g.To})
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
