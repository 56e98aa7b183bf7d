package bundle

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// Explain tells how the amount of one row came about, down to sales and counted uses, in Chinese
// ("zh") or English ("en"). Rows count from 1; it is "" when there is none.
func (r *Report) Explain(row int, lang string) string {
	if row < 1 || row > len(r.Rows) {
		return ""
	}
	id := r.Rows[row-1].ID
	// A line that only this tree has, and that pays a party, is what settlement.Explain starts from;
	// the row hangs below it, whether it pays a party itself or is handed on.
	const nobody = "?"
	top := settlement.Line{Kind: "fallback", To: nobody, Parents: []string{id}}
	text := settlement.Explain(settlement.Report{Lines: append([]settlement.Line{top}, r.Lines...)},
		settlement.Input{}, nobody, lang)
	var out strings.Builder
	for _, line := range strings.SplitAfter(text, "\n") {
		if rest, below := strings.CutPrefix(line, "    "); below {
			out.WriteString(rest)
		}
	}
	return out.String()
}

// Products are the products whose money and uses the amount of a row comes from, nearest first.
func (r *Report) Products(row int) []string {
	if row < 1 || row > len(r.Rows) {
		return nil
	}
	at := make(map[string]settlement.Line, len(r.Lines))
	for _, l := range r.Lines {
		at[l.ID] = l
	}
	var nodes []string
	seen, named := map[string]bool{}, map[string]bool{}
	open := []string{r.Rows[row-1].ID}
	for len(open) > 0 {
		l := at[open[0]]
		open = open[1:]
		if seen[l.ID] {
			continue
		}
		seen[l.ID] = true
		if l.Node != "" && !named[l.Node] {
			named[l.Node] = true
			nodes = append(nodes, l.Node)
		}
		open = append(open, l.Parents...)
	}
	return nodes
}
