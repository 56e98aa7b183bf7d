package arch

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	required = regexp.MustCompile(`(?m)^\s*(?:require )?(\S+\.\S+/\S+) (v\S+)( // indirect)?$`)
	adrRow   = regexp.MustCompile(`(?m)^\| (\S+) \| (v\d\S*) \| ([^|]+) \| ([^|]+) \|$`)
)

// The table of ADR 0006 is go.mod's list of direct requirements, with licence and reason, and that
// list is what the code imports.
func TestDependenciesHaveReasons(t *testing.T) {
	mod, page := read(t, "go.mod"), read(t, "docs/adr/0006-dependencies.md")
	version, direct, rows := map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, m := range required.FindAllStringSubmatch(mod, -1) {
		version[m[1]], direct[m[1]] = m[2], m[3] == ""
	}
	for _, r := range adrRow.FindAllStringSubmatch(page, -1) {
		rows[r[1]] = true
		if version[r[1]] != r[2] {
			t.Errorf("ADR 0006 names %s %s, go.mod has %q", r[1], r[2], version[r[1]])
		}
	}
	used := imported(t, version)
	for m := range version {
		switch {
		case direct[m] != (used[m] != ""):
			t.Errorf("go.mod: %s is marked direct=%t; imported by %q", m, direct[m], used[m])
		case direct[m] && !rows[m]:
			t.Errorf("ADR 0006 has no row for %s", m)
		}
	}
	for m := range rows {
		if !direct[m] {
			t.Errorf("ADR 0006 names %s, which go.mod does not require directly", m)
		}
	}
}

// imported names for each module one file that imports it.
func imported(t *testing.T, version map[string]string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range goFiles(t) {
		tree, _ := parse(t, f)
		for _, spec := range tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			best := ""
			for m := range version {
				if under(path, m) && len(m) > len(best) {
					best = m
				}
			}
			if best != "" {
				out[best] = f.path
			}
		}
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(root + "/" + path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A decision is short enough to be read, numbered, and says what it decides.
func TestDecisions(t *testing.T) {
	for _, f := range allFiles(t) {
		if !under(f.dir(), "docs/adr") {
			continue
		}
		lines := strings.Split(f.text, "\n")
		if len(lines) > 41 || !strings.HasPrefix(lines[0], "# "+f.base()[:4]+" ") {
			t.Errorf("%s: %d lines, first %q", f.path, len(lines), lines[0])
		}
	}
}
