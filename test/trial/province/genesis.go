package province

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// Founder is an institution of a place with its roles there and a root key of its name.
func Founder(id, nature, place string, roles ...string) party.Founder {
	f := party.Founder{ID: id, Name: id, Nature: nature, Jurisdiction: place,
		Accounts: []party.FounderAccount{{Number: 0, Duty: party.DutyRoot,
			Keys: []crypto.PublicKey{crypto.FromSeed(crypto.Secp256k1, id).Public()}}}}
	for _, r := range roles {
		f.Roles = append(f.Roles, party.FounderRole{Role: r, Jurisdiction: place})
	}
	return f
}

// Section is the law of a ledger that settles by quarters.
func Section(calendars []regime.GenesisCalendar, profiles ...regime.GenesisProfile) regime.Section {
	return regime.Section{Profiles: profiles, Calendars: calendars, Period: regime.Quarter,
		FreezeAfterDays: 10, LandLeadSeconds: 600, ObjectionWorkingDays: 5, LateSecondsAhead: 120,
		LatenessDays: 7}
}

// Found opens a ledger in the store of c: its founders, of whom the first runs the one validator,
// and its law.
func Found(t testing.TB, c *rule.Ctx, founders []party.Founder, law regime.Section) {
	t.Helper()
	party.SetAlgorithms(c.Store, []crypto.Alg{crypto.Secp256k1})
	load(t, c, party.Chapter(), party.Genesis{Parties: founders, AcknowledgeConcentration: "test",
		Validators: []party.GenesisVoter{{Party: founders[0].ID, Name: "n",
			PubKey: strings.Repeat("A", 43) + "=", Power: 1000}}})
	load(t, c, regime.Chapter(), law)
}

func load(t testing.TB, c *rule.Ctx, chapter rule.Chapter, section any) {
	t.Helper()
	body, err := json.Marshal(section)
	if err == nil {
		err = chapter.Genesis(c, body)
	}
	if err != nil {
		t.Fatal(err)
	}
}
