package settlement

import (
	"slices"
	"strings"
)

// Validate gives every refusal code of settlement §6.2a that applies to the input, sorted, once
// each; empty when the input may be settled. Unknown kinds, layers, uses, scopes or modes make the
// input unreadable: E_BAD_REQUEST alone.
func Validate(in Input) []string {
	codes := standing(in)
	if len(codes) == 0 {
		if _, err := computed(in); err != nil {
			return []string{CodeOverflow}
		}
	}
	return codes
}

// computed is Compute of an input that stands, refused also where the points of a product leave
// their range (settlement §2.4) that have no money to divide in this period.
func computed(in Input) (Report, error) {
	p, err := compute(in)
	if err != nil {
		return Report{}, err
	}
	for i := range p.w.nodes {
		x := &p.w.nodes[i]
		for _, public := range []bool{false, true} {
			shares, err := p.w.points(x, public)
			if err == nil {
				_, err = totalPoints(shares)
			}
			if err != nil {
				return Report{}, err
			}
		}
	}
	return p.report()
}

// standing are the codes that can be told without running the pass.
func standing(in Input) []string {
	if !spoken(in) {
		return []string{CodeBadRequest}
	}
	v := newValidation(in)
	v.checkParties()
	v.checkNodes()
	v.checkAgreements()
	v.checkSales()
	v.checkTraces()
	v.checkCosts()
	v.checkSums()
	return v.list()
}

// spoken reports whether every word of a closed vocabulary is known.
func spoken(in Input) bool {
	for _, p := range in.Parties {
		if reserved(p.ID) || !slices.Contains([]string{Administrative, Institution, Enterprise,
			Operator, Developer, Platform, Exchange, Treasury}, p.Kind) {
			return false
		}
	}
	for _, n := range in.Nodes {
		if n.ID == "" || n.Kind != Resource && n.Kind != Product || !isLayer(n.Layer) {
			return false
		}
	}
	for _, id := range sortedKeys(in.Agreements) {
		a := in.Agreements[id]
		if !isLayer(a.Layer) || a.Rules != nil &&
			!slices.Contains([]string{"", WelfareFreeAll, WelfareFreePrimary}, a.Rules.WelfareFree) {
			return false
		}
	}
	for _, s := range in.Sales {
		if !isUse(s.Use) {
			return false
		}
	}
	for _, t := range in.Traces {
		if !isUse(t.Use) {
			return false
		}
	}
	for _, c := range in.Caps {
		if c.Party == "" || !slices.Contains([]string{"", ScopeGross, ScopeTake}, c.Scope) ||
			!slices.Contains([]string{"", ModeMemo, ModeHold}, c.Mode) {
			return false
		}
	}
	return in.State == nil || in.State.possible()
}

// possible reports whether the signs and words of a state are such as a pass returns.
func (s State) possible() bool {
	ok := true
	for _, d := range s.Deficit {
		ok = ok && d.Amount <= 0
	}
	for _, c := range s.Costs {
		ok = ok && c.Out >= 0 && c.Rec >= 0 && c.Ret >= 0
	}
	for _, c := range s.Cap {
		ok = ok && c.Held >= 0 && (c.Mode == ModeMemo || c.Mode == ModeHold) &&
			(c.Scope == ScopeGross || c.Scope == ScopeTake)
	}
	for _, r := range s.Reserve {
		ok = ok && r.Amount >= 0
	}
	for _, a := range slices.Concat(s.Restate.Receivable, s.Restate.Payable) {
		ok = ok && a.Amount >= 0
	}
	return ok
}

// reserved are the words that an agreement's payees and fallbacks use for something else than a
// party; a party of that name could not be told from them.
func reserved(id string) bool {
	return id == "" || id == ToOwner || id == ToInputs || id == FallbackLineage ||
		strings.HasPrefix(id, ReservePrefix)
}

func isLayer(s string) bool { return s == "" || s == LayerPrimary || s == LayerRe }

func isUse(s string) bool { return s == "" || s == Commercial || s == Welfare }

// validation is an input with its names looked up.
type validation struct {
	codeSet
	in        Input
	parties   map[string]Party
	nodes     map[string]*Node
	operators map[string]bool // institutions of the operators
}

func newValidation(in Input) *validation {
	v := &validation{in: in, parties: map[string]Party{}, nodes: map[string]*Node{},
		operators: map[string]bool{}}
	for _, p := range in.Parties {
		_, twice := v.parties[p.ID]
		v.when(twice, CodeDup)
		v.parties[p.ID] = p
		if p.Kind == Operator {
			v.operators[p.institution()] = true
		}
	}
	for i := range in.Nodes {
		n := &in.Nodes[i]
		_, twice := v.nodes[n.ID]
		v.when(twice, CodeDup)
		v.nodes[n.ID] = n
	}
	return v
}

// product is the product of this id, nil for none.
func (v *validation) product(id string) *Node {
	if n := v.nodes[id]; n != nil && n.Kind == Product {
		return n
	}
	return nil
}

func (v *validation) known(party string) bool {
	_, known := v.parties[party]
	return known
}

// checkSums guards the ranges of settlement §2.4 where a sum is known before the pass: all money
// that comes in, and all costs.
func (v *validation) checkSums() {
	var money, costs int64
	state := State{}
	if v.in.State != nil {
		state = *v.in.State
	}
	grow := func(sum *int64, amount int64) {
		if amount < 0 {
			amount = -amount
		}
		v.when(amount < 0 || addTo(sum, amount) != nil, CodeOverflow)
	}
	for _, s := range v.in.Sales {
		grow(&money, s.Amount)
	}
	for _, d := range state.Deficit {
		grow(&money, d.Amount)
	}
	for _, r := range state.Reserve {
		grow(&money, r.Amount)
	}
	for _, c := range v.in.Costs {
		grow(&costs, c.Amount)
	}
	for _, c := range state.Costs {
		grow(&costs, c.Out)
		grow(&costs, c.Rec)
	}
}
