package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What reports, proofs, the HTTP service and the collector say no with is explained: no code of
// their sources is without a sentence and a remedy, and no sentence without a code.
func TestExplainKnowsWhatIsOutside(t *testing.T) {
	known, used := map[string]codeDoc{}, map[string]bool{}
	for _, d := range outsideCodes() {
		if d.FixZh == "" || d.FixEn == "" {
			t.Errorf("%s: no remedy", d.Code)
		}
		known[d.Code] = d
	}
	for files, pattern := range map[string]string{"report/*.go": `"(report\.[a-z_]+)"`,
		"collect/http.go": `"((?:collector|event|token|body|use|delivery|batch|segment)\.[a-z_]+)"`,
		"bundle/*.go":     `"(proof\.[a-z_]+)"`,
		"*.go":            `problem\(http\.Status[A-Za-z]+, "([a-z_]+)"`} {
		for _, code := range codesIn(t, files, pattern) {
			if files == "*.go" {
				code = "http." + code
			}
			used[code] = true
			if _, ok := known[code]; !ok {
				t.Errorf("%s is not explained", code)
			}
		}
	}
	for code := range known {
		if !used[code] && code != "PROOF_NOT_YET" {
			t.Errorf("%s is no code of anything", code)
		}
	}
	if len(known) < 40 {
		t.Errorf("%d codes", len(known))
	}
}

// Why a file of proof does not verify is explained by what stands before the dot.
func TestExplainFaultsOfFiles(t *testing.T) {
	n := 0
	for _, dir := range []string{"bundle", "evidence", "audit"} {
		for _, code := range codesIn(t, dir+"/*.go", `faultf\("([a-z_.]+)"`) {
			n++
			if strings.HasSuffix(code, ".") {
				code += "count"
			}
			if d, ok := fileFault(code); !ok || d.FixZh == "" || d.FixEn == "" {
				t.Errorf("%s is not explained: %+v", code, d)
			}
		}
	}
	if n < 50 {
		t.Errorf("%d codes", n)
	}
	for _, code := range []string{"commit.power", "http.pruned", "report.no_font", "PROOF_NOT_YET"} {
		exit, out, chat := shell(t, "--output", "table", "--lang", "en", "explain", code)
		if exit != exitOK || !strings.Contains(out, "what to do") || strings.Contains(out, "DEFAULT") {
			t.Errorf("%s: exit %d %s%s", code, exit, out, chat)
		}
	}
}

// codesIn finds what a pattern's group matches in sources below api, tests aside.
func codesIn(t *testing.T, glob, pattern string) (out []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../api", glob))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", glob, err)
	}
	re := regexp.MustCompile(pattern)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range re.FindAllStringSubmatch(string(b), -1) {
			out = append(out, m[1])
		}
	}
	return out
}
