package main

import (
	"os"
	"strings"
	"testing"
)

// Each mistake is told at the line where it stands: that of the text at, in the file as changed.
func TestRegimeCheckNamesTheLine(t *testing.T) {
	for name, c := range map[string]struct{ file, old, now, at, field, en string }{
		"missing article row": {"guizhou.yaml", `  - id: "GZ §26"`, `  - id: "GZ §00"`,
			`  - id: "GZ §25¶2"`, "articles", "no row for GZ §26"},
		"unknown reviewer role": {"guizhou.yaml", "catalog.reviewer: {value: bureau",
			"catalog.reviewer: {value: boss", "catalog.reviewer:", "keys.catalog.reviewer.value",
			`does not know "boss"`},
		"deadline without unit": {"yunnan.yaml", "quality.deadline: {value: 10 working_days",
			"quality.deadline: {value: 10", "quality.deadline:", "keys.quality.deadline.value",
			"a number and a unit"},
		"minimum without unit": {"guizhou.yaml", "operator_publicity.unit: {value: working_days",
			`operator_publicity.unit: {value: ""`, "operator_publicity.unit:",
			"keys.operator_publicity.unit.value", "must not be empty"},
		"overlapping dates": {"hubei.yaml", "version: 1", "version: 2", "legal.effective_from:",
			"keys.legal.effective_from.value", "in force on days on which hubei is too"},
		"text without citation": {"hebei.yaml", `legal.expires: {value: 2027-01-31, article: "HE §40"`,
			`legal.expires: {value: 2027-01-31, article: ""`, "legal.expires:",
			"keys.legal.expires.article", "mark text needs the article it comes from"},
		"text cited as ours": {"hebei.yaml", `legal.expires: {value: 2027-01-31, article: "HE §40"`,
			`legal.expires: {value: 2027-01-31, article: "DEFAULT_RULE"`, "legal.expires:",
			"keys.legal.expires.article", "mark text needs the article it comes from"},
		"small letters": {"guizhou.yaml", "code: GZ", "code: gz", "code: gz", "code",
			"capital letters"},
		"key left blank": {"guizhou.yaml", "catalog.reviewer: {value: bureau",
			"catalog.reviewer: {value: ", "catalog.reviewer:", "keys.catalog.reviewer.value",
			"still blank (type text)"},
		"a refusal that is none": {"guizhou.yaml", `"refusal:publicity.too_early"`,
			`"refusal:publicity.early"`, `"refusal:publicity.early"`, "articles[",
			`no refusal "publicity.early", but publicity.too_early, publicity.missing`},
		"wide colon": {"guizhou.yaml", "catalog.reviewer: {value: bureau",
			"catalog.reviewer: {value：bureau", "catalog.reviewer:", "keys.catalog.reviewer",
			"missing"},
		"keys left to lower places": {"guizhou.yaml", "levels.child_keys: {value: []",
			"levels.child_keys: {value: [legal.expires]", "levels.child_keys:",
			"keys.levels.child_keys.value", `does not know "legal.expires"`},
	} {
		path := changed(t, c.file, c.old, c.now)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		line := 1 + strings.Count(string(b)[:strings.Index(string(b), c.at)], "\n")
		code, out, _ := shell(t, "--output", "json", "regime", "check", path)
		var doc regimesChecked
		oneDocument(t, out, &doc)
		found := false
		for _, f := range doc.Findings {
			found = found || f.File == path && f.Line == line && strings.HasPrefix(f.Field, c.field) &&
				strings.Contains(f.Problem, c.en) && f.Zh != f.Problem
		}
		if code != exitFindings || !found {
			t.Errorf("%s: exit %d, no %q at line %d: %s", name, code, c.en, line, out)
		}
	}
}
