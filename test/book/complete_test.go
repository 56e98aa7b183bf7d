package book

import (
	"fmt"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

func regimes(t *testing.T) []genesis.Regime {
	t.Helper()
	out, err := genesis.LoadRegimes(genesis.Files())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every row of every regulation is carried out, or says why it is no ledger's business.
func TestEveryArticleIsAnswered(t *testing.T) {
	var left []string
	rows := 0
	for _, r := range regimes(t) {
		left, rows = append(left, open(r)...), rows+len(r.Articles)
	}
	if len(left) > 0 {
		t.Errorf("%d rows have neither realized: nor outside:: %s", len(left), strings.Join(left, ", "))
	}
	if rows < 308 {
		t.Errorf("%d rows: the five regulations have 308", rows)
	}
}

// What a row names exists, in a file of app.
func TestRealizedHasARule(t *testing.T) {
	known := newRules(t, app.Standard(), newSource(t))
	for _, r := range regimes(t) {
		for _, a := range r.Articles {
			for _, what := range a.Realized {
				if len(known[what]) == 0 {
					t.Errorf("%s names %s, which no rule is", a.ID, what)
				}
			}
		}
	}
}

// Every refusal and every value of a regime stands on an article of the regulation or is marked as
// ours: a refusal bound to a key cites that key's article in each province.
func TestEveryRuleHasAnArticle(t *testing.T) {
	for _, r := range regimes(t) {
		has := map[string]bool{}
		for _, k := range r.Profile.Keys {
			has[k.Key] = true
			if k.Mark != regime.MarkDefault && len(cited(r, k.Article)) == 0 {
				t.Errorf("%s: %s is marked %s and cites %q, which is no row", r.Name, k.Key, k.Mark, k.Article)
			}
		}
		for _, c := range app.Standard().Chapters() {
			for _, f := range c.Refusals {
				if f.Key != "" && !has[f.Key] {
					t.Errorf("%s: refusal %s enforces %s, which the regime has not", r.Name, f.Name, f.Key)
				}
			}
		}
	}
}

// cited are the rows that an article citation concerns.
func cited(r genesis.Regime, article string) (out []string) {
	for _, a := range r.Articles {
		if a.Concerns(article) {
			out = append(out, a.ID)
		}
	}
	return out
}

// What a row names is shown by a scenario, or by a test beside the rule.
func TestRowsAreShown(t *testing.T) {
	w := newProof(t, app.Standard(), newSource(t))
	for _, r := range regimes(t) {
		var bare []string
		for _, a := range r.Articles {
			for _, what := range a.Realized {
				if w.shown(r.Name, what) == "" {
					bare = append(bare, fmt.Sprintf("%s %s", a.ID, what))
				}
			}
		}
		if len(bare) > 0 {
			t.Errorf("%s: no scenario or test shows %s", r.Name, strings.Join(bare, ", "))
		}
	}
}
