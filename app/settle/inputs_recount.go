package settle

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/trace"
)

// recounted is what settles more or less of one set of inputs since the period was closed, as
// differences between both sides' counts were settled (rulings M3 M11).
type recounted struct {
	part  int
	sum   trace.Sum
	units int64 // still to be entered
}

func recountOf(at *part, s trace.Sum) string {
	return fmt.Sprint(at.name, s.Product, s.Version, s.Use, s.Members)
}

// readRecounts adds up the recounts of the period by set of inputs.
func (x *reading) readRecounts() {
	x.recounts, x.recountAt = nil, map[string]int{}
	trace.EachRecount(x.r, x.in.Period, x.upTo, func(v trace.Recount) bool {
		at := x.partOf(v.Day)
		for _, m := range v.Moves {
			s := trace.Sum{Product: v.Product, Version: v.Version, Use: v.Use, Members: m.Members}
			k := recountOf(&x.parts[at], s)
			i, known := x.recountAt[k]
			if !known {
				i = len(x.recounts)
				x.recountAt[k] = i
				x.recounts = append(x.recounts, recounted{part: at, sum: s})
			}
			x.recounts[i].units += int64(m.Is) - int64(m.Was)
		}
		return true
	})
}

// moved is a sum with what was recounted of its set of inputs.
func (x *reading) moved(at *part, s trace.Sum) trace.Sum {
	if len(x.recounts) == 0 {
		return s
	}
	i, known := x.recountAt[recountOf(at, s)]
	if !known {
		return s
	}
	n := &x.recounts[i].units
	change := max(*n, -int64(s.Units))
	s.Units, *n = uint64(int64(s.Units)+change), *n-change
	return s
}

// countRecounts enters what was recounted of sets of inputs that nothing was counted of before.
func (x *reading) countRecounts() {
	for i := range x.recounts {
		if v := x.recounts[i]; v.units > 0 {
			x.count(&x.parts[v.part], v.sum)
		}
	}
}
