package abci

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// settlePass is the settlement chapter as the node runs it.
type settlePass struct{}

// Waiting walks back from the period of law time now: first periods that are still open, then runs
// that wait, and ends at the newest run that is done, since runs land in order.
func (settlePass) Waiting(r state.Reader, now wire.Time) (out []Run) {
	open := int(regime.Periods(r).FreezeAfterDays)/28 + 2
	for p := regime.PeriodOf(r, now); p != ""; p = before(r, p) {
		run, ok := settle.GetRun(r, p)
		switch {
		case !ok && (open == 0 || len(out) > 0):
			return out
		case !ok:
			open--
		case run.Stage == settle.Frozen || run.Stage == settle.Landing:
			if run.Cut != 0 {
				out = append(out, Run{p, run.Cut})
			}
			open = 0
		default:
			return out
		}
	}
	return out
}

func before(r state.Reader, period string) string {
	from, _, ok := regime.PeriodBounds(period)
	if !ok || from == 0 {
		return ""
	}
	return regime.PeriodOf(r, from-1)
}

func (settlePass) Find(r state.Reader, period string) (Run, bool) {
	run, ok := settle.GetRun(r, period)
	return Run{period, run.Cut}, ok && run.Cut != 0
}

func (settlePass) Landed(r state.Reader, run Run) (wire.Hash, bool) {
	v, ok := settle.GetRun(r, run.Period)
	if !ok || v.Cut != run.Cut {
		return wire.Hash{}, false
	}
	switch v.Stage {
	case settle.Landing, settle.Landed, settle.Final:
		return v.LinesRoot, true
	}
	return wire.Hash{}, false
}

func (settlePass) Compute(r state.Reader, run Run) (outcome []byte, leaves [][]byte,
	lists []rule.List) {
	o := settle.Compute(r, run.Period)
	return o.Encode(), o.Leaves, o.Lists
}

func (settlePass) Input(at, now state.Reader, run Run) ([]byte, bool) {
	text, err := settle.Export(at, run.Period)
	if err != nil {
		return nil, false
	}
	v, ok := settle.GetRun(now, run.Period)
	if !ok || v.Cut != run.Cut {
		return nil, false
	}
	if v.InputHash.IsZero() {
		return text, true
	}
	e, err := settle.ReadExported(text)
	return text, err == nil && e.Hash() == v.InputHash
}
