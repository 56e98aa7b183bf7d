package settle

import (
	"errors"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// landNext writes the next slice of the waiting run once its time has come. The result is the same
// on every node, so a result that is a fault, cannot be read or does not fit parks the run
// everywhere: an alarm, and the chain goes on (rulings E3).
func landNext(c *rule.Ctx) {
	run, ok := Waiting(c.Store)
	if !ok || run.Cut == 0 || c.Height <= run.Cut || c.Time < run.LandFrom || c.Bulk == nil {
		return
	}
	room := maxSlice
	if c.Budget != nil {
		// a statement is two keys, the run and its progress two more
		room = min(room, (c.Budget.Left-4)/2)
	}
	if room < 1 {
		return
	}
	fault := faultResult
	err := c.Try(func(c *rule.Ctx) error {
		result, err := DecodeResult(c.Bulk.Settlement(run.Period, run.Cut))
		if err != nil || result.Period != run.Period {
			return rule.Internal.At("", "what", "settlement result")
		}
		if result.Fault != "" {
			fault = result.Fault
			return rule.Internal.At("", "what", fault)
		}
		run.slice(c, result, room)
		return nil
	})
	var refused *rule.Refused
	if err == nil || errors.As(err, &refused) && refused.Refusal == rule.OverBudget {
		return
	}
	c.Try(func(c *rule.Ctx) error {
		run, _ := Waiting(c.Store)
		run.Stage, run.Fault, run.LandedAt = Parked, fault, c.Time
		runs.Set(c.Store, run.Period, run)
		done(c)
		c.Emit(RunParked{run.Period, fault})
		return nil
	})
}

func done(c *rule.Ctx) {
	p, _ := progress.Get(c.Store)
	p.Done++
	progress.Set(c.Store, p)
}

// slice writes up to room records of the result: carry rows, payees, statements, in this order.
func (run Run) slice(c *rule.Ctx, v Result, room int) {
	if run.Stage == Frozen {
		run.Stage, run.InputHash, run.LinesRoot, run.Lines = Landing, v.InputHash, v.LinesRoot, v.Lines
		run.Totals = v.Totals
		run.Payouts, run.Statements = uint32(len(v.Payouts)), uint32(len(v.Statements))
		run.Directory = settlement.Root(EntryLeaves(Directory(v.Statements)))
		c.Emit(RunLanding{run.Period, run.LinesRoot, run.Lines, run.Statements})
	}
	all := len(v.Carry) + len(v.Payouts) + len(v.Statements)
	for n := 0; n < room && int(run.Written) < all; n++ {
		run.write(c, v, int(run.Written))
		run.Written++
	}
	if int(run.Written) == all {
		run.Stage, run.LandedAt = Landed, c.Time
		done(c)
		c.Emit(RunLanded{run.Period, run.LinesRoot, run.Totals.Payouts})
	}
	runs.Set(c.Store, run.Period, run)
}

// write puts the i-th record of the result into state.
func (run Run) write(c *rule.Ctx, v Result, i int) {
	if i < len(v.Carry) {
		row := v.Carry[i]
		carries.Set(c.Store, carryKey{row.Kind, row.ID, run.Seq}, row)
		return
	}
	if i -= len(v.Carry); i < len(v.Payouts) {
		payouts.Set(c.Store, payoutKey{run.Period, v.Payouts[i].Payee}, v.Payouts[i])
		return
	}
	s := v.Statements[i-len(v.Payouts)]
	statements.Set(c.Store, statementKey{s.Period, s.Payer, s.Payee}, s)
	pairs.Set(c.Store, pairAt(pair{s.Payer, s.Payee}, s.Seq), periodOf{s.Period})
}
