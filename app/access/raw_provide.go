package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RawProvide opens requested raw data to the developer inside the operating space alone (GZ §19¶2
// §28), in a safe, controlled environment (YN §25(3)). It opens a grant of the request's id; the
// data themselves never pass through the ledger nor out of the space.
type RawProvide struct {
	ID        wire.ID   `json:"id" need:"yes"`
	Agreement wire.ID   `json:"agreement" need:"yes"`
	Place     string    `json:"place" max:"200" need:"yes"` // reference of the space or environment
	LastDay   wire.Date `json:"last_day"`                   // none: as long as the agreement runs
}

// Check looks at the body alone.
func (m *RawProvide) Check() error {
	switch {
	case m.Place == "":
		return rule.Malformed("place", "须写明运营空间或受控环境的编号",
			"the operating space or controlled environment must be named")
	case m.LastDay != 0 && !m.LastDay.Valid():
		return rule.Malformed("last_day", "须为有效日期", "must be a day")
	}
	return checkRaw(m.ID, m.Agreement)
}

// Apply opens the data.
func (m *RawProvide) Apply(c *rule.Ctx) error {
	v, k, err := needRaw(c, m.Agreement, m.ID)
	if err != nil {
		return err
	}
	if c.Author() != v.Operator {
		return ErrWrongSigner.At("", "who", v.Operator)
	}
	if err := v.reviewed(k); err != nil {
		return err
	}
	for _, it := range v.Items {
		if err := requireResource(c, "id", k.base, it.Object); err != nil {
			return err
		}
	}
	app, _ := applications.Get(c.Store, k.dev.Application)
	g := Grant{ID: v.ID, Regime: v.Regime, Jurisdiction: v.Jurisdiction, Layer: LayerDeveloper,
		Holder: v.ID.Party, Agreement: v.Agreement, Purpose: app.Purpose, Scenario: app.Scenario,
		Items: v.Items, From: c.Time, Opened: ActOf(c, false, rule.Evidence{})}
	open := GrantOpen{LastDay: m.LastDay}
	if err := open.term(c, &g, min(k.base.LastDay, k.dev.LastDay)); err != nil {
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
	v.Status, v.Place, v.Provided = RawProvided, m.Place, g.Opened
	v.put(c)
	c.Emit(GrantOpened{ID: g.ID, Holder: g.Holder, From: g.From, To: g.To})
	return nil
}
