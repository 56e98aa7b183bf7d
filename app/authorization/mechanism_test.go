package authorization

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestMechanismIsCanonical(t *testing.T) {
	b := newBook(t, guizhou)
	b.must(plan(), "gz-bureau")
	want := `{"contribution":{"count":["commercial","welfare"],"fallback":"lineage"},"layer":"primary","tiers":[` +
		`{"recover":{"costs":["computing"],"limit":"1/2"}},{"share":{"of":"left","rate":"3/10","to":"gz-operator"}},` +
		`{"remainder":{"parts":[{"to":"inputs","weight":3},{"to":"owner","weight":1}]}}]}`
	v, _ := GetPlan(b.store, id("gz-bureau/plan"))
	if string(v.Mechanism) != want {
		t.Errorf("stored %s", v.Mechanism)
	}
	if v.RuleHash != wire.Hash(sha256.Sum256([]byte(want))) {
		t.Error("the hash is not of the canonical form")
	}
	again := plan()
	again.ID, again.Mechanism = id("gz-bureau/again"), wire.Bytes(want)
	b.must(again, "gz-bureau")
	if w, _ := GetPlan(b.store, again.ID); w.RuleHash != v.RuleHash {
		t.Error("the canonical form has another hash")
	}
}

func TestMechanismRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	swap := func(old, new string) string {
		if !strings.Contains(mechanism, old) {
			t.Fatalf("nothing to swap: %s", old)
		}
		return strings.Replace(mechanism, old, new, 1)
	}
	operator := `"to": "gz-operator"`
	for _, v := range []struct{ name, code, says, text string }{
		{"no JSON", "mechanism.invalid", "E_BAD_REQUEST", "{"},
		{"two documents", "mechanism.invalid", "E_BAD_REQUEST", mechanism + "{}"},
		{"a member twice", "mechanism.invalid", "E_BAD_REQUEST", swap(`"rate"`, `"of": "left", "rate"`)},
		{"upper case", "mechanism.invalid", "E_BAD_REQUEST", swap(`"layer"`, `"Layer"`)},
		{"no tiers", "mechanism.invalid", "E_NO_TIERS", `{"layer": "primary", "tiers": []}`},
		{"no remainder", "mechanism.invalid", "E_NO_REMAINDER",
			`{"layer": "primary", "tiers": [{"share": {"to": "owner", "rate": "1/2", "of": "left"}}]}`},
		{"above one", "mechanism.invalid", "E_RATE_RANGE", swap("3/10", "13/10")},
		{"a float", "mechanism.invalid", "E_FLOAT", swap(`"3/10"`, "0.3")},
		{"unknown payee", "mechanism.invalid", "E_UNKNOWN_PARTY", swap(operator, `"to": "nobody"`)},
		{"no contribution", "mechanism.invalid", "E_NO_CONTRIBUTION",
			swap(`"contribution"`, `"contributions"`)},
		{"misspelt member", "mechanism.invalid", "E_UNKNOWN_MEMBER", swap(`"limit"`, `"limt"`)},
		{"weight with an exponent", "mechanism.invalid", "E_EMPTY_PARTS",
			swap(`"weight": 3`, `"weight": 3e0`)},
		{"wrong layer", "mechanism.invalid", "E_LAYER", swap(`"primary"`, `"re"`)},
		{"longer once escaped", "mechanism.invalid", "E_TOO_LONG",
			swap("computing", strings.Repeat("\u2028", 4000))},
		{"switches of the regime", "mechanism.rules", "",
			swap(`"layer"`, `"rules": {"redev_ban": false}, "layer"`)},
		{"a factor that could overflow", "mechanism.invalid", "E_FACTOR",
			swap(`"fallback"`, `"factor": [{"min": 0, "bps": 30001}], "fallback"`)},
		{"another agreement's costs", "mechanism.invalid", "E_CLASS",
			swap(`"computing"`, `"computing/gy-bureau/a1"`)},
		{"reserve", "mechanism.reserve", "reserve:rainy-day",
			swap(operator, `"to": "reserve:rainy-day"`)},
		{"vendor shares", "mechanism.vendor", "gz-vendor", swap(operator, `"to": "gz-vendor"`)},
		{"vendor in the remainder", "mechanism.vendor", "gz-vendor",
			swap(`"to": "owner"`, `"to": "gz-vendor"`)},
		{"vendor as fallback", "mechanism.vendor", "gz-vendor", swap(`"lineage"`, `"gz-vendor"`)},
		{"no treasury", "mechanism.treasury", "gz-orphan", swap(operator, `"to": "gz-orphan"`)},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			m := plan()
			m.Mechanism = wire.Bytes(v.text)
			if r := b.refuse(m, v.code, "gz-bureau"); !strings.Contains(r.SayEn(), v.says) {
				t.Errorf("says %s", r.SayEn())
			}
		})
	}
}

// A vendor may be paid a fee: it is a cost, not a share (GD §10, HE §39).
func TestVendorMayBePaidAFee(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	m.Mechanism = wire.Bytes(strings.Replace(mechanism, `{"share": {"to": "gz-operator"`,
		`{"fee": {"to": "gz-vendor"`, 1))
	b.must(m, "gz-bureau")
}

// Where the platform charges operators, it recovers its cost and takes nothing else (YN §7¶2).
func TestPlatformTakesNoRate(t *testing.T) {
	set := maps.Clone(guizhou)
	m := plan()
	m.Mechanism = wire.Bytes(strings.Replace(mechanism, `{"share": {"to": "gz-operator"`,
		`{"fee": {"to": "gz-platform"`, 1))
	newBook(t, set).must(m, "gz-bureau")
	set["fee.platform"] = "true @ YN §7¶2"
	if r := newBook(t, set).refuse(m, "mechanism.platform", "gz-bureau"); r.Article != "YN §7¶2" {
		t.Errorf("cites %s", r.Article)
	}
}

// What is accepted is canonical: reading it again changes nothing.
func FuzzReadMechanism(f *testing.F) {
	for _, s := range []string{mechanism,
		`{"layer":"primary","tiers":[{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`,
		"", "{}", "[]", `{"tiers":[null]}`, `{"layer":"primary","tiers":[{}]}`, "\xff"} {
		f.Add([]byte(s))
	}
	store := state.NewMemStore()
	body, err := json.Marshal(regime.Section{Profiles: []regime.GenesisProfile{profile("520000",
		guizhou)},
		Period: regime.Quarter, FreezeAfterDays: 10, LandLeadSeconds: 600, ObjectionWorkingDays: 5})
	if err != nil {
		f.Fatal(err)
	}
	c := &rule.Ctx{Store: store, Time: date("2025-02-01").Start(), Chain: "authorization"}
	if err := regime.Chapter().Genesis(c, body); err != nil {
		f.Fatal(err)
	}
	p, _ := regime.Current(store, "520000", c.Time)
	f.Fuzz(func(t *testing.T, text []byte) {
		once, err := ReadMechanism(store, p, "rule", settlement.LayerPrimary, text)
		if err != nil {
			return
		}
		twice, err := ReadMechanism(store, p, "rule", settlement.LayerPrimary, once)
		if err != nil || string(twice) != string(once) {
			t.Errorf("%s reads again as %s: %v", once, twice, err)
		}
	})
}
