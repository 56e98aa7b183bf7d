package vectors

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var hexWord = regexp.MustCompile(`\b[0-9a-f]{16,}\b`)

// The hex strings of docs/wire.md occur in the vectors: the worked example is the code's own.
func TestWirePage(t *testing.T) {
	page, err := os.ReadFile("../../docs/wire.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("*.json")
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	words := hexWord.FindAllString(string(page), -1)
	if len(words) < 8 {
		t.Errorf("the page has only %d hex strings", len(words))
	}
	for _, w := range words {
		if w != "1234567812345678" && !strings.Contains(all.String(), w) {
			t.Errorf("%s of docs/wire.md is in no vector", w)
		}
	}
}
