package genesis

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Article is one demand of the regulation and how the ledger meets it.
type Article struct {
	ID       string   `yaml:"id"`       // such as "GZ §9(3)"
	Zh       string   `yaml:"zh"`       // in our words
	En       string   `yaml:"en"`       // in our words
	Class    []string `yaml:"class"`    // the first is the primary one
	Realized []string `yaml:"realized"` // "kind:…", "refusal:…", "query:…" that carry it out
	Outside  string   `yaml:"outside"`  // why it is no ledger's business
}

// CodeForm is what begins a regulation's citations.
var CodeForm = regexp.MustCompile(`^[A-Z]{2,8}$`)

// The classes of an article (law/matrix 2).
var classes = []string{"ENFORCE", "DEADLINE", "RECORD", "COMPUTE", "REPORT", "NODE", "OUT"}

// What can carry out an article.
var realizers = []string{"kind", "refusal", "query", "deadline"}

// checkArticles holds the table of articles, and every citation of the keys to a row of it.
func checkArticles(out *regime.Problems, at string, r Regime) {
	switch {
	case r.Code == "":
		out.Add(at+": code", "missing")
	case !CodeForm.MatchString(r.Code):
		// Every citation begins with the code: one finding, not one for each of them.
		out.Add(at+": code", "%q is not two to eight capital letters", r.Code)
		return
	}
	rows := map[string]bool{}
	for i, a := range r.Articles {
		field := fmt.Sprintf("%s: articles[%d]", at, i)
		if rows[a.ID] {
			out.Add(field+".id", "%s appears twice", a.ID)
		}
		rows[a.ID] = true
		a.check(out, field, r.Code)
	}
	checkOutline(out, at, r)
	for _, k := range r.Profile.Keys {
		cites := func(a Article) bool { return a.Concerns(k.Article) }
		ours := k.Mark == regime.MarkDefault
		switch own := strings.HasPrefix(k.Article, r.Code+" "); {
		case own && !slices.ContainsFunc(r.Articles, cites):
			out.Add(at+": keys."+k.Key+".article", "%s has no row in articles", k.Article)
		case !own && !ours && k.Article != "" && k.Article != rule.DefaultRule: // Check tells of those
			out.Add(at+": keys."+k.Key+".article", "%q is not of this regulation, so the mark is default",
				k.Article)
		}
	}
}

func (a Article) check(out *regime.Problems, field, code string) {
	if rest, ok := strings.CutPrefix(a.ID, code+" "); !ok || rest == "" {
		out.Add(field+".id", "%q does not begin with %q", a.ID, code+" ")
	}
	if a.Zh == "" || a.En == "" {
		out.Add(field, "%s: zh and en are required", a.ID)
	}
	if len(a.Class) == 0 {
		out.Add(field+".class", "%s: missing", a.ID)
	}
	for _, c := range a.Class {
		if !slices.Contains(classes, c) {
			out.Add(field+".class", "%s: %q is none of %s", a.ID, c, strings.Join(classes, ", "))
		}
	}
	for _, what := range a.Realized {
		sort, name, _ := strings.Cut(what, ":")
		if !slices.Contains(realizers, sort) || name == "" {
			out.Add(field+".realized", "%s: %q is not one of %s, a colon and a name", a.ID, what,
				strings.Join(realizers, ", "))
		}
	}
	if len(a.Class) > 0 && a.Class[0] == "OUT" && a.Outside == "" {
		out.Add(field+".outside", "%s: say why it is outside the ledger", a.ID)
	}
}

// checkOutline holds the rows to the outline: every part of the document has its row, and no row is
// about a part that the document has not.
func checkOutline(out *regime.Problems, at string, r Regime) {
	if len(r.Outline) == 0 {
		out.Add(at+": outline", "missing: list the articles, paragraphs and items of the document")
		return
	}
	rowOf := map[string]int{}
	for i, a := range r.Articles {
		for _, part := range Expand(a.ID) {
			rowOf[part] = i
		}
	}
	listed := map[string]bool{}
	after := -1
	for _, token := range r.Outline {
		for _, part := range Expand(r.Code + " " + token) {
			if listed[part] {
				out.Add(at+": outline", "%s appears twice", part)
			}
			listed[part] = true
			i, ok := rowOf[part]
			switch {
			case ok:
				after = i
			case after < 0:
				out.Add(at+": articles", "no row for %s", part)
			default:
				out.Add(fmt.Sprintf("%s: articles[%d]", at, after), "no row for %s follows", part)
			}
		}
	}
	for i, a := range r.Articles {
		for _, part := range Expand(a.ID) {
			if !listed[part] {
				out.Add(fmt.Sprintf("%s: articles[%d].id", at, i), "%s is not in the outline", part)
			}
		}
	}
}
