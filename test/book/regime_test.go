package book

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/genesis"
)

func profilePage(r genesis.Regime) []byte {
	g := r.Profile
	p := newPage(g.TitleZh+" · 参数", fmt.Sprintf("%s · %s · %s · jurisdiction %s, version %d. Source: "+
		"`genesis/regimes/%s.yaml`.\n", g.TitleEn, g.Number, g.Issuer, g.Jurisdiction, g.Version, r.Name))
	p.head("key", "value", "article", "mark")
	for _, k := range g.Keys {
		p.row(code(k.Key), codes(k.Values), k.Article, k.Mark)
	}
	return p.bytes()
}

// proof is what the article pages draw on: where rules stand, which scenarios show them, and the
// tests beside the rules.
type proof struct {
	machine *app.Machine
	rules   rules
	stories []story
	tests   map[string]string
}

func newProof(t *testing.T, m *app.Machine, src *source) proof {
	t.Helper()
	w := proof{machine: m, rules: newRules(t, m, src)}
	w.stories, w.tests = stories(t, w.rules), testsOf(t, m, w.rules)
	return w
}

// shown links what shows a rule under a regime: its scenarios, else one of another province in
// italics, else the test beside the rule.
func (w proof) shown(regime, what string) string {
	own, elsewhere := showing(w.stories, regime, what)
	switch {
	case len(own) > 0:
		return storyLinks(own)
	case elsewhere != "":
		return "*" + storyLinks([]string{elsewhere}) + "*"
	case w.tests[what] != "":
		return fmt.Sprintf("[%s](../../%s)", filepath.Base(w.tests[what]), w.tests[what])
	}
	return ""
}

// open lists the rows that nothing carries out and that give no reason.
func open(r genesis.Regime) (out []string) {
	for _, a := range r.Articles {
		if len(a.Realized) == 0 && a.Outside == "" {
			out = append(out, a.ID)
		}
	}
	return out
}

// articlesPage is the index of the five regulations' pages.
func articlesPage(regimes []genesis.Regime) []byte {
	p := newPage("Articles 条文", "What becomes of every article of every province: the kind, refusal, "+
		"question or deadline that carries it out, the file that holds the rule, and the scenarios that "+
		"show it; or why it is no ledger's business. A row with neither fails the build, and so do a "+
		"rule without article or `default` mark and a row that names what does not exist.\n")
	p.head("regulation", "rows", "carried out", "outside a ledger", "refused when broken (ENFORCE)",
		"clocks (DEADLINE)")
	for _, r := range regimes {
		var carried, outside, enforced, clocks int
		for _, a := range r.Articles {
			if len(a.Realized) > 0 {
				carried++
			} else if a.Outside != "" {
				outside++
			}
			if slices.Contains(a.Class, "ENFORCE") {
				enforced++
			}
			if slices.Contains(a.Class, "DEADLINE") {
				clocks++
			}
		}
		n := strconv.Itoa
		p.row(fmt.Sprintf("[%s](articles-%s.md)", r.Profile.TitleZh, r.Name), n(len(r.Articles)),
			n(carried), n(outside), n(enforced), n(clocks))
	}
	return p.bytes()
}

// articlePage says what becomes of each article, and names those that nothing carries out yet.
func articlePage(w proof, r genesis.Regime) []byte {
	g := r.Profile
	intro := fmt.Sprintf("%s · %s. Classes: ENFORCE refused when broken, DEADLINE a clock, "+
		"RECORD kept, COMPUTE calculated, REPORT shown, NODE organization, OUT no ledger's business. "+
		"%d rows. "+
		"A scenario in *italics* plays in another province: the rule is the same, the value may "+
		"differ.\n", g.TitleEn, g.Number, len(r.Articles))
	if left := open(r); len(left) > 0 {
		intro += fmt.Sprintf("\n%d not carried out yet: %s.\n", len(left), strings.Join(left, ", "))
	}
	p := newPage(g.TitleZh+" · 条文", intro)
	p.head("article", "what it asks", "class", "carried out by", "rule in", "shown in", "profile keys")
	for _, a := range r.Articles {
		var by, files, shown []string
		for _, what := range a.Realized {
			by = append(by, realized(w.machine, what))
			files = append(files, fileLinks(w.rules[what]))
			shown = append(shown, w.shown(r.Name, what))
		}
		if a.Outside != "" {
			by = append(by, a.Outside)
		}
		p.row(a.ID, both(a.Zh, a.En), strings.Join(a.Class, " "), lines(by), lines(files), lines(shown),
			codes(keysOf(r, a)))
	}
	return p.bytes()
}

// realized links "kind:agreement.sign" to its page; a refusal shows its number as well.
func realized(m *app.Machine, what string) string {
	sort, name, _ := strings.Cut(what, ":")
	switch sort {
	case "kind":
		return fmt.Sprintf("kind [`%s`](kinds.md#%s)", name, strings.ReplaceAll(name, ".", ""))
	case "refusal":
		if r, ok := m.Refusal(name); ok {
			return fmt.Sprintf("refusal `%s` (%d)", name, r.Code)
		}
	}
	return sort + " " + code(name)
}

const shownFiles = 2

// fileLinks links the files of a rule; of many the first ones and their number.
func fileLinks(files []string) string {
	var out []string
	for _, f := range files[:min(shownFiles, len(files))] {
		out = append(out, fmt.Sprintf("[%s](../../%s)", strings.TrimPrefix(f, "app/"), f))
	}
	if more := len(files) - shownFiles; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, " ")
}

func storyLinks(paths []string) string {
	out := make([]string, len(paths))
	for i, path := range paths {
		out[i] = fmt.Sprintf("[%s](../../%s)", strings.TrimSuffix(filepath.Base(path), ".yaml"), path)
	}
	return strings.Join(out, " ")
}

// lines puts one entry on each line of a cell; an empty one keeps its line.
func lines(list []string) string {
	for i, s := range list {
		if s == "" {
			list[i] = "–"
		}
	}
	return strings.Join(list, "\n")
}

// keysOf lists the profile keys whose value the article gives.
func keysOf(r genesis.Regime, a genesis.Article) (out []string) {
	for _, k := range r.Profile.Keys {
		if a.Concerns(k.Article) {
			out = append(out, k.Key)
		}
	}
	return out
}
