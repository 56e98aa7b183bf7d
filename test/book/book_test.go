package book

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/genesis"
)

var update = flag.Bool("update", false, "write docs/book anew")

const (
	dir      = "../../docs/book"
	manifest = "MANIFEST"
)

// pages renders the whole book by file name.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	m := app.Standard()
	regimes, err := genesis.LoadRegimes(genesis.Files())
	if err != nil {
		t.Fatal(err)
	}
	src := newSource(t)
	out := map[string][]byte{
		"README.md":   index(m, regimes),
		"kinds.md":    kindPage(m, src),
		"events.md":   eventPage(m, src),
		"refusals.md": refusalPage(m),
		"keys.md":     keyPage(m),
		"queries.md":  queryPage(m),
		"profile.md":  schemaPage(keyReaders(t)),
		"schema.json": schemaJSON(t, m),
		"articles.md": articlesPage(regimes),
	}
	w := newProof(t, m, src)
	for _, r := range regimes {
		out["articles-"+r.Name+".md"] = articlePage(w, r)
		out["profile-"+r.Name+".md"] = profilePage(r)
	}
	var list bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(out)) {
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(out[name]), name)
	}
	out[manifest] = list.Bytes()
	return out
}

func TestBook(t *testing.T) {
	want := pages(t)
	if *update {
		write(t, want)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		old, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(old, want[name]) {
			t.Errorf("docs/book/%s is not what the tables say (line %d): run `go test ./test/book "+
				"-update` and read the diff", name, firstLine(old, want[name]))
		}
	}
	have, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range have {
		if want[f.Name()] == nil {
			t.Errorf("docs/book/%s is no page of the book", f.Name())
		}
	}
}

func write(t *testing.T, pages map[string][]byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	have, _ := os.ReadDir(dir)
	for _, f := range have {
		if pages[f.Name()] == nil {
			if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		if err := os.WriteFile(filepath.Join(dir, name), pages[name], 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func firstLine(a, b []byte) int {
	line := 1
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '\n' {
			line++
		}
	}
	return line
}
