package market

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CostCorrect claims that a confirmed cost, or a part of a confirmed investment, was too high by
// Less, as an audit finds or a supplier repays. Confirmed like any cost, it takes Less off in the
// period that the cost entered, closed or not (rulings M3). What was too low is recorded as a cost
// of its own.
type CostCorrect struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Ref      wire.ID       `json:"ref" need:"yes"` // the confirmed cost or investment
	Part     uint32        `json:"part"`           // of an investment, from 1; 0 of a cost
	Less     wire.Fen      `json:"less" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *CostCorrect) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Ref.Valid():
		return rule.Malformed("ref", "须写明原成本编号", "names the cost that is corrected")
	case m.Less <= 0 || m.Less > maxFen:
		return rule.Malformed("less", "须为正数，不超过一百亿元", "must be positive, up to 10^10 yuan")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply writes the correction, to be confirmed.
func (m *CostCorrect) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if costs.Has(c.Store, m.ID) {
		return ErrCostExists.At("id", "id", m.ID)
	}
	old, ok := original(c.Store, m.Ref, m.Part)
	if !ok || old.Status != Confirmed || !old.Ref.IsZero() {
		return ErrCorrection.At("ref", "ref", m.Ref)
	}
	k, _ := trace.ContractNamed(c.Store, old.Agreement)
	if by := c.Author(); by != k.Operator && by != k.Developer && by != old.Investor {
		return ErrCostRecorder.At("", "party", by, "agreement", old.Agreement)
	}
	v := old
	v.ID, v.Ref, v.Amount, v.Evidence = m.ID, m.Ref, -m.Less, m.Evidence
	v.Status, v.By, v.Recorded, v.Checked, v.Confirmed = Recorded, c.Signers, c.Time, nil, 0
	v.Entered, v.Corrected, v.Objection, v.Part = 0, 0, wire.ID{}, m.Part
	if err := v.checkCorrection(old); err != nil {
		return err
	}
	if _, err := enter(c, v.Period, "ref"); err != nil {
		return err
	}
	costs.Set(c.Store, m.ID, v)
	c.Emit(CostRecorded{m.ID, v.Class, v.Amount})
	return nil
}

// checkCorrection refuses to take more off a cost than there is.
func (v Cost) checkCorrection(old Cost) error {
	if old.Status != Confirmed {
		return ErrCorrection.At("ref", "ref", v.Ref)
	}
	if left := old.Amount - old.Corrected; -v.Amount > left {
		return ErrOverCorrected.At("less", "ref", v.Ref, "left", left, "less", -v.Amount)
	}
	return nil
}

// original is a cost, or the part of an investment that was not kept out.
func original(r state.Reader, id wire.ID, part uint32) (Cost, bool) {
	if part == 0 {
		return costs.Get(r, id)
	}
	v, ok := investments.Get(r, id)
	if !ok || int(part) > len(v.Parts) || v.Parts[part-1].Period == "" {
		return Cost{}, false
	}
	return v.Due(int(part)), true
}

// EachCorrection visits the corrections of a cost, or of a part of an investment, that entered up
// to a height; their amounts are negative.
func EachCorrection(r state.Reader, of Cost, upTo uint64, fn func(Cost)) {
	corrections.EachPrefix(r, []any{of.ID}, func(k correctionKey) bool {
		if v, _ := costs.Get(r, k.ID); v.Entered <= upTo && v.Part == of.Part {
			fn(v)
		}
		return true
	})
}

// correct enters a confirmed correction into the period of its cost.
func (v *Cost) correct(c *rule.Ctx) error {
	old, ok := original(c.Store, v.Ref, v.Part)
	if !ok {
		return ErrCorrection.At("id", "ref", v.Ref)
	}
	if err := v.checkCorrection(old); err != nil {
		return err
	}
	// An objection may have moved the cost since the correction was recorded.
	v.Period = old.Period
	late, err := enter(c, v.Period, "id")
	if err != nil {
		return err
	}
	if old.Corrected -= v.Amount; v.Part == 0 {
		old.put(c.Store)
	} else {
		in, _ := investments.Get(c.Store, v.Ref)
		in.Parts = slices.Clone(in.Parts)
		in.Parts[v.Part-1].Corrected = old.Corrected
		investments.Set(c.Store, in.ID, in)
	}
	corrections.Add(c.Store, correctionKey{old.ID, v.ID})
	if late {
		markLate(c, v.Period, LateCost, v.ID)
	}
	return nil
}
