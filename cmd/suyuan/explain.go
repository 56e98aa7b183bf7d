package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// codeDoc is one reason why the ledger, a node or the calculation says no.
type codeDoc struct {
	Code    string    `json:"code"`
	Number  uint32    `json:"number,omitempty"`
	Where   string    `json:"where"` // chapter, node, settlement, http, report, proof, ...
	Zh      string    `json:"zh"`
	En      string    `json:"en"`
	FixZh   string    `json:"fix_zh,omitempty"`
	FixEn   string    `json:"fix_en,omitempty"`
	Key     string    `json:"key,omitempty"` // the profile key whose article is cited
	KeyZh   string    `json:"key_zh,omitempty"`
	KeyEn   string    `json:"key_en,omitempty"`
	Sources []citeDoc `json:"sources,omitempty"` // that key in each shipped regime; or the articles
}

type citeDoc struct {
	Regime  string   `json:"regime"`
	Values  []string `json:"values"`
	Article string   `json:"article"`
	Mark    string   `json:"mark"`
}

func explainCommand(c *cli) *cobra.Command {
	return &cobra.Command{Use: "explain [CODE]", Args: cobra.MaximumNArgs(1),
		Short: c.say("解释拒绝代码：原因、处理办法、依据条款（离线）",
			"explain a refusal code: reason, remedy, article, offline"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.listCodes()
			}
			return c.explain(args[0])
		}}
}

// codes lists every refusal of the ledger, of nodes and of the calculation, and what stands around
// the ledger says no with.
func codes() (out []codeDoc) {
	add := func(where string, list []*rule.Refusal) {
		for _, r := range list {
			out = append(out, codeDoc{Code: r.Name, Number: r.Code, Where: where, Zh: r.Zh, En: r.En,
				FixZh: r.FixZh, FixEn: r.FixEn, Key: r.Key})
		}
	}
	for _, ch := range app.Standard().Chapters() {
		add(ch.Name, ch.Refusals)
	}
	add("node", abci.Refusals)
	for _, s := range settlementCodes {
		out = append(out, codeDoc{Code: s.code, Where: "settlement", Zh: s.zh, En: s.en})
	}
	return append(out, outsideCodes()...)
}

func (c *cli) listCodes() error {
	all := codes()
	t := table{head: []string{c.say("代码", "code"), c.say("编号", "number"), c.say("章", "chapter"),
		c.say("原因", "reason")}}
	for _, d := range all {
		t.rows = append(t.rows, []string{d.Code, number(d), d.Where, c.say(d.Zh, d.En)})
	}
	return c.printTable(all, t)
}

func number(d codeDoc) string {
	if d.Number == 0 {
		return ""
	}
	return strconv.Itoa(int(d.Number))
}

// explain finds a code by name, number or the form "agreement.term_max[GZ §9]" of older papers.
func (c *cli) explain(code string) error {
	code, _, _ = strings.Cut(strings.TrimSpace(code), "[")
	all := codes()
	i := slices.IndexFunc(all, func(d codeDoc) bool {
		return strings.EqualFold(d.Code, code) || number(d) != "" && number(d) == code
	})
	if d, ok := fileFault(code); i < 0 && ok {
		return c.printTable(d, c.explainTable(d))
	}
	if i < 0 {
		return failf(exitNotFound, "没有代码 %[1]s%[2]s", "there is no code %[1]s%[3]s", code,
			near(all, code, "；相近：%s"), near(all, code, "; similar: %s"))
	}
	d := all[i]
	if err := d.cite(); err != nil {
		return err
	}
	return c.printTable(d, c.explainTable(d))
}

// cite adds the profile key and what each shipped regime says about it. A refusal of several
// keys, such as publicity.too_early, has instead the articles whose rows name it.
func (d *codeDoc) cite() error {
	key, one := regime.Lookup(d.Key)
	d.KeyZh, d.KeyEn = key.Zh, key.En
	all, _, err := shippedRegimes()
	if err != nil {
		return err
	}
	for _, r := range all {
		if !one {
			for _, a := range r.Articles {
				if slices.Contains(a.Realized, "refusal:"+d.Code) {
					d.Sources = append(d.Sources, citeDoc{Regime: r.Name, Values: []string{}, Article: a.ID})
				}
			}
			continue
		}
		for _, k := range r.Profile.Keys {
			if k.Key == d.Key {
				d.Sources = append(d.Sources, citeDoc{r.Name, k.Values, k.Article, k.Mark})
			}
		}
	}
	return nil
}

func (c *cli) explainTable(d codeDoc) table {
	t := table{rows: [][]string{{c.say("代码", "code"), strings.TrimSpace(d.Code + " " + number(d))},
		{c.say("原因", "reason"), c.say(d.Zh, d.En)}}}
	if d.FixZh != "" {
		t.rows = append(t.rows, []string{c.say("处理", "what to do"), c.say(d.FixZh, d.FixEn)})
	}
	if d.Key == "" {
		for _, s := range d.Sources {
			t.rows = append(t.rows, []string{s.Regime, s.Article})
		}
		if d.Where != "settlement" && len(d.Sources) == 0 && d.ruled() {
			t.rows = append(t.rows, []string{c.say("依据", "source"), rule.DefaultRule})
		}
		return t
	}
	t.rows = append(t.rows, []string{c.say("参数", "profile key"),
		d.Key + "  " + c.say(d.KeyZh, d.KeyEn)})
	for _, s := range d.Sources {
		t.rows = append(t.rows, []string{s.Regime, fmt.Sprintf("%s  [%s, %s]",
			strings.Join(s.Values, " "), s.Article, s.Mark)})
	}
	return t
}

// ruled reports whether a code is the ledger's own, which has a rule that it stands for.
func (d codeDoc) ruled() bool {
	return !slices.Contains([]string{"http", "report", "proof", "collector", "file"}, d.Where)
}

// near names codes that share a part with the one asked for.
func near(all []codeDoc, code, form string) string {
	_, last, _ := strings.Cut(code, ".")
	var out []string
	for _, d := range all {
		_, mine, _ := strings.Cut(d.Code, ".")
		if len(out) < 5 && last != "" && (strings.Contains(mine, last) || mine != "" &&
			strings.Contains(last, mine)) {
			out = append(out, d.Code)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return fmt.Sprintf(form, strings.Join(out, ", "))
}
