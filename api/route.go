package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// route is one operation. The mux, the OpenAPI document and the page of documentation are all made
// of these.
type route struct {
	method, path string // path as http.ServeMux and OpenAPI both read it, save for {name...}
	id           string // operationId
	tag          string // the chapter, or "node"
	zh, en       string
	params       []param
	q            *query // whose answer it gives; nil: none
	list         bool   // of rows, which there are as CSV and NDJSON too
	record       bool   // of one height, with a proof where one key holds it
	answer       string // name of the schema of its JSON answer
	scope        string
	serve        func(w http.ResponseWriter, r *http.Request) error
}

// param is an argument in the path or after it.
type param struct {
	in, name string
	zh, en   string
	required bool
	number   bool
}

// paths are the patterns of a route: lists may be asked for by suffix.
func (r route) paths() []string {
	if !r.list {
		return []string{r.path}
	}
	return []string{r.path, r.path + ".json", r.path + ".csv", r.path + ".ndjson"}
}

// Arguments that many routes take.
var (
	atHeight = param{in: "query", name: "height", number: true, zh: "该高度的状态，缺省为最新",
		en: "state of that height, the latest by default"}
	atDate = param{in: "query", name: "as_of",
		zh: "该日结束时或该时刻之前最后一个区块的状态，如 2026-10-31",
		en: "state of the last block before the end of that day, or before that instant"}
	withProof = param{in: "query", name: "prove",
		zh: "true：附 ICS-23 证明和区块头；未给高度时取最近可证明的高度",
		en: "true: with an ICS-23 proof and the header; at the newest height that can be proved, " +
			"where none is given"}
	pageToken = param{in: "query", name: "page_token",
		zh: "上一页的 next_page_token，各页为同一高度",
		en: "next_page_token of the page before; all pages are of one height"}
	inFormat = param{
		in:   "query",
		name: "format",
		zh:   "json、csv 或 ndjson；也可用后缀或 Accept。csv 与 ndjson 给出全部行",
		en:   "json, csv or ndjson; a suffix or Accept does it as well. csv and ndjson give all rows",
	}
)

// ours are the arguments that a query's own may not be called.
var ours = []string{"height", "as_of", "prove", "page_token", "format"}

// table lists every route.
func (s *Server) table() []route {
	out := s.nodeRoutes()
	for _, q := range s.t.queries {
		out = append(out, s.queryRoute(q, Prefix+"/q/"+q.Name, "q_"+q.Name, nil))
	}
	taken := map[string]bool{}
	for _, r := range out {
		taken[r.path] = true
	}
	for _, a := range s.t.aliases() {
		path, id := Prefix+"/"+a.path, a.path
		if len(a.args) > 0 {
			id += "_one"
			for i, name := range a.args {
				path += "/{" + name
				if i == len(a.args)-1 {
					path += "..." // ids hold a slash
				}
				path += "}"
			}
		}
		if !taken[path] {
			taken[path] = true
			out = append(out, s.queryRoute(a.q, path, id, a.args))
		}
	}
	return slices.Concat(out, s.lineageRoutes(), s.lineRoutes())
}

// queryRoute answers a query; the arguments in inPath stand in the path.
func (s *Server) queryRoute(q *query, path, id string, inPath []string) route {
	r := route{method: http.MethodGet, path: path, id: id, tag: q.chapter, zh: q.Zh, en: q.En, q: q,
		list: q.list, record: !q.list, answer: "Answer", scope: ScopeRead}
	if q.list {
		r.answer = "Page"
	}
	r.params = queryParams(q.Args, inPath)
	r.params = append(r.params, atHeight)
	if !q.args["as_of"] {
		r.params = append(r.params, atDate)
	}
	if q.list {
		r.params = append(r.params, pageToken, inFormat)
	} else if s.t.provable(q) {
		r.params = append(r.params, withProof)
	}
	r.serve = func(w http.ResponseWriter, h *http.Request) error {
		return s.answerQuery(w, h, r, inPath)
	}
	return r
}

func queryParams(args []rule.Arg, inPath []string) (out []param) {
	at := map[string]bool{}
	for _, name := range inPath {
		at[name] = true
	}
	for _, a := range args {
		p := param{in: "query", name: a.Name, zh: a.Zh, en: a.En, required: a.Required,
			number: a.Name == "limit"}
		if at[a.Name] {
			p.in = "path"
		}
		out = append(out, p)
	}
	return out
}

// args reads the arguments of a query out of a request. One that the query has not got is refused,
// so that a misspelt filter never looks like an answer.
func (r route) args(h *http.Request, inPath []string) (map[string]string, error) {
	out := map[string]string{}
	for name, v := range h.URL.Query() {
		switch {
		case r.q.args[name]:
			out[name] = v[0]
		case !r.takes(name):
			return nil, errMalformed.of(name)
		}
		if len(v) > 1 {
			return nil, errMalformed.of(name)
		}
	}
	for _, name := range inPath {
		v := h.PathValue(name)
		if id, version, ok := strings.Cut(v, "@"); ok && r.q.args["version"] && name != "version" {
			v, out["version"] = id, version
		}
		out[name] = v
	}
	return out, nil
}

func (r route) takes(name string) bool {
	for _, p := range r.params {
		if p.name == name && p.in == "query" {
			return true
		}
	}
	return false
}
