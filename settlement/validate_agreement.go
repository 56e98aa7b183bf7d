package settlement

import (
	"slices"
	"strings"
)

// ValidateAgreement gives the refusal codes of one agreement, sorted and unique, empty when it may
// be signed. Parties are those whom the agreement may name.
func ValidateAgreement(a Agreement, parties []Party) []string {
	known := make(map[string]Party, len(parties))
	for _, p := range parties {
		known[p.ID] = p
	}
	return agreementCodes(a, known)
}

func agreementCodes(a Agreement, parties map[string]Party) []string {
	var s codeSet
	if len(a.Tiers) == 0 {
		return []string{CodeNoTiers}
	}
	var recovered []string
	toInputs := false
	for i, t := range a.Tiers {
		if !t.one() {
			s.add(CodeBadTier)
			continue
		}
		s.addAll(tierCodes(t, parties, recovered))
		if t.Recover != nil {
			recovered = append(recovered, t.Recover.Costs...)
		}
		s.when(t.Remainder != nil && i < len(a.Tiers)-1, CodeRemainderNotLast)
		s.when(t.Base != nil && a.Layer == LayerPrimary, CodeBaseOnPrimary)
		toInputs = toInputs || t.reachesInputs()
	}
	s.when(a.Tiers[len(a.Tiers)-1].Remainder == nil, CodeNoRemainder)
	if toInputs && a.Contribution == nil {
		s.add(CodeNoContribution)
	} else if toInputs {
		s.addAll(contributionCodes(*a.Contribution, parties))
	}
	return s.list()
}

// reachesInputs reports whether money of the tier can go to inputs or into the public stream.
func (t Tier) reachesInputs() bool {
	switch {
	case t.Base != nil:
		return true
	case t.Share != nil:
		return t.Share.To == ToInputs
	case t.Remainder != nil:
		return slices.ContainsFunc(t.Remainder.Parts, func(p Part) bool { return p.To == ToInputs })
	}
	return false
}

func tierCodes(t Tier, parties map[string]Party, recovered []string) []string {
	switch {
	case t.Fee != nil:
		return feeCodes(t.Fee, parties, false)
	case t.Share != nil:
		return feeCodes(t.Share, parties, true)
	case t.Base != nil:
		return baseCodes(t.Base)
	case t.Recover != nil:
		return recoverCodes(t.Recover)
	case t.Return != nil:
		return returnCodes(t.Return, recovered)
	}
	return remainderCodes(t.Remainder, parties)
}

func feeCodes(r *Rated, parties map[string]Party, share bool) []string {
	var s codeSet
	s.add(r.Rate.code())
	switch r.Of {
	case OfOwnSales, OfInflow, OfLeft:
	case OfChannelSales:
		s.when(r.Channel == "", CodeBadBase)
	default:
		s.add(CodeBadBase)
	}
	if r.To == ToInputs {
		s.when(!share, CodeBadTier)
	} else {
		s.when(!isPayee(r.To, parties), CodeUnknownParty)
	}
	s.when(r.Cap != nil && *r.Cap < 0, CodeBadTier)
	return s.list()
}

// isPayee reports whether money can go there, the inputs apart.
func isPayee(to string, parties map[string]Party) bool {
	if _, known := parties[to]; known || to == ToOwner {
		return true
	}
	return strings.HasPrefix(to, ReservePrefix) && len(to) > len(ReservePrefix)
}

func baseCodes(r *Rated) []string {
	var s codeSet
	s.add(r.Rate.code())
	s.when(r.Of != "" && r.Of != OfOwnSales && r.Of != OfValueAdded, CodeBadBase)
	return s.list()
}

func recoverCodes(r *Recover) []string {
	var s codeSet
	s.when(len(r.Costs) == 0, CodeBadTier)
	if r.Limit != nil {
		s.add(r.Limit.code())
	}
	return s.list()
}

func returnCodes(r *Return, recovered []string) []string {
	var s codeSet
	s.add(r.Rate.code())
	s.when(len(r.On) == 0, CodeBadTier)
	for _, class := range r.On {
		s.when(!slices.Contains(recovered, class), CodeReturnBeforeRecover)
	}
	return s.list()
}

func remainderCodes(r *Remainder, parties map[string]Party) []string {
	var s codeSet
	s.when(len(r.Parts) == 0, CodeEmptyParts)
	seen := map[string]bool{}
	for _, p := range r.Parts {
		s.when(p.Weight < 1, CodeEmptyParts)
		s.when(seen[p.To], CodeDupPart)
		s.when(p.To != ToInputs && !isPayee(p.To, parties), CodeUnknownParty)
		seen[p.To] = true
	}
	weights := make([]uint64, len(r.Parts))
	for i, p := range r.Parts {
		weights[i] = uint64(max(p.Weight, 0))
	}
	_, err := sumWeights(weights)
	s.when(err != nil, CodeOverflow)
	return s.list()
}

// contributionCodes are the faults of a contribution clause; a factor table of no rows is none.
func contributionCodes(c Contribution, parties map[string]Party) []string {
	var s codeSet
	s.when(!slices.Contains([]string{"", ByInstitution, ByWeight, ByVolume}, c.Basis), CodeBasis)
	s.when(len(c.Count) == 0, CodeCount)
	for _, u := range c.Count {
		s.when(u != Commercial && u != Welfare, CodeCount)
	}
	for i, row := range c.Factor {
		s.when(row.Bps < 1, CodeFactor)
		s.when(i > 0 && row.Min >= c.Factor[i-1].Min, CodeFactor)
		s.when(i == len(c.Factor)-1 && row.Min != 0, CodeFactor)
	}
	if _, known := parties[c.Fallback]; !known {
		s.when(c.Fallback != FallbackLineage && c.Fallback != FallbackOwner, CodeNoFallback)
	}
	return s.list()
}
