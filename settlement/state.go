package settlement

import (
	"encoding/json"
	"maps"
	"slices"
)

// State is what one period hands to the next (settlement §6.2b). Every list is sorted by its id.
type State struct {
	Deficit []ProductAmount
	Costs   []CostState
	Cap     []CapState
	Reserve []ReserveAmount
	Restate RestateState
}

// ProductAmount is a carried deficit, at most 0 fen.
type ProductAmount struct {
	Product string
	Amount  int64
}

// PartyAmount is fen of one party.
type PartyAmount struct {
	Party  string
	Amount int64
}

// ReserveAmount is fen kept under a name; money held over a cap is under "overcap:<party>".
type ReserveAmount struct {
	Name   string
	Amount int64
}

// CostState is a cost in the ledger: Out is still open, Rec recovered, Ret profit paid on it.
// Product "" is a common cost.
type CostState struct {
	ID, Product, Class, Investor string
	Out, Rec, Ret                int64
}

// CapState is a party's row in its cycle.
type CapState struct {
	Party, Cycle, Mode, Scope string
	Allowed, Measure, Held    int64
}

// RestateState is the account of posted re-settlements.
type RestateState struct {
	Receivable []PartyAmount
	Payable    []PartyAmount
	Pool       int64
}

const overcap = "overcap:"

func (s State) object() object {
	deficit := make(object, len(s.Deficit))
	for i, d := range s.Deficit {
		deficit[i] = field{d.Product, d.Amount}
	}
	costs := make(object, len(s.Costs))
	for i, c := range s.Costs {
		var product any
		if c.Product != "" {
			product = c.Product
		}
		costs[i] = field{c.ID, object{{"product", product}, {"class", c.Class},
			{"investor", c.Investor}, {"out", c.Out}, {"rec", c.Rec}, {"ret", c.Ret}}}
	}
	caps := make(object, len(s.Cap))
	for i, c := range s.Cap {
		caps[i] = field{c.Party, object{{"cycle", c.Cycle}, {"mode", c.Mode}, {"scope", c.Scope},
			{"allowed", c.Allowed}, {"measure", c.Measure}, {"held", c.Held}}}
	}
	reserve := make(object, len(s.Reserve))
	for i, r := range s.Reserve {
		reserve[i] = field{r.Name, r.Amount}
	}
	return object{{"deficit", deficit}, {"costs", costs}, {"cap", caps}, {"reserve", reserve},
		{"restate", object{{"receivable", amountsObject(s.Restate.Receivable)},
			{"payable", amountsObject(s.Restate.Payable)}, {"pool", s.Restate.Pool}}}}
}

func amountsObject(list []PartyAmount) object {
	o := make(object, len(list))
	for i, a := range list {
		o[i] = field{a.Party, a.Amount}
	}
	return o
}

// MarshalJSON writes the shape of §6.2b.
func (s State) MarshalJSON() ([]byte, error) { return appendJSON(nil, s.object()), nil }

// UnmarshalJSON reads the shape of §6.2b; absent members are empty.
func (s *State) UnmarshalJSON(raw []byte) error {
	var j struct {
		Deficit map[string]int64 `json:"deficit"`
		Costs   map[string]struct {
			Product         *string
			Class, Investor string
			Out, Rec, Ret   int64
		} `json:"costs"`
		Cap map[string]struct {
			Cycle, Mode, Scope     string
			Allowed, Measure, Held int64
		} `json:"cap"`
		Reserve map[string]int64 `json:"reserve"`
		Restate struct {
			Receivable, Payable map[string]int64
			Pool                int64
		} `json:"restate"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	*s = State{}
	for _, k := range sortedKeys(j.Deficit) {
		s.Deficit = append(s.Deficit, ProductAmount{k, j.Deficit[k]})
	}
	for _, k := range sortedKeys(j.Costs) {
		c := j.Costs[k]
		row := CostState{ID: k, Class: c.Class, Investor: c.Investor, Out: c.Out, Rec: c.Rec, Ret: c.Ret}
		if c.Product != nil {
			row.Product = *c.Product
		}
		s.Costs = append(s.Costs, row)
	}
	for _, k := range sortedKeys(j.Cap) {
		c := j.Cap[k]
		s.Cap = append(s.Cap, CapState{k, c.Cycle, c.Mode, c.Scope, c.Allowed, c.Measure, c.Held})
	}
	for _, k := range sortedKeys(j.Reserve) {
		s.Reserve = append(s.Reserve, ReserveAmount{k, j.Reserve[k]})
	}
	s.Restate = RestateState{amounts(j.Restate.Receivable), amounts(j.Restate.Payable), j.Restate.Pool}
	return nil
}

// sortedKeys are the keys of a map in bytewise order: the only way this package walks a map.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// amounts is a map as a sorted list without zeros.
func amounts(m map[string]int64) []PartyAmount {
	var list []PartyAmount
	for _, k := range sortedKeys(m) {
		if m[k] != 0 {
			list = append(list, PartyAmount{k, m[k]})
		}
	}
	return list
}

// amountMap is the reverse of amounts.
func amountMap(list []PartyAmount) map[string]int64 {
	m := make(map[string]int64, len(list))
	for _, a := range list {
		m[a.Party] = a.Amount
	}
	return m
}
