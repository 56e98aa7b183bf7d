package settle

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Export is the settlement input of a period as a request that `suyuan settlement run` reads:
//
//	{"op":"settle","proposable":{…},"world":INPUT}
//	{"op":"segments","proposable":{…},"periods":[INPUT,…]}
//
// the second where a changed rule cuts the period. The bytes of the last member are those that the
// run's input hash is of; only a proposed rule needs proposable. What late rows of closed periods
// changed is in the state of the first input; a run that restated some has a member "restated"
// before it, [{"period", "was": AGAIN, "now": AGAIN}], with what each was computed from.
func Export(r state.Reader, period string) (request []byte, err error) {
	x := read(r, period)
	if x.fault != nil {
		return nil, x.fault
	}
	inputs := x.segments()
	rules := map[string]Proposable{}
	for _, id := range slices.Sorted(maps.Keys(x.contracts)) {
		never := regime.At(r, x.contracts[id].Regime).Text("score.as_weight") == "never"
		rules[id] = Proposable{x.serving(id), never, party.Province(x.contracts[id].Jurisdiction)}
	}
	head, err := json.Marshal(rules)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := writeInputs(&text, inputs); err != nil {
		return nil, err
	}
	if len(x.change.again) > 0 {
		again, err := json.Marshal(x.change.again)
		if err != nil {
			return nil, err
		}
		head = slices.Concat(head, []byte(`,"restated":`), again)
	}
	op, member := "settle", "world"
	if len(inputs) > 1 {
		op, member = "segments", "periods"
	}
	return slices.Concat([]byte(`{"op":"`+op+`","proposable":`), head, []byte(`,"`+member+`":`),
		text.Bytes(), []byte("}")), nil
}

// Proposable is how the ledger reads a rule of an agreement: the classes of common cost that serve
// it (rulings M2), whether its regime keeps scores from moving money, and where it is.
type Proposable struct {
	Common     []string `json:"common_costs,omitempty"`
	Unweighted bool     `json:"unweighted,omitempty"`
	// its province, in which a capped operator is a party of its own
	Place string `json:"place,omitempty"`
}

// serving lists the qualified classes of common cost that an agreement may recover.
func (x *reading) serving(id string) []string {
	var classes []string
	for _, q := range slices.Sorted(maps.Keys(x.common)) {
		class, _, _ := strings.Cut(q, "/")
		if !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	return x.classes(x.contracts[id], classes)[len(classes):]
}

// Exported is a request that Export made, read back.
type Exported struct {
	Op       string                `json:"op"`
	Rules    map[string]Proposable `json:"proposable"`
	Restated []Resettled           `json:"restated"`
	World    json.RawMessage       `json:"world"`
	Periods  json.RawMessage       `json:"periods"`
}

// ReadExported reads the bytes that Export made, or a file of them.
func ReadExported(request []byte) (e Exported, err error) {
	if err = json.Unmarshal(request, &e); err == nil && e.World == nil && e.Periods == nil {
		err = errors.New("it holds no world and no periods")
	}
	return e, err
}

// Inputs are the inputs of the period's segments, one where nothing cuts it.
func (e Exported) Inputs() (out []settlement.Input, err error) {
	if e.Op == "segments" {
		err = json.Unmarshal(e.Periods, &out)
		return out, err
	}
	out = make([]settlement.Input, 1)
	return out, json.Unmarshal(e.World, &out[0])
}

// Hash is the input hash of the run: SHA-256 of the inputs as they stand in the request.
func (e Exported) Hash() wire.Hash {
	if e.Op == "segments" {
		return sha256.Sum256(bytes.TrimSpace(e.Periods))
	}
	return sha256.Sum256(bytes.TrimSpace(e.World))
}

// Propose puts a proposed rule in the place of an agreement's own in every segment, its names
// qualified as the ledger qualifies them and with the agreement's switches (rulings M1, M2). It is
// false when the period has no such agreement.
func (e Exported) Propose(inputs []settlement.Input, id string, a settlement.Agreement) bool {
	known := false
	for i := range inputs {
		in := &inputs[i]
		old, ok := in.Agreements[id]
		if !ok {
			continue
		}
		known = true
		next := maps.Clone(in.Agreements)
		next[id] = placedIn(e.qualified(id, a, old.Rules), in.Caps, e.Rules[id].Place)
		in.Agreements = next
		if a.Contribution != nil && a.Contribution.Basis == settlement.ByVolume {
			countVolumes(in, id)
		}
	}
	return known
}

func (e Exported) qualified(id string, a settlement.Agreement,
	rules *settlement.Rules) settlement.Agreement {
	a.Rules, a.Tiers = rules, slices.Clone(a.Tiers)
	if e.Rules[id].Unweighted && a.Contribution != nil {
		v := *a.Contribution
		v.Factor, a.Contribution = nil, &v
	}
	for i, t := range a.Tiers {
		a.Tiers[i] = reserving(t, id)
		if t.Recover == nil {
			continue
		}
		v := *t.Recover
		v.Costs = slices.Clone(v.Costs)
		for _, q := range e.Rules[id].Common {
			class, _, _ := strings.Cut(q, "/")
			if slices.Contains(t.Recover.Costs, class) {
				v.Costs = append(v.Costs, q)
			}
		}
		a.Tiers[i].Recover = &v
	}
	return a
}

// reserving names a tier's reserves after the agreement (rulings M2), in a copy.
func reserving(t settlement.Tier, id string) settlement.Tier {
	named := func(to string) string {
		if name, yes := strings.CutPrefix(to, settlement.ReservePrefix); yes {
			return settlement.ReservePrefix + id + "/" + name
		}
		return to
	}
	switch {
	case t.Fee != nil:
		v := *t.Fee
		v.To, t.Fee = named(v.To), &v
	case t.Share != nil:
		v := *t.Share
		v.To, t.Share = named(v.To), &v
	case t.Remainder != nil:
		v := *t.Remainder
		v.Parts, t.Remainder = slices.Clone(v.Parts), &v
		for i, p := range v.Parts {
			v.Parts[i].To = named(p.To)
		}
	}
	return t
}

// countVolumes counts each use of the agreement's products once for every input it needed, as the
// ledger does under a by-volume rule.
func countVolumes(in *settlement.Input, agreement string) {
	of := map[string]bool{}
	for _, n := range in.Nodes {
		of[n.ID] = n.Agreement == agreement
	}
	for i, t := range in.Traces {
		if !of[t.Product] || t.Volume != nil {
			continue
		}
		t.Volume = map[string]int64{}
		for _, id := range t.Members {
			t.Volume[id] = t.Units
		}
		in.Traces[i] = t
	}
}
