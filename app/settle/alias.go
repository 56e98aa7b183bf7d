package settle

import (
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// placed qualifies a name by a province (rulings M2). No party's name holds the sign between them.
func placed(name, place string) string { return name + "@" + place }

// base is the party that a settlement name stands for.
func base(name string) string {
	who, _, _ := strings.Cut(name, "@")
	return who
}

// alias makes a settlement party of a party in one province: with a group of its own there, or the
// party's own group when none is given. What it receives is the party's.
func (x *reading) alias(who, place, group string) string {
	name := placed(who, place)
	if x.aliases[name] == "" {
		x.aliases[name] = group
	}
	x.parties[who] = true
	return name
}

// readAliases adds the settlement parties that stand for parties in single provinces.
func (x *reading) readAliases() {
	for _, name := range slices.Sorted(maps.Keys(x.aliases)) {
		v, ok := party.Get(x.r, base(name))
		if !ok {
			continue
		}
		p := x.party(v)
		p.ID = name
		if p.RemitTo == "" {
			p.RemitTo = v.ID
		}
		if p.Group = x.aliases[name]; p.Group == "" {
			p.Group = x.institution(v.ID)
		}
		x.in.Parties = append(x.in.Parties, p)
	}
}

// unplaced are payouts with the parties behind settlement names, each once.
func unplaced(list []settlement.Payout) []settlement.Payout {
	out := slices.Clone(list)
	for i, p := range out {
		sum := map[string]int64{}
		for _, a := range p.OnBehalfOf {
			sum[base(a.Party)] += a.Amount
		}
		out[i].OnBehalfOf = nil
		for _, who := range slices.Sorted(maps.Keys(sum)) {
			out[i].OnBehalfOf = append(out[i].OnBehalfOf,
				settlement.PartyAmount{Party: who, Amount: sum[who]})
		}
	}
	return out
}
