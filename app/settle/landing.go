package settle

import (
	"errors"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// landNext writes the next slice of the waiting run once its time has come. The result is the same
// on every node, so a result that is a fault, cannot be read or does not fit parks the run
// everywhere: an alarm, and the chain goes on (rulings E3).
func landNext(c *rule.Ctx) {
	run, ok := Waiting(c.Store)
	if !ok || run.Cut == 0 || c.Height <= run.Cut || c.Time < run.LandFrom || c.Bulk == nil {
		return
	}
	room := 3 * maxSlice
	if c.Budget != nil {
		room = c.Budget.Left - 5 // the run, its pool, its progress
	}
	if room < 1 {
		return
	}
	fault := faultResult
	err := c.Try(func(c *rule.Ctx) error {
		// only the head and the records of this slice are read
		result, err := ReadResult(c.Bulk.Settlement(run.Period, run.Cut))
		if err != nil || result.Period != run.Period {
			return rule.Internal.At("", "what", "settlement result")
		}
		if result.Fault != "" {
			fault = result.Fault
			return rule.Internal.At("", "what", fault)
		}
		return run.slice(c, result, room)
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

// slice writes records of the result in the order of its head, as many as a slice and the keys
// that the block has room for hold.
func (run Run) slice(c *rule.Ctx, v Encoded, room int) error {
	if run.Stage == Frozen {
		run.Stage, run.InputHash, run.LinesRoot, run.Lines = Landing, v.InputHash, v.LinesRoot, v.Lines
		run.Totals, run.Directory = v.Totals, v.Directory
		run.Restated, run.Payouts = uint32(v.Counts[3]), uint32(v.Counts[4])
		run.Statements = uint32(v.Counts[5])
		pools.Set(c.Store, run.Seq, Pool{v.Pool})
		c.Emit(RunLanding{run.Period, run.LinesRoot, run.Lines, run.Statements})
	}
	for n := 0; n < maxSlice && int(run.Written) < v.All(); n++ {
		if room -= v.keys(int(run.Written)); room < 0 {
			break
		}
		if err := run.write(c, v, int(run.Written)); err != nil {
			return rule.Internal.At("", "what", "settlement result")
		}
		run.Written++
	}
	if int(run.Written) == v.All() {
		run.Stage, run.LandedAt = Landed, c.Time
		done(c)
		c.Emit(RunLanded{run.Period, run.LinesRoot, run.Totals.Payouts})
	}
	runs.Set(c.Store, run.Period, run)
	return nil
}
