package settle

import "github.com/suyuan-ledger/suyuan/state"

// slipAt is where a slip's number is kept for those it concerns.
func (v Payment) slipAt(jurisdiction string) slipKey {
	return slipKey{jurisdiction, v.Slip, v.Payer, v.Unit}
}

// checkNumber refuses a slip whose number was reported for the same payer and unit, or written off
// for anybody.
func (v Payment) checkNumber(r state.Reader, jurisdiction, field string) error {
	used, yes := slips.Get(r, v.slipAt(jurisdiction))
	if !yes || used.ID == v.ID {
		used, yes = numbers.Get(r, numberKey{jurisdiction, v.Slip})
	}
	if yes {
		return ErrSlip.At(field, "number", v.Slip, "payment", used.ID)
	}
	return nil
}
