package settle

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ObjectionShown is an objection with its deadline and its age in days: to now, or to its decision.
type ObjectionShown struct {
	Objection
	Due     wire.Date `json:"due"`
	Overdue bool      `json:"overdue"`
	Days    uint32    `json:"days"`
}

func (v Objection) shown(q rule.Ask) ObjectionShown {
	s, _ := regime.Deadline(q.Store, v.duty(), q.Time)
	out := ObjectionShown{Objection: v, Due: s.Due, Overdue: s.Overdue}
	until := q.Time
	if v.Status == Accepted || v.Status == Rejected {
		until = v.Decided
	}
	out.Days = daysSince(v.Filed, until)
	return out
}

func askObjection(q rule.Ask) (any, error) {
	v, err := recordNamed(q, objections)
	if err != nil {
		return nil, err
	}
	return v.(Objection).shown(q), nil
}

func askObjections(q rule.Ask) (any, error) {
	switch q.Args["state"] {
	case "", "open":
		return rule.PageIn(q, openObjections, nil, rule.Same[wire.ID], rule.Same[wire.ID],
			func(id wire.ID) (ObjectionShown, bool) {
				v, _ := objections.Get(q.Store, id)
				return v.shown(q), true
			})
	case "all":
		return rule.PageOf(q, objections, "",
			func(v Objection) ObjectionShown { return v.shown(q) })
	}
	return nil, rule.Malformed("state", "须为 open 或 all", "must be open or all")
}

// HeldShown is what of a pair's statements is held out of payment.
type HeldShown struct {
	Payable
	Lines []HeldLineShown `json:"lines"`
}

// HeldLineShown is a line that is held.
type HeldLineShown struct {
	Period    string    `json:"period"`
	Index     uint32    `json:"index"`
	Objection wire.ID   `json:"objection"`
	Amount    wire.Fen  `json:"amount"`
	Since     wire.Time `json:"since"`
	Days      uint32    `json:"days"`
}

func askHeld(q rule.Ask) (any, error) {
	p := pair{q.Args["payer"], q.Args["payee"]}
	out := HeldShown{Payable: payable(q.Store, p.payer, p.payee), Lines: []HeldLineShown{}}
	eachHold(q.Store, p, func(k holdKey, h hold) {
		out.Lines = append(out.Lines, k.shown(q, h))
	})
	return out, nil
}

func (k holdKey) shown(q rule.Ask, h hold) HeldLineShown {
	return HeldLineShown{k.Period, k.Line, h.Objection, h.Amount, h.Since, daysSince(h.Since, q.Time)}
}
