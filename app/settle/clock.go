package settle

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Bounds of one block's work.
const (
	maxSteps = 24  // periods frozen, runs made final
	maxSlice = 500 // records of a result written (rulings E8)
)

// EndBlock moves the runs by the clock: it freezes periods that are due, lands one result at a
// time, and makes results final. A run that waits for the one before it is frozen at once all the
// same, so that no paper enters it; only its cut comes later, because it needs what that one
// carries.
func EndBlock(c *rule.Ctx) {
	if _, ok := progress.Get(c.Store); !ok {
		try(c, func(c *rule.Ctx) error {
			progress.Set(c.Store, Progress{Next: regime.PeriodOf(c.Store, c.Time)})
			return nil
		})
	}
	for n := 0; n < maxSteps && try(c, freezeNext); n++ {
	}
	try(c, cutNext)
	landNext(c)
	for n := 0; n < maxSteps && try(c, finishNext); n++ {
	}
}

// try runs one item; false when it did nothing, was refused, or the block's budget is used up.
func try(c *rule.Ctx, fn func(*rule.Ctx) error) bool { return !c.Spent() && c.Try(fn) == nil }

// idle ends an item that has nothing to do.
var idle = rule.Internal.At("", "what", "nothing is due")

// freezeNext freezes the next period when it is due.
func freezeNext(c *rule.Ctx) error {
	p, ok := progress.Get(c.Store)
	if !ok || c.Time < regime.FreezeDue(c.Store, p.Next) {
		return idle
	}
	regime.Freeze(c, p.Next)
	p.Frozen++
	runs.Set(c.Store, p.Next, Run{Period: p.Next, Seq: p.Frozen, Stage: Frozen, FrozenAt: c.Time,
		FrozenHeight: c.Height})
	order.Set(c.Store, p.Frozen, periodOf{p.Next})
	c.Emit(RunFrozen{p.Next, p.Frozen, c.Time})
	p.Next = regime.NextPeriod(c.Store, p.Next)
	progress.Set(c.Store, p)
	return nil
}

// Waiting is the oldest run whose result has not landed.
func Waiting(r state.Reader) (Run, bool) {
	p, _ := progress.Get(r)
	at, ok := order.Get(r, p.Done+1)
	if !ok {
		return Run{}, false
	}
	return runs.Get(r, at.Period)
}

// cutNext fixes the height whose state the waiting run is computed from: this block's.
func cutNext(c *rule.Ctx) error {
	run, ok := Waiting(c.Store)
	if !ok || run.Cut != 0 {
		return idle
	}
	run.Cut, run.CutAt = c.Height, c.Time
	run.LandFrom = c.Time + wire.Time(regime.Periods(c.Store).LandLeadSeconds)
	runs.Set(c.Store, run.Period, run)
	c.Emit(RunCut{run.Period, run.Cut, run.LandFrom})
	return nil
}

// finalDue is the instant at which a landed run becomes final: the end of the last working day for
// objections.
func finalDue(r state.Reader, run Run) wire.Time {
	last, _ := regime.AddWorkingDays(r, "", run.LandedAt.Date(),
		regime.Periods(r).ObjectionWorkingDays)
	return last.End()
}

// finishNext makes the oldest landed run final when its days are over; a parked one is passed by.
func finishNext(c *rule.Ctx) error {
	p, _ := progress.Get(c.Store)
	if p.Final >= p.Done {
		return idle
	}
	at, _ := order.Get(c.Store, p.Final+1)
	run, _ := runs.Get(c.Store, at.Period)
	if run.Stage == Landed {
		due := finalDue(c.Store, run)
		if c.Time < due {
			return idle
		}
		run.Stage, run.FinalAt = Final, c.Time
		runs.Set(c.Store, run.Period, run)
		c.Emit(RunFinal{run.Period, due})
	}
	p.Final++
	progress.Set(c.Store, p)
	return nil
}
