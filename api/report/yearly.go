package report

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/wire"
)

// figures are what the yearly report of each agreement must equal, period by period (GD §37).
func (a *asking) figures() (*Table, error) {
	t := &Table{Name: "figures",
		Label: Label{"年度报告须相符的数字", "figures that the yearly report must equal"},
		Columns: []Column{words("agreement", "协议", "agreement", 22),
			words("period", "结算期", "period", 10), words("stage", "状态", "stage", 18),
			yuan("received", "收款（不含税，减退款）", "received"), yuan("cost", "成本（减核减）", "cost"),
			yuan("settled", "运营机构结算单金额", "settled"), total("tariffs", "收费标准", "tariffs"),
			total("uses", "使用量", "uses")}}
	return t, a.eachAgreement(func(g agreement) error {
		v, err := one[oversight.ShownFigures](a, "annual_figures", dict{"agreement": g.ID.String(),
			"year": a.asked()})
		for _, p := range v.Periods {
			t.add(id(g.ID), Text(p.Period), Text(a.stage(p.Stage)), Fen(p.Received), Fen(p.Cost),
				Fen(p.Settled), Count(p.Tariffs), Count(p.Uses))
		}
		return err
	})
}

// figureNames are the words for figures of a yearly report.
var figureNames = map[string]Label{"received": {"收款", "received"}, "cost": {"成本", "cost"},
	"settled": {"结算", "settled"}, "tariffs": {"收费标准", "tariffs"}, "uses": {"使用量", "uses"},
	"runs": {"尚有未结算的期间", "a period is not settled"}}

// yearlyFiled are the yearly reports that were filed under the agreements, with every figure that
// differed from the ledger's when they were.
func (a *asking) yearlyFiled() (*Table, error) {
	t := &Table{Name: "yearly", Label: Label{"已报送的年度报告与账本的差异",
		"yearly reports filed, and where they differ from the ledger"}, Columns: []Column{
		words("id", "编号", "report", 24), words("agreement", "协议", "agreement", 22),
		words("filed", "报送日", "filed", 12), words("done", "义务完成", "done", 10),
		words("figure", "不符项", "figure", 20), words("stated", "报告所写", "stated", 18),
		words("ledger", "账本", "ledger", 18), words("less", "相差", "difference", 18)}}
	var ours []wire.ID
	err := a.eachAgreement(func(g agreement) error {
		ours = append(ours, g.ID)
		return nil
	})
	if err != nil {
		return t, err
	}
	return t, each(a, "reports", nil, func(r oversight.Report) error {
		if r.Sort != oversight.Annual || r.Period != a.asked() || !slices.Contains(ours, r.Agreement) {
			return nil
		}
		v, err := one[oversight.ShownReport](a, "report", dict{"id": r.ID.String()})
		if err != nil {
			return err
		}
		if len(v.Differences) == 0 {
			v.Differences = []oversight.Difference{{}}
		}
		for _, d := range v.Differences {
			t.add(id(r.ID), id(r.Agreement), Moment(r.Filed), a.mark(v.Done),
				Text(a.word(figureNames, d.Figure)), Text(d.Stated), Text(d.Ledger), Text(d.Less))
		}
		return nil
	})
}
