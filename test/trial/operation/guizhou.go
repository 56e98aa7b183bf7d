package operation

import (
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/test/trial/province"
)

// Province is a place whose parties' names begin with a prefix: its bureau is Prefix-bureau, its
// government Prefix-gov, its registry Prefix-registry, its operator Prefix-operator.
type Province struct{ Place, Prefix string }

// Guizhou is the province of these tests.
var Guizhou = Province{"520000", "gz"}

func (p Province) name(of string) string { return p.Prefix + "-" + of }

// Founder is an institution of the province with its roles there.
func (p Province) Founder(id, nature string, roles ...string) party.Founder {
	return province.Founder(id, nature, p.Place, roles...)
}

// Founders are Guizhou's bodies, two providers of which one remits to the treasury, the operator
// with an affiliate, a rival and two developers; and more.
func Founders(more ...party.Founder) []party.Founder {
	gz := Guizhou.Founder
	health := gz("gz-health", party.Administrative, "provider")
	health.RemitTo = "gz-treasury"
	operator := gz("gz-operator", party.StateEnterprise, "operator")
	affiliate := gz("gz-affiliate", party.Enterprise)
	operator.Group, affiliate.Group = "gz-data", "gz-data"
	return append([]party.Founder{
		gz("gz-bureau", party.Administrative, "bureau"),
		gz("gz-gov", party.Administrative, "government"),
		gz("gz-treasury", party.Administrative, "treasury"),
		gz("gz-registry", party.Institution, "registry"),
		health, gz("gz-hospital", party.Institution, "provider"), operator, affiliate,
		gz("gz-rival", party.Enterprise), gz("gz-dev", party.Enterprise),
		gz("gz-late", party.Enterprise),
	}, more...)
}

// Rules are Guizhou's as shipped. set gives keys other values, in turn with them and parted by
// commas; a name that is no key changes nothing.
func Rules(t testing.TB, set ...string) regime.GenesisProfile {
	t.Helper()
	r, err := genesis.LoadRegime(genesis.Files(), "guizhou")
	if err != nil {
		t.Fatal(err)
	}
	return Changed(r.Profile, set...)
}

// Changed is a profile with some keys of other values, as in Rules.
func Changed(p regime.GenesisProfile, set ...string) regime.GenesisProfile {
	p.Keys = slices.Clone(p.Keys)
	for i := 0; i < len(set); i += 2 {
		for k := range p.Keys {
			if p.Keys[k].Key == set[i] {
				p.Keys[k].Values = strings.Split(set[i+1], ",")
			}
		}
	}
	return p
}

// Calendars are the shipped lists of working days of years.
func Calendars(t testing.TB, years ...string) (out []regime.GenesisCalendar) {
	t.Helper()
	for _, y := range years {
		c, err := genesis.LoadCalendar(genesis.Files(), y)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}
