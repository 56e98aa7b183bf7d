package book

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// page builds one Markdown page.
type page struct{ b bytes.Buffer }

func newPage(title, intro string) *page {
	p := &page{}
	fmt.Fprintf(&p.b, "<!-- Rendered by test/book; edit the tables, not this page. -->\n# %s\n\n%s\n",
		title, intro)
	return p
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

func (p *page) chapter(c rule.Chapter) {
	p.line("\n## %d %s · %s (%s)\n", c.Number, c.Zh, c.En, c.Name)
}

// row writes one table row; cells lose what would end them.
func (p *page) row(cells ...string) {
	for i, c := range cells {
		c = strings.ReplaceAll(c, "|", `\|`)
		cells[i] = strings.Join(strings.Fields(strings.ReplaceAll(c, "\n", "<br>")), " ")
	}
	p.line("| %s |", strings.Join(cells, " | "))
}

func (p *page) head(cells ...string) {
	p.row(cells...)
	p.line("|%s", strings.Repeat("---|", len(cells)))
}

func (p *page) bytes() []byte { return p.b.Bytes() }

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func codes(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = code(s)
	}
	return strings.Join(out, " ")
}

func both(zh, en string) string { return zh + "\n" + en }

// flow joins the lines of each paragraph, so that re-wrapping a comment is no change of the book.
func flow(doc string) string {
	paragraphs := strings.Split(doc, "\n\n")
	for i, p := range paragraphs {
		if !strings.Contains(p, "\t") {
			paragraphs[i] = strings.Join(strings.Fields(p), " ")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
