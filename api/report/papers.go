package report

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

// paperKinds are what finance departments file beside the statements, and the packs of a year.
func paperKinds() []Kind {
	party := Arg{"party", Label{"主体", "party"}, true}
	return []Kind{
		{"journal", Label{"复式记账分录", "double-entry journal"}, "会计基础工作规范", args(period), false,
			buildJournal},
		{"voucher", Label{"记账凭证", "accounting voucher"}, "会计基础工作规范", args(period, party), true,
			buildVoucher},
		{"dues", Label{"非税收入应缴清单", "non-tax revenue due"}, "GZ §22, rulings M7",
			args(period, place), true, buildDues},
		{"payments", Label{"待付清单", "payments to make"}, "rulings M6", args(payer), true, buildPayments},
		{"disclosure-year", Label{"年度信息披露材料包", "yearly disclosure pack"},
			"GZ §24, GD §35, YN §32, HE §31, HB 四(七)4", args(year, place, under), false, buildYearPack},
		{"annual-report", Label{"年度运营情况报告", "yearly report on operation"},
			"GD §30 §37, YN §32, HE §32, HB 五(六)", args(year, place, under), false, buildAnnual},
	}
}

// buildYearPack is what the regimes of the places concerned want made public of a year, with what
// was due and filed.
func buildYearPack(a *asking, r *Report) error {
	r.Head, r.Wide = a.head(), true
	wants, err := a.demands(r, "disclosure.")
	if err != nil {
		return err
	}
	for _, topic := range topics {
		if slices.ContainsFunc(topic.words, func(w string) bool { return wants[w] }) {
			if err := r.tables(topic.tables(a)...); err != nil {
				return err
			}
		}
	}
	return r.tables(a.duties, a.filedReports)
}

// topics are the tables that answer what a regime wants made public.
var topics = []struct {
	words  []string
	tables func(a *asking) []func() (*Table, error)
}{
	{[]string{"object", "content", "scope", "term"}, func(a *asking) []func() (*Table, error) {
		return []func() (*Table, error){a.agreementTable}
	}},
	{[]string{"product_list"}, func(a *asking) []func() (*Table, error) {
		return []func() (*Table, error){a.productTable}
	}},
	{[]string{"resource_use"}, func(a *asking) []func() (*Table, error) {
		return []func() (*Table, error){a.usesTable}
	}},
	{[]string{"tariffs"}, func(a *asking) []func() (*Table, error) {
		return []func() (*Table, error){a.prices}
	}},
	{[]string{"operation"}, func(a *asking) []func() (*Table, error) {
		return []func() (*Table, error){a.salesTable, a.runsTable}
	}},
}

// demands adds a table of what the regimes of the places concerned say under keys that begin so,
// and returns the words that stand there.
func (a *asking) demands(r *Report, prefix string) (map[string]bool, error) {
	places := []string{}
	if p := a.args["place"]; p != "" {
		places = append(places, p)
	}
	if err := a.eachAgreement(func(g agreement) error {
		if !slices.Contains(places, g.Jurisdiction) {
			places = append(places, g.Jurisdiction)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	slices.Sort(places)
	t := &Table{Name: "demands", Label: Label{"制度档案的要求", "what the regimes want"}, Columns: []Column{
		words("place", "地区", "place", 8), words("key", "事项", "key", 26),
		words("meaning", "含义", "meaning", 30), words("value", "要求", "value", 44),
		words("article", "条款", "article", 16), words("mark", "标记", "mark", 8)}}
	out := map[string]bool{}
	for _, at := range places {
		p, found, err := maybe[regime.ProfileAnswer](a, "regime", dict{"jurisdiction": at})
		if err != nil {
			return nil, err
		}
		for _, k := range p.Keys {
			if !found || !strings.HasPrefix(k.Name, prefix) || len(k.Values) == 0 {
				continue
			}
			for _, v := range k.Values {
				out[v] = true
			}
			t.add(Text(at), Text(k.Name), Text(Label{k.Zh, k.En}.In(a.args["lang"])),
				List(k.Values, a.value), Text(k.Article), Text(a.word(marks, k.Mark)))
		}
	}
	r.Tables = append(r.Tables, t)
	return out, nil
}

// buildAnnual is what is reported of a year, to whom and by when the regime says, with the
// difference between receipts and what was settled (GD §30 §37).
func buildAnnual(a *asking, r *Report) error {
	if err := buildR5(a, r); err != nil {
		return err
	}
	if _, err := a.demands(r, "report."); err != nil {
		return err
	}
	if err := r.tables(a.duties, a.filedReports); err != nil {
		return err
	}
	var settled, sold int64
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			switch t.Name {
			case "runs":
				settled += row[2].n
			case "sales":
				sold += row[5].n
			}
		}
	}
	r.Foot = []Field{{Label{"确认收款合计（不含税）", "confirmed receipts"}, Cell{Money, "", sold}},
		{Label{"进入结算的收款", "settled"}, Cell{Money, "", settled}},
		{Label{"差额（迟到的收款或退款，见重结算）", "difference: late receipts or refunds"},
			Cell{Money, "", sold - settled}}}
	return nil
}
