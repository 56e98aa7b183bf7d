package settle

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// Explained is a page of the derivation of a payee's amount in words.
type Explained struct {
	Period string `json:"period"`
	Payee  string `json:"payee"`
	// the payee's own take, and what it receives on behalf of others; on the first page only
	Title    string `json:"title,omitempty"`
	OnBehalf string `json:"on_behalf,omitempty"`
	rule.Page[ToldLine]
}

// ToldLine is a line that pays the payee, with the tree of what it came from, one line of text for
// each, indented by two spaces a step.
type ToldLine struct {
	Line string `json:"line"`
	Text string `json:"text"`
}

// Text is the page as one text.
func (e Explained) Text() string {
	var b strings.Builder
	b.WriteString(e.Title)
	for _, t := range e.Items {
		b.WriteString(t.Text)
	}
	return b.String() + e.OnBehalf
}

// mostTold is how many lines a page of a derivation reads before it ends: a line's ancestors may be
// many, and a page has at least one line that pays the payee with all of them.
const mostTold = 20_000

// askExplain answers from the lines that this node keeps: those that pay the payee, a page of them,
// and those they came from. It answers not found where the node has none.
func askExplain(q rule.Ask) (any, error) {
	period, payee, lang := q.Args["period"], q.Args["payee"], q.Args["lang"]
	if lang != "" && lang != "zh" && lang != "en" {
		return nil, rule.Malformed("lang", "须为 zh 或 en", "must be zh or en")
	}
	if _, err := askPeriod(q); err != nil {
		return nil, err
	}
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	first, err := place(q)
	if err != nil {
		return nil, err
	}
	run, ok := GetRun(q.Store, period)
	if !ok || q.Side == nil {
		return nil, rule.ErrNotFound
	}
	f := family{q: q, run: run, lines: map[uint32]settlement.Line{}}
	own, ok := f.own(payee)
	if !ok {
		return nil, rule.ErrNotFound
	}
	from, _ := slices.BinarySearch(own, first)
	told, ok := f.gather(own[from:min(from+limit, len(own))])
	if !ok {
		return nil, rule.ErrNotFound
	}
	out := Explained{Period: period, Payee: payee, Page: rule.Page[ToldLine]{Items: []ToldLine{}}}
	if from+told < len(own) {
		out.Next = strconv.FormatUint(uint64(own[from+told-1]), 10)
	}
	ids := make([]string, told)
	for i, at := range own[from : from+told] {
		ids[i] = f.lines[at].ID
	}
	for _, t := range settlement.ExplainLines(f.report(), ids, lang) {
		out.Items = append(out.Items, ToldLine(t))
	}
	if q.Args["after"] == "" {
		out.Title, out.OnBehalf = settlement.ExplainTitle(takes(q, period), payee, lang)
	}
	return out, nil
}
