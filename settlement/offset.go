package settlement

// applyOffsets collects receivables of earlier re-settlements from what parties take now, and pays
// payables out of the pool (pass step 5).
func (p *pass) applyOffsets() error {
	receivable, err := p.collect(p.restate.Receivable)
	if err != nil {
		return err
	}
	payable, err := p.payBack(p.restate.Payable)
	if err != nil {
		return err
	}
	p.restate.Receivable, p.restate.Payable = receivable, payable
	return nil
}

// collect keeps receivables back, up to the take; a party with offset false is left alone.
func (p *pass) collect(receivable []PartyAmount) ([]PartyAmount, error) {
	var still []PartyAmount
	for _, r := range receivable {
		fen := min(max(r.Amount, 0), max(p.take[r.Party], 0))
		if o := p.w.parties[r.Party].Offset; o != nil && !*o {
			fen = 0
		}
		err := p.pay(Line{Kind: kindOffset, Name: nameOffset, To: r.Party, Amount: -fen,
			Why: []Fact{fenFact("receivable", r.Amount)}})
		if err == nil {
			err = addTo(&p.restate.Pool, fen)
		}
		if err == nil {
			err = addTo(&p.totals.RestateCollected, fen)
		}
		if err != nil {
			return nil, err
		}
		if r.Amount != fen {
			still = append(still, PartyAmount{r.Party, r.Amount - fen})
		}
	}
	return still, nil
}

// payBack pays payables from the pool, in proportion when it is short.
func (p *pass) payBack(payable []PartyAmount) ([]PartyAmount, error) {
	weights := make([]uint64, len(payable))
	var owed int64
	for i, a := range payable {
		weights[i] = uint64(max(a.Amount, 0))
		if err := addTo(&owed, max(a.Amount, 0)); err != nil {
			return nil, err
		}
	}
	pool := p.restate.Pool
	parts, err := splitFen(min(pool, owed), weights)
	if err != nil {
		return nil, err
	}
	var still []PartyAmount
	for i, a := range payable {
		p.restate.Pool -= parts[i]
		if err := addTo(&p.totals.RestatePaid, parts[i]); err != nil {
			return nil, err
		}
		err := p.pay(Line{Kind: kindRestatePay, Name: nameRestatePay, To: a.Party, Amount: parts[i],
			Why: []Fact{fenFact("payable", a.Amount), fenFact("of_payable", owed), fenFact("pool", pool)}})
		if err != nil {
			return nil, err
		}
		if a.Amount != parts[i] {
			still = append(still, PartyAmount{a.Party, a.Amount - parts[i]})
		}
	}
	return still, nil
}
