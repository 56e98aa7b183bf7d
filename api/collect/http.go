package collect

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Limits of one request. Compressed bodies are bounded by what they unfold to.
const (
	maxEventBody = openlineage.MaxEventBytes
	maxBatchBody = 32 << 20
	maxUsesBody  = 1536 << 10
)

// front answers HTTP requests.
type front struct {
	c       *Collector
	sources Sources
}

// Handler answers the senders of run events and uses, and the questions of the collector's own
// commands. Every request needs a Bearer token.
func (c *Collector) Handler(sources Sources) http.Handler {
	f := &front{c, sources}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/lineage", f.open(f.event))
	mux.HandleFunc("POST /api/v1/lineage/batch", f.open(f.events))
	mux.HandleFunc("GET /api/v1/openlineage/events/{id}", f.open(f.eventStatus))
	mux.HandleFunc("POST /api/v1/traces", f.open(f.traces))
	mux.HandleFunc("GET /api/v1/collect/status", f.admin(f.status))
	mux.HandleFunc("GET /api/v1/collect/parked", f.admin(f.parked))
	mux.HandleFunc("GET /api/v1/collect/prove", f.admin(f.prove))
	mux.HandleFunc("GET /api/v1/collect/manifest", f.admin(f.manifest))
	mux.HandleFunc("POST /api/v1/collect/answer", f.admin(f.answerSample))
	mux.HandleFunc("POST /api/v1/collect/retry", f.admin(f.retry))
	mux.HandleFunc("POST /api/v1/collect/purge", f.admin(f.purge))
	mux.HandleFunc("GET /parked", f.admin(f.page))
	return mux
}

// problem is an error answer of RFC 9457.
type problem struct {
	Status   int    `json:"status"`
	Title    string `json:"title"`
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	DetailZh string `json:"detail_zh"`
	Field    string `json:"field,omitempty"` // JSON pointer
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(mustJSON(v), '\n'))
}

// refuse answers an error with its status. Only what may pass by itself is answered with 503, which
// clients try again.
func refuse(w http.ResponseWriter, err error) {
	p := problemOf(err)
	p.Title = http.StatusText(p.Status)
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(mustJSON(p), '\n'))
}

var (
	errToken  = errors.New("a valid Bearer token is required（须提供有效的 Bearer 令牌）")
	errAdmin  = errors.New("the token is not the administrator's（该令牌不是管理令牌）")
	errLarge  = errors.New("the body is too large（请求体过大）")
	errFormat = errors.New("the body cannot be read（无法读取请求体）")
)

func problemOf(err error) problem {
	var bad *openlineage.Problem
	if errors.As(err, &bad) {
		return problem{Status: http.StatusBadRequest, Code: "event.malformed",
			Detail: fmt.Sprintf("path %q: %s", bad.Path, bad.En), Field: bad.Path,
			DetailZh: fmt.Sprintf("路径 %q：%s", bad.Path, bad.Zh)}
	}
	var no *forbidden
	if errors.As(err, &no) {
		return problem{Status: http.StatusForbidden, Code: "event.not_visible", Detail: no.en,
			DetailZh: no.zh, Field: no.path}
	}
	p := problem{Status: http.StatusServiceUnavailable, Code: "collector.unavailable"}
	for _, k := range []struct {
		err    error
		status int
		code   string
	}{{errToken, 401, "token.missing"}, {errAdmin, 403, "token.not_admin"},
		{ErrNoEvent, 404, "event.not_found"}, {errLarge, 413, "body.too_large"},
		{errFormat, 400, "body.malformed"}, {ErrWanted, 400, "use.not_named"},
		{ErrTrace, 400, "use.malformed"},
		{ErrConflict, 409, "delivery.conflict"}, {ErrNoTrace, 404, "use.not_found"},
		{ErrNoJob, 404, "batch.not_found"}, {ErrKept, 409, "segment.kept"}} {
		if errors.Is(err, k.err) {
			p.Status, p.Code = k.status, k.code
			break
		}
	}
	p.Detail, p.DetailZh = Sentences(err)
	return p
}

// Sentences are an error's English and Chinese text: the Chinese stands in brackets, an addition to
// both outside of them.
func Sentences(err error) (en, zh string) {
	s := err.Error()
	en, zh, ok := strings.Cut(s, "（")
	if !ok {
		return s, s
	}
	zh, rest, _ := strings.Cut(zh, "）")
	rest, _, _ = strings.Cut(rest, "（")
	return en + rest, zh + rest
}

type handler func(w http.ResponseWriter, r *http.Request, from Source) error

// open lets anyone with a token in.
func (f *front) open(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		from, known := f.sources.find(strings.TrimSpace(token))
		if !strings.EqualFold(scheme, "Bearer") || !known {
			refuse(w, errToken)
			return
		}
		if err := h(w, r, from); err != nil {
			refuse(w, err)
		}
	}
}

func (f *front) admin(h handler) http.HandlerFunc {
	return f.open(func(w http.ResponseWriter, r *http.Request, from Source) error {
		if !from.Admin {
			return errAdmin
		}
		return h(w, r, from)
	})
}

// body reads a request's body, unfolded when it is compressed.
func body(r *http.Request, most int64) ([]byte, error) {
	in := io.Reader(http.MaxBytesReader(nil, r.Body, most))
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("%w: %v", errFormat, err)
		}
		in = z
	default:
		return nil, fmt.Errorf("%w: the content encoding must be gzip", errFormat)
	}
	text, err := io.ReadAll(io.LimitReader(in, most+1))
	var over *http.MaxBytesError
	switch {
	case int64(len(text)) > most || errors.As(err, &over):
		return nil, errLarge
	case err != nil:
		return nil, fmt.Errorf("%w: %v", errFormat, err)
	}
	return text, nil
}

// eventAnswer is the answer to one event: accepted, or known from before.
type eventAnswer struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

func (f *front) event(w http.ResponseWriter, r *http.Request, from Source) error {
	text, err := body(r, maxEventBody)
	if err != nil {
		return err
	}
	id, again, err := f.c.Event(r.Context(), from, text)
	if err != nil {
		return err
	}
	if again {
		answer(w, http.StatusOK, eventAnswer{id, "known"})
		return nil
	}
	answer(w, http.StatusCreated, eventAnswer{id, "accepted"})
	return nil
}

// batchAnswer is the answer to several events, in the words of the OpenLineage API.
type batchAnswer struct {
	Status  string       `json:"status"`
	Summary batchSummary `json:"summary"`
	Failed  []failedItem `json:"failed_events"`
}

type batchSummary struct {
	Received     int `json:"received"`
	Successful   int `json:"successful"`
	Failed       int `json:"failed"`
	Retriable    int `json:"retriable"`
	NonRetriable int `json:"non_retriable"`
}

type failedItem struct {
	Index     int    `json:"index"`
	Reason    string `json:"reason"`
	Retriable bool   `json:"retriable"`
}

func (f *front) events(w http.ResponseWriter, r *http.Request, from Source) error {
	text, err := body(r, maxBatchBody)
	if err != nil {
		return err
	}
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return fmt.Errorf("%w: it must be a list of events", errFormat)
	}
	a := batchAnswer{Status: "success", Failed: []failedItem{}}
	a.Summary.Received = len(list)
	for i, item := range list {
		_, _, err := f.c.Event(r.Context(), from, item)
		if err == nil {
			a.Summary.Successful++
			continue
		}
		p := problemOf(err)
		again := p.Status == http.StatusServiceUnavailable
		a.Failed = append(a.Failed, failedItem{i, p.Detail + "（" + p.DetailZh + "）", again})
		a.Summary.Failed++
		if again {
			a.Summary.Retriable++
		} else {
			a.Summary.NonRetriable++
		}
	}
	if a.Summary.Failed > 0 {
		a.Status = "partial_success"
	}
	answer(w, http.StatusOK, a)
	return nil
}

// traces accepts uses that a gateway sends itself.
func (f *front) traces(w http.ResponseWriter, r *http.Request, _ Source) error {
	text, err := body(r, maxUsesBody)
	if err != nil {
		return err
	}
	var d struct {
		ID   string `json:"id"`
		Uses []Use  `json:"uses"`
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return fmt.Errorf("%w: %v", errFormat, err)
	}
	if d.ID == "" || len(d.ID) > maxKey || len(d.Uses) == 0 {
		return fmt.Errorf("%w: id and uses are required（须写明 id 和 uses）", errFormat)
	}
	a, err := f.c.Deliver(r.Context(), Delivery{ID: d.ID, Uses: d.Uses})
	if err != nil {
		return err
	}
	answer(w, map[bool]int{true: http.StatusOK, false: http.StatusCreated}[a.Again], a)
	return nil
}

func (f *front) status(w http.ResponseWriter, _ *http.Request, _ Source) error {
	s, err := f.c.Status()
	if err == nil {
		answer(w, http.StatusOK, s)
	}
	return err
}

func (f *front) parked(w http.ResponseWriter, _ *http.Request, _ Source) error {
	list, err := f.c.Parked(maxUnmapped)
	if err == nil {
		answer(w, http.StatusOK, list)
	}
	return err
}

func (f *front) prove(w http.ResponseWriter, r *http.Request, _ Source) error {
	q := r.URL.Query()
	want, err := ParseWanted(q.Get("batch"), q.Get("key"), q.Get("index"), q.Get("unit"))
	if err != nil {
		return err
	}
	p, err := f.c.Prove(want)
	if err == nil {
		answer(w, http.StatusOK, p)
	}
	return err
}

// ParseWanted reads which use is to be proved; "" leaves a part out.
func ParseWanted(batch, key, index, unit string) (w Wanted, err error) {
	w.Key = key
	if batch != "" {
		if w.Batch, err = wire.ParseID(batch); err != nil {
			return w, fmt.Errorf("%w: %q is no batch id（不是批次编号）", errFormat, batch)
		}
	}
	for text, to := range map[string]**uint64{index: &w.Index, unit: &w.Unit} {
		if text == "" {
			continue
		}
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return w, fmt.Errorf("%w: %q is no number（不是序号）", errFormat, text)
		}
		*to = &n
	}
	return w, nil
}

func (f *front) manifest(w http.ResponseWriter, r *http.Request, _ Source) error {
	from, err := wire.ParseDate(r.URL.Query().Get("from"))
	to, err2 := wire.ParseDate(r.URL.Query().Get("to"))
	if err := errors.Join(err, err2); err != nil {
		return fmt.Errorf("%w: %v", errFormat, err)
	}
	m, err := f.c.Manifest(from, to)
	if err == nil {
		answer(w, http.StatusOK, m)
	}
	return err
}

func (f *front) retry(w http.ResponseWriter, r *http.Request, _ Source) error {
	id, err := wire.ParseID(r.URL.Query().Get("id"))
	if err != nil {
		return fmt.Errorf("%w: id", errFormat)
	}
	if err := f.c.Retry(id); err != nil {
		return err
	}
	answer(w, http.StatusOK, eventAnswer{id.String(), Sealed})
	return nil
}

func (f *front) purge(w http.ResponseWriter, r *http.Request, _ Source) error {
	text, err := body(r, maxEventBody)
	if err != nil {
		return err
	}
	var l Released
	if err := json.Unmarshal(text, &l); err != nil {
		return fmt.Errorf("%w: %v", errFormat, err)
	}
	p, err := f.c.Purge(l, time.Now())
	if err == nil {
		answer(w, http.StatusOK, p)
	}
	return err
}

var parkedPage = template.Must(template.New("parked").Parse(`<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>待处理 · Parked</title>
<h1>待处理 · Parked</h1>
<table border="1"><caption>{{len .}} 项</caption><thead><tr><th scope="col">种类<th scope="col">命名空间
<th scope="col">名称<th scope="col">运行数<th scope="col">原因<th scope="col">命令</thead><tbody>
{{range .}}<tr><td>{{.Kind}}<td>{{.Namespace}}<td>{{.Name}}<td>{{.Runs}}<td>{{.Why}}<td><code>{{.Command}}</code>
{{end}}</tbody></table></html>
`))

func (f *front) page(w http.ResponseWriter, _ *http.Request, _ Source) error {
	list, err := f.c.Parked(maxUnmapped)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	return parkedPage.Execute(w, list)
}
