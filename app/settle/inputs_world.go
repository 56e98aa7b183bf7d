package settle

import (
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// readLineage makes nodes of the product versions found and of the resources behind them.
func (x *reading) readLineage() {
	resources := map[string]settlement.Node{}
	for _, node := range slices.Sorted(maps.Keys(x.products)) {
		p := x.products[node]
		n := settlement.Node{ID: node, Seq: int64(p.Seq), Kind: settlement.Product, Owner: p.Maker,
			Weight: 1, Public: true, Layer: layer(p), Agreement: p.Agreement.String()}
		for _, in := range p.Inputs {
			id := inputNode(in)
			if slices.Contains(n.Inputs, id) {
				continue
			}
			n.Inputs = append(n.Inputs, id)
			if in.Kind == settlement.Resource {
				resources[id] = x.resource(in)
			}
		}
		x.in.Nodes = append(x.in.Nodes, n)
		x.parties[p.Maker] = true
		x.parties[x.collector(node)] = true
		x.contract(p)
	}
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		x.in.Nodes = append(x.in.Nodes, resources[id])
		x.parties[resources[id].Owner] = true
	}
}

// resource is the node of a catalogue entry, one for all its versions. Data held through sharing is
// the sharer's contribution, unless the profile credits its holder.
func (x *reading) resource(in product.Input) settlement.Node {
	v, _ := catalog.Get(x.r, in.Object)
	n := settlement.Node{ID: inputNode(in), Seq: int64(v.Seq), Kind: settlement.Resource,
		Owner: in.Object.Party, Weight: max(int64(v.Weight), 1), Public: in.Public}
	if v.Origin == catalog.Shared &&
		regime.At(x.r, v.Regime).Text("shared_data.credit") != creditHolder {
		n.Owner = v.Sharer
	}
	return n
}

// creditHolder is the word of shared_data.credit for the institution that holds shared data.
const creditHolder = "holder"

func layer(p product.Product) string {
	if p.Stage == product.Redeveloped {
		return settlement.LayerRe
	}
	return settlement.LayerPrimary
}

func (x *reading) collector(node string) string {
	if who, known := x.collectors[node]; known {
		return who
	}
	id, version, _ := parseNode(node)
	who := market.Collector(x.r, id, version, x.at)
	if late, sold := market.Clearing(x.r, x.in.Period, id, version, x.upTo); sold && who == id.Party {
		who = late // its first trade was agreed after the run of this period
	}
	x.collectors[node] = who
	return x.collectors[node]
}

func (x *reading) contract(p product.Product) trace.Contract {
	id := p.Agreement.String()
	if k, known := x.contracts[id]; known {
		return k
	}
	k, _ := trace.ContractOf(x.r, p)
	x.contracts[id] = k
	return k
}

func (x *reading) byVolume(p product.Product, day wire.Date) bool {
	at := ruleDay{p.Agreement, day}
	yes, known := x.volumes[at]
	if !known {
		a, err := settlement.ParseAgreement(x.contract(p).RuleOn(x.r, day))
		yes = err == nil && a.Contribution != nil && a.Contribution.Basis == settlement.ByVolume
		x.volumes[at] = yes
	}
	return yes
}

// ruleDay is an agreement's rule on a day.
type ruleDay struct {
	agreement wire.ID
	day       wire.Date
}

// readAgreements reads the rules of each part with their names qualified and the regime's switches
// (rulings M1, M2).
func (x *reading) readAgreements() {
	for i := range x.parts {
		x.parts[i].agreements = x.agreementsOn(x.parts[i].from)
	}
}

func (x *reading) agreementsOn(day wire.Date) map[string]settlement.Agreement {
	out := map[string]settlement.Agreement{}
	for _, id := range slices.Sorted(maps.Keys(x.contracts)) {
		k := x.contracts[id]
		a, err := settlement.ParseAgreement(k.RuleOn(x.r, day))
		if err != nil {
			continue
		}
		profile := regime.At(x.r, k.Regime)
		ban := profile.Bool("redev_ban")
		a.Rules = &settlement.Rules{RedevBan: &ban, WelfareFree: settlement.WelfareFreePrimary}
		if profile.Text("price.public_purpose_scope") == "all" {
			a.Rules.WelfareFree = settlement.WelfareFreeAll
		}
		for i, t := range a.Tiers {
			x.named(t)
			qualifyReserves(&a.Tiers[i], id)
			if t.Recover != nil {
				t.Recover.Costs = x.classes(k, t.Recover.Costs)
				a.Tiers[i] = t
			}
		}
		if a.Contribution != nil && profile.Text("score.as_weight") == "never" {
			a.Contribution.Factor = nil // a score is told, and moves nothing
		}
		if a.Contribution != nil {
			x.parties[a.Contribution.Fallback] = true
		}
		x.placePayees(&a, k)
		out[id] = a
	}
	return out
}

func (x *reading) named(t settlement.Tier) {
	switch {
	case t.Fee != nil:
		x.parties[t.Fee.To] = true
	case t.Share != nil:
		x.parties[t.Share.To] = true
	case t.Remainder != nil:
		for _, p := range t.Remainder.Parts {
			x.parties[p.To] = true
		}
	}
}

// qualified names the class of a common cost so that it is shared only by those it serves: a
// platform's by the agreements of its jurisdictions, any other by its own agreement (rulings M2).
func (x *reading) qualified(v market.Cost) string {
	k, _ := trace.ContractNamed(x.r, v.Agreement)
	if party.HasRole(x.r, v.Investor, rolePlatform, k.Jurisdiction, x.at) {
		return v.Class + "/" + v.Investor
	}
	return v.Class + "/" + v.Agreement.String()
}

// classes adds to the classes an agreement recovers the qualified ones that serve it.
func (x *reading) classes(k trace.Contract, named []string) []string {
	out := slices.Clone(named)
	for _, q := range slices.Sorted(maps.Keys(x.common)) {
		class, of, _ := strings.Cut(q, "/")
		serves := of == k.ID.String() || x.paysPlatform(k, of)
		if serves && slices.Contains(named, class) {
			out = append(out, q)
		}
	}
	return out
}
