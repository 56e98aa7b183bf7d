package settle

import (
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/settlement"
)

const (
	rolePlatform  = "platform"
	roleTreasury  = "treasury"
	roleExchange  = "exchange"
	roleOperator  = "operator"
	roleDeveloper = "developer"
)

// readParties makes parties of everybody named so far and of the treasuries they remit to.
func (x *reading) readParties() {
	for _, id := range slices.Sorted(maps.Keys(x.parties)) {
		x.parties[x.payee(id)] = true
	}
	for _, id := range slices.Sorted(maps.Keys(x.parties)) {
		if v, ok := party.Get(x.r, id); ok { // owner, inputs, lineage are no parties
			x.in.Parties = append(x.in.Parties, x.party(v))
		}
	}
}

// payee is whose account a party's income is paid to: its treasury or itself.
func (x *reading) payee(id string) string {
	id = base(id)
	to, known := x.payees[id]
	if !known {
		to = id
		if v, ok := party.Get(x.r, id); ok {
			if p := x.party(v); p.RemitTo != "" {
				to = p.RemitTo
				x.treasuries[to] = true
			} else if p.Kind == settlement.Treasury {
				x.treasuries[to] = true
			}
		}
		x.payees[id] = to
	}
	return to
}

func (x *reading) party(v party.Party) settlement.Party {
	p := settlement.Party{ID: v.ID, Kind: x.kind(v), Group: v.Group}
	if p.Kind != settlement.Treasury && v.RemitTo != "" && x.remits(v) {
		p.RemitTo = v.RemitTo
	}
	if p.Kind == settlement.Treasury || p.RemitTo != "" {
		p.Offset = new(bool) // false: what is returned of public money is applied for (rulings M7)
	}
	return p
}

// remits reports whether the party's income goes to its treasury: always for administrative bodies
// (rulings L8), and for the natures that its regime names.
func (x *reading) remits(v party.Party) bool {
	if v.Nature == party.Administrative {
		return true
	}
	p, ok := regime.Current(x.r, v.Jurisdiction, x.at)
	return ok && p.Has("treasury.natures", v.Nature)
}

// kind is what a party is in a settlement: the treasury first, then its nature, then its role.
func (x *reading) kind(v party.Party) string {
	held := map[string]bool{}
	for _, role := range party.Roles(x.r, v.ID) {
		held[role.Role] = held[role.Role] || role.From <= x.at && (role.To == 0 || x.at < role.To)
	}
	switch {
	case held[roleTreasury]:
		return settlement.Treasury
	case v.Nature == party.Administrative:
		return settlement.Administrative
	case v.Nature == party.Institution:
		return settlement.Institution
	case held[roleExchange]:
		return settlement.Exchange
	case held[rolePlatform]:
		return settlement.Platform
	case held[roleOperator]:
		return settlement.Operator
	case held[roleDeveloper]:
		return settlement.Developer
	}
	return settlement.Enterprise
}
