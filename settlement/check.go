package settlement

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Check proves the report from its lines and the input: every line's arithmetic from its parents,
// every split adding up to its whole (I2, I3), costs never recovered beyond their amount (I4), no
// negative line but those held or offset (I9), takes, payouts and totals as the lines say and in
// balance (I1), and at last that the input gives just this report. The error wraps ErrCheck.
func (r Report) Check(in Input) error {
	for _, step := range []func() error{
		func() error { return CheckLines(r.Lines) },
		func() error { return r.checkTakes(in) },
		func() error { return r.checkTotals(in) },
		func() error { return r.checkCosts(in) },
		func() error { return r.checkAgain(in) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if r.LinesRoot != LinesRoot(r.Lines) {
		return fault("the lines do not have this root")
	}
	return nil
}

func fault(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrCheck}, args...)...)
}

// checkTakes adds the lines up by party and routes them anew.
func (r Report) checkTakes(in Input) error {
	take := map[string]int64{}
	for _, l := range r.Lines {
		if !l.PaysParty() {
			continue
		}
		sum := take[l.To]
		if err := addTo(&sum, l.Amount); err != nil {
			return err
		}
		take[l.To] = sum
	}
	parties := map[string]Party{}
	for _, p := range in.Parties {
		parties[p.ID] = p
	}
	if !slices.Equal(amounts(take), r.PartyTake) {
		return fault("party_take is not the sum of the lines")
	}
	payouts, err := route(r.PartyTake, parties)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(payouts, r.Payouts, func(a, b Payout) bool {
		return a.Payee == b.Payee && a.Amount == b.Amount && slices.Equal(a.OnBehalfOf, b.OnBehalfOf)
	}) {
		return fault("payouts are not the routed takes")
	}
	return nil
}

// checkTotals proves I1 with totals taken from the input, the lines and the states.
func (r Report) checkTotals(in Input) error {
	var t Totals
	before := State{}
	if in.State != nil {
		before = *in.State
	}
	products := map[string]bool{}
	for _, n := range in.Nodes {
		products[n.ID] = n.Kind == Product
	}
	for _, s := range in.Sales {
		if products[s.Product] {
			t.Sales += s.Amount
		}
	}
	for _, p := range r.Payouts {
		t.Payouts += p.Amount
	}
	for _, l := range r.Lines {
		switch l.Kind {
		case kindOffset:
			t.RestateCollected -= l.Amount
		case kindRestatePay:
			t.RestatePaid += l.Amount
		}
	}
	t.DeficitIn, t.ReserveIn = before.stocks()
	t.DeficitOut, t.ReserveOut = r.State.stocks()
	if t != r.Totals {
		return fault("totals are %v, not %v", r.Totals, t)
	}
	if t.Sales+t.DeficitIn+t.ReserveIn+t.RestatePaid !=
		t.Payouts+t.DeficitOut+t.ReserveOut+t.RestateCollected {
		return fault("money in is not money out: %v", t)
	}
	return nil
}

func (s State) stocks() (deficit, reserve int64) {
	for _, d := range s.Deficit {
		deficit += d.Amount
	}
	for _, v := range s.Reserve {
		reserve += v.Amount
	}
	return deficit, reserve
}

// checkCosts proves I4 and that every cost moved by its lines alone.
func (r Report) checkCosts(in Input) error {
	ledger := map[string]CostState{}
	if in.State != nil {
		for _, c := range in.State.Costs {
			ledger[c.ID] = c
		}
	}
	for _, c := range in.Costs {
		ledger[c.ID] = CostState{c.ID, c.Product, c.Class, c.Investor, c.Amount, 0, 0}
	}
	for _, l := range r.Lines {
		c := ledger[l.Text("cost")]
		switch l.Kind {
		case kindRecover:
			c.Out, c.Rec = c.Out-l.Amount, c.Rec+l.Amount
			if c.Out < 0 || c.Out != l.Int("still_out") || c.Investor != l.To {
				return fault("line %s recovers more than cost %s", l.ID, c.ID)
			}
		case kindReturn:
			if c.Ret != l.Int("paid_before") || c.Rec != l.Int("on") || c.Investor != l.To {
				return fault("line %s pays profit that cost %s has not earned", l.ID, c.ID)
			}
			c.Ret += l.Amount
		default:
			continue
		}
		ledger[c.ID] = c
	}
	if len(r.State.Costs) != len(ledger) {
		return fault("the cost ledger has %d rows, not %d", len(r.State.Costs), len(ledger))
	}
	for _, c := range r.State.Costs {
		if ledger[c.ID] != c {
			return fault("cost %s is %v, not %v", c.ID, c, ledger[c.ID])
		}
	}
	return nil
}

// checkAgain runs the pass on the input and names the first line that differs.
func (r Report) checkAgain(in Input) error {
	again, err := Compute(in)
	if err != nil {
		return err
	}
	for i, l := range again.Lines {
		if i >= len(r.Lines) || !bytes.Equal(l.Leaf(), r.Lines[i].Leaf()) {
			return fault("the input gives another line %s", l.ID)
		}
	}
	if len(again.Lines) != len(r.Lines) {
		return fault("the input gives %d lines", len(again.Lines))
	}
	for _, part := range []struct {
		name     string
		ours, is object
	}{{"state", again.State.object(), r.State.object()}, {"totals", again.Totals.object(),
		r.Totals.object()}} {
		if !bytes.Equal(appendJSON(nil, part.ours), appendJSON(nil, part.is)) {
			return fault("the input gives another %s", part.name)
		}
	}
	if again.Period != r.Period {
		return fault("the report is of %s", strings.TrimSpace(r.Period))
	}
	return nil
}
