package scenario

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
)

// header is the smallest story; tests put steps under it.
const header = `scenario: test
ledger: {start: 2026-01-05 09:00, calendars: [2026], regimes: [guizhou]}
let: {reason: 字段不全, list: [a:int, b:int]}
parties:
  gz-bureau: {nature: administrative, at: "520000", roles: [bureau], alg: sm2, validator: true}
  gz-health: {nature: administrative, at: "520000", roles: [provider], alg: both}
steps:
`

const draft = `- {at: 2026-01-05 10:00, by: gz-health, do: resource.draft, with: {id: gz-health/a, name: 甲, class: c,
   grade: g, jurisdiction: "520000", origin: own, fields: "${list}"}}
`

func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no file's form": {"scenario: [", ":1: "},
		"unknown field": {"scenarios: x\n",
			`:1: a story has no field "scenarios"; did you mean "scenario"?`},
		"two documents": {header + "---\nscenario: y\n", "one YAML document"},
		"no start":      {"ledger: {regimes: [guizhou]}\n", "ledger.start is required"},
		"no regime":     {"ledger: {start: 2026-01-05}\n", "ledger.regimes is required"},
		"no parties":    {"ledger: {start: 2026-01-05, regimes: [guizhou]}\n", "parties is required"},
		"unknown key": {"ledger: {start: 2026-01-05, regimes: [{use: guizhou, override: " +
			"{redev_bann: true}}]}\n", `did you mean "redev_ban"?`},
		"unknown regime": {strings.Replace(header, "[guizhou]", "[atlantis]", 1),
			`:2: no regime "atlantis" comes with the program; allowed: hebei, hubei, yunnan, ` +
				`guangdong, guizhou`},
		"empty":       {"", ":1: the file is empty"},
		"broken YAML": {header + "- {by: gz-bureau\n", ":8: did not"},
		"misspelt period": {strings.Replace(header, "{start", "{period: quater, start", 1),
			`:2: ledger.period is one of month, quarter, half, year, not "quater"`},
		"nobody to remit to": {strings.Replace(header, "alg: both}", "alg: both, remit_to: nobody}", 1),
			`:6: party gz-health: remit_to nobody holds no treasury role`},
		"unknown calendar": {strings.Replace(header, "[2026]", "[1999]", 1), "no calendar of 1999"},
		"real chain":       {strings.Replace(header, "{start", "{chain: gz-1, start", 1), "test-"},
		"bad party": {strings.Replace(header, `at: "520000", roles: [bureau]`,
			`at: 52, roles: [bureau]`, 1), ":5: party gz-bureau"},
		"bad role": {strings.Replace(header, "[bureau]", "[king]", 1), `:5: "king" is no role`},
		"bad suite": {strings.Replace(header, "alg: sm2", "alg: rsa", 1),
			"none of secp256k1, sm2, both"},
		"party twice": {strings.Replace(header, "  gz-health:", "  gz-bureau:", 1), "appears twice"},
		"no verb":     {header + "- {by: gz-bureau}\n", ":8: a step has one of: do, calendar"},
		"two verbs": {header + "- {do: resource.draft, until: 2026-01-06}\n",
			"either do or until"},
		"misspelt field": {header + "- {do: resource.draft, wiht: {}, by: gz-health}\n",
			`did you mean "with"?`},
		"unknown kind": {header + "- {do: resource.drafted, by: gz-health}\n",
			`did you mean "resource.draft"?`},
		"unknown body": {header + "- {do: resource.publish, by: gz-health, with: {id: a/b, nam: " +
			"x}}\n", `has no field "nam"`},
		"unknown nested": {header + "- {do: resource.draft, by: gz-health, with: {fields: [{nam: " +
			"x}]}}\n", `did you mean "name"?`},
		"unknown party": {header + "- {do: resource.publish, by: gz-helth}\n",
			`did you mean "gz-health"?`},
		"nobody": {header + "- {do: resource.publish}\n", "`by` is required"},
		"unknown code": {header + "- {do: resource.publish, by: gz-health, expect: refused " +
			"resource.unknwon}\n", `did you mean "resource.unknown"?`},
		"bad verdict": {header + "- {do: resource.publish, by: gz-health, expect: no}\n",
			"expect is ok"},
		"cites without no": {header + "- {do: resource.publish, by: gz-health, cites: GZ §9}\n",
			"belong to a refusal"},
		"unknown event": {header + "- {do: resource.publish, by: gz-health, events: [x.y]}\n",
			`no event "x.y"`},
		"bad time": {header + "- {do: resource.publish, by: gz-health, at: tomorrow}\n",
			`"tomorrow" is no time`},
		"unknown value": {header + "- {do: resource.publish, by: gz-health, note: \"${raeson}\"}\n",
			`did you mean "reason"?`},
		"unknown query":    {header + "- {query: resourc}\n", `did you mean "resource"?`},
		"unknown argument": {header + "- {query: resource, args: {di: x}}\n", `did you mean "id"?`},
		"two answers": {header + "- {query: resource, expect: {}, expect_error: not_found}\n",
			"not both"},
		"bad period": {header + "- {recompute: 2026Q7}\n", `no period such as 2026Q3`},
		"bad only":   {header + "- {query: ledger, only_with: default x}\n", "only_with is"},
		"no events": {header + "- {replay: {events: nowhere, by: gz-health, grant: a/b, auto: " +
			"{}}}\n", "nowhere"},
		"no map": {header + "- {replay: {events: ., by: gz-health, grant: a/b}}\n",
			"either `map`"},
		"no include":    {"include: nowhere.yaml\n", "nowhere.yaml"},
		"steps no list": {strings.TrimSuffix(header, "\n") + " {}\n", "steps is a list"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(file(t, c.text), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestIncludeItself(t *testing.T) {
	name := file(t, "")
	if err := os.WriteFile(name, []byte("include: s.yaml\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(name, nil); err == nil || !strings.Contains(err.Error(), "includes itself") {
		t.Error(err)
	}
}

func TestSetOfAnUnknownValue(t *testing.T) {
	_, err := Load(file(t, header), map[string]string{"reasons": "x"})
	if err == nil || !strings.Contains(err.Error(), `did you mean "reason"?`) {
		t.Error(err)
	}
}

func TestKeysFollowFromNames(t *testing.T) {
	s, err := Load(file(t, header), nil)
	if err != nil {
		t.Fatal(err)
	}
	keys := s.Keys()
	if len(keys) != 8 {
		t.Fatalf("%d keys", len(keys))
	}
	maker := tx.Account{Party: "gz-health", Number: 1}
	want := crypto.FromSeed(crypto.Secp256k1, "scenario/gz-health/1").Public()
	if k := keys[5]; k.Account != maker || !k.Private.Public().Equal(want) || k.Duty != "maker" {
		t.Errorf("account %s, key %s", k.Account, k.Private.Public())
	}
	if alg := keys[6].Private.Public().Alg; alg != crypto.SM2 {
		t.Errorf("the checker signs with %s", alg)
	}
}

func TestGenesisForRealNodes(t *testing.T) {
	s, err := Load(file(t, header), nil)
	if err != nil {
		t.Fatal(err)
	}
	voters := []party.GenesisVoter{{Party: "gz-health", Name: "n", Power: 1000,
		PubKey: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}
	d, err := s.GenesisAt(s.Start+100, voters...)
	if err != nil {
		t.Fatal(err)
	}
	if d.GenesisTime != s.Start+100 || d.Regime.TestClock.Start != s.Start ||
		len(d.Party.Validators) != 1 {
		t.Errorf("%s %v %v", d.GenesisTime, d.Regime.TestClock, d.Party.Validators)
	}
}
