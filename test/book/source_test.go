package book

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const module = "github.com/suyuan-ledger/suyuan/"

// source reads what the code says about its types: the comment above a struct and beside each
// field.
type source struct {
	t        *testing.T
	packages map[string]map[string]typeDoc // package path -> type name
}

type typeDoc struct {
	doc    string
	file   string
	fields map[string]string
}

func newSource(t *testing.T) *source {
	return &source{t: t, packages: map[string]map[string]typeDoc{}}
}

func (s *source) of(typ reflect.Type) typeDoc {
	path := strings.TrimPrefix(typ.PkgPath(), module)
	if s.packages[path] == nil {
		s.packages[path] = s.parse(path)
	}
	return s.packages[path][typ.Name()]
}

func (s *source) parse(path string) map[string]typeDoc {
	out := map[string]typeDoc{}
	files, err := os.ReadDir(filepath.Join("../..", path))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		name := path + "/" + f.Name()
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", name), nil,
			parser.ParseComments)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, d := range tree.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				addTypes(out, g, name)
			}
		}
	}
	return out
}

func addTypes(out map[string]typeDoc, g *ast.GenDecl, file string) {
	for _, spec := range g.Specs {
		ts := spec.(*ast.TypeSpec)
		st, ok := ts.Type.(*ast.StructType)
		if !ok {
			continue
		}
		comment := ts.Doc
		if comment == nil {
			comment = g.Doc
		}
		d := typeDoc{doc: strings.TrimSpace(comment.Text()), file: file, fields: map[string]string{}}
		for _, f := range st.Fields.List {
			text := f.Doc.Text() + f.Comment.Text()
			for _, n := range f.Names {
				d.fields[n.Name] = strings.TrimSpace(text)
			}
		}
		out[ts.Name.Name] = d
	}
}
