package book

import (
	"fmt"
	"strings"

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

// articlePage says what becomes of each article, and names those that nothing carries out yet.
func articlePage(m *app.Machine, r genesis.Regime) []byte {
	g := r.Profile
	var open []string
	for _, a := range r.Articles {
		if len(a.Realized) == 0 && a.Outside == "" {
			open = append(open, a.ID)
		}
	}
	p := newPage(g.TitleZh+" · 条文",
		fmt.Sprintf("%s · %s. Classes: ENFORCE refused when broken, DEADLINE a clock, "+
			"RECORD kept, COMPUTE calculated, REPORT shown, NODE organization, OUT no ledger's business. "+
			"%d rows, %d not carried out yet: %s.\n", g.TitleEn, g.Number, len(r.Articles), len(open),
			strings.Join(open, ", ")))
	p.head("article", "what it asks", "class", "carried out by", "profile keys")
	for _, a := range r.Articles {
		by := ""
		for _, what := range a.Realized {
			by += realized(m, what) + "\n"
		}
		if a.Outside != "" {
			by += a.Outside
		}
		p.row(a.ID, both(a.Zh, a.En), strings.Join(a.Class, " "), strings.TrimSpace(by),
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

// keysOf lists the profile keys whose value the article gives.
func keysOf(r genesis.Regime, a genesis.Article) (out []string) {
	for _, k := range r.Profile.Keys {
		if a.Concerns(k.Article) {
			out = append(out, k.Key)
		}
	}
	return out
}
