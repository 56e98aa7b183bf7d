package explorer

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// soon is how many days before its end an authorization is pointed out.
const soon = 90

// atMost is up to how many a matter is counted; "+" stands for more.
const atMost = "200"

// overview says what needs attention, where the money of the newest period went, and what
// happened last.
func overview(v *view) (*page, error) {
	p := &page{Menu: "overview", Title: v.t("overview.title"), Kicker: v.info.Chain}
	p.Sub = esc(v.t("foot.law") + " " + clockText(v.src.Law))
	alerts, err := v.alerts()
	if err != nil {
		return nil, err
	}
	p.add(alerts)
	runs, _, err := v.list("runs")
	if err != nil {
		return nil, err
	}
	if len(runs) > 0 {
		run := runs[len(runs)-1]
		p.Stats = v.money(run)
		flows, err := v.flows(text(run, "period"))
		if err != nil {
			return nil, err
		}
		flows.Title = v.t("flow.title") + " " + text(run, "period")
		flows.More = v.link("/settlement/" + escaped(text(run, "period")))
		flows.MoreText = v.t("flow.more")
		p.add(flows)
	}
	recent, err := v.recent(v.src.Height, 12)
	if err != nil {
		return nil, err
	}
	recent.More, recent.MoreText = v.link("/blocks"), v.t("blocks.all")
	p.add(recent)
	return p, nil
}

func (v *view) money(run doc) []stat {
	value := func(key string) H { return money(text(run, key)) }
	open, good := "", "good"
	if text(run, "stage") != "final" {
		open, good = "warn", ""
	}
	period := v.link("/settlement/" + escaped(text(run, "period")))
	return []stat{
		{Label: v.t("stat.period"), Value: v.anchor(period, text(run, "period")),
			Note: v.said(run, "stage"), Tone: open + good},
		{Label: v.t("stat.sales"), Value: value("totals.sales")},
		{Label: v.t("stat.payouts"), Value: value("totals.payouts")},
		{Label: v.t("stat.lines"), Value: count(run, "lines")},
		{Label: v.t("stat.statements"), Value: count(run, "statements")},
	}
}

// alerts are the things that somebody should look at, each with its address.
func (v *view) alerts() (part, error) {
	p := part{ID: "attention", Title: v.t("attention")}
	var lines []string
	add := func(tone, key string, n int, more bool, to string) {
		if n == 0 {
			return
		}
		count := strconv.Itoa(n)
		if more {
			count += "+"
		}
		lines = append(lines, fmt.Sprintf(`<li>%s <b>%s</b> %s</li>`, mark(tone, v.t("tone."+tone)),
			count, v.anchor(to, v.t(key))))
	}
	if err := v.ending(add); err != nil {
		return p, err
	}
	if err := v.counted(add); err != nil {
		return p, err
	}
	if len(lines) == 0 {
		p.HTML = "<p>" + mark("good", v.t("attention.none")) + "</p>"
		return p, nil
	}
	p.HTML = H(`<ul class="alerts">` + strings.Join(lines, "") + "</ul>")
	return p, nil
}

type adder func(tone, key string, n int, more bool, to string)

// ending counts agreements and grants that end soon.
func (v *view) ending(add adder) error {
	list, next, err := v.list("agreements", "limit", atMost)
	if err != nil {
		return err
	}
	n := 0
	for _, a := range list {
		if text(a, "state") == "active" && day(a, "last_day").End() < v.src.Law+soon*86400 {
			n++
		}
	}
	add("warn", "attention.agreements", n, next != "", v.link("/agreements"))
	grants, next, err := v.list("grants", "limit", atMost)
	if err != nil {
		return err
	}
	n = 0
	for _, g := range grants {
		to := moment(g, "to")
		if text(g, "revoked") == "" && to > v.src.Law && to < v.src.Law+soon*86400 {
			n++
		}
	}
	add("warn", "attention.grants", n, next != "", v.link("/agreements")+"#grants")
	return nil
}

// counted asks the lists that exist to be looked at.
func (v *view) counted(add adder) error {
	period := ""
	if runs, _, err := v.list("runs"); err == nil && len(runs) > 0 {
		period = text(runs[len(runs)-1], "period")
	}
	for _, q := range []struct {
		tone, key, query, to string
		args                 []string
	}{
		{"bad", "attention.overdue", "deadlines", v.link("/clock", "state", "overdue"),
			[]string{"state", "overdue"}},
		{"warn", "attention.due", "deadlines", v.link("/clock", "state", "due"),
			[]string{"state", "due", "to", dayAfter(v.src.Law, 30).String()}},
		{"bad", "attention.touched", "lineage_touched", v.link("/products") + "#touched", nil},
		{"warn", "attention.flags", "flags", v.link("/settlement") + "#flags", nil},
		{"warn", "attention.objections", "line_objections", v.link("/settlement") + "#objections", nil},
		{"warn", "attention.mismatches", "mismatches", v.link("/checks") + "#mismatches", nil},
		{"warn", "attention.challenges", "challenges", v.link("/checks") + "#challenges", nil},
		{"warn", "attention.unsigned", "unsigned", v.link("/settlement/"+escaped(period)) + "#unsigned",
			[]string{"period", period}},
		{"warn", "attention.unpaid", "unpaid", v.link("/settlement") + "#unpaid", nil},
		{"warn", "attention.incidents", "incidents", v.link("/clock") + "#incidents", nil},
	} {
		if q.query == "unsigned" && period == "" {
			continue
		}
		d, err := v.maybe(q.query, append(q.args, "limit", atMost)...)
		if err != nil {
			return err
		}
		n := len(docs(d, "items")) + len(docs(d, "rows"))
		switch q.query {
		case "incidents":
			n = unclosed(docs(d, "items"))
		case "challenges":
			n = unfinished(docs(d, "items"))
		}
		add(q.tone, q.key, n, text(d, "next") != "", q.to)
	}
	return nil
}

func unclosed(list []doc) (n int) {
	for _, d := range list {
		if text(d, "status") != "closed" {
			n++
		}
	}
	return n
}

func dayAfter(t wire.Time, days int) wire.Date { return t.Date().Add(days) }
