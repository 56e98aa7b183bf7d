package explorer

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// page is what a reader sees between the frame's head and foot.
type page struct {
	Status int    // 0: 200
	To     string // a redirection instead
	Menu   string // the menu's entry it belongs to
	Kicker string // what sort of thing it is
	Title  string
	Sub    template.HTML
	Marks  []template.HTML
	Stats  []stat
	Files  []file
	Parts  []part
}

// stat is one figure at the top of a page.
type stat struct {
	Label string
	Value template.HTML
	Note  template.HTML
	Tone  string // "", good, warn or bad
}

// file is something to take away.
type file struct{ Label, To string }

// part is one section of a page.
type part struct {
	ID, Title string
	Note      template.HTML
	Facts     []fact
	Table     *table
	HTML      template.HTML
	Text      string // preformatted
	Empty     string // said where there is nothing
	More      string // address of what follows
	MoreText  string
	Half      bool // shares its row with the next one
}

// add puts a part after the others.
func (p *page) add(parts ...part) { p.Parts = append(p.Parts, parts...) }

// None tells a part that has nothing but the word for it.
func (p part) None() bool {
	return p.Empty != "" && p.Table == nil && p.HTML == "" && p.Note == "" && len(p.Facts) == 0
}

// fact is one labelled value.
type fact struct {
	Label string
	Value template.HTML
}

// Long tells a value that needs the whole width.
func (f fact) Long() bool { return strings.Contains(string(f.Value), `class="wide"`) }

// table is a table with a caption for those who do not see it.
type table struct {
	Caption string
	Head    []column
	Rows    []row
	Foot    []template.HTML
	Filter  bool // offer to filter the visible rows where a script runs
}

// table is one whose columns are named after members of answers.
func (v *view) table(caption, heads string) *table {
	return &table{Caption: v.t(caption), Head: v.heads(heads)}
}

// add puts a row after the others.
func (t *table) add(cells ...template.HTML) { t.Rows = append(t.Rows, row{Cells: cells}) }

// with puts more columns after the named ones.
func (t *table) with(columns ...column) *table {
	t.Head = append(t.Head, columns...)
	return t
}

type column struct {
	Label string
	Right bool // numbers
}

type row struct {
	ID     string
	Class  string
	Cells  []template.HTML
	Detail template.HTML // opened in place
}

//go:embed templates
var templateFiles embed.FS

// layouts is the frame, once for each language.
var layouts = [2]*template.Template{frame(0), frame(1)}

func frame(lang int) *template.Template {
	funcs := template.FuncMap{"t": func(key string) string { return words[key][lang] },
		"sorts": func() []string { return dutyStates }}
	return template.Must(template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/*.html"))
}

// framed is what the template draws.
type framed struct {
	*page
	V       *view
	Lang    string
	Other   string // address in the other language
	Chain   string
	Test    bool
	Height  uint64
	Tall    string // the height with commas
	Law     string
	Minute  string
	AsOf    string
	Pinned  bool
	Newest  string // address at the newest height
	AppHash string
	Version string
	Path    string
	Stream  string // where new heights are told; "" for a past state
	Menus   []menu
}

type menu struct {
	Name, Label, To string
	On              bool
}

var menus = []string{"overview", "/", "lineage", "/products", "resources", "/resources",
	"authorization", "/agreements", "settlement", "/settlement", "checks", "/checks", "clock",
	"/clock", "registers", "/registers", "parties", "/parties", "nodes", "/nodes", "blocks",
	"/blocks", "verify", "/verify", "help", "/help"}

func (v *view) render(p *page) ([]byte, error) {
	f := framed{page: p, V: v, Lang: v.say("zh-CN", "en"), Chain: v.info.Chain, Test: v.info.Test,
		AppHash: v.info.AppHash.String(), Version: v.info.Version, Path: v.r.URL.Path,
		Newest: v.here("height", "", "as_of", "", "after", ""), Pinned: v.pinned != "",
		AsOf: v.arg("as_of")}
	f.Other = v.here("lang", v.say("en", "zh"))
	if v.src != nil {
		f.Height, f.Law = v.src.Height, clockText(v.src.Law)
		f.Tall, f.Minute = group(itoa(int(f.Height))), v.src.Law.Std().Format("2006-01-02 15:04:05")
	}
	if v.pinned == "" && v.stream {
		f.Stream = streamAt
	}
	if f.AsOf == "" {
		f.AsOf = v.arg("height")
	}
	for i := 0; i < len(menus); i += 2 {
		f.Menus = append(f.Menus, menu{menus[i], v.t("menu." + menus[i]), v.link(menus[i+1]),
			p.Menu == menus[i]})
	}
	var b bytes.Buffer
	err := layouts[v.lang].ExecuteTemplate(&b, "layout.html", f)
	return b.Bytes(), err
}

// failed is the page of a question that has no answer.
func (v *view) failed(err error) (*page, int) {
	var no *source.Refused
	var f fault
	switch {
	case errors.As(err, &f):
		return &page{Title: v.t("error." + f.key), Parts: []part{{Empty: f.arg}}}, f.status
	case errors.Is(err, source.ErrNotFound):
		p, _ := missing(v)
		return p, http.StatusNotFound
	case errors.As(err, &no):
		p := &page{Title: v.say(no.Told.Zh, no.Told.En), Kicker: no.Told.Code}
		p.Parts = []part{{Empty: v.say(no.Told.FixZh, no.Told.FixEn)}}
		return p, http.StatusBadRequest
	}
	return &page{Title: v.t("error.node"), Parts: []part{{Text: err.Error()}}},
		http.StatusBadGateway
}

// missing says that there is nothing here.
func missing(v *view) (*page, error) {
	return &page{Status: http.StatusNotFound, Title: v.t("error.not_found"),
		Parts: []part{{Empty: v.t("error.not_found_help")}}}, nil
}
