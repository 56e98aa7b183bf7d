package explorer

import (
	"encoding/hex"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// agreements lists plans, agreements of both layers and grants.
func agreements(v *view) (*page, error) {
	p := &page{Menu: "authorization", Title: v.t("agreements.title"), Sub: esc(v.t("agreements.sub"))}
	list, next, err := v.list("agreements", "limit", "200", "after", v.arg("after"))
	if err != nil {
		return nil, err
	}
	t := v.table("agreements.title", "id mode impl operator jurisdiction first_day "+
		"last_day state attested")
	t.Filter = true
	for _, a := range list {
		t.add(v.ref("agreement", text(a, "id")), v.said(a, "mode"), v.who(a, "impl"),
			v.who(a, "operator"), v.place(text(a, "jurisdiction")), shown(a, "first_day"),
			shown(a, "last_day"), v.state(text(a, "state"))+v.left(a), v.signed(truth(a, "attested")))
	}
	p.add(v.listed("list", v.t("agreement.list"), t, next))
	for _, more := range []func() (part, error){v.devAgreements, v.grants, v.applications, v.plans,
		v.developers} {
		x, err := more()
		if err != nil {
			return nil, err
		}
		p.add(x)
	}
	return p, nil
}

// left says how many days an agreement still runs.
func (v *view) left(a doc) H {
	end := day(a, "last_day").End()
	if text(a, "state") != "active" && text(a, "state") != "" || end <= v.src.Law {
		return ""
	}
	days := int((end - v.src.Law + 86399) / 86400)
	out := " " + esc(v.say("剩 "+itoa(days)+" 天", itoa(days)+" days left"))
	if days <= soon {
		return " " + mark("warn", strings.TrimSpace(string(out)))
	}
	return "<small>" + out + "</small>"
}

func (v *view) devAgreements() (part, error) {
	list, next, err := v.list("devagreements", "limit", "100", "after", v.arg("after_devagreements"))
	t := v.table("devagreements", "id operator developer parent first_day last_day signed")
	for _, d := range list {
		t.add(v.ref("devagreement", text(d, "id")), v.who(d, "operator"), v.who(d, "developer"),
			v.ref("agreement", text(d, "parent")), shown(d, "first_day"), shown(d, "last_day"),
			v.signed(truth(d, "signed.attested")))
	}
	return v.paged("devagreements", v.t("devagreements"), t, next), err
}

func (v *view) grants() (part, error) {
	list, next, err := v.list("grants", "limit", "100", "after", v.arg("after_grants"))
	t := v.table("grants", "id holder agreement purpose from to state opened")
	for _, g := range list {
		t.add(v.ref("grant", text(g, "id")), v.who(g, "holder"),
			v.ref("agreement", text(g, "agreement")), v.said(g, "purpose"), stamp(g, "from"),
			stamp(g, "to"), v.grantState(g), v.signed(truth(g, "opened.attested")))
	}
	return v.paged("grants", v.t("grants"), t, next), err
}

// grantState is where a grant of a list stands in time; its page says whether its items are usable.
func (v *view) grantState(g doc) H {
	switch law := v.src.Law; {
	case moment(g, "revoked") != 0 && moment(g, "revoked") <= law:
		return v.state("revoked") + " " + v.said(g, "cause")
	case moment(g, "to") <= law:
		return v.state("expired")
	case moment(g, "from") > law:
		return mark("info", v.t("grant.later"))
	}
	return v.state("active")
}

func (v *view) usable(s doc) H {
	if truth(s, "usable") {
		return mark("good", v.t("usable"))
	}
	return mark("bad", v.t("unusable")) + " " + v.said(s, "cause")
}

func (v *view) applications() (part, error) {
	list, next, err := v.list("applications", "limit", "100", "after", v.arg("after_applications"))
	t := v.table("applications", "id title applicant agreement status decided submitted")
	for _, d := range list {
		t.add(v.ref("application", text(d, "id")), shown(d, "title"), v.who(d, "applicant"),
			v.ref("agreement", text(d, "agreement")), v.state(text(d, "status")), stamp(d, "decided"),
			v.signed(truth(d, "submitted.attested")))
	}
	return v.paged("applications", v.t("applications"), t, next), err
}

func (v *view) plans() (part, error) {
	list, next, err := v.list("plans", "limit", "100", "after", v.arg("after_plans"))
	t := v.table("plans", "id title mode jurisdiction status approver approved attested")
	for _, d := range list {
		t.add(v.ref("plan", text(d, "id")), shown(d, "title"), v.said(d, "mode"),
			v.place(text(d, "jurisdiction")), v.state(text(d, "status")), v.who(d, "approver"),
			stamp(d, "approved"), v.signed(truth(d, "attested")))
	}
	return v.paged("plans", v.t("plans"), t, next), err
}

func (v *view) developers() (part, error) {
	list, next, err := v.list("developers", "limit", "100", "after", v.arg("after_developers"))
	t := v.table("developers", "id developer jurisdiction status applied admitted")
	for _, d := range list {
		t.add(v.ref("developer", text(d, "id")), v.party(owner(text(d, "id"))),
			v.place(text(d, "jurisdiction")), v.state(text(d, "status")), stamp(d, "applied"),
			stamp(d, "admitted"))
	}
	return v.paged("developers", v.t("developers"), t, next), err
}

// agreement shows an authorization with its time line: what happened when, and whether every use
// fell into its term.
func agreement(v *view) (*page, error) {
	d, err := v.ask("agreement", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "authorization", Kicker: v.t("agreement") + " · " + v.word(text(d, "mode")),
		Title: v.name(text(d, "impl")) + " → " + v.name(text(d, "operator")),
		Sub:   code(text(d, "id")) + " " + v.evidenceOf(d, "document"),
		Marks: []H{v.state(text(d, "state")) + v.left(d), v.signed(truth(d, "attested"))},
		Files: []file{v.recordProof("agreement", text(d, "id"))}}
	versions, err := v.bare("agreement_versions", "id", v.id())
	if err != nil {
		return nil, err
	}
	dots, outside, cut, err := v.usesOf(d)
	if err != nil {
		return nil, err
	}
	p.add(v.termLine(p, d, versions, dots, outside, cut))
	p.add(part{ID: "facts", Title: v.t("facts"), Facts: v.agreementFacts(d)})
	p.add(v.ruleOf(d))
	t := v.table("versions", "version effective last_day document rule_hash")
	for _, x := range versions {
		t.add(shown(x, "version"), shown(x, "effective"), shown(x, "last_day"),
			v.evidenceOf(x, "document"), v.hash(text(x, "rule_hash")))
	}
	p.add(v.listed("versions", v.t("versions"), t, ""))
	more, err := v.under(text(d, "id"))
	if err != nil {
		return nil, err
	}
	p.add(more)
	return p, v.dutiesOf(p, text(d, "id"))
}

func (v *view) agreementFacts(d doc) []fact {
	facts := v.facts(d, "id mode jurisdiction impl operator first_day last_day")
	facts = append(facts, fact{v.t("signed_at"), stamp(d, "signed")})
	return append(facts, v.facts(d, "signers plan selection resources document exception ended_at "+
		"end_cause topics rule_hash")...)
}

// ruleOf shows the distribution rule that is frozen in an agreement, tier by tier.
func (v *view) ruleOf(d doc) part {
	p := part{ID: "rule", Title: v.t("rule")}
	frozen := text(d, "rule")
	if frozen == "" {
		frozen = text(d, "mechanism") // of a plan
	}
	raw, err := hex.DecodeString(frozen)
	var rule doc
	if err != nil || len(raw) == 0 || parse(raw, &rule) != nil {
		p.Empty = v.t("none")
		return p
	}
	t := &table{Caption: v.t("rule")}
	t.Head = []column{{v.label("seq"), true}, {v.label("kind"), false}, {v.label("name"), false},
		{v.t("rule.reads"), false}}
	for i, tier := range docs(rule, "tiers") {
		for _, kind := range sortedKeys(tier) {
			x, _ := tier[kind].(doc)
			t.add(esc(itoa(i+1)), esc(v.word(kind)), shown(x, "name"), v.tier(kind, x))
		}
	}
	p = v.listed("rule", v.t("rule"), t, "")
	p.Note = v.hash(text(d, "rule_hash"))
	if c, ok := rule["contribution"].(doc); ok {
		p.Note += " " + esc(v.t("rule.by")+" ") + v.words(c, "count") +
			esc(" · "+v.word(text(c, "basis"))+" · "+v.t("rule.fallback")+" "+v.word(text(c, "fallback")))
	}
	p.HTML = H(`<details class="data"><summary>`) + esc(v.t("rule.text")) +
		H(`</summary><pre>`) + esc(string(raw)) + "</pre></details>"
	return p
}

// mostDots bounds the uses that a time line shows.
const mostDots = 300

// usesOf are the processing and the uses under an agreement of its operator and its developers.
func (v *view) usesOf(d doc) (dots []dot, outside []row, more bool, err error) {
	holders := []string{text(d, "operator")}
	devs, _, err := v.list("devagreements", "party", text(d, "operator"), "limit", "50")
	if err != nil {
		return nil, nil, false, err
	}
	for _, x := range devs {
		if text(x, "parent") == text(d, "id") {
			holders = append(holders, text(x, "developer"))
		}
	}
	from, to := day(d, "first_day").Start(), day(d, "last_day").End()
	if end := moment(d, "ended_at"); end != 0 {
		to = end
	}
	each := max(mostDots/2/len(holders), 10)
	for _, who := range holders {
		if len(dots) >= mostDots {
			more = true
			break
		}
		for lane, name := range []string{"processings", "batches"} {
			key, at := "party", "started"
			if lane == 1 {
				key, at = "by", "from"
			}
			list, next, err := v.list(name, key, who, "limit", itoa(each))
			if err != nil {
				return nil, nil, false, err
			}
			more = more || next != ""
			for _, x := range list {
				t := moment(x, at)
				sort := [2]string{"processing", "batch"}[lane]
				bad := t < from || t >= to
				dots = append(dots, dot{at: t, label: text(x, "id"), link: v.link("/" + sort + "/" +
					text(x, "id")), bad: bad, row: lane})
				outside = append(outside, v.dotRow(sort, x, t, bad))
			}
		}
	}
	return dots, outside, more, nil
}

func (v *view) dotRow(sort string, x doc, t wire.Time, bad bool) row {
	check := mark("good", v.t("time.within"))
	if bad {
		check = mark("bad", v.t("time.outside"))
	}
	units := text(x, "count")
	return row{
		Cells: []H{
			v.ref(sort, text(x, "id")),
			esc(v.t("time." + map[string]string{"processing": "processing",
				"batch": "use"}[sort])),
			v.party(owner(text(x, "id"))),
			nb(when(t)),
			esc(group(units)),
			check,
		},
	}
}

func (v *view) termLine(p *page, d doc, versions []doc, dots []dot, rows []row, more bool) part {
	from, to := day(d, "first_day").Start(), day(d, "last_day").End()
	ticks := []tick{
		{at: moment(d, "signed"), label: v.t("time.signed")},
		{at: from, label: v.t("time.begins")},
	}
	for i, x := range versions {
		if i > 0 {
			ticks = append(ticks, tick{at: day(x, "effective").Start(), label: v.t("time.amended")})
		}
	}
	ticks = append(ticks, tick{at: v.src.Law, label: v.t("time.now"), class: "now"})
	end := to
	if x := moment(d, "ended_at"); x != 0 {
		end = x
		ticks = append(ticks, tick{at: x, label: v.t("time.ended"), class: "end"})
	}
	ticks = append(ticks, tick{at: to, label: v.t("time.expires"), class: "end"})
	bad := 0
	for _, x := range dots {
		if x.bad {
			bad++
		}
	}
	tone := "good"
	if bad > 0 {
		tone = "bad"
	}
	p.Stats = []stat{{Label: v.label("first_day"), Value: shown(d, "first_day")},
		{Label: v.label("last_day"), Value: shown(d, "last_day")},
		{Label: v.t("time.uses"), Value: esc(itoa(len(dots)) + map[bool]string{true: "+"}[more])},
		{Label: v.t("time.outside"), Value: esc(itoa(bad)), Tone: tone}}
	out := part{
		ID:    "time",
		Title: v.t("timeline"),
		Note:  esc(v.t("time.note")),
		HTML: v.timeline(p.Title+" "+v.t("timeline"), from, end,
			ticks, dots),
	}
	if len(rows) > 100 {
		rows = rows[:100]
	}
	t := &table{Caption: v.t("time.table"), Rows: rows, Head: []column{{v.label("id"), false},
		{
			v.label("kind"),
			false,
		}, {v.label("party"), false}, {v.label("at"), false}, {v.label("units"), true},
		{v.t("check"), false}}}
	if len(rows) > 0 {
		out.HTML += H(`<details class="data"><summary>`) + esc(v.t("time.table")) + "</summary>" +
			v.tableHTML(t) + "</details>"
	}
	return out
}

func (v *view) dutiesOf(p *page, id string) error {
	list, next, err := v.list("deadlines", "agreement", id, "limit", "100")
	if err != nil {
		return err
	}
	x := v.listed("duties", v.t("duties"), v.deadlineTable(list), "")
	if next != "" {
		x.More = v.link("/clock", "agreement", id)
	}
	p.add(x)
	reserves, err := v.maybe("reserves", "agreement", id)
	if r := docs(reserves, "reserves"); len(r) > 0 {
		p.add(v.listed("reserves", v.t("reserves"),
			v.rows(v.t("reserves"), r, "name holder purpose balance days"), ""))
	}
	return err
}
