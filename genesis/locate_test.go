package genesis

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
)

func shipped(t *testing.T, path string) string {
	t.Helper()
	b, err := fs.ReadFile(Files(), path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// lineWith returns the number of the first line that holds a text.
func lineWith(t *testing.T, text, part string) int {
	t.Helper()
	before, _, ok := strings.Cut(text, part)
	if !ok {
		t.Fatalf("no %q", part)
	}
	return 1 + strings.Count(before, "\n")
}

// without drops the lines from the first that begins with head to the one before tail.
func without(t *testing.T, text, head, tail string) string {
	t.Helper()
	i := strings.Index(text, head)
	j := strings.Index(text[i+1:], tail)
	if i < 0 || j < 0 {
		t.Fatalf("no %q … %q", head, tail)
	}
	return text[:i] + text[i+1+j:]
}

// Each mistake a newcomer makes is told with the line where it is or where it belongs.
func TestCheckRegimeNamesTheLine(t *testing.T) {
	good := shipped(t, "regimes/hebei.yaml")
	if _, found := CheckRegime("hebei.yaml", []byte(good)); len(found) > 0 {
		t.Fatal(found)
	}
	swap := func(old, now string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %q", old)
		}
		return strings.Replace(good, old, now, 1)
	}
	for name, c := range map[string]struct{ text, at, want string }{
		"missing key": {without(t, good, "  rectify.set_by:", "  rectify.reassess:"), "keys:",
			"missing (text:"},
		"unknown key": {swap("  rectify.set_by:", "  rectify.sets_by:"), "  rectify.sets_by:",
			"unknown key"},
		"missing row in the middle": {without(t, good, `  - id: "HE §21"`, "  - id:"),
			`  - id: "HE §20(5)"`, "no row for HE §21 follows"},
		"missing last row of an article": {without(t, good, `  - id: "HE §39¶2"`, "  - id:"),
			`  - id: "HE §39¶1"`, "no row for HE §39¶2 follows"},
		"missing first row": {without(t, good, `  - id: "HE §1"`, "  - id:"), "articles:",
			"no row for HE §1"},
		"row of no part": {swap(`id: "HE §21"`, `id: "HE §121"`), `id: "HE §121"`,
			"HE §121 is not in the outline"},
		"no outline": {without(t, good, "outline: >-", "keys:"), "code:", "missing: list the articles"},
		"unknown reviewer": {swap("review.primary.reviewer: {value: impl",
			"review.primary.reviewer: {value: implementer"), "review.primary.reviewer: {value: implementer",
			`does not know "implementer"`},
		"unknown joint reviewer": {swap("application.reviewers.scenario: {value: [impl]",
			"application.reviewers.scenario: {value: [impl, expert]"),
			"application.reviewers.scenario: {value: [impl, expert]", `does not know "expert"`},
		"deadline without unit": {swap("agreement.filing.deadline: {value: 10 working_days",
			"agreement.filing.deadline: {value: 10"), "agreement.filing.deadline: {value: 10",
			"wants a number and a unit"},
		"deadline of an unknown unit": {swap("agreement.filing.deadline: {value: 10 working_days",
			"agreement.filing.deadline: {value: 10 workdays"), "agreement.filing.deadline: {value: 10",
			"wants a number and a unit"},
		"text without citation": {swap(`article: "HE §40", mark: text}`,
			`article: "", mark: text}`), `article: "", mark: text}`,
			"needs the article it comes from"},
		"code in small letters": {swap("code: HE", "code: he"), "code: he", "capital letters"},
		"text with our own rule": {swap(`article: "HE §40", mark: text}`,
			`article: DEFAULT_RULE, mark: text}`), `article: DEFAULT_RULE, mark: text}`,
			"needs the article"},
		"unknown mark": {swap(`article: "HE §40", mark: text}`, `article: "HE §40", mark: law}`),
			`article: "HE §40", mark: law}`, "is none of text, soft, default"},
		"unknown day": {swap("report.annual.due: {value: 03-31", "report.annual.due: {value: 13-31"),
			"report.annual.due: {value: 13-31", "wants type day"},
		"realized by nothing": {swap(`realized: ["query:agreements"`, `realized: ["page:agreements"`),
			`realized: ["page:agreements"`, "is not one of"},
		"not YAML":      {swap("  rectify.set_by: {", "  rectify.set_by: }"), "  rectify.set_by: }", ""},
		"unknown field": {swap("number:", "nummer:"), "nummer:", "field nummer not found"},
		"no title": {swap("  en: Measures", "  xx: Measures"), "  xx: Measures",
			"field xx not found"},
	} {
		_, found := CheckRegime("hebei.yaml", []byte(c.text))
		if !names(found, lineWith(t, c.text, c.at), c.want) {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// names reports whether a finding is on the line and says so.
func names(found []Finding, line int, want string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool {
		return f.Line == line && strings.Contains(f.Problem, want)
	})
}

func TestClash(t *testing.T) {
	version := func(n, from, last string) Regime {
		text := strings.NewReplacer("version: 1\n", "version: "+n+"\n",
			"legal.effective_from: {value: 2025-02-01", "legal.effective_from: {value: "+from,
			"legal.expires: {value: 2027-01-31", "legal.expires: {value: "+last).
			Replace(shipped(t, "regimes/hebei.yaml"))
		r, found := CheckRegime("v"+n, []byte(text))
		if len(found) > 0 {
			t.Fatal(found)
		}
		return r
	}
	none := `""`
	for _, c := range []struct {
		a, b Regime
		want string
	}{
		{version("1", "2025-02-01", "2027-01-31"), version("2", "2027-02-01", none), ""},
		{version("1", "2025-02-01", "2027-01-31"), version("2", "2027-01-31", none), "2027-01-31"},
		{version("1", "2025-02-01", none), version("2", "2027-02-01", none), "2027-02-01"},
		{version("2", "2027-02-01", none), version("1", "2025-02-01", none), "2027-02-01"},
		{version("1", "2025-02-01", none), version("1", "2030-02-01", none), "same jurisdiction"},
	} {
		if got := Clash(c.a, c.b); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	draft, err := LoadRegime(Files(), "yunnan")
	if err != nil {
		t.Fatal(err)
	}
	second := draft
	second.Profile.Version = 2
	if got := Clash(draft, second); got != "" {
		t.Errorf("drafts are in force on no day: %s", got)
	}
	if got := Clash(draft, version("1", "2025-02-01", none)); got != "" {
		t.Errorf("two provinces: %s", got)
	}
}

// A file that does not come with the program stands beside those that do, and before its namesake.
func TestFilesWith(t *testing.T) {
	text := strings.Replace(shipped(t, "regimes/hebei.yaml"), "version: 1", "version: 7", 1)
	from := FilesWith(map[string][]byte{"hebei": []byte(text), "sixth": []byte(text)})
	for name, version := range map[string]uint32{"hebei": 7, "sixth": 7, "hubei": 1} {
		if r, err := LoadRegime(from, name); err != nil || r.Profile.Version != version {
			t.Errorf("%s: version %d, %v", name, r.Profile.Version, err)
		}
	}
	if _, err := LoadRegime(from, "seventh"); err == nil {
		t.Error("nobody wrote that file")
	}
	if _, err := LoadCalendar(from, "2026"); err != nil {
		t.Error(err)
	}
}

func TestOverlays(t *testing.T) {
	all, err := LoadOverlays(Files())
	if err != nil || len(all) != 2 || all[0].Name != "disclosure" || all[1].Name != "price-formation" {
		t.Fatal(all, err)
	}
	for _, o := range all {
		if len(o.Keys) != len(o.Schema.Keys) || o.From == 0 {
			t.Errorf("%s: %d keys from %s", o.Name, len(o.Keys), o.From)
		}
		for _, k := range o.Keys {
			if k.Mark == "default" && k.Note == "" {
				t.Errorf("%s: %s is ours without a note", o.Name, k.Key)
			}
		}
	}
	good := shipped(t, "overlays/disclosure.yaml")
	if !IsOverlay([]byte(good)) || IsOverlay([]byte(shipped(t, "regimes/hubei.yaml"))) {
		t.Error("an overlay names itself")
	}
	for name, c := range map[string]struct{ old, now, at, want string }{
		"kind": {"overlay: disclosure", "overlay: tax", "overlay: tax",
			"no overlay the program knows"},
		"date": {`effective_from: "2026-02-10"`, "effective_from: soon", "effective_from: soon",
			"wants a date"},
		"missing": {"  period: ", "  cycle: ", "keys:", "missing (text"},
		"mark":    {"mark: text", "mark: said", "mark: said", "is none of"},
		"day":     {"value: 03-31", "value: 31", "value: 31", "wants type day"},
		"field":   {"mark: text}", "mark: text, why: x}", "why: x", "field why not found"},
	} {
		text := strings.Replace(good, c.old, c.now, 1)
		_, found := CheckOverlay("d.yaml", []byte(text))
		if !names(found, lineWith(t, text, c.at), c.want) {
			t.Errorf("%s: %v", name, found)
		}
	}
}
