package settlement

// Difference is what a re-settlement changes: per party the new takes minus the old ones, summed
// over the periods, without zeros.
type Difference struct {
	Delta       []PartyAmount
	DeltaSum    int64
	SalesChange int64
}

// History settles periods (or the segments of a cut period) in order. The state is read from the
// first one only; each hands its state to the next.
func History(periods []Input) ([]Report, error) {
	reports := make([]Report, 0, len(periods))
	for i, in := range periods {
		if i > 0 {
			in.State = &reports[i-1].State
		}
		r, err := Compute(in)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// Restate settles the periods as they were and as corrected, and gives the differences to post.
func Restate(old, corrected []Input) (Difference, error) {
	before, err := History(old)
	if err != nil {
		return Difference{}, err
	}
	after, err := History(corrected)
	if err != nil {
		return Difference{}, err
	}
	return Differ(before, after)
}

// Differ compares two settled histories of the same periods.
func Differ(before, after []Report) (Difference, error) {
	sums := map[string]int64{}
	var d Difference
	gather := func(reports []Report, sign int64) error {
		for _, r := range reports {
			if err := addTo(&d.SalesChange, sign*r.Totals.Sales); err != nil {
				return err
			}
			for _, t := range r.PartyTake {
				sum := sums[t.Party]
				if err := addTo(&sum, sign*t.Amount); err != nil {
					return err
				}
				sums[t.Party] = sum
			}
		}
		return nil
	}
	if err := gather(before, -1); err != nil {
		return Difference{}, err
	}
	if err := gather(after, 1); err != nil {
		return Difference{}, err
	}
	d.Delta = amounts(sums)
	for _, a := range d.Delta {
		if err := addTo(&d.DeltaSum, a.Amount); err != nil {
			return Difference{}, err
		}
	}
	return d, nil
}

// Post enters a difference into the state of the open period: what a party gains becomes payable,
// what it loses receivable, and the sum of all is the cash position of the pool (settlement §2.5).
func (s State) Post(d Difference) (State, error) {
	receivable, payable := amountMap(s.Restate.Receivable), amountMap(s.Restate.Payable)
	for _, a := range d.Delta {
		side, fen := payable, a.Amount
		if fen < 0 {
			side, fen = receivable, -fen
		}
		sum := side[a.Party]
		if err := addTo(&sum, fen); err != nil {
			return State{}, err
		}
		side[a.Party] = sum
	}
	s.Restate.Receivable, s.Restate.Payable = amounts(receivable), amounts(payable)
	err := addTo(&s.Restate.Pool, d.DeltaSum)
	return s, err
}
