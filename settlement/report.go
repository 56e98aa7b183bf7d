package settlement

import (
	"encoding/hex"
)

// Report is the result of one pass. Every list is sorted by its id; Lines are in order of writing.
// PartyTake is before routing, Payouts after; both leave zeros out.
type Report struct {
	Period    string
	Payouts   []Payout
	PartyTake []PartyAmount
	Lines     []Line
	LinesRoot [32]byte
	Totals    Totals
	State     State
}

// Payout is what a payee receives, and for whom.
type Payout struct {
	Payee      string
	Amount     int64
	OnBehalfOf []PartyAmount
}

// Totals are the terms of invariant I1. Deficits and reserves are the stocks carried in and out,
// deficits at most 0; the restate terms are what moved in this run.
type Totals struct {
	Sales, DeficitIn, DeficitOut, ReserveIn, ReserveOut int64
	RestateCollected, RestatePaid, Payouts              int64
}

func (t Totals) object() object {
	return object{{"sales", t.Sales}, {"deficit_in", t.DeficitIn}, {"deficit_out", t.DeficitOut},
		{"reserve_in", t.ReserveIn}, {"reserve_out", t.ReserveOut},
		{"restate_collected", t.RestateCollected}, {"restate_paid", t.RestatePaid},
		{"payouts", t.Payouts}}
}

// object is the full shape, with every line and for whom each payout is.
func (r Report) object() object {
	payouts := make(object, len(r.Payouts))
	for i, p := range r.Payouts {
		payouts[i] = field{p.Payee, object{{"amount", p.Amount},
			{"on_behalf_of", amountsObject(p.OnBehalfOf)}}}
	}
	lines := make([]object, len(r.Lines))
	for i, l := range r.Lines {
		lines[i] = l.object()
	}
	return object{{"period", r.Period}, {"payouts", payouts},
		{"party_take", amountsObject(r.PartyTake)}, {"lines", lines},
		{"lines_root", hex.EncodeToString(r.LinesRoot[:])}, {"totals", r.Totals.object()},
		{"state", r.State.object()}}
}

// brief is the shape that settle answers by default: amounts only, and how many lines there are.
func (r Report) brief() object {
	payouts := make(object, len(r.Payouts))
	for i, p := range r.Payouts {
		payouts[i] = field{p.Payee, p.Amount}
	}
	return object{{"payouts", payouts}, {"party_take", amountsObject(r.PartyTake)},
		{"totals", r.Totals.object()}, {"state", r.State.object()}, {"lines", len(r.Lines)},
		{"lines_root", hex.EncodeToString(r.LinesRoot[:])}}
}

// MarshalJSON writes the full shape.
func (r Report) MarshalJSON() ([]byte, error) { return appendJSON(nil, r.object()), nil }
