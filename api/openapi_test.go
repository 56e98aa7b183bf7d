package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

func spec(t *testing.T, c *client) *openapi3.T {
	t.Helper()
	a := c.get("/openapi.json")
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(a.body)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(loader.Context); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Fatal(doc.OpenAPI)
	}
	return doc
}

// Every route is described, and nothing else is.
func TestRoutesAndDescriptionAreOne(t *testing.T) {
	c := serve(t, story(t).options())
	doc := spec(t, c)
	described := map[string]bool{}
	ids := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			described[method+" "+path] = true
			if ids[op.OperationID] || op.OperationID == "" {
				t.Errorf("%s %s: operation id %q", method, path, op.OperationID)
			}
			ids[op.OperationID] = true
		}
	}
	page := string(c.get("/docs").body)
	for _, r := range c.s.routes {
		name := r.method + " " + r.openapiPath()
		if !described[name] {
			t.Errorf("%s is not described", name)
		}
		delete(described, name)
		if !strings.Contains(page, ">"+name+"<") {
			t.Errorf("%s is not on the page", name)
		}
	}
	for name := range described {
		t.Errorf("%s is described and not there", name)
	}
	// Every query of every chapter has its route, and none has an argument of ours.
	for _, q := range c.s.t.queries {
		if doc.Paths.Find(Prefix+"/q/"+q.Name) == nil {
			t.Errorf("query %s has no route", q.Name)
		}
		for _, name := range ours {
			if q.args[name] && name != "as_of" {
				t.Errorf("argument %s of query %s is taken", name, q.Name)
			}
		}
	}
	// Most lists tell the fields of their records.
	if n := len(c.s.items); n < 40 {
		t.Errorf("only %d lists have shapes", n)
	}
}

// Answers over the played story are as described, field by field where the shape is known.
func TestAnswersAreAsDescribed(t *testing.T) {
	c := serve(t, story(t).options())
	doc := spec(t, c)
	for _, r := range c.s.routes {
		if r.method != http.MethodGet || r.id == "stream" || r.id == "docs" ||
			strings.Contains(r.path, "{") ||
			r.q != nil && len(r.q.required()) > 0 {
			continue
		}
		c.described(doc, r, strings.TrimPrefix(r.path, Prefix), nil)
	}
	c.described(doc, c.route("block"), "/blocks/7", map[string]string{"height": "7"})
	c.described(doc, c.route("block"), "/blocks/999999", map[string]string{"height": "999999"})
	c.described(doc, c.route("parties_one"), "/parties/gz-bureau",
		map[string]string{"id": "gz-bureau"})
	c.described(doc, c.route("parties_one"), "/parties/gz-bureau?prove=true",
		map[string]string{"id": "gz-bureau"})
	c.described(doc, c.route("parties_one"), "/parties/nobody", map[string]string{"id": "nobody"})
	c.described(doc, c.route("runs_one"), "/runs/2026Q1", map[string]string{"period": "2026Q1"})
	c.described(doc, c.route("statements"), "/statements?period=2026Q1", nil)
}

func (c *client) route(id string) route {
	c.t.Helper()
	for _, r := range c.s.routes {
		if r.id == id {
			return r
		}
	}
	c.t.Fatalf("no route %s", id)
	return route{}
}

// described asks and holds the answer against the description.
func (c *client) described(doc *openapi3.T, r route, path string, inPath map[string]string) {
	c.t.Helper()
	a := c.get(path)
	item := doc.Paths.Find(r.openapiPath())
	op := item.GetOperation(r.method)
	u, _ := url.Parse(c.http.URL + Prefix + path)
	q, _ := http.NewRequest(r.method, u.String(), nil)
	in := &openapi3filter.RequestValidationInput{Request: q, PathParams: inPath,
		QueryParams: u.Query(), Route: &routers.Route{Spec: doc, Path: r.openapiPath(), PathItem: item,
			Method: r.method, Operation: op},
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
	if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
		c.t.Errorf("%s: the request: %v", path, err)
	}
	err := openapi3filter.ValidateResponse(context.Background(),
		&openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: a.StatusCode,
			Header: a.Header, Body: io.NopCloser(bytes.NewReader(a.body)),
			Options: &openapi3filter.Options{IncludeResponseStatus: true}})
	if err != nil {
		text := err.Error()
		c.t.Errorf("%s: %.600s", path, text)
	}
}

// A field more or less than described is seen.
func TestDescriptionIsStrict(t *testing.T) {
	c := serve(t, story(t).options())
	doc := spec(t, c)
	schema := doc.Components.Schemas["Page_parties"]
	if schema == nil {
		t.Fatal("parties have no shape")
	}
	var page map[string]any
	c.into(&page, "/parties?limit=1")
	check := func() error {
		return schema.Value.VisitJSON(page, openapi3.EnableJSONSchema2020())
	}
	if err := check(); err != nil {
		t.Fatal(err)
	}
	row := page["answer"].(map[string]any)["items"].([]any)[0].(map[string]any)
	row["colour"] = "red"
	if check() == nil {
		t.Fatal("a field that is not described passes")
	}
	delete(row, "colour")
	name := row["name"]
	if delete(row, "name"); check() == nil {
		t.Fatal("a missing field passes")
	}
	if row["name"] = json.Number("1"); check() == nil {
		t.Fatal("a number in place of a name passes")
	}
	row["name"] = name
}
