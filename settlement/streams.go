package settlement

// toInputs divides the agreed share among all inputs of a product (pass steps 3c and 3e).
func (p *pass) toInputs(x *node, fen int64, parents []string) error {
	if fen == 0 {
		return nil
	}
	line := p.write(Line{Kind: kindInputs, Node: x.ID, Name: nameInputs, To: ToInputs, Amount: fen,
		Parents: parents})
	shares, err := p.w.points(x, false)
	if err != nil {
		return err
	}
	if len(shares) == 0 {
		return p.fallBack(x, fen, line)
	}
	return p.distribute(x, fen, line, shares, false)
}

// fallBack pays the inputs' money where the agreement says when nothing was used; the owner when
// that is the lineage and there is none.
func (p *pass) fallBack(x *node, fen int64, parent string) error {
	fallback := p.w.contribution(x).Fallback
	to := fallback
	if fallback == FallbackLineage || fallback == FallbackOwner {
		to = x.Owner
	}
	return p.pay(Line{Kind: kindFallback, Node: x.ID, Name: nameInputs, To: to, Amount: fen,
		Parents: []string{parent}, Why: []Fact{textFact("fallback", fallback)}})
}

// toPublic divides the public stream among the public inputs of a product (pass step 3d).
func (p *pass) toPublic(x *node, fen int64, parents []string) error {
	if fen == 0 {
		return nil
	}
	line := p.write(Line{Kind: kindLevy, Node: x.ID, Name: nameLevy, To: ToInputs, Amount: fen,
		Parents: parents})
	shares, err := p.w.points(x, true)
	if err != nil {
		return err
	}
	return p.distribute(x, fen, line, shares, true)
}

// distribute divides fen by points: a resource's part is paid to its owner, a product's part
// travels on, as royalty that enters its income or, in the public stream, past products that are
// not primary.
func (p *pass) distribute(x *node, fen int64, parent string, shares []share, public bool) error {
	amounts, err := p.w.splitByPoints(fen, shares)
	if err != nil {
		return err
	}
	total, err := totalPoints(shares)
	if err != nil {
		return err
	}
	for i, s := range shares {
		input := &p.w.nodes[s.node]
		l := Line{Kind: kindRoyalty, Node: x.ID, Name: nameInputs, To: input.ID, Amount: amounts[i],
			Parents: []string{parent}, Why: []Fact{textFact("input", input.ID),
				countFact("points", s.points), countFact("of_points", total), fenFact("pool", fen)}}
		if public {
			l.Name = nameLevy
		}
		if input.Kind == Resource {
			l.Kind, l.To = kindContribution, input.Owner
			err = p.pay(l)
		} else {
			err = p.sendOn(l, s.node, public && input.Layer != LayerPrimary)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sendOn adds a line's money to what is on its way to a product.
func (p *pass) sendOn(l Line, to int, pass bool) error {
	f := &p.flows[to]
	if pass {
		l.Kind = kindLevyPass
	}
	id := p.write(l)
	switch {
	case id == "":
		return nil
	case pass:
		f.levyParents = append(f.levyParents, id)
		return addTo(&f.levy, l.Amount)
	}
	f.royaltyLines = append(f.royaltyLines, id)
	return addTo(&f.royalties, l.Amount)
}
