package settlement

import (
	"strings"
)

// applyCaps limits takes by the allowed revenue, party by party (pass step 4).
func (p *pass) applyCaps() error {
	caps := sortedBy(p.w.in.Caps, func(a, b Cap) int {
		if c := strings.Compare(a.Party, b.Party); c != 0 {
			return c
		}
		return strings.Compare(a.Cycle, b.Cycle)
	})
	var gross map[string]int64
	for _, c := range caps {
		if gross == nil {
			var err error
			if gross, err = p.grossSales(); err != nil {
				return err
			}
		}
		if err := p.applyCap(c, gross[c.Party]); err != nil {
			return err
		}
	}
	return nil
}

// grossSales is the net sales of each owner's products.
func (p *pass) grossSales() (map[string]int64, error) {
	gross := map[string]int64{}
	for _, i := range p.w.falling {
		x := &p.w.nodes[i]
		sum := gross[x.Owner]
		if err := addTo(&sum, x.own); err != nil {
			return nil, err
		}
		gross[x.Owner] = sum
	}
	return gross, nil
}

func (p *pass) applyCap(c Cap, gross int64) error {
	take := p.take[c.Party]
	row, err := p.capRow(c)
	if err != nil {
		return err
	}
	if row.Scope == ScopeTake {
		err = addTo(&row.Measure, take)
	} else {
		err = addTo(&row.Measure, gross)
	}
	if err != nil {
		return err
	}
	if row.Mode == ModeHold {
		err = p.hold(&row)
	}
	p.caps[c.Party] = row
	return err
}

// capRow is the party's row for this cycle. A new cycle releases what the old one held, which
// counts into the new measure, or lowers the new allowance by the old excess, as the old row's mode
// says.
func (p *pass) capRow(c Cap) (CapState, error) {
	row := CapState{Party: c.Party, Cycle: c.Cycle, Mode: orElse(c.Mode, ModeMemo),
		Scope: orElse(c.Scope, ScopeGross), Allowed: c.Allowed}
	old, known := p.caps[c.Party]
	switch {
	case !known:
		return row, nil
	case old.Cycle == c.Cycle:
		return old, nil
	case old.Mode == ModeHold:
		row.Measure = old.Held
		return row, p.moveHeld(kindRelease, nameRelease, c.Party, old.Held,
			textFact("cycle", old.Cycle), fenFact("held", old.Held))
	}
	excess, err := add(old.Measure, -old.Allowed)
	if err == nil {
		err = addTo(&row.Allowed, -max(excess, 0))
	}
	return row, err
}

// hold moves the change of what is held between the party and its reserve: never more than the
// party takes, never more than is held.
func (p *pass) hold(row *CapState) error {
	want, err := add(row.Measure, -row.Allowed)
	if err == nil {
		want, err = add(want, -row.Held)
	}
	if err != nil {
		return err
	}
	change := min(max(want, -row.Held), p.take[row.Party])
	row.Held += change
	kind, name := kindHold, nameHold
	if change < 0 {
		kind, name = kindUnhold, nameUnhold
	}
	return p.moveHeld(kind, name, row.Party, -change, textFact("cycle", row.Cycle),
		fenFact("measure", row.Measure), fenFact("allowed", row.Allowed), fenFact("held", row.Held))
}

// moveHeld pays fen out of the party's reserve, or into it when negative.
func (p *pass) moveHeld(kind, name, party string, fen int64, why ...Fact) error {
	p.reserve[overcap+party] -= fen
	return p.pay(Line{Kind: kind, Name: name, To: party, Amount: fen, Why: why})
}
