package regime

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var deadlineQueries = []rule.Query{
	{Name: "deadlines", Zh: "期限及其状态，按到期日排列，可按主体、协议、地区、状态和到期日查询",
		En: "Deadlines as they stand now in the order in which they are due, by owner, agreement, " +
			"place, state and due day.",
		Args: []rule.Arg{
			{Name: "owner", Zh: "应办主体", En: "party that has to act"},
			{Name: "agreement", Zh: "授权运营协议", En: "agreement the duty comes from"},
			{Name: "place", Zh: "行政区划代码，含其下级", En: "division code, with the places below it"},
			{Name: "duty", Zh: "事项", En: "kind of duty, such as agreement.filing"},
			{Name: "state", Zh: "open 未办（含 due 未到期、overdue 逾期）、met 已办、waived 已免除",
				En: "open (due or overdue), due, overdue, met or waived"},
			{Name: "from", Zh: "到期日起", En: "due on or after this day"},
			{Name: "to", Zh: "到期日止", En: "due on or before this day"},
			{Name: "after", Zh: "上一页的 next", En: "next of the page before"},
			{Name: "limit", Zh: "每页项数，至多 1000", En: "items per page, at most 1000"}},
		Serve: serveDeadlines},
	{Name: "deadline_stats", Zh: "一家机构的按时办理统计：设立、按时、逾期、免除、未办逾期及逾期工作日",
		En: "How punctual a party was: duties opened, met in time and late, waived and overdue now, " +
			"with the working days late.",
		Args: []rule.Arg{
			{Name: "owner", Zh: "应办主体", En: "party that has to act", Required: true},
			{Name: "duty", Zh: "事项，缺省为全部", En: "kind of duty; all when absent"},
			{Name: "from", Zh: "起始日，缺省为一年前", En: "first day; a year ago when absent"},
			{Name: "to", Zh: "截止日，缺省为今日", En: "last day; today when absent"}},
		Serve: serveStats},
}

// Deadlines is one page of the query "deadlines".
type Deadlines struct {
	Items []Standing `json:"items"`
	Next  string     `json:"next,omitempty"` // give as after for the next page
}

// maxScan bounds the duties one page looks at; a page may therefore end early and name the next.
const maxScan = 5000

// wanted is what a reader asks for.
type wanted struct {
	owner, place, duty, state string
	agreement                 wire.ID
	from, to                  wire.Date
	after                     *listed
	limit                     int
	now                       wire.Time
}

func serveDeadlines(q rule.Ask) (any, error) {
	w, err := asked(q)
	if err != nil {
		return nil, err
	}
	return w.page(q.Store), nil
}

// asked reads the arguments that a question gives.
func asked(q rule.Ask) (w wanted, err error) {
	w = wanted{owner: q.Args["owner"], place: q.Args["place"], duty: q.Args["duty"],
		state: q.Args["state"], limit: 100, now: q.Time}
	if v := q.Args["limit"]; v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 1000 {
			return w, rule.Malformed("limit", "须为 1 至 1000", "must be from 1 to 1000")
		}
		w.limit = n
	}
	if w.agreement, err = wire.ParseID(q.Args["agreement"]); err != nil {
		return w, rule.Malformed("agreement", "须为 主体/编号", "must be party/name")
	}
	if w.from, w.to, err = askedRange(q); err != nil {
		return w, err
	}
	if w.place != "" && !party.IsJurisdiction(w.place) {
		return w, rule.Malformed("place", "须为六位行政区划代码", "must be a six-digit division code")
	}
	if !slices.Contains([]string{"", "open", StateDue, StateOverdue, StateMet, StateWaived}, w.state) {
		return w, rule.Malformed("state", "须为 open、due、overdue、met、waived 之一",
			"must be open, due, overdue, met or waived")
	}
	if v := q.Args["after"]; v != "" {
		part := strings.SplitN(v, "|", 4)
		day, err := wire.ParseDate(part[0])
		if err != nil || len(part) != 4 {
			return w, rule.Malformed("after", "须为 到期日|主体|事项|对象", "must be day|owner|duty|object")
		}
		w.after = &listed{Due: day, ID: DutyID{part[1], part[2], part[3]}}
	}
	return w, nil
}

// askedRange reads from and to; zero where absent.
func askedRange(q rule.Ask) (from, to wire.Date, err error) {
	for _, day := range []struct {
		name string
		into *wire.Date
	}{{"from", &from}, {"to", &to}} {
		v, bad := wire.ParseDate(q.Args[day.name])
		if bad != nil {
			return 0, 0, rule.Malformed(day.name, "须为日期，如 2026-10-09",
				"must be a date such as 2026-10-09")
		}
		*day.into = v
	}
	if to != 0 && from > to {
		return 0, 0, rule.Malformed("to", "不得早于 from", "must not be before from")
	}
	return from, to, nil
}
