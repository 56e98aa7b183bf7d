package genesis

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Clash says why two regimes of one jurisdiction cannot stand beside each other, or "": the same
// version twice, or days on which both would be in force.
func Clash(a, b Regime) string {
	if a.Profile.Jurisdiction != b.Profile.Jurisdiction {
		return ""
	}
	if a.Profile.Version == b.Profile.Version {
		return "the same jurisdiction and version as " + b.Name
	}
	from1, last1 := inForce(a.Profile)
	from2, last2 := inForce(b.Profile)
	if from1 == 0 || from2 == 0 || from1 > last2 || from2 > last1 {
		return ""
	}
	return "in force on days on which " + b.Name + " is too, from " + max(from1, from2).String()
}

// inForce returns the first and the last day; a document without a last day has a far one, a draft
// has no first.
func inForce(p regime.GenesisProfile) (from, last wire.Date) {
	last = 99991231
	for _, k := range p.Keys {
		if len(k.Values) != 1 || k.Values[0] == "" {
			continue
		}
		switch k.Key {
		case "legal.effective_from":
			from, _ = wire.ParseDate(k.Values[0])
		case "legal.expires":
			if d, err := wire.ParseDate(k.Values[0]); err == nil && d != 0 {
				last = d
			}
		}
	}
	return from, last
}
