package settle

import (
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// family reads lines of a run with those they came from.
type family struct {
	q     rule.Ask
	run   Run
	all   [][]byte // the whole run, where it is kept without its lists
	lines map[uint32]settlement.Line
}

// own lists the lines that pay a payee, by place.
func (f *family) own(payee string) (places []uint32, ok bool) {
	if places, ok = f.q.Side.Listed(f.run.Period, f.run.Cut, listOfParty(payee)); ok {
		return places, true
	}
	if f.all, ok = leavesOf(f.q, f.run.Period); !ok {
		return nil, false
	}
	for i, leaf := range f.all {
		l, err := settlement.ParseLine(leaf)
		if err != nil {
			return nil, false
		}
		if base(l.To) == payee && l.PaysParty() {
			places = append(places, uint32(i))
		}
	}
	return places, true
}

// gather reads lines and their ancestors, some at a time, and says how many it came to.
func (f *family) gather(own []uint32) (told int, ok bool) {
	for some := range slices.Chunk(own, 100) {
		if told > 0 && len(f.lines) >= mostTold {
			break
		}
		if !f.read(some) {
			return 0, false
		}
		told += len(some)
	}
	return told, true
}

// read reads lines and those they came from, generation by generation.
func (f *family) read(next []uint32) bool {
	for len(next) > 0 {
		leaves, ok := f.leaves(next)
		if !ok {
			return false
		}
		parents := map[uint32]bool{}
		for i, leaf := range leaves {
			l, err := settlement.ParseLine(leaf)
			if at, named := lineIndex(l.ID); err != nil || !named || at != next[i] {
				return false
			}
			l.To = base(l.To)
			f.lines[next[i]] = l
			for _, id := range l.Parents {
				at, named := lineIndex(id)
				if _, known := f.lines[at]; named && !known {
					parents[at] = true
				}
			}
		}
		next = slices.Sorted(maps.Keys(parents))
	}
	return true
}

func (f *family) leaves(places []uint32) ([][]byte, bool) {
	if f.all == nil {
		if out, ok := f.q.Side.Leaves(f.run.Period, f.run.Cut, places); ok {
			return out, true
		}
		var ok bool
		if f.all, ok = leavesOf(f.q, f.run.Period); !ok { // computed again
			return nil, false
		}
	}
	out := make([][]byte, len(places))
	for i, at := range places {
		if int(at) >= len(f.all) {
			return nil, false
		}
		out[i] = f.all[at]
	}
	return out, true
}

func (f *family) report() (r settlement.Report) {
	for _, at := range slices.Sorted(maps.Keys(f.lines)) {
		r.Lines = append(r.Lines, f.lines[at])
	}
	return r
}

// takes is what a period's payees receive and for whom.
func takes(q rule.Ask, period string) settlement.Report {
	report := settlement.Report{Period: period}
	sums := map[string]wire.Fen{}
	for _, p := range payoutsOf(q.Store, period) {
		out := settlement.Payout{Payee: p.Payee, Amount: int64(p.Amount)}
		for _, s := range p.OnBehalf {
			out.OnBehalfOf = append(out.OnBehalfOf,
				settlement.PartyAmount{Party: s.Party, Amount: int64(s.Amount)})
			sums[s.Party] += s.Amount
		}
		report.Payouts = append(report.Payouts, out)
	}
	for _, who := range sortedKeys(sums) {
		report.PartyTake = append(report.PartyTake,
			settlement.PartyAmount{Party: who, Amount: int64(sums[who])})
	}
	return report
}
