package settlement

import (
	"os"
	"regexp"
	"testing"
)

// Every code has its sentence in both languages.
func TestEveryCodeHasASentence(t *testing.T) {
	text, err := os.ReadFile("codes.go")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`= "(E_[A-Z_]+)"`).FindAllSubmatch(text, -1)
	if len(found) != len(sentences) {
		t.Errorf("%d codes, %d sentences", len(found), len(sentences))
	}
	for _, m := range found {
		if zh, en := Sentence(string(m[1])); zh == en || zh == "" || en == "" {
			t.Errorf("%s: %q %q", m[1], zh, en)
		}
	}
}
