package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/suyuan-ledger/suyuan"
)

// file is one text file of the repository, by its path from the root with slashes.
type file struct {
	path string
	text string
}

func (f file) dir() string {
	if i := strings.LastIndexByte(f.path, '/'); i >= 0 {
		return f.path[:i]
	}
	return "."
}

func (f file) base() string { return f.path[strings.LastIndexByte(f.path, '/')+1:] }

func (f file) isGo() bool { return strings.HasSuffix(f.path, ".go") }

func (f file) isTest() bool {
	return strings.HasSuffix(f.path, "_test.go") || under(f.dir(), "test")
}

// under reports whether dir is top or a folder below it.
func under(dir, top string) bool { return dir == top || strings.HasPrefix(dir, top+"/") }

// ignored reads the folders that .gitignore names: they hold no source of ours.
func ignored() ([]string, error) {
	b, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	out := []string{".git"}
	for _, line := range strings.Fields(string(b)) {
		out = append(out, strings.Trim(line, "/"))
	}
	return out, err
}

var files = sync.OnceValues(func() ([]file, error) {
	var out []file
	skipped, err := ignored()
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		hidden := slices.Contains(skipped, filepath.ToSlash(rel)) || slices.Contains(skipped, d.Name())
		switch {
		case d.IsDir() && hidden:
			return filepath.SkipDir
		case d.IsDir() || hidden || !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(path)
		out = append(out, file{filepath.ToSlash(rel), string(b)})
		return err
	})
	return out, err
})

func allFiles(t *testing.T) []file {
	t.Helper()
	out, err := files()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func goFiles(t *testing.T) (out []file) {
	t.Helper()
	for _, f := range allFiles(t) {
		if f.isGo() {
			out = append(out, f)
		}
	}
	return out
}

// parse reads one Go file with its comments.
func parse(t *testing.T, f file) (*ast.File, *token.FileSet) {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, f.path, f.text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return tree, set
}
