package regime

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func date(t testing.TB, s string) wire.Date {
	t.Helper()
	d, err := wire.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t testing.TB, s string) wire.Time {
	t.Helper()
	v, err := wire.ParseTime(strings.Replace(s, " ", "T", 1) + "+08:00")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// span lists the days from a to b.
func span(t testing.TB, a, b string) (out []wire.Date) {
	for d := date(t, a); d <= date(t, b); d = d.Add(1) {
		out = append(out, d)
	}
	return out
}

func list(t testing.TB, s ...string) (out []wire.Date) {
	for _, v := range s {
		out = append(out, date(t, v))
	}
	return out
}

// national is the two lists of the State Council's office (law/matrix 1.3).
func national(t testing.TB) []GenesisCalendar {
	off25 := slices.Concat(list(t, "2025-01-01"), span(t, "2025-01-28", "2025-02-04"),
		span(t, "2025-04-04", "2025-04-06"), span(t, "2025-05-01", "2025-05-05"),
		span(t, "2025-05-31", "2025-06-02"), span(t, "2025-10-01", "2025-10-08"))
	off26 := slices.Concat(span(t, "2026-01-01", "2026-01-03"), span(t, "2026-02-15", "2026-02-23"),
		span(t, "2026-04-04", "2026-04-06"), span(t, "2026-05-01", "2026-05-05"),
		span(t, "2026-06-19", "2026-06-21"), span(t, "2026-09-25", "2026-09-27"),
		span(t, "2026-10-01", "2026-10-07"))
	return []GenesisCalendar{
		{Year: 2025, Title: "2025", Issuer: "office", Off: off25,
			Worked: list(t, "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")},
		{Year: 2026, Title: "2026", Issuer: "office", Off: off26,
			Worked: list(t, "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
				"2026-10-10")},
	}
}

// profile gives every key its plainest value, then what set says: "key" -> values. All is ours.
func profile(jurisdiction string, version uint32, set map[string]string) GenesisProfile {
	p := GenesisProfile{Jurisdiction: jurisdiction, Version: version, TitleZh: "办法", TitleEn: "Rules",
		Issuer: "government"}
	for _, k := range Schema {
		v := []string{map[string]string{TypeInt: "0", TypeBool: "false", TypeText: "word"}[k.Type]}
		switch {
		case len(k.Of) > 0:
			v[0] = k.Of[0]
		case k.Type == TypeList && k.Filled:
			v[0] = "item"
		case k.Type == TypeList:
			v = []string{}
		}
		g := GenesisKey{Key: k.Name, Values: v, Article: rule.DefaultRule, Mark: MarkDefault}
		if s, ok := set[k.Name]; ok {
			value, article, cited := strings.Cut(s, " @ ")
			g.Values = []string{value}
			if cited {
				g.Article, g.Mark = article, MarkText
			}
		}
		p.Keys = append(p.Keys, g)
	}
	return p
}

var plain = map[string]string{
	"legal.status": "in_force_trial @ GZ §34", "legal.effective_from": "2025-01-07 @ GZ §34",
	"legal.expires": "", "operator_publicity.min": "5 @ GZ §9(3)",
	"operator_publicity.unit": "working_days @ GZ §9(3)", "agreement.term_max_years": "3 @ GZ §9",
	"clock.month_end_clamp": "true", "clock.roll_deadline": "true",
}

func with(base map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range base {
		out[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

func section(t testing.TB, profiles ...GenesisProfile) Section {
	return Section{Profiles: profiles, Calendars: national(t), Period: Quarter, FreezeAfterDays: 10,
		LandLeadSeconds: 600, ObjectionWorkingDays: 5, LateSecondsAhead: 120, LatenessDays: 7,
		TestClock: &TestStart{Start: instant(t, "2025-01-10 09:00:00"),
			Header: instant(t, "2025-01-10 09:00:00")}}
}

// ledger applies genesis with two bureaus of one control group, an unrelated founder and an
// exchange.
func ledger(t testing.TB, s Section) *rule.Ctx {
	t.Helper()
	c := &rule.Ctx{Store: state.NewMemStore(), Chain: "test-regime",
		Time: instant(t, "2025-01-10 09:00:00"), Height: 1}
	if s.TestClock == nil {
		c.Chain = "regime"
	}
	body, err := wire.ToJSON(s)
	if err != nil {
		t.Fatal(err)
	}
	founders, err := json.Marshal(founders())
	if err != nil {
		t.Fatal(err)
	}
	party.SetAlgorithms(c.Store, []crypto.Alg{crypto.Secp256k1})
	if err := party.Chapter().Genesis(c, founders); err != nil {
		t.Fatal(err)
	}
	if err := Chapter().Genesis(c, body); err != nil {
		t.Fatal(err)
	}
	return c
}

func founders() party.Genesis {
	var g party.Genesis
	for i, f := range []party.Founder{
		{ID: "gz-bureau", Group: "gz", Nature: party.Administrative, Jurisdiction: "520000",
			Roles: []party.FounderRole{{Role: "bureau", Jurisdiction: "520000"}}},
		{ID: "gz-centre", Group: "gz", Nature: party.Institution, Jurisdiction: "520000"},
		{ID: "gz-operator", Nature: party.StateEnterprise, Jurisdiction: "520000",
			Roles: []party.FounderRole{{Role: "operator", Jurisdiction: "520000"}}},
		{ID: "gz-finance", Nature: party.Administrative, Jurisdiction: "520000",
			Roles: []party.FounderRole{{Role: "finance", Jurisdiction: "520000"}}},
		{ID: "yn-bureau", Nature: party.Administrative, Jurisdiction: "530000",
			Roles: []party.FounderRole{{Role: "bureau", Jurisdiction: "530000"}}},
		{ID: "gy-bureau", Nature: party.Administrative, Jurisdiction: "520100",
			Roles: []party.FounderRole{{Role: "bureau", Jurisdiction: "520100"}}},
		{ID: "nm-bureau", Nature: party.Administrative, Jurisdiction: "520102",
			Roles: []party.FounderRole{{Role: "bureau", Jurisdiction: "520102"}}},
	} {
		k := crypto.FromSeed(crypto.Secp256k1, f.ID)
		f.Name = f.ID
		f.Accounts = []party.FounderAccount{{Number: 0, Duty: "root",
			Keys: []crypto.PublicKey{k.Public()}}}
		g.Parties = append(g.Parties, f)
		g.Validators = append(g.Validators, party.GenesisVoter{Party: f.ID, Name: "n",
			PubKey: strings.Repeat("A", 42) + string(rune('A'+4*i)) + "=", Power: 1000})
	}
	g.AcknowledgeConcentration = "test"
	return g
}

func signed(c *rule.Ctx, parties ...string) *rule.Ctx {
	out := *c
	out.Signers = nil
	for _, p := range parties {
		out.Signers = append(out.Signers, tx.Account{Party: p, Number: 1})
	}
	return &out
}

// refused returns the refusal code of err, "" for nil.
func refused(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	r, ok := err.(*rule.Refused)
	if !ok {
		t.Fatalf("not a refusal: %v", err)
	}
	return r.Name
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
