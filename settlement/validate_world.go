package settlement

import (
	"math/bits"
	"slices"
)

func (v *validation) checkParties() {
	for _, p := range v.in.Parties {
		required := p.RemitRequired == nil || *p.RemitRequired
		v.when(p.Kind == Administrative && p.RemitTo == "" && required, CodeTreasury)
		v.when(p.RemitTo != "" && !v.known(p.RemitTo), CodeUnknownParty)
	}
}

func (v *validation) checkNodes() {
	seqs := make(map[int64]bool, len(v.in.Nodes))
	for i := range v.in.Nodes {
		n := &v.in.Nodes[i]
		v.when(seqs[n.Seq], CodeSeq)
		seqs[n.Seq] = true
		v.when(n.Weight < 1, CodeWeight)
		v.when(!v.known(n.Owner), CodeUnknownParty)
		if n.Kind == Product {
			v.checkProduct(n)
		}
	}
}

func (v *validation) checkProduct(n *Node) {
	a, agreed := v.in.Agreements[n.Agreement]
	v.when(!agreed, CodeNoAgreement)
	if n.Layer == LayerPrimary {
		for _, t := range a.Tiers {
			v.when(t.Base != nil, CodeBaseOnPrimary)
		}
	} else if a.redevelopmentBanned() && v.known(n.Owner) {
		v.when(v.operators[v.parties[n.Owner].institution()], CodeOperatorRedevelops)
	}
	seen := make(map[string]bool, len(n.Inputs))
	for _, id := range n.Inputs {
		v.when(seen[id], CodeDup)
		seen[id] = true
		input := v.nodes[id]
		v.when(input == nil, CodeUnknownInput)
		v.when(input != nil && input.Seq >= n.Seq, CodeCycle)
	}
}

func (v *validation) checkAgreements() {
	for _, id := range sortedKeys(v.in.Agreements) {
		v.addAll(agreementCodes(v.in.Agreements[id], v.parties))
	}
}

func (v *validation) checkSales() {
	ids := make(map[string]bool, len(v.in.Sales))
	for _, s := range v.in.Sales {
		v.when(ids[s.ID], CodeDup)
		ids[s.ID] = true
		v.when(s.Amount < 0 && s.Ref == "", CodeRefundRef)
		if s.ForProduct != "" {
			maker := v.product(s.ForProduct)
			v.when(maker == nil || !slices.Contains(maker.Inputs, s.Product), CodeForProduct)
		}
		n := v.product(s.Product)
		if n == nil {
			v.add(CodeUnknownProduct)
			continue
		}
		free := v.in.Agreements[n.Agreement].welfareFree(n.Layer)
		v.when(use(s.Use) == Welfare && s.Amount != 0 && free, CodeWelfareCharged)
		v.when(n.PriceCap != nil && aboveCap(s, *n.PriceCap), CodePriceCap)
	}
}

// aboveCap reports a positive sale above price cap × units; the product may exceed 63 bits.
func aboveCap(s Sale, priceCap int64) bool {
	if s.Amount <= 0 {
		return false
	}
	if priceCap <= 0 || s.Units <= 0 {
		return true
	}
	hi, lo := bits.Mul64(uint64(priceCap), uint64(s.Units))
	return hi == 0 && uint64(s.Amount) > lo
}

func (v *validation) checkTraces() {
	for _, t := range v.in.Traces {
		n := v.product(t.Product)
		if n == nil {
			v.add(CodeUnknownProduct)
			continue
		}
		basis := ByInstitution
		if c := v.in.Agreements[n.Agreement].Contribution; c != nil {
			basis = orElse(c.Basis, ByInstitution)
		}
		v.checkTrace(t, n, basis)
	}
}

func (v *validation) checkTrace(t Trace, n *Node, basis string) {
	v.when(t.Units < 1, CodeTrace)
	v.when(basis == ByVolume && len(t.Volume) == 0, CodeTrace)
	v.when(len(t.Members) == 0 && len(t.Volume) == 0, CodeTrace)
	seen := make(map[string]bool, len(t.Members))
	for _, id := range t.Members {
		v.when(seen[id] || !slices.Contains(n.Inputs, id), CodeTrace)
		seen[id] = true
	}
	for _, id := range sortedKeys(t.Volume) {
		v.when(t.Volume[id] < 1 || !slices.Contains(n.Inputs, id), CodeTrace)
	}
	v.when(t.Units > (1<<63-1)/pointsPerUse, CodeOverflow)
}

func (v *validation) checkCosts() {
	ids := make(map[string]bool, len(v.in.Costs))
	if v.in.State != nil {
		for _, c := range v.in.State.Costs {
			ids[c.ID] = true
		}
	}
	for _, c := range v.in.Costs {
		v.when(ids[c.ID], CodeDup)
		ids[c.ID] = true
		v.when(c.Amount < 0, CodeCost)
		v.when(c.Product != "" && v.product(c.Product) == nil, CodeUnknownProduct)
		v.when(!v.known(c.Investor), CodeUnknownParty)
	}
}
