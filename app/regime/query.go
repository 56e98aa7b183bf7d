package regime

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var queries = []rule.Query{
	{Name: "regime", Zh: "一地的制度档案：每个事项的取值、条款与标记",
		En: "A place's regime profile: every key with its value, article and mark.",
		Args: []rule.Arg{
			{Name: "jurisdiction", Zh: "行政区划代码", En: "division code", Required: true},
			{Name: "version", Zh: "版本，缺省为当前施行的版本", En: "version; the one in force when absent"}},
		Serve: serveRegime},
	{Name: "regimes", Zh: "账上的全部制度档案", En: "All regime profiles of the ledger.", Serve: serveRegimes},
	{Name: "calendar", Zh: "一年的放假与调休安排", En: "A year's days off and make-up days.",
		Args: []rule.Arg{
			{Name: "year", Zh: "年份", En: "year", Required: true},
			{Name: "jurisdiction", Zh: "地方日历的区划代码，全国为空",
				En: "division code of an overlay; empty: the country"}},
		Serve: serveCalendar},
	{Name: "clock", Zh: "账本时间、当前结算期与参数",
		En: "Law time, the current period and the ledger's parameters.", Serve: serveClock},
}

// ProfileAnswer is the answer of the query "regime".
type ProfileAnswer struct {
	Ref   Ref         `json:"ref"`
	Issue Issue       `json:"issue"`
	Keys  []KeyAnswer `json:"keys"`
}

// KeyAnswer is one key with its definition.
type KeyAnswer struct {
	Key
	Setting
}

func serveRegime(q rule.Ask) (any, error) {
	p, ok := Current(q.Store, q.Args["jurisdiction"], q.Time)
	if v := q.Args["version"]; v != "" {
		n, err := strconv.ParseUint(v, 10, 32)
		if err != nil {
			return nil, rule.Malformed("version", "须为数字", "must be a number")
		}
		ref := Ref{q.Args["jurisdiction"], uint32(n)}
		p, ok = At(q.Store, ref), issues.Has(q.Store, ref)
	}
	if !ok {
		return nil, rule.ErrNotFound
	}
	out := ProfileAnswer{Ref: p.ref, Issue: p.Issue()}
	for _, k := range Schema {
		out.Keys = append(out.Keys, KeyAnswer{k, p.setting(k.Name)})
	}
	return out, nil
}

// RegimeAnswer is one line of the query "regimes".
type RegimeAnswer struct {
	Ref
	Issue
	InForce bool `json:"in_force"`
}

func serveRegimes(q rule.Ask) (any, error) {
	out := []RegimeAnswer{}
	issues.Each(q.Store, func(ref Ref, i Issue) bool {
		out = append(out, RegimeAnswer{ref, i, inForce(q.Store, ref, q.Time)})
		return len(out) < 1000
	})
	return out, nil
}

// CalendarAnswer is the answer of the query "calendar".
type CalendarAnswer struct {
	YearOf
	Calendar
}

func serveCalendar(q rule.Ask) (any, error) {
	y, err := strconv.ParseUint(q.Args["year"], 10, 16)
	if err != nil {
		return nil, rule.Malformed("year", "须为年份", "must be a year")
	}
	key := YearOf{q.Args["jurisdiction"], uint16(y)}
	c, ok := calendars.Get(q.Store, key)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return CalendarAnswer{key, c}, nil
}

// ClockAnswer is the answer of the query "clock".
type ClockAnswer struct {
	LawTime    wire.Time  `json:"law_time"`
	Height     uint64     `json:"height"`
	Test       bool       `json:"test"`           // 测试账
	Offset     wire.Int   `json:"offset_seconds"` // law time minus header time
	Period     string     `json:"period"`         // the settlement period that holds law time
	Parameters Parameters `json:"parameters"`
}

func serveClock(q rule.Ask) (any, error) {
	offset, test := TestClock(q.Store)
	return ClockAnswer{LawTime: q.Time, Height: q.Height, Test: test, Offset: offset,
		Period: PeriodOf(q.Store, q.Time), Parameters: Periods(q.Store)}, nil
}
