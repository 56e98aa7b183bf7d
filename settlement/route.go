package settlement

import (
	"slices"
	"strings"
)

// report routes the takes (pass step 6) and closes the books.
func (p *pass) report() (Report, error) {
	r := Report{Period: p.w.in.Period, PartyTake: amounts(p.take), Lines: p.lines, Totals: p.totals}
	var err error
	if r.Payouts, err = route(r.PartyTake, p.w.parties); err != nil {
		return Report{}, err
	}
	for _, out := range r.Payouts {
		if err := addTo(&r.Totals.Payouts, out.Amount); err != nil {
			return Report{}, err
		}
	}
	r.State = p.closingState()
	for _, d := range r.State.Deficit {
		if err := addTo(&r.Totals.DeficitOut, d.Amount); err != nil {
			return Report{}, err
		}
	}
	for _, v := range r.State.Reserve {
		if err := addTo(&r.Totals.ReserveOut, v.Amount); err != nil {
			return Report{}, err
		}
	}
	r.LinesRoot = LinesRoot(r.Lines)
	return r, nil
}

// route sends each take to the party's payee: the one it remits to, else itself; one hop only.
func route(take []PartyAmount, parties map[string]Party) ([]Payout, error) {
	var payouts []Payout
	for _, t := range take {
		payee := orElse(parties[t.Party].RemitTo, t.Party)
		i, known := slices.BinarySearchFunc(payouts, payee, func(p Payout, payee string) int {
			return strings.Compare(p.Payee, payee)
		})
		if !known {
			payouts = slices.Insert(payouts, i, Payout{Payee: payee})
		}
		if err := addTo(&payouts[i].Amount, t.Amount); err != nil {
			return nil, err
		}
		payouts[i].OnBehalfOf = append(payouts[i].OnBehalfOf, t)
	}
	return payouts, nil
}

func (p *pass) closingState() State {
	s := State{Costs: p.w.costs, Restate: p.restate}
	for _, d := range amounts(p.deficit) {
		s.Deficit = append(s.Deficit, ProductAmount{d.Party, d.Amount})
	}
	for _, v := range amounts(p.reserve) {
		s.Reserve = append(s.Reserve, ReserveAmount{v.Party, v.Amount})
	}
	for _, party := range sortedKeys(p.caps) {
		s.Cap = append(s.Cap, p.caps[party])
	}
	return s
}
