package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
)

//go:embed docs.html
var docsPage string

var docsTemplate = template.Must(template.New("docs").Parse(docsPage))

// chapterDocs are the routes of one chapter, for the page.
type chapterDocs struct {
	Name, Zh, En string
	Routes       []routeDocs
}

type routeDocs struct {
	Method, Path, ID, Zh, En, Scope string
	List, Proof                     bool
	Params                          []paramDocs
}

type paramDocs struct {
	Name, In, Zh, En string
	Required         bool
}

// docs serves the documentation as one page without scripts.
func (s *Server) docs(w http.ResponseWriter, r *http.Request) error {
	chapters := []chapterDocs{{Name: "node", Zh: "节点", En: "the node"}}
	for _, c := range s.o.Chapters {
		chapters = append(chapters, chapterDocs{Name: c.Name, Zh: c.Zh, En: c.En})
	}
	for _, r := range s.routes {
		d := routeDocs{Method: r.method, Path: r.openapiPath(), ID: r.id, Zh: r.zh, En: r.en,
			Scope: r.scope, List: r.list}
		for _, p := range r.params {
			d.Params = append(d.Params, paramDocs{p.name, p.in, p.zh, p.en, p.required})
			d.Proof = d.Proof || p.name == withProof.name
		}
		i := slices.IndexFunc(chapters, func(c chapterDocs) bool { return c.Name == r.tag })
		chapters[i].Routes = append(chapters[i].Routes, d)
	}
	var b bytes.Buffer
	err := docsTemplate.Execute(&b, map[string]any{"Chapters": chapters, "Version": s.o.Version,
		"Problems": Problems(), "Prefix": Prefix})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; "+
		"base-uri 'none'; frame-ancestors 'none'")
	return send(w, r, 0, "text/html; charset=utf-8", b.Bytes())
}

// Problems are those of this package by code.
func Problems() (out []*Problem) {
	byCode := map[string]*Problem{}
	for _, p := range ownProblems {
		byCode[p.Code] = p
	}
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		out = append(out, byCode[code])
	}
	return out
}

var ownProblems = []*Problem{
	errMalformed,
	errToken,
	errUnauthorized,
	errForbidden,
	errHost,
	errRoute,
	errMethod,
	errAcceptable,
	errPruned,
	errNotYet,
	errNoProof,
	errRate,
	errBusy,
	errSlow,
	errLarge,
	errKeyTaken,
	errUnderWay,
	errNode,
	errRelay,
}
