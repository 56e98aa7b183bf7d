package market

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Objection is what finance or audit holds against a cost or an investment (law/matrix A43). It
// stays out of every run until it is decided.
type Objection struct {
	ID       wire.ID       `json:"id"`
	Cost     wire.ID       `json:"cost"` // or investment
	By       string        `json:"by" max:"32"`
	Reason   string        `json:"reason" max:"200"`
	Evidence rule.Evidence `json:"evidence"`
	Before   string        `json:"before" max:"10"` // the cost's status
	Raised   wire.Time     `json:"raised"`
	Decided  wire.Time     `json:"decided"`
	Upheld   bool          `json:"upheld"`
	Decider  string        `json:"decider" max:"32"`
	Ruling   string        `json:"ruling" max:"200"`
}

// CostObject objects to a cost or an investment, recorded or confirmed, of which a period that
// still takes rows would take a part.
type CostObject struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Cost     wire.ID       `json:"cost" need:"yes"` // or investment
	Reason   string        `json:"reason" max:"200" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *CostObject) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Cost.Valid():
		return rule.Malformed("cost", "须为 主体/编号", "must be party/name")
	case m.Reason == "":
		return rule.Malformed("reason", "须写明理由", "must be given")
	}
	return nil
}

// Apply records the objection and takes the cost out.
func (m *CostObject) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if objections.Has(c.Store, m.ID) {
		return ErrObjection.At("id", "id", m.ID)
	}
	v, may := m.against(c)
	if !may {
		return ErrCostSettled.At("cost", "id", m.Cost, "status", v.Status, "period", v.Period)
	}
	k, _ := trace.ContractNamed(c.Store, v.Agreement)
	by, err := party.SignerWith(c, "finance", k.Jurisdiction)
	if err != nil {
		by, err = party.SignerWith(c, "audit", k.Jurisdiction)
	}
	if err != nil || by != c.Author() {
		return regime.At(c.Store, k.Regime).Refuse(ErrObjector, "", "jurisdiction", k.Jurisdiction)
	}
	o := Objection{ID: m.ID, Cost: m.Cost, By: by, Reason: m.Reason, Evidence: m.Evidence,
		Before: v.Status, Raised: c.Time}
	objections.Set(c.Store, m.ID, o)
	if in, ok := investments.Get(c.Store, m.Cost); ok {
		in.object(c, o)
	} else {
		v.Status, v.Objection = Objected, m.ID
		v.put(c.Store)
	}
	c.Emit(CostObjected{m.ID, v.ID, by, v.Amount})
	return nil
}

// against is the cost that is objected to, or the investment seen as one; may is false where it is
// not open to objections.
func (m *CostObject) against(c *rule.Ctx) (v Cost, may bool) {
	if in, ok := investments.Get(c.Store, m.Cost); ok {
		v = in.Due(len(in.Schedule))
		v.Amount = in.Amount
		return v, in.objectable(c)
	}
	v, ok := costs.Get(c.Store, m.Cost)
	// Whoever holds a correction wrong has the cost recorded again: taken out of its cost, it would
	// come back as a negative cost of a later period.
	return v, ok && (v.Status == Recorded || v.Status == Confirmed) && !v.settled(c) && v.Ref.IsZero()
}

// settled reports whether the cost has entered a period that takes no more rows.
func (v Cost) settled(c *rule.Ctx) bool {
	return v.Period != "" && regime.Closed(c.Store, v.Period, c.Time)
}
