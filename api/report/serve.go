package report

import (
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// Handler serves reports: the last word of the path is a report's name and its form, such as
// r2.xlsx, the query is its arguments. index.json lists the kinds. At fixes the height that a
// request is about; its errors that are neither *Problem nor of the ledger are told as they are.
func Handler(at func(*http.Request) (*source.Source, error), o Options) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if err := serve(w, q, at, o); err != nil {
			serveProblem(w, err)
		}
	})
}

// ours are arguments of the address that are not those of a report.
var ours = []string{"height", "as_of", "token"}

func serve(w http.ResponseWriter, q *http.Request, at func(*http.Request) (*source.Source, error),
	o Options) error {
	name, format, _ := strings.Cut(path.Base(q.URL.Path), ".")
	if name == "index" || name == "reports" {
		w.Header().Set("Content-Type", Types["json"])
		return json.NewEncoder(w).Encode(Index())
	}
	if format == "" {
		format = "json"
	}
	s, err := at(q)
	if err != nil {
		return err
	}
	args := map[string]string{}
	for k, v := range q.URL.Query() {
		if !slices.Contains(ours, k) && len(v) > 0 {
			args[k] = v[0]
		}
	}
	r, err := Build(q.Context(), s, name, args)
	if err != nil {
		return err
	}
	// What cannot be finished is told as a problem, not as half a file.
	var out spool
	defer out.close()
	if err := r.Write(q.Context(), &out, format, o); err != nil {
		return told(err)
	}
	w.Header().Set("Content-Type", Types[format])
	w.Header().Set("ETag", `"`+r.Manifest.Digest.String()+`.`+format+`"`)
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.FileName(format)+`"`)
	return out.sendTo(w)
}

// FileName is what a file of the report is called.
func (r *Report) FileName(format string) string {
	parts := []string{r.Kind.Name}
	for _, p := range r.Kind.Args {
		if v := r.Manifest.Args[p.Name]; v != "" {
			parts = append(parts, strings.NewReplacer("/", "-", "@", "-").Replace(v))
		}
	}
	return strings.Join(append(parts, Count(r.Manifest.Height).Plain()), "_") + "." + format
}

// Entry is a kind of report as lists show it.
type Entry struct {
	Name  string     `json:"name"`
	Title Label      `json:"title"`
	Law   string     `json:"law"`
	Args  []EntryArg `json:"args"`
	Forms []string   `json:"formats"`
}

// EntryArg is an argument of a report.
type EntryArg struct {
	Name string `json:"name"`
	Label
	Required bool `json:"required"`
}

// Index lists all kinds of reports.
func Index() []Entry {
	out := []Entry{}
	for _, k := range Kinds() {
		e := Entry{k.Name, k.Label, k.Law, []EntryArg{}, Formats[:3]}
		if k.Paper {
			e.Forms = Formats
		}
		for _, p := range append(slices.Clone(k.Args), language) {
			e.Args = append(e.Args, EntryArg{p.Name, p.Label, p.Required})
		}
		out = append(out, e)
	}
	return out
}

// serveProblem answers no (RFC 9457).
func serveProblem(w http.ResponseWriter, err error) {
	doc := struct {
		Type     string `json:"type"`
		Title    string `json:"title"`
		Status   int    `json:"status"`
		Code     string `json:"code"`
		Detail   string `json:"detail"`
		DetailZh string `json:"detail_zh"`
		Article  string `json:"article,omitempty"`
		Remedy   string `json:"remedy,omitempty"`
	}{"about:blank", "no report", http.StatusInternalServerError, "report.failed", err.Error(),
		"报表未能生成：" + err.Error(), "", ""}
	var p *Problem
	var no *source.Refused
	switch {
	case errors.As(err, &p):
		doc.Status, doc.Code, doc.Detail, doc.DetailZh = http.StatusBadRequest, p.Code, p.En, p.Zh
		if p.Code == "report.unknown" || p.Code == "report.not_found" {
			doc.Status = http.StatusNotFound
		}
	case errors.As(err, &no):
		doc.Status, doc.Code, doc.Detail, doc.DetailZh = http.StatusUnprocessableEntity, no.Told.Code,
			no.Told.En, no.Told.Zh
		doc.Article, doc.Remedy = no.Told.Article, no.Told.FixEn
	case errors.Is(err, source.ErrNotFound):
		doc.Status = http.StatusNotFound
	}
	doc.Title = http.StatusText(doc.Status)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(doc.Status)
	_ = json.NewEncoder(w).Encode(doc)
}
