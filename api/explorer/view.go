package explorer

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// doc is an answer of the ledger as it came.
type doc = map[string]any

// view is one reader's question: a page at one height in one language.
type view struct {
	ctx    context.Context
	r      *http.Request
	src    *source.Source
	info   source.Ledger
	lang   int    // 0 Chinese, 1 English
	pinned string // height or as_of part of the address, carried along by every link
	names  map[string]string
	peers  func(context.Context) []Peer
	stream bool
}

// page makes a handler of one sort of page.
func (e *Explorer) page(make func(*view) (*page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &view{ctx: r.Context(), r: r, names: map[string]string{}, peers: e.o.Peers,
			stream: e.o.Stream}
		v.language(w)
		p, err := e.make(v, make)
		status := http.StatusOK
		if err != nil {
			p, status = v.failed(err)
		} else if p.Status != 0 {
			status = p.Status
		}
		if p.To != "" {
			http.Redirect(w, r, p.To, http.StatusSeeOther)
			return
		}
		text, err := v.render(p)
		if err != nil {
			http.Error(w, "the page could not be made: "+err.Error(), http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Vary", "Cookie")
		h.Set("Cache-Control", "no-cache")
		if v.src != nil {
			h.Set("X-Ledger-Height", strconv.FormatUint(v.src.Height, 10))
		}
		w.WriteHeader(status)
		w.Write(text)
	}
}

func (e *Explorer) make(v *view, make func(*view) (*page, error)) (*page, error) {
	var err error
	if v.info, err = source.Info(v.ctx, e.o.Ask); err != nil {
		return nil, err
	}
	if err := v.fix(e.o.Ask); err != nil {
		return nil, err
	}
	return make(v)
}

// language takes ?lang, else the cookie, else Chinese. A choice is kept in the cookie.
func (v *view) language(w http.ResponseWriter) {
	lang := v.r.URL.Query().Get("lang")
	if lang == "zh" || lang == "en" {
		http.SetCookie(w, &http.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 86400,
			SameSite: http.SameSiteLaxMode})
	} else if c, err := v.r.Cookie("lang"); err == nil {
		lang = c.Value
	}
	if lang == "en" {
		v.lang = 1
	}
}

// t is a word of the pages. An unknown one shows itself; a test holds that there is none.
func (v *view) t(key string) string {
	if w, ok := words[key]; ok {
		return w[v.lang]
	}
	unknown(key)
	return key
}

// unknown is told of a word that nobody wrote; a test fails on it.
var unknown = func(string) {}

// say chooses between two texts.
func (v *view) say(zh, en string) string {
	if v.lang == 0 {
		return zh
	}
	return en
}

// link is an address of the pages at the height that the reader fixed.
func (v *view) link(path string, args ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i+1] != "" {
			q.Set(args[i], args[i+1])
		}
	}
	if name, value, ok := strings.Cut(v.pinned, "="); ok {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// here is the address of this page with some arguments changed; "" removes one.
func (v *view) here(args ...string) string {
	q := v.r.URL.Query()
	q.Del("lang")
	for i := 0; i+1 < len(args); i += 2 {
		q.Set(args[i], args[i+1])
		if args[i+1] == "" {
			q.Del(args[i])
		}
	}
	if len(q) == 0 {
		return v.r.URL.Path
	}
	return v.r.URL.Path + "?" + q.Encode()
}

// id is the record that the address names.
func (v *view) id() string { return v.r.PathValue("party") + "/" + v.r.PathValue("local") }

func (v *view) arg(name string) string { return v.r.URL.Query().Get(name) }

// ask asks a query for one document.
func (v *view) ask(name string, args ...string) (doc, error) {
	raw, err := v.src.Query(v.ctx, name, pairs(args))
	if err != nil {
		return nil, err
	}
	var d doc
	return d, parse(raw, &d)
}

// maybe is ask for what may be absent: nil where it is.
func (v *view) maybe(name string, args ...string) (doc, error) {
	d, err := v.ask(name, args...)
	var no *source.Refused
	if errors.Is(err, source.ErrNotFound) || errors.As(err, &no) {
		return nil, nil
	}
	return d, err
}

// list is one page of a list query; next continues it.
func (v *view) list(name string, args ...string) (items []doc, next string, err error) {
	raw, err := v.src.Query(v.ctx, name, pairs(args))
	if err != nil {
		return nil, "", err
	}
	var p struct {
		Items []doc  `json:"items"`
		Next  string `json:"next"`
	}
	if err := parse(raw, &p); err != nil {
		return nil, "", err
	}
	return p.Items, p.Next, nil
}

// bare is a query that answers a plain list.
func (v *view) bare(name string, args ...string) (items []doc, err error) {
	raw, err := v.src.Query(v.ctx, name, pairs(args))
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(strings.TrimSpace(string(raw)), "{") {
		items, _, err = v.list(name, args...)
		return items, err
	}
	return items, parse(raw, &items)
}

// path asks a path of the node for a document.
func (v *view) path(path string, data []byte, height uint64) (doc, error) {
	s := *v.src
	s.Height = height
	r, err := s.Path(v.ctx, path, data, false)
	if err != nil {
		return nil, err
	}
	var d doc
	return d, parse(r.Value, &d)
}

func parse(raw []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	return d.Decode(into)
}

func pairs(args []string) map[string]string {
	out := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i+1] != "" {
			out[args[i]] = args[i+1]
		}
	}
	return out
}

// name is what an institution is called; its id where nobody knows it.
func (v *view) name(id string) string {
	if known, ok := v.names[id]; ok {
		return known
	}
	d, err := v.maybe("party", "id", id)
	name := id
	if err == nil && text(d, "name") != "" {
		name = text(d, "name")
	}
	v.names[id] = name
	return name
}

// text reads a member of an answer as text, along a path such as "grant.id".
func text(d doc, path string) string { return plain(at(d, path)) }

func plain(x any) string {
	switch x := x.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// at walks into nested members.
func at(d doc, path string) any {
	for {
		name, rest, more := strings.Cut(path, ".")
		x := d[name]
		if !more {
			return x
		}
		next, ok := x.(doc)
		if !ok {
			return nil
		}
		d, path = next, rest
	}
}

func number(d doc, path string) int {
	n, _ := strconv.ParseFloat(text(d, path), 64)
	return int(n)
}

func truth(d doc, path string) bool { b, _ := at(d, path).(bool); return b }

// docs reads a member that is a list of objects, strings those of text.
func docs(d doc, path string) (out []doc) {
	list, _ := at(d, path).([]any)
	for _, x := range list {
		if m, ok := x.(doc); ok {
			out = append(out, m)
		}
	}
	return out
}

func strs(d doc, path string) (out []string) {
	list, _ := at(d, path).([]any)
	for _, x := range list {
		out = append(out, plain(x))
	}
	return out
}

func moment(d doc, path string) wire.Time { t, _ := wire.ParseTime(text(d, path)); return t }

func day(d doc, path string) wire.Date { t, _ := wire.ParseDate(text(d, path)); return t }
