package oversight

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var reportQueries = []rule.Query{
	{Name: "report", Zh: "一份报告，及其与账本不符之处", En: "one report filed, with what differs from the ledger",
		Args: oneArg, Serve: serveReport},
	{Name: "annual_figures", Zh: "一份协议一个年度的收款、成本、结算、收费标准和使用量",
		En: "receipts, costs, settlements, tariffs and uses of an agreement in a year, which its " +
			"yearly report must equal", Serve: serveFigures, Args: []rule.Arg{
			{Name: "agreement", Zh: "协议编号", En: "id of the agreement", Required: true},
			{Name: "year", Zh: "年度，如 2026", En: "year, such as 2026", Required: true}}},
	{Name: "report_duties", Zh: "应送某一部门的年度、半年报告：应报主体、到期日和状态",
		En: "yearly and half-yearly reports that are to reach an office: who owes them, when they are " +
			"due and how they stand", Serve: serveReportDuties, Args: []rule.Arg{
			{Name: "party", Zh: "接收部门", En: "the office", Required: true},
			{Name: "state", Zh: "open 未办、due 未到期、overdue 逾期、met 已办、waived 已免除",
				En: "open (due or overdue), due, overdue, met or waived"},
			{Name: "from", Zh: "到期日起", En: "due on or after this day"},
			{Name: "to", Zh: "到期日止", En: "due on or before this day"}}},
}

// Difference is a figure that a report says otherwise than the ledger.
type Difference struct {
	Figure string `json:"figure"`
	Stated string `json:"stated"`
	Ledger string `json:"ledger"`
	Less   string `json:"less"` // ledger minus stated
}

// ShownReport is a report with the state of its duty and what differed when it was filed.
type ShownReport struct {
	Report
	Done        bool         `json:"done"`  // its duty is met
	State       string       `json:"state"` // of its duty
	Differences []Difference `json:"differences"`
}

func serveReport(q rule.Ask) (any, error) {
	id, err := askedID(q, "id")
	if err != nil {
		return nil, err
	}
	v, ok := reported.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	d, _ := regime.Deadline(q.Store, v.Duty, q.Time)
	return ShownReport{v, d.Met != 0, d.State, v.Figures.differences(v.Ledger, v.Differs)}, nil
}

// differences puts the figures that differ side by side.
func (f Figures) differences(ledger Figures, words []string) []Difference {
	out := []Difference{}
	for _, w := range words {
		d := Difference{Figure: w}
		switch w {
		case FigureReceived:
			d.fen(f.Received, ledger.Received)
		case FigureCost:
			d.fen(f.Cost, ledger.Cost)
		case FigureSettled:
			d.fen(f.Settled, ledger.Settled)
		case FigureTariffs:
			d.count(uint64(f.Tariffs), uint64(ledger.Tariffs))
		case FigureUses:
			d.count(f.Uses, ledger.Uses)
		}
		out = append(out, d)
	}
	return out
}

func (d *Difference) fen(stated, ledger wire.Fen) {
	d.Stated, d.Ledger, d.Less = stated.String(), ledger.String(), (ledger - stated).String()
}

func (d *Difference) count(stated, ledger uint64) {
	d.Stated, d.Ledger = strconv.FormatUint(stated, 10), strconv.FormatUint(ledger, 10)
	d.Less = strconv.FormatInt(int64(ledger-stated), 10)
}

// ShownFigures is a year of an agreement as the ledger has it.
type ShownFigures struct {
	Agreement wire.ID         `json:"agreement"`
	Year      string          `json:"year"`
	Figures   Figures         `json:"figures"`
	Periods   []PeriodFigures `json:"periods"`
}

func serveFigures(q rule.Ask) (any, error) {
	id, err := askedID(q, "agreement")
	if err != nil {
		return nil, err
	}
	if _, _, ok := regime.PeriodBounds(q.Args["year"]); !ok || len(q.Args["year"]) != 4 {
		return nil, rule.Malformed("year", "须为年度，如 2026", "must be a year, such as 2026")
	}
	a, ok := authorization.GetAgreement(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	sum, parts := yearFigures(q.Store, a, q.Args["year"])
	return ShownFigures{id, q.Args["year"], sum, parts}, nil
}

// ReportDuty is a report that is to reach an office.
type ReportDuty struct {
	regime.Standing
	Office string `json:"office"` // what the rules call it
}

// ReportDuties are the reports that are to reach an office; More says that the time asked for holds
// others, too.
type ReportDuties struct {
	Party string       `json:"party"`
	Items []ReportDuty `json:"items"`
	More  bool         `json:"more"`
}

// maxDuties bounds the duties of one sort that an answer looks at.
const maxDuties = 1000

func serveReportDuties(q rule.Ask) (any, error) {
	v, ok := party.Get(q.Store, q.Args["party"])
	if !ok {
		return nil, rule.ErrNotFound
	}
	w, err := regime.AskedDuties(q)
	if err != nil {
		return nil, err
	}
	out := ReportDuties{Party: v.ID, Items: []ReportDuty{}}
	for _, duty := range []string{DutyAnnual, DutyHalf} {
		found, all := w.In(q.Store, party.Province(v.Jurisdiction), duty, maxDuties)
		out.More = out.More || !all
		for _, d := range found {
			p := regime.At(q.Store, d.Regime)
			for _, o := range offices(q.Store, p, d.Place, duty+".whom", q.Time) {
				if o.Party == v.ID {
					out.Items = append(out.Items, ReportDuty{d, o.Office})
				}
			}
		}
	}
	return out, nil
}
