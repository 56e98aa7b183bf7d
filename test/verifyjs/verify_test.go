// Package verifyjs holds the verifier in JavaScript, which the verify page runs, against the one in
// Go: both accept the frozen files and refuse each changed byte of them.
package verifyjs

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
)

var update = flag.Bool("update", false, "write api/explorer/static/shapes.js anew")

const shapesFile = "../../api/explorer/static/shapes.js"

// TestShapesFile holds the table of layouts that the JavaScript has equal to that of the chapters.
func TestShapesFile(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("/* The layouts of records in state, written by " +
		"go test ./test/verifyjs -update. */\n" +
		"(function (root) {\n  root.suyuanShapes = {\n    collections: {\n")
	type row struct {
		place string
		shape struct {
			Name    string `json:"name"`
			Version byte   `json:"version"`
			Key     string `json:"key"`
			Value   string `json:"value"`
		}
	}
	var rows []row
	for at, d := range bundle.Shapes() {
		r := row{place: hexOf(at)}
		r.shape.Name, r.shape.Version, r.shape.Key, r.shape.Value = d.Name, d.Version, d.Key, d.Value
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.place, b.place) })
	for i, r := range rows {
		doc, err := json.Marshal(r.shape)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("      '" + r.place + "': " + string(doc) + comma(i, len(rows)))
	}
	b.WriteString("    },\n    entries: {\n")
	var logs []string
	for name := range bundle.EntryShapes {
		logs = append(logs, name)
	}
	slices.Sort(logs)
	for i, name := range logs {
		b.WriteString("      '" + name + "': '" + bundle.EntryShapes[name] + "'" + comma(i, len(logs)))
	}
	b.WriteString("    }\n  };\n  if (typeof module !== 'undefined' && module.exports) " +
		"module.exports = root.suyuanShapes;\n" +
		"})(typeof window !== 'undefined' ? window : globalThis);\n")
	if *update {
		if err := os.WriteFile(shapesFile, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(shapesFile)
	if err != nil || !bytes.Equal(have, b.Bytes()) {
		t.Errorf("shapes.js is not the chapters' table (%v): go test ./test/verifyjs -update", err)
	}
}

func comma(i, n int) string {
	if i+1 < n {
		return ",\n"
	}
	return "\n"
}

func hexOf(at [2]byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[at[0]>>4], digits[at[0]&15], digits[at[1]>>4], digits[at[1]&15]})
}

// TestVerifier runs the verifier's own tests in Node.
func TestVerifier(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is missing: install Debian's package nodejs")
	}
	out, err := exec.Command(node, "verify_test.js").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// TestReferee checks the state proofs with an implementation of ICS-23 by another hand.
func TestReferee(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is missing: install Debian's package nodejs")
	}
	if _, err := os.Stat("node_modules/@confio/ics23"); err != nil {
		t.Fatal("@confio/ics23 is missing: run npm ci in test/verifyjs")
	}
	out, err := exec.Command(node, "ics23_test.js").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
