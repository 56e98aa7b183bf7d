package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Resettled is a closed period as an export of the run that restated it holds it: as the run before
// knew it, and as corrected.
type Resettled struct {
	Period string `json:"period"`
	Was    Again  `json:"was"`
	Now    Again  `json:"now"`
}

// Again is a period to be settled again: the inputs of its segments, the first with the state that
// it opens with, and the root over the lines they give (see Restated).
type Again struct {
	LinesRoot wire.Hash          `json:"lines_root"`
	Periods   []settlement.Input `json:"periods"`
}

// Settle computes the period from its inputs.
func (a Again) Settle() (settlement.Report, error) {
	reports, err := settlement.History(a.Periods)
	if err != nil || len(reports) == 0 {
		return settlement.Report{}, err
	}
	return settlement.Joined(reports), nil
}

// placedIn names the payees of a proposed rule that are parties of their own in its province, as
// placePayees does, in a copy.
func placedIn(a settlement.Agreement, caps []settlement.Cap, place string) settlement.Agreement {
	here := func(who string) string {
		name := placed(who, place)
		if slices.ContainsFunc(caps, func(c settlement.Cap) bool { return c.Party == name }) {
			return name
		}
		return who
	}
	for i, t := range a.Tiers {
		switch {
		case t.Fee != nil:
			v := *t.Fee
			v.To = here(v.To)
			a.Tiers[i].Fee = &v
		case t.Share != nil:
			v := *t.Share
			v.To = here(v.To)
			a.Tiers[i].Share = &v
		case t.Remainder != nil:
			v := settlement.Remainder{Name: t.Remainder.Name, Parts: slices.Clone(t.Remainder.Parts)}
			for n, p := range v.Parts {
				v.Parts[n].To = here(p.To)
			}
			a.Tiers[i].Remainder = &v
		}
	}
	if a.Contribution != nil {
		v := *a.Contribution
		v.Fallback = here(v.Fallback)
		a.Contribution = &v
	}
	return a
}
