package api

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// A line of a statement has its proof by its place in the statement and by its name.
func TestLineProof(t *testing.T) {
	o := story(t).options()
	o.Mount = map[string]http.Handler{proofsAt: http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, r.URL.Path+" "+r.URL.Query().Get("period")+" "+
				r.URL.Query().Get("line"))
		})}
	c := serve(t, o)
	const of = "/statements/2026Q1/gz-operator/gz-treasury/lines/"
	var page struct {
		Answer struct {
			Items []struct{ Line struct{ ID string } }
		}
	}
	c.into(&page, "/statement_lines?period=2026Q1&payer=gz-operator&payee=gz-treasury")
	lines := page.Answer.Items
	if len(lines) < 2 {
		t.Fatal("the statement has too few lines")
	}
	for i, l := range lines {
		for _, name := range []string{text(i + 1), l.Line.ID} {
			a := c.get(of + name + "/proof")
			if want := Prefix + "/proofs/line 2026Q1 " + l.Line.ID; string(a.body) != want ||
				!strings.HasSuffix(a.Header.Get("Content-Location"), "line="+l.Line.ID+"&period=2026Q1") {
				t.Fatalf("%s: %s %s", name, a.Status, a.body)
			}
		}
	}
	c.no(404, "query.not_found", of+text(len(lines)+1)+"/proof")
	c.no(404, "query.not_found", of+"L0000001/proof") // of another statement
	c.no(404, "query.not_found", of+"L9999999/proof")
	c.no(400, "http.malformed", of+"0/proof")
	c.no(400, "http.malformed", of+"first/proof")
	c.no(404, "query.not_found", "/statements/2026Q1/gz-operator/nobody/lines/1/proof")
}

// The list of blocks can be asked as of a past time, as every list can.
func TestBlocksAsOf(t *testing.T) {
	c := serve(t, story(t).options())
	var page struct{ Items []struct{ Height uint64 } }
	c.into(&page, "/blocks?height=9&limit=3")
	if len(page.Items) != 3 || page.Items[0].Height != 9 {
		t.Fatalf("%+v", page)
	}
	c.into(&page, "/blocks?as_of=2026-01-31&limit=1")
	var all struct{ Items []struct{ Height uint64 } }
	c.into(&all, "/blocks?limit=1")
	if page.Items[0].Height == 0 || page.Items[0].Height >= all.Items[0].Height {
		t.Fatalf("%+v %+v", page, all)
	}
	for _, r := range c.s.routes {
		if !r.list && r.id != "blocks" {
			continue
		}
		if !r.takes("height") || !r.takes("as_of") && !r.q.args["as_of"] {
			t.Errorf("%s cannot be asked as of a past time", r.path)
		}
	}
}
