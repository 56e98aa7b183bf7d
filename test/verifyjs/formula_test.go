package verifyjs

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// asked is one line with its parents, and whether its amount follows from them as Go has it.
type asked struct {
	Leaf    string   `json:"leaf"`
	Parents []string `json:"parents"`
	Follows bool     `json:"follows"`
}

// TestFormulas holds the arithmetic of lines in JavaScript to that in Go, over the lines of the
// settlement cases: as they are, and with each of their numbers a little more, less, doubled, none.
func TestFormulas(t *testing.T) {
	var list []asked
	kinds, no := map[string]bool{}, 0
	for _, lines := range caseLines(t) {
		at := map[string]settlement.Line{}
		for _, l := range lines {
			at[l.ID] = l
			var parents []settlement.Line
			leaves := []string{}
			for _, id := range l.Parents {
				parents, leaves = append(parents, at[id]), append(leaves, string(at[id].Leaf()))
			}
			kinds[l.Kind] = true
			for _, leaf := range altered(string(l.Leaf())) {
				v, err := settlement.ParseLine([]byte(leaf))
				if err != nil {
					continue
				}
				ok := settlement.CheckLine(v, parents) == nil
				if !ok {
					no++
				}
				list = append(list, asked{leaf, leaves, ok})
			}
		}
	}
	if len(kinds) < 10 || no < 1000 {
		t.Fatalf("only %d kinds of lines and %d that do not hold", len(kinds), no)
	}
	doc, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", "formula_test.js")
	c.Stdin = bytes.NewReader(doc)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%.2000s", err, out)
	}
	t.Logf("%d lines of %d kinds, %d of them wrong: %s", len(list), len(kinds), no, out)
}

// caseLines are the lines of every settlement case that can be computed.
func caseLines(t *testing.T) (out [][]settlement.Line) {
	t.Helper()
	files, err := filepath.Glob("../../settlement/testdata/cases/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	files = append(files, "../../settlement/testdata/example/province.json")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c struct {
			Input struct{ World *json.RawMessage }
		}
		if json.Unmarshal(raw, &c) == nil && c.Input.World != nil {
			raw = *c.Input.World
		}
		var in settlement.Input
		if json.Unmarshal(raw, &in) != nil {
			continue
		}
		if r, err := settlement.Compute(in); err == nil && len(r.Lines) > 0 {
			out = append(out, r.Lines)
		}
	}
	return out
}

var wholeNumber = regexp.MustCompile(`-?\d+`)

// altered are a leaf and what becomes of it when one number, or its kind, is another.
func altered(leaf string) []string {
	out := []string{leaf}
	for _, to := range []string{`"kind":"fallback"`, `"kind":"royalty"`, `"kind":"nothing"`} {
		out = append(out, regexp.MustCompile(`"kind":"\w+"`).ReplaceAllLiteralString(leaf, to))
	}
	for _, at := range wholeNumber.FindAllStringIndex(leaf, -1) {
		n := leaf[at[0]:at[1]]
		last := n[len(n)-1]
		for _, to := range []string{n[:len(n)-1] + string('0'+(last-'0'+1)%10), "1" + n, "0", "-" + n,
			strings.TrimPrefix(n, "-")} {
			if to != n {
				out = append(out, leaf[:at[0]]+to+leaf[at[1]:])
			}
		}
	}
	return out
}
