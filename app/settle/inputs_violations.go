package settle

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// misused names free uses of a part that needed one set of inputs.
type misused struct {
	part    string
	product wire.ID
	version uint32
	members string
}

func misuse(at *part, s trace.Sum) misused {
	return misused{at.name, s.Product, s.Version, fmt.Sprint(s.Members)}
}

// readViolations adds up the free uses of the period that were found to be no public use. The
// counters stay as they were recorded; only here their units change sides (law/matrix S16).
func (x *reading) readViolations() {
	x.misused = map[misused]uint64{}
	market.EachViolation(x.r, x.in.Period, func(v market.Violation, b trace.Batch) bool {
		if v.Entered > x.upTo {
			return true
		}
		at := &x.parts[x.partOf(b.From.Date())]
		for i, n := range v.Units {
			s := trace.Sum{Product: b.Product, Version: b.Version, Members: b.Counters[i].Members}
			x.misused[misuse(at, s)] += n
		}
		return true
	})
}

// recount takes misused units off free uses and enters them as commercial ones.
func (x *reading) recount(at *part, s trace.Sum) trace.Sum {
	if s.Use != trace.Welfare || len(x.misused) == 0 {
		return s
	}
	k := misuse(at, s)
	n := min(x.misused[k], s.Units)
	if n == 0 {
		return s
	}
	x.misused[k] -= n
	sold := s
	sold.Use, sold.Units = trace.Commercial, n
	x.count(at, sold)
	s.Units -= n
	return s
}
