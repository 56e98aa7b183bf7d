package scenario

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

var block = regexp.MustCompile("(?s)(?:<!-- include: gz/([a-z-]+\\.yaml) -->\n)?```yaml\n(.*?)```")

// minimal is the run that the page's replay example reads.
const minimal = `{"eventTime":"2026-02-02T09:00:00Z","eventType":"COMPLETE",` +
	`"run":{"runId":"6f1c2a3e-0000-4b1a-9c01-0000000000aa"},"job":{"namespace":"x","name":"sum"},` +
	`"producer":"https://x.example","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json",` +
	`"inputs":[{"namespace":"n","name":"clinic"}],"outputs":[{"namespace":"n","name":"sums","facets":{` +
	`"columnLineage":{"_producer":"https://x.example","_schemaURL":"https://x.example","fields":{` +
	`"total":{"inputFields":[{"namespace":"n","name":"clinic","field":"visits"}]}}}}}]}`

// TestPage plays every yaml block of docs/scenario.md. A block of steps continues the file that the
// comment above it names.
func TestPage(t *testing.T) {
	text, err := os.ReadFile("../../docs/scenario.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.FindAllStringSubmatch(string(text), -1)
	if fences := strings.Count(string(text), "```yaml"); len(blocks) != fences || fences < 10 {
		t.Fatalf("%d of %d blocks found", len(blocks), fences)
	}
	bases, err := filepath.Abs("guizhou")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		dir := t.TempDir()
		body := b[2]
		if b[1] != "" {
			body = "include: " + filepath.Join(bases, b[1]) + "\nsteps:\n" + b[2]
		}
		write(t, filepath.Join(dir, "page.yaml"), body)
		write(t, filepath.Join(dir, "events-minimal", "1.json"), minimal)
		if r := play(t, filepath.Join(dir, "page.yaml"), nil, scenario.Options{}); r.Papers == 0 {
			t.Errorf("nothing happens in\n%s", b[2])
		}
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
