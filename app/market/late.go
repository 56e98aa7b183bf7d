package market

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Late is a row that entered a settlement period after it was closed: it restates the period
// (rulings M3). Kind is receipt, cost or violation.
type Late struct {
	Height uint64 // of the block it entered in
	Period string
	Kind   string
	ID     wire.ID
}

// The kinds of late rows.
const (
	LateReceipt = "receipt"
	LateCost    = "cost"
	// LateViolation is free use of a closed period that was found to be commercial.
	LateViolation = "violation"
)

// enter refuses a row of a period that is closed for ever; late is true where the period is closed
// and the row restates it.
func enter(c *rule.Ctx, period, field string) (late bool, err error) {
	if !regime.Closed(c.Store, period, c.Time) {
		return false, nil
	}
	if !regime.Restatable(c.Store, period, c.Time) {
		return false, ErrFrozen.At(field, "period", period,
			"until", regime.RestatedUntil(c.Store, period))
	}
	return true, nil
}

// markLate lists a row that restates a period.
func markLate(c *rule.Ctx, period, kind string, id wire.ID) {
	lates.Add(c.Store, Late{c.Height, period, kind, id})
	c.Emit(LateEntered{Period: period, Kind: kind, ID: id, Height: c.Height})
}

// EachLate visits the late rows that entered after a height and up to another, by height and
// period, until fn returns false.
func EachLate(r state.Reader, after, upTo uint64, fn func(Late) bool) {
	from := Late{Height: after + 1}
	for {
		page, more := lates.After(r, nil, &from, maxPage)
		for _, v := range page {
			if v.Height > upTo || !fn(v) {
				return
			}
			from = v
		}
		if !more {
			return
		}
	}
}

// Clearing is who collected the money of a product version that entered a period up to a height:
// the clearing party of its first sale there; false where nothing was sold.
func Clearing(r state.Reader, period string, id wire.ID, version uint32,
	upTo uint64) (who string, ok bool) {
	sales.EachPrefix(r, []any{period, id, version}, func(_ saleKey, s Sale) bool {
		if s.Entered <= upTo && s.Part.Amount != 0 {
			who = s.Clearing
		}
		return who == ""
	})
	return who, who != ""
}
