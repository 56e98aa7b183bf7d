package genesis

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// spec is a small real ledger: four founders of four control groups.
func spec() Spec {
	s := Spec{ChainID: "test-guizhou-1", GenesisTime: 1_767_600_000, TestStart: 1_740_000_000,
		Regimes: []RegimeSpec{{Name: "guizhou"}}, Calendars: []string{"2025", "2026"}}
	for i, id := range []string{"gz-bureau", "gz-health", "gz-traffic", "gz-operator"} {
		key := crypto.FromSeed(crypto.Secp256k1, id).Public()
		if i == 1 {
			key = crypto.FromSeed(crypto.SM2, id).Public()
		}
		s.Parties = append(s.Parties, party.Founder{ID: id, Name: id, Nature: party.Administrative,
			Jurisdiction: "520000", Roles: []party.FounderRole{{Role: "provider", Jurisdiction: "520000"}},
			Accounts: []party.FounderAccount{{Number: 0, Duty: "root", Keys: []crypto.PublicKey{key}}}})
		pub := bytes.Repeat([]byte{byte(i + 1)}, 32)
		s.Validators = append(s.Validators, party.GenesisVoter{Party: id, Name: "node",
			PubKey: base64.StdEncoding.EncodeToString(pub), Power: party.DefaultPower})
	}
	return s
}

func built(t testing.TB) Document {
	t.Helper()
	d, err := Build(spec())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBuildLoadDigest(t *testing.T) {
	d := built(t)
	b, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want, err := d.Digest()
	if err != nil {
		t.Fatal(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, b, " ", "\t"); err != nil {
		t.Fatal(err)
	}
	var reordered map[string]json.RawMessage
	if err := json.Unmarshal(b, &reordered); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(reordered)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"as written": b, "indented": indented.Bytes(),
		"fields re-ordered": sorted} {
		loaded, err := Load(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, _ := loaded.Digest(); got != want {
			t.Errorf("%s: digest %s, want %s", name, got, want)
		}
	}
	d.Regime.Profiles[0].Keys[0].Article = "GZ §33"
	if got, _ := d.Digest(); got == want {
		t.Error("a changed citation must change the digest")
	}
	if d.LawTime() != spec().TestStart {
		t.Error("law time begins where the test clock starts")
	}
	if !d.Test() || len(d.PowerByGroup()) != 4 {
		t.Error("a test ledger of four groups")
	}
}

func TestLoadRefuses(t *testing.T) {
	b, _ := built(t).JSON()
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown field":  {`"chain_id"`, `"chain":"x","chain_id"`, `"chain"`},
		"repeated field": {`"chain_id"`, `"chain_id":"x","chain_id"`, `"chain_id" appears twice`},
		"format":         {"suyuan-genesis/1", "suyuan-genesis/2", "format: "},
		"chain id":       {`"chain_id":"test-guizhou-1"`, `"chain_id":"test/guizhou"`, "chain_id: "},
		"real chain id": {`"chain_id":"test-guizhou-1"`, `"chain_id":"guizhou-1"`,
			"regime.test_clock: "},
		"no time": {`"genesis_time":"20`, `"genesis_time":"","party":{},"x":"`,
			`"party" appears twice`},
		"algorithm": {`"accepted_algorithms":["secp256k1","sm2"]`, `"accepted_algorithms":["secp256k1"]`,
			"party.parties[1].accounts[0].keys[0]: sm2"},
		"none": {`"accepted_algorithms":["secp256k1","sm2"]`, `"accepted_algorithms":[]`,
			"accepted_algorithms: "},
		"twice": {`"accepted_algorithms":["secp256k1","sm2"]`, `"accepted_algorithms":["sm2","sm2"]`,
			"accepted_algorithms[1]: sm2 appears twice"},
		"key":        {`"key":"redev_ban"`, `"key":"redev_bann"`, `unknown key "redev_bann"`},
		"party":      {`"jurisdiction":"520000","group"`, `"jurisdiction":"52","group"`, "party: "},
		"test clock": {`"header":"2026-01-05`, `"header":"2026-01-06`, "regime.test_clock.header: "},
		"not JSON":   {`{"format"`, `"format"`, ""},
	} {
		text := strings.Replace(string(b), c.old, c.new, 1)
		if text == string(b) {
			t.Fatalf("%s: nothing replaced", name)
		}
		_, err := Load([]byte(text))
		if !errors.Is(err, ErrDocument) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// All problems come at once, one line each.
func TestValidateIsComplete(t *testing.T) {
	d := built(t)
	d.Format, d.ChainID, d.GenesisTime = "", "", 0
	d.Party.Validators = nil
	d.Regime.Period = "week"
	d.Regime.Calendars[0].Title = ""
	err := d.Validate()
	for _, want := range []string{"format: ", "chain_id: ", "genesis_time: ", "party: ",
		"regime.period: ", "regime.test_clock: ", "regime.calendars[0].title: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("not reported: %s in %v", want, err)
		}
	}
}

// GD §45: valid for two years from its first day, so the last one follows; a stated last day stays.
func TestBuildLapses(t *testing.T) {
	s := spec()
	s.Regimes[0].Name = "guangdong"
	if _, err := Build(s); err != nil { // a draft has no first day, and so no last one
		t.Error(err)
	}
	s.Regimes[0].EffectiveFrom = 20240229
	for _, want := range []string{"2026-02-28", "2025-12-31"} {
		d, err := Build(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range d.Regime.Profiles[0].Keys {
			if k.Key == "legal.expires" && k.Values[0] != want {
				t.Errorf("expires %s, want %s", k.Values[0], want)
			}
		}
		s.Regimes[0].Override = []Override{{Key: "legal.expires", Values: []string{"2025-12-31"}}}
	}
}

func TestBuildOverrides(t *testing.T) {
	s := spec()
	s.Regimes[0].EffectiveFrom = 20251101
	s.Regimes[0].Override = []Override{
		{Key: "agreement.term_max_years", Values: []string{"5"}},
		{Key: "operator_publicity.min", Values: []string{"7"}, Article: "XX §1", Mark: regime.MarkText}}
	d, err := Build(s)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]regime.GenesisKey{}
	for _, k := range d.Regime.Profiles[0].Keys {
		got[k.Key] = k
	}
	for key, want := range map[string][3]string{
		"agreement.term_max_years":  {"5", "DEFAULT_RULE", "default"},
		"operator_publicity.min":    {"7", "XX §1", "text"},
		"legal.effective_from":      {"2025-11-01", "DEFAULT_RULE", "default"},
		"product.sample_on_publish": {"true", "GZ §17", "text"},
	} {
		k := got[key]
		if k.Values[0] != want[0] || k.Article != want[1] || k.Mark != want[2] {
			t.Errorf("%s: %+v", key, k)
		}
	}
	s.Regimes[0].Override = []Override{{Key: "no.such"}}
	s.Calendars = []string{"1999"}
	if _, err := Build(s); err == nil || !strings.Contains(err.Error(),
		"override.no.such: unknown key") ||
		!strings.Contains(err.Error(), "calendars: ") {
		t.Errorf("got %v", err)
	}
	s = spec()
	s.Regimes[0].Name = "atlantis"
	if _, err := Build(s); !errors.Is(err, ErrDocument) || !strings.Contains(err.Error(), "atlantis") {
		t.Errorf("got %v", err)
	}
}

func TestEmbeddedFiles(t *testing.T) {
	all, err := LoadRegimes(Files())
	if err != nil {
		t.Fatal(err)
	}
	// The rows of the article tables, counted from the documents: 308 demands in all.
	want := []struct {
		name, code, status, from, last string
		rows                           int
	}{
		{"guangdong", "GD", "draft", "", "", 76},
		{"guizhou", "GZ", "in_force_trial", "2025-01-07", "", 58},
		{"hebei", "HE", "in_force_trial", "2025-02-01", "2027-01-31", 60},
		{"hubei", "HB", "in_force_trial", "2025-10-13", "", 41},
		{"yunnan", "YN", "draft", "", "", 73},
	}
	if len(all) != len(want) {
		t.Fatalf("%d regimes", len(all))
	}
	for i, w := range want {
		r := all[i]
		value := map[string]string{}
		for _, k := range r.Profile.Keys {
			if len(k.Values) == 1 {
				value[k.Key] = k.Values[0]
			}
		}
		if r.Name != w.name || r.Code != w.code || len(r.Articles) != w.rows ||
			value["legal.status"] != w.status || value["legal.effective_from"] != w.from ||
			value["legal.expires"] != w.last {
			t.Errorf("%s (%s): %d rows, %s from %q to %q; want %+v", r.Name, r.Code, len(r.Articles),
				value["legal.status"], value["legal.effective_from"], value["legal.expires"], w)
		}
	}
	for _, y := range []struct {
		name        string
		off, worked int
	}{{"2025", 28, 5}, {"2026", 33, 6}} {
		c, err := LoadCalendar(Files(), y.name)
		if err != nil || len(c.Off) != y.off || len(c.Worked) != y.worked || c.Test {
			t.Errorf("%s: %d off, %d worked, %v", y.name, len(c.Off), len(c.Worked), err)
		}
	}
}

// Strict YAML: each mutation of the shipped file is refused with the key named.
func TestRegimeFileRefuses(t *testing.T) {
	b, err := fs.ReadFile(Files(), "regimes/guizhou.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const term = `  agreement.term_max_years: {value: 3, article: "GZ §9", mark: soft}`
	put := func(s string) func() (string, string) { return func() (string, string) { return term, s } }
	for name, c := range map[string]struct {
		change func() (string, string)
		want   string
	}{
		"missing key": {put(""), "keys.agreement.term_max_years: missing"},
		"unknown key": {put(term + "\n  agreement.term: {value: 3, article: x, mark: soft}"),
			"keys.agreement.term: unknown key"},
		"repeated key": {put(term + "\n" + term), "agreement.term_max_years"},
		"text for int": {put(`  agreement.term_max_years: {value: "3", article: "GZ §9", mark: soft}`),
			"keys.agreement.term_max_years.value: wants type int"},
		"hex for int": {put(`  agreement.term_max_years: {value: 0x3, article: "GZ §9", mark: soft}`),
			"keys.agreement.term_max_years.value: wants type int"},
		"negative": {put(`  agreement.term_max_years: {value: -3, article: "GZ §9", mark: soft}`),
			"keys.agreement.term_max_years.value: wants type int"},
		"fraction": {put(`  agreement.term_max_years: {value: 3.5, article: "GZ §9", mark: soft}`),
			"keys.agreement.term_max_years.value: wants type int"},
		"list for int": {put(`  agreement.term_max_years: {value: [3], article: "GZ §9", mark: soft}`),
			"keys.agreement.term_max_years.value: wants type int"},
		"null": {put(`  agreement.term_max_years: {value: , article: "GZ §9", mark: soft}`),
			"keys.agreement.term_max_years.value: still blank (type int)"},
		"no value": {put(`  agreement.term_max_years: {article: "GZ §9", mark: soft}`),
			"keys.agreement.term_max_years.value: missing"},
		"no article": {put(`  agreement.term_max_years: {value: 3, mark: soft}`),
			"keys.agreement.term_max_years.article: missing"},
		"empty article": {put(`  agreement.term_max_years: {value: 3, article: "", mark: soft}`),
			"keys.agreement.term_max_years.article: mark soft needs the article it comes from"},
		"number article": {put(`  agreement.term_max_years: {value: 3, article: 9, mark: soft}`),
			"keys.agreement.term_max_years.article: wants text"},
		"no such article": {put(`  agreement.term_max_years: {value: 3, article: "GZ §99", mark: soft}`),
			"keys.agreement.term_max_years.article: GZ §99 has no row"},
		"no mark": {put(`  agreement.term_max_years: {value: 3, article: "GZ §9"}`),
			"keys.agreement.term_max_years.mark: missing"},
		"bad mark": {put(`  agreement.term_max_years: {value: 3, article: "GZ §9", mark: law}`),
			"keys.agreement.term_max_years.mark: "},
		"ours as law": {put(`  agreement.term_max_years: {value: 3, article: DEFAULT_RULE, mark: text}`),
			"keys.agreement.term_max_years.article: "},
		"extra field": {put(`  agreement.term_max_years: {value: 3, article: "GZ §9", mark: soft, note: x}`),
			"keys.agreement.term_max_years.note: unknown field"},
		"scalar key": {put(`  agreement.term_max_years: 3`),
			"keys.agreement.term_max_years: wants fields"},
		"unknown top": {func() (string, string) { return "code: GZ", "code: GZ\nlaw: x" }, "law"},
		"bool": {func() (string, string) {
			return "redev_ban: {value: true",
				"redev_ban: {value: yes please"
		}, "keys.redev_ban.value: wants type bool"},
		"unknown word": {func() (string, string) {
			return "trade.primary.venue: {value: exchange", "trade.primary.venue: {value: bazaar"
		}, `keys.trade.primary.venue.value: does not know "bazaar"`},
		"text for list": {func() (string, string) {
			return "selection.methods: {value: [tender, negotiation, other_fair]",
				"selection.methods: {value: tender"
		}, "keys.selection.methods.value: wants type list"},
		"number in list": {func() (string, string) {
			return "[tender, negotiation, other_fair]",
				"[tender, 7]"
		}, "keys.selection.methods.value: wants type list"},
		"twice in list": {func() (string, string) {
			return "[tender, negotiation, other_fair]",
				"[tender, tender]"
		}, "keys.selection.methods.value: names a value twice"},
		"no such day": {func() (string, string) { return "value: 2025-01-07", "value: 2025-02-30" },
			"keys.legal.effective_from.value: wants type date"},
		"class": {func() (string, string) { return "class: [OUT]", "class: [OTHER]" },
			`articles[0].class: GZ §1: "OTHER"`},
		"article of other": {func() (string, string) { return `id: "GZ §1"`, `id: "GD §1"` },
			"articles[0].id: "},
		"jurisdiction": {func() (string, string) {
			return `jurisdiction: "520000"`,
				`jurisdiction: "52"`
		}, "jurisdiction: "},
	} {
		old, now := c.change()
		text := strings.Replace(string(b), old, now, 1)
		if text == string(b) {
			t.Fatalf("%s: nothing replaced", name)
		}
		_, err := ParseRegime("guizhou", []byte(text))
		if !errors.Is(err, ErrDocument) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOneDocumentPerFile(t *testing.T) {
	b, err := fs.ReadFile(Files(), "regimes/guizhou.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseRegime("guizhou", append(b, "\n---\ncode: GD\n"...)); err == nil ||
		!strings.Contains(err.Error(), "follows") {
		t.Errorf("got %v", err)
	}
}

func TestCalendarFileRefuses(t *testing.T) {
	const good = "jurisdiction: \"\"\nyear: 2026\ntitle: x\nissuer: y\noff: " +
		"[2026-01-01..2026-01-03]\nworked: [2026-01-04]\n"
	if c, err := ParseCalendar("x", []byte(good)); err != nil || len(c.Off) != 3 ||
		c.Off[2] != wire.Date(20260103) {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown field": {"title", "titel", "titel"},
		"no title":      {"title: x\n", "", "title: must not be empty"},
		"backwards":     {"2026-01-01..2026-01-03", "2026-01-03..2026-01-01", "off[0]: "},
		"no such day":   {"2026-01-03]", "2026-01-32]", "off[0]: "},
		"other year":    {"year: 2026", "year: 2027", "off[0]: "},
		"weekday":       {"[2026-01-04]", "[2026-01-05]", "worked[0]: "},
		"both":          {"[2026-01-04]", "[2026-01-03]", "worked[0]: "},
		"issued":        {"title: x", "title: x\nissued: yesterday", "issued: "},
	} {
		_, err := ParseCalendar("x", []byte(strings.Replace(good, c.old, c.new, 1)))
		if !errors.Is(err, ErrDocument) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
