package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A report is made, made public, and its digest recorded on the ledger: verify then says true and
// where it was recorded; of the same file with one byte changed, false and why.
func TestFiledReportVerifies(t *testing.T) {
	story, err := filepath.Abs("../../localnet/stories/guizhou/story.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before := storyNode(t, story)
	t.Chdir(t.TempDir())
	ask := func(node, line string) (int, string) {
		code, out, chat := shell(t, append([]string{"--node", node, "--lang", "zh", "--output",
			"table"}, strings.Fields(line)...)...)
		return code, out + chat
	}
	for _, name := range []string{"y.xlsx", "y.csv"} {
		if code, text := ask(before, "report make disclosure-year year=2026 place=520000 -o "+
			name); code != exitOK {
			t.Fatal(text)
		}
	}
	file, err := os.ReadFile("y.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`scenario: 披露材料公开并留痕
include: %s
steps:
  - at: 2026-05-06 09:00
    by: gz-bureau
    do: disclosure.publish
    with:
      id: gz-bureau/d-2026
      agreement: gz-bureau/ag-2026
      topics: [object, content, scope, term]
      document: {number: 黔数公〔2026〕1号, title: 披露材料, digest: "sha256:%x"}
`, story, sha256.Sum256(file))
	if err := os.WriteFile("filed.yaml", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	after := storyNode(t, "filed.yaml")
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	for _, c := range []struct {
		file string
		edit func([]byte) []byte
		want int
		says string
	}{
		{"y.xlsx", nil, exitOK, "gz-bureau/d-2026"},
		{"y.csv", nil, exitOK, "没有记录报送"}, // the same report, and not the file that was published
		{"y.csv", flip, exitVerify, "账本给出"},
		{"y.xlsx", flip, exitVerify, "与账本不一致"},
	} {
		b, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		name := c.file
		if c.edit != nil {
			name = "bad-" + c.file
			if err := os.WriteFile(name, c.edit(b), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		code, text := ask(after, "verify --allow-test "+name)
		if code != c.want || !strings.Contains(text, c.says) {
			t.Errorf("%s: exit %d, no %q in %s", name, code, c.says, text)
		}
	}
}
