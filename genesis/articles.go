package genesis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

// Article is one demand of the regulation and how the ledger meets it.
type Article struct {
	ID       string   `yaml:"id"`       // such as "GZ §9(3)"
	Zh       string   `yaml:"zh"`       // in our words
	En       string   `yaml:"en"`       // in our words
	Class    []string `yaml:"class"`    // the first is the primary one
	Realized []string `yaml:"realized"` // "kind:…", "refusal:…", "query:…", "key:…" that carry it out
	Outside  string   `yaml:"outside"`  // why it is no ledger's business
}

// The classes of an article (law/matrix 2).
var classes = []string{"ENFORCE", "DEADLINE", "RECORD", "COMPUTE", "REPORT", "NODE", "OUT"}

// checkArticles holds the table of articles, and every citation of the keys to a row of it.
func checkArticles(out *regime.Problems, at string, r Regime) {
	if r.Code == "" {
		out.Add(at+": code", "missing")
	}
	rows := map[string]bool{}
	for i, a := range r.Articles {
		field := fmt.Sprintf("%s: articles[%d]", at, i)
		if !strings.HasPrefix(a.ID, r.Code+" §") {
			out.Add(field+".id", "%q does not begin with %q", a.ID, r.Code+" §")
		}
		if rows[a.ID] {
			out.Add(field+".id", "%s appears twice", a.ID)
		}
		rows[a.ID] = true
		if a.Zh == "" || a.En == "" {
			out.Add(field, "%s: zh and en are required", a.ID)
		}
		if len(a.Class) == 0 {
			out.Add(field+".class", "%s: missing", a.ID)
		}
		for _, c := range a.Class {
			if !slices.Contains(classes, c) {
				out.Add(field+".class", "%s: %q is none of %v", a.ID, c, classes)
			}
		}
		if len(a.Class) > 0 && a.Class[0] == "OUT" && a.Outside == "" {
			out.Add(field+".outside", "%s: say why it is outside the ledger", a.ID)
		}
	}
	for _, k := range r.Profile.Keys {
		ours := k.Mark == regime.MarkDefault
		switch own := strings.HasPrefix(k.Article, r.Code+" §"); {
		case own && !cites(r.Articles, k.Article):
			out.Add(at+": keys."+k.Key+".article", "%s has no row in articles", k.Article)
		case !own && !ours && k.Article != "":
			out.Add(at+": keys."+k.Key+".article", "%q is not of this regulation, so the mark is default",
				k.Article)
		}
	}
}

// cites reports whether an article, or a part of it, has a row: "GZ §9" is cited by "GZ §9(3)".
func cites(rows []Article, article string) bool {
	for _, a := range rows {
		rest, ok := strings.CutPrefix(a.ID, article)
		if ok && (rest == "" || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "¶") ||
			strings.HasPrefix(rest, "–")) {
			return true
		}
	}
	return false
}
