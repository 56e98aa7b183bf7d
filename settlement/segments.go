package settlement

import "fmt"

// Joined is the report of a period that was cut into segments: the segments' lines one after the
// other and named on, what each party takes and each payee receives in all of them, the state that
// the last one leaves (rulings M4). There is at least one segment.
func Joined(segments []Report) Report {
	all := segments[0]
	if len(segments) == 1 {
		return all
	}
	all.Lines, all.Payouts, all.PartyTake = nil, nil, nil
	payees, takes := map[string]map[string]int64{}, map[string]int64{}
	sums := map[string]int64{}
	for i, r := range segments {
		all.Lines = append(all.Lines, linesAfter(len(all.Lines), r.Lines)...)
		all.State = r.State
		all.Totals.DeficitOut, all.Totals.ReserveOut = r.Totals.DeficitOut, r.Totals.ReserveOut
		if i > 0 {
			all.Totals.Sales += r.Totals.Sales
			all.Totals.RestateCollected += r.Totals.RestateCollected
			all.Totals.RestatePaid += r.Totals.RestatePaid
			all.Totals.Payouts += r.Totals.Payouts
		}
		for _, t := range r.PartyTake {
			takes[t.Party] += t.Amount
		}
		for _, p := range r.Payouts {
			sums[p.Payee] += p.Amount
			if payees[p.Payee] == nil {
				payees[p.Payee] = map[string]int64{}
			}
			for _, a := range p.OnBehalfOf {
				payees[p.Payee][a.Party] += a.Amount
			}
		}
	}
	all.PartyTake = amounts(takes)
	for _, p := range amounts(sums) {
		all.Payouts = append(all.Payouts, Payout{Payee: p.Party, Amount: p.Amount,
			OnBehalfOf: amounts(payees[p.Party])})
	}
	all.LinesRoot = LinesRoot(all.Lines)
	return all
}

// linesAfter names the lines of a later segment on from those before it: one run has one list of
// lines, named by their place.
func linesAfter(before int, lines []Line) []Line {
	if before == 0 {
		return lines
	}
	at := make(map[string]string, len(lines))
	for i, l := range lines {
		at[l.ID] = fmt.Sprintf("L%07d", before+i+1)
	}
	out := append([]Line(nil), lines...)
	for i, l := range out {
		out[i].ID, out[i].Parents = at[l.ID], make([]string, len(l.Parents))
		for k, id := range l.Parents {
			out[i].Parents[k] = at[id]
		}
	}
	return out
}
