package market

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// putIn lets the parts that are out enter the period of their day, or the first one after it that
// still takes rows.
func (v *Investment) putIn(c *rule.Ctx) {
	v.Parts = slices.Clone(v.Parts)
	for i := range v.Parts {
		if v.Parts[i].Period == "" {
			v.Parts[i].Period = openPeriod(c, v.Schedule[i].Day.Start())
			dues.Add(c.Store, dueKey{v.Parts[i].Period, v.ID, uint32(i + 1)})
		}
	}
}

// takeOut keeps the parts out of every period that still takes rows; what a closed period holds is
// corrected instead.
func (v *Investment) takeOut(c *rule.Ctx) {
	v.Parts = slices.Clone(v.Parts)
	for i, p := range v.Parts {
		if p.Period != "" && !regime.Closed(c.Store, p.Period, c.Time) {
			dues.Remove(c.Store, dueKey{p.Period, v.ID, uint32(i + 1)})
			v.Parts[i].Period = ""
		}
	}
}

// objectable reports whether an objection would change anything: the investment is not confirmed
// yet, or a part of it enters a period that still takes rows.
func (v Investment) objectable(c *rule.Ctx) bool {
	return v.Status == Recorded || v.Status == Confirmed &&
		slices.ContainsFunc(v.Parts, func(p DuePart) bool {
			return p.Period != "" && !regime.Closed(c.Store, p.Period, c.Time)
		})
}

// object takes an investment out of the runs to come.
func (v Investment) object(c *rule.Ctx, o Objection) {
	v.takeOut(c)
	v.Status, v.Objection = Objected, o.ID
	investments.Set(c.Store, v.ID, v)
}

// decide ends an objection. Upheld, the parts stay out, and an investment of which nothing has been
// settled is rejected; dismissed, they enter the first period that still takes rows.
func (v Investment) decide(c *rule.Ctx, o Objection) Investment {
	v.Status = o.Before
	switch in := slices.ContainsFunc(v.Parts, func(p DuePart) bool { return p.Period != "" }); {
	case o.Upheld:
		if v.Reason = o.Ruling; !in {
			v.Status = Rejected
		}
	case v.Status == Confirmed:
		v.putIn(c)
	}
	investments.Set(c.Store, v.ID, v)
	return v
}
