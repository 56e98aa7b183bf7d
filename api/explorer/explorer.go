// Package explorer serves a ledger as web pages that need no program but a browser: every view has
// an address, is drawn by the node, reads with JavaScript off, prints, and asks nobody but the node
// it came from. Pages are of one committed height and bounded: lists page, graphs collapse.
package explorer

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
)

//go:embed static
var static embed.FS

// Peer is another node as this one knows it.
type Peer struct {
	Name   string
	Height uint64
	Behind uint64
}

// Options say what the pages are made of.
type Options struct {
	Ask   source.Ask
	Peers func(context.Context) []Peer // of the node that serves; nil where it is not known
	// Stream says that /api/v1/stream is served beside the pages: the height at the top then lives.
	Stream bool
}

// Explorer answers pages.
type Explorer struct {
	o   Options
	mux *http.ServeMux
}

// New returns the pages, to be mounted at the root of a server.
func New(o Options) http.Handler {
	e := &Explorer{o: o, mux: http.NewServeMux()}
	for _, r := range slices.Concat(routes, registerRoutes()) {
		e.mux.Handle("GET "+r.pattern, e.page(r.make))
	}
	e.mux.HandleFunc("GET /static/", serveStatic)
	return e
}

// route is one sort of page.
type route struct {
	pattern string
	make    func(*view) (*page, error)
}

// routes are all pages. A page's making reads one height through its view.
var routes = []route{
	{"/{$}", overview},
	{"/search", search},
	{"/parties", parties},
	{"/party/{id}", institution},
	{"/resources", resources},
	{"/resource/{party}/{local}", resource},
	{"/agreements", agreements},
	{"/agreement/{party}/{local}", agreement},
	{"/plan/{party}/{local}", plan},
	{"/selection/{party}/{local}", selection},
	{"/developer/{party}/{local}", developer},
	{"/application/{party}/{local}", application},
	{"/devagreement/{party}/{local}", devAgreement},
	{"/grant/{party}/{local}", grant},
	{"/processing/{party}/{local}", processing},
	{"/products", products},
	{"/product/{party}/{local}", productPage},
	{"/batch/{party}/{local}", batch},
	{"/trade/{party}/{local}", trade},
	{"/receipt/{party}/{local}", receipt},
	{"/cost/{party}/{local}", cost},
	{"/reports", reports},
	{"/settlement", settlements},
	{"/settlement/{period}", settlementPage},
	{"/statement/{period}/{payer}/{payee}", statement},
	{"/line/{period}/{line}", line},
	{"/walk/{period}/{line}", walk},
	{"/explain/{period}/{payee}", explain},
	{"/registers", directory},
	{"/clock", clock},
	{"/checks", checks},
	{"/challenge/{party}/{local}", challenge},
	{"/nodes", nodes},
	{"/blocks", blocks},
	{"/block/{height}", block},
	{"/tx/{id}", paper},
	{"/verify", verify},
	{"/help", help},
}

// policy allows nothing from anywhere else.
const policy = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP answers one page.
func (e *Explorer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	if _, pattern := e.mux.Handler(r); pattern == "" {
		e.page(missing)(w, r)
		return
	}
	e.mux.ServeHTTP(w, r)
}

// serveStatic serves the style, the script and the verifier.
func serveStatic(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	body, err := static.ReadFile(name)
	kind := types[name[strings.LastIndexByte(name, '.')+1:]]
	if err != nil || kind == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(body)
}

var types = map[string]string{"css": "text/css; charset=utf-8",
	"js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
