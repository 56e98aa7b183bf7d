package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	pathWord = regexp.MustCompile("`((?:[a-z0-9_]+/)+[A-Za-z0-9_.-]+)`")
	mdLink   = regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)]*)?\)`)
)

// The map names files that exist, and no page links to a file that does not. A package path such as
// go-ethereum/crypto is no path of ours: only those whose first folder exists are looked up.
func TestPagesNameFiles(t *testing.T) {
	for _, f := range allFiles(t) {
		if !strings.HasSuffix(f.path, ".md") || strings.Contains(f.path, "testdata/") {
			continue
		}
		for _, m := range pathWord.FindAllStringSubmatch(f.text, -1) {
			top, _, _ := strings.Cut(m[1], "/")
			if exists(top) && !exists(m[1]) && !isMade(m[1], f.path) {
				t.Errorf("%s names %s, which does not exist", f.path, m[1])
			}
		}
		for _, m := range mdLink.FindAllStringSubmatch(f.text, -1) {
			if !exists(filepath.Join(f.dir(), m[1])) {
				t.Errorf("%s links to %s, which does not exist", f.path, m[1])
			}
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(filepath.Join(root, path))
	return err == nil
}

// isMade tells what is no file of the repository: a state collection of the book ("app/ledger"),
// and what a build or a run leaves in an ignored folder.
func isMade(name, page string) bool {
	folders, err := ignored()
	return page == "docs/book/keys.md" || err == nil &&
		slices.ContainsFunc(folders, func(f string) bool { return under(name, f) })
}

// The architecture stays a map.
func TestArchitectureIsShort(t *testing.T) {
	if n := strings.Count(read(t, "ARCHITECTURE.md"), "\n"); n > 200 {
		t.Errorf("ARCHITECTURE.md has %d lines, above 200", n)
	}
}
