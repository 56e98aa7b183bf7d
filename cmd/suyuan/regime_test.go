package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

func TestRegimeList(t *testing.T) {
	code, out, chat := shell(t, "--output", "json", "regime", "list")
	var docs []regimeDoc
	oneDocument(t, out, &docs)
	rows := 0
	for _, d := range docs {
		rows += d.Articles
		if n := d.Keys["text"] + d.Keys["soft"] + d.Keys["default"]; d.Status != "overlay" &&
			n != len(regime.Schema) {
			t.Errorf("%s: %v", d.Name, d.Keys)
		}
	}
	if code != exitOK || len(docs) != 7 || rows != 308 {
		t.Errorf("exit %d, %d documents, %d rows %s", code, len(docs), rows, chat)
	}
	for _, output := range []string{"table", "csv"} {
		if code, out, _ := shell(t, "--output", output, "regime", "list"); code != exitOK ||
			strings.Count(out, "\n") != 8 || !strings.Contains(out, "2027-01-31") {
			t.Errorf("%s: exit %d\n%s", output, code, out)
		}
	}
}

func TestRegimeShow(t *testing.T) {
	_, out, _ := shell(t, "--output", "json", "regime", "show", "he", "--article", "16")
	var doc regimeShown
	oneDocument(t, out, &doc)
	if len(doc.Articles) != 2 || doc.Articles[1].Article != "HE §16¶2" || doc.Code != "HE" {
		t.Errorf("%+v", doc.Articles)
	}
	filing := ""
	for _, k := range doc.Keys {
		if k.Key == "agreement.filing.deadline" {
			filing = k.Values[0] + " " + k.Article
		}
	}
	if filing != "10 working_days HE §16¶2" {
		t.Errorf("%q in %+v", filing, doc.Keys)
	}
	for article, want := range map[string]string{"22(6)": "GD §22(1)–(13)", "§23¶1": "GD §23¶1",
		"GD §45": "GD §45"} {
		_, out, _ := shell(t, "--output", "json", "regime", "show", "guangdong", "--article", article)
		oneDocument(t, out, &doc)
		if len(doc.Articles) != 1 || doc.Articles[0].Article != want {
			t.Errorf("%s: %+v", article, doc.Articles)
		}
	}
	for _, c := range []struct {
		want int
		args string
	}{
		{exitOK, "regime show HB --article 四(五)2"}, {exitOK, "regime show price-formation"},
		{exitNotFound, "regime show HB --article 九(九)"}, {exitNotFound, "regime show atlantis"},
		{exitUsage, "regime show"}, {exitUsage, "regime diff GZ"}, {exitNotFound, "regime check no.yaml"},
	} {
		if code, out, chat := shell(t, strings.Fields("--output json "+c.args)...); code != c.want {
			t.Errorf("%s: exit %d: %s%s", c.args, code, out, chat)
		}
	}
}

func TestRegimeDiff(t *testing.T) {
	_, out, _ := shell(t, "--output", "json", "regime", "diff", "GZ", "hubei")
	var docs []regimeDiff
	oneDocument(t, out, &docs)
	got := map[string]string{}
	for _, d := range docs {
		got[d.Key] = strings.Join(d.P.Values, " ") + " / " + strings.Join(d.Q.Values, " ")
	}
	if got["agreement.term_max_years"] != "3 / 5" || got["agreement.filing.deadline"] !=
		"10 working_days / 1 months" || got["redev_ban"] != "" {
		t.Errorf("%v", got)
	}
	_, out, _ = shell(t, "--output", "json", "regime", "diff", "GZ", "GZ")
	if strings.TrimSpace(out) != "[]" {
		t.Errorf("a regulation differs from itself: %s", out)
	}
}

func changed(t *testing.T, file, old, now string) string {
	t.Helper()
	b, err := fs.ReadFile(genesis.Files(), "regimes/"+file)
	if err != nil || !strings.Contains(string(b), old) {
		t.Fatal(err, old)
	}
	path := filepath.Join(t.TempDir(), file)
	text := strings.Replace(string(b), old, now, 1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What the check is for: every shipped file passes, each mistake is told with its line and exit 10.
func TestRegimeCheck(t *testing.T) {
	code, out, chat := shell(t, "--output", "json", "regime", "check")
	var doc regimesChecked
	oneDocument(t, out, &doc)
	if code != exitOK || len(doc.Files) != 7 {
		t.Fatalf("exit %d %s%s", code, out, chat)
	}
	row := "  - id: \"GZ §26\"\n    zh: \"识别和管控数据资产化、资本化风险\"\n"
	for name, c := range map[string]struct{ file, old, now, zh, en string }{
		"row": {"guizhou.yaml", row, "  - id: \"GZ §27\"\n    zh: x\n", "缺少条文 GZ §26",
			"no row for GZ §26"},
		"reviewer": {"yunnan.yaml", "review.redeveloped.reviewer: {value: operator",
			"review.redeveloped.reviewer: {value: operators", "不认识", "does not know"},
		"unit": {"hubei.yaml", "value: 5 working_days", "value: 5", "须写数与单位", "a number and a unit"},
		"citation": {"hubei.yaml", `article: "HB 四(五)1", mark: text`, `article: "", mark: text`,
			"须写明出处条款",
			"needs the article it comes from"},
		"dates": {"hebei.yaml", "version: 1", "version: 2", "自 2025-02-01 起重叠", "2025-02-01"},
		"kind": {"hebei.yaml", `"kind:plan.draft"`, `"kind:plan.sing"`, "没有名为",
			`there is no kind "plan.sing"`},
		"mark": {"hebei.yaml", "mark: soft", "mark: mild", "不是 text、soft、default", "is none of"},
		"keys": {"hebei.yaml", "  redev_ban: {", "  redev_bann: {", "没有此参数", "unknown key"},
	} {
		path := changed(t, c.file, c.old, c.now)
		code, out, _ := shell(t, "--output", "json", "regime", "check", path)
		var doc regimesChecked
		oneDocument(t, out, &doc)
		ok := false
		for _, f := range doc.Findings {
			ok = ok || f.Line > 1 && f.File == path && strings.Contains(f.Zh, c.zh) &&
				strings.Contains(f.Problem, c.en)
		}
		if code != exitFindings || !ok {
			t.Errorf("%s: exit %d %s", name, code, out)
		}
	}
	old := changed(t, "hebei.yaml", "title:", "title:")
	next := changed(t, "hebei.yaml", "version: 1", "version: 2")
	b, _ := os.ReadFile(next)
	text := strings.Replace(strings.Replace(string(b), "{value: 2025-02-01", "{value: 2027-02-01", 1),
		"{value: 2027-01-31", `{value: ""`, 1)
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, chat := shell(t, "--output", "json", "regime", "check", old, next); code != exitOK {
		t.Errorf("a successor from the day after: exit %d %s%s", code, out, chat)
	}
	blank := filepath.Join(t.TempDir(), "blank.yaml")
	if err := os.WriteFile(blank, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := shell(t, "--output", "table", "regime", "check", blank); code != exitFindings ||
		!strings.Contains(out, "is empty") {
		t.Errorf("exit %d %s", code, out)
	}
}

// A difference may be asked for by article, written as the keyboard gives it.
func TestRegimeDiffByArticle(t *testing.T) {
	for _, c := range []struct{ article, has, not string }{
		{"9(3)", "operator_publicity.min", "price.primary"},
		{"§9（3）", "operator_publicity.min", "price.primary"},
		{"GZ §9(3)", "operator_publicity.min", "redev_ban"},
		{"四(五)2", "personal.rule", "operator_publicity.min"},
	} {
		code, out, chat := shell(t, "--output", "json", "regime", "diff", "guizhou", "hubei",
			"--article", c.article)
		if code != exitOK || !strings.Contains(out, c.has) || strings.Contains(out, c.not) {
			t.Errorf("%s: exit %d %s%s", c.article, code, out, chat)
		}
	}
	code, _, _ := shell(t, "regime", "diff", "guizhou", "hubei", "--article", "99")
	if code != exitNotFound {
		t.Errorf("exit %d", code)
	}
}

var blankKey = regexp.MustCompile(`(?m)^  ([a-z._0-9]+): \{value: , article: "", mark: text\}$`)

// sixth fills in the skeleton as docs/adding-a-province.md tells.
func sixth(t *testing.T) string {
	t.Helper()
	code, out, chat := shell(t, "regime", "new", "NX", "640000")
	if code != exitOK {
		t.Fatal(chat)
	}
	text := blankKey.ReplaceAllStringFunc(out, func(line string) string {
		k, _ := regime.Lookup(blankKey.FindStringSubmatch(line)[1])
		v := map[string]string{regime.TypeInt: "3", regime.TypeBool: "true", regime.TypeText: "word",
			regime.TypeDate: "2025-01-01", regime.TypeSpan: "10 working_days",
			regime.TypeDay: "03-31"}[k.Type]
		if len(k.Of) > 0 {
			v = k.Of[0]
		}
		if k.Type == regime.TypeList {
			if v == "" {
				v = "item"
			}
			v = "[" + v + "]"
		}
		if k.Name == "legal.status" {
			v = "in_force_trial"
		}
		if k.Name == "catalog.reviewer" {
			v = "bureau"
		}
		return "  " + k.Name + ": {value: " + v + `, article: "NX §1", mark: text}`
	})
	return strings.NewReplacer("  zh:\n  en:\n", "  zh: 办法\n  en: Rules\n", "issuer:\n", "issuer: x\n",
		"outline: >-\n\n", "outline: >-\n  §1\n\n", "    zh:\n    en:\n    class: []\n",
		"    zh: x\n    en: x\n    class: [RECORD]\n").Replace(text)
}

// A sixth province is one file: the skeleton, filled in, passes the check and a story lives under
// it.
func TestSixthProvince(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ningxia.yaml")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, sixth(t))
	if code, out, chat := shell(t, "--output", "json", "regime", "check", path); code != exitOK {
		t.Fatalf("exit %d %s%s", code, out, chat)
	}
	story := filepath.Join(dir, "story.yaml")
	write(story, `scenario: 第六省
ledger: {start: 2026-01-05, calendars: [2026], regimes: [{use: ningxia.yaml}]}
parties:
  nx-bureau: {name: 局, nature: administrative, at: "640000", roles: [bureau], validator: true}
  nx-health: {name: 委, nature: administrative, at: "640000", roles: [provider]}
steps:
- {at: 2026-01-05 10:00, by: nx-health, do: resource.draft, expect: refused resource.unclassified, cites: NX §1,
   with: {id: nx-health/a, name: 甲, jurisdiction: "640000", origin: own, fields: [month:varchar]}}
- {by: nx-health, do: resource.draft,
   with: {id: nx-health/a, name: 甲, class: 卫生, grade: 二级, jurisdiction: "640000", origin: own, fields: [month:varchar]}}
`)
	if code, out, chat := shell(t, "--output", "json", "scenario", "run", story); code != exitOK {
		t.Fatalf("exit %d %s%s", code, out, chat)
	}
	b, _ := os.ReadFile(path)
	write(path, strings.Replace(string(b), "mark: text", "mark: said", 1))
	code, out, _ := shell(t, "--output", "json", "scenario", "run", story)
	var failed failureDoc
	if err := json.Unmarshal([]byte(out), &failed); err != nil || code != exitConfig ||
		!strings.Contains(failed.Error.En, "is none of text, soft, default") {
		t.Errorf("exit %d %s", code, out)
	}
}
