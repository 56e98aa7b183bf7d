package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// UnpaidShown is what a payer owes a payee, by the statements it comes from: what was paid or set
// off counts towards the oldest first.
type UnpaidShown struct {
	Payer string `json:"payer"`
	Payee string `json:"payee"`
	Payable
	Parts []UnpaidPart `json:"parts"` // the oldest first, at most 40
	Days  uint32       `json:"days"`  // age of the oldest part
}

// UnpaidPart is what of one statement is open.
type UnpaidPart struct {
	Period string    `json:"period"`
	Amount wire.Fen  `json:"amount"`
	Landed wire.Time `json:"landed"`
	Days   uint32    `json:"days"`
}

// maxPairs bounds the pairs that one answer looks at.
const maxPairs = 5000

func askUnpaid(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	var prefix []any
	if s := q.Args["payer"]; s != "" {
		prefix = []any{s}
	}
	at := pair{}
	if after != nil {
		at = pair{after.Party, after.Local}
	}
	out := rule.Page[UnpaidShown]{Items: []UnpaidShown{}}
	for range maxPairs {
		next, ok := nextPair(q.Store, prefix, at)
		if !ok {
			out.Next = ""
			return out, nil
		}
		if v := unpaid(q, next); v.Open != 0 {
			if len(out.Items) == limit {
				return out, nil
			}
			out.Items = append(out.Items, v)
		}
		at = next
		out.Next = at.payer + "/" + at.payee
	}
	return out, nil
}

// nextPair is the first pair with statements after one.
func nextPair(r state.Reader, prefix []any, at pair) (pair, bool) {
	var after *pairKey
	if at != (pair{}) {
		after = &pairKey{at.payer, at.payee, ^uint32(0)}
	}
	found, _ := pairs.After(r, prefix, after, 1)
	if len(found) == 0 {
		return pair{}, false
	}
	return pair{found[0].Key.Payer, found[0].Key.Payee}, true
}

// maxParts bounds the statements that an age is looked for in.
const maxParts = 40

func unpaid(q rule.Ask, p pair) UnpaidShown {
	v := UnpaidShown{Payer: p.payer, Payee: p.payee, Payable: payable(q.Store, p.payer, p.payee),
		Parts: []UnpaidPart{}}
	left := v.Open
	pairs.EachPrefix(q.Store, []any{p.payer, p.payee}, func(_ pairKey, of periodOf) bool {
		s, _ := statements.Get(q.Store, statementKey{of.Period, p.payer, p.payee})
		run, _ := runs.Get(q.Store, of.Period)
		if run.Stage == Landing {
			return true
		}
		amount := min(left, s.Closing-s.Opening+s.Paid)
		if len(v.Parts) == maxParts-1 {
			amount = left
		}
		if amount > 0 {
			left -= amount
			v.Parts = append(v.Parts, UnpaidPart{of.Period, amount, run.LandedAt,
				daysSince(run.LandedAt, q.Time)})
		}
		return left > 0
	})
	slices.Reverse(v.Parts)
	if len(v.Parts) > 0 {
		v.Days = v.Parts[0].Days
	}
	return v
}
