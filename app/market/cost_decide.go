package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CostDecide decides an objection to a cost or an investment. Upheld, it is rejected, but for what
// of an investment was settled before; dismissed, it is again what it was, and a confirmed one
// enters the first period that still takes rows.
type CostDecide struct {
	ID     wire.ID `json:"id" need:"yes"` // of the objection
	Uphold bool    `json:"uphold"`
	Reason string  `json:"reason" max:"200" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *CostDecide) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case m.Reason == "":
		return rule.Malformed("reason", "须写明理由", "must be given")
	}
	return nil
}

// Apply decides.
func (m *CostDecide) Apply(c *rule.Ctx) error {
	o, ok := objections.Get(c.Store, m.ID)
	if !ok || o.Decided != 0 {
		return ErrObjection.At("id", "id", m.ID)
	}
	v, _ := costs.Get(c.Store, o.Cost)
	in, invested := investments.Get(c.Store, o.Cost)
	if invested {
		v = in.Due(len(in.Schedule))
	}
	k, _ := trace.ContractNamed(c.Store, v.Agreement)
	by, err := costConfirmer(c, k)
	if err == nil {
		err = confirms(c, v.ID, by, o.By)
	}
	if err != nil {
		return err
	}
	o.Decided, o.Upheld, o.Decider, o.Ruling = c.Time, m.Uphold, by, m.Reason
	if invested {
		v.Status, v.Period = in.decide(c, o).Status, ""
	} else {
		v = v.decide(c, o)
	}
	objections.Set(c.Store, o.ID, o)
	c.Emit(CostDecided{o.ID, v.ID, v.Status, v.Period, by})
	return nil
}

// decide ends an objection to a cost.
func (v Cost) decide(c *rule.Ctx, o Objection) Cost {
	switch v.Status = o.Before; {
	case o.Upheld:
		v.Status, v.Reason, v.Period = Rejected, o.Ruling, ""
	case v.Status == Confirmed && v.settled(c):
		v.Period = openPeriod(c, v.Date.Start())
		periodCosts.Add(c.Store, costKey{v.Period, v.ID})
	}
	v.put(c.Store)
	return v
}
