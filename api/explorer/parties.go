package explorer

import "strings"

// parties lists the institutions.
func parties(v *view) (*page, error) {
	list, next, err := v.list("parties", "limit", "200", "after", v.arg("after"), "role",
		v.arg("role"))
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "parties", Title: v.t("parties.title")}
	t := v.table("parties.title", "name id nature jurisdiction group remit_to registered")
	t.Filter = true
	for _, d := range list {
		t.add(v.who(d, "id"), code(text(d, "id")), v.said(d, "nature"),
			v.place(text(d, "jurisdiction")), shown(d, "group"), v.who(d, "remit_to"),
			stamp(d, "registered"))
	}
	p.Parts = []part{v.listed("list", "", t, next)}
	return p, nil
}

func (v *view) place(code string) H {
	if v.word(code) == code {
		return esc(code)
	}
	return nb(v.word(code) + " " + code)
}

// institution is the view of one institution: who it is, its people and keys, what it has to do,
// what it owns, and its money.
func institution(v *view) (*page, error) {
	id := v.r.PathValue("id")
	d, err := v.ask("party", "id", id)
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "parties", Kicker: v.word(text(d, "nature")), Title: text(d, "name"),
		Sub: "<code>" + esc(id) + "</code> " + v.place(text(d, "jurisdiction"))}
	for _, r := range docs(d, "roles") {
		if text(r, "to") == "" {
			p.Marks = append(p.Marks, mark("info", v.word(text(r, "role"))))
		}
	}
	if err := v.punctual(p, id); err != nil {
		return nil, err
	}
	for _, more := range []func(string) (part, error){v.duties, v.partyStatements, v.partyUnpaid,
		v.partyResources, v.partyProducts, v.partyProcessings} {
		x, err := more(id)
		if err != nil {
			return nil, err
		}
		if x.Table != nil {
			p.add(x)
		}
	}
	all, err := v.registersOf(id)
	if err != nil {
		return nil, err
	}
	p.add(all)
	p.add(v.roles(d), v.accountList(d))
	linked, err := v.linked(id)
	if err != nil {
		return nil, err
	}
	known := map[string]string{"party": id, "payer": id}
	if runs, _, err := v.list("runs"); err == nil && len(runs) > 0 {
		known["period"] = text(runs[len(runs)-1], "period")
	}
	p.Files = []file{v.recordProof("party", id)}
	p.Marks = append(p.Marks, v.signed(false))
	p.add(linked, v.reportTable(known, "party", "payer"),
		part{ID: "facts", Title: v.t("facts"), Facts: v.facts(d,
			"id name nature jurisdiction group uscc remit_to registered")})
	return p, nil
}

func (v *view) punctual(p *page, id string) error {
	d, err := v.maybe("deadline_stats", "owner", id)
	if err != nil || d == nil {
		return err
	}
	overdue := stat{Label: v.t("clock.overdue"), Value: shown(d, "total.open_overdue"), Tone: "good"}
	if number(d, "total.open_overdue") > 0 {
		overdue.Tone = "bad"
	}
	p.Stats = []stat{{Label: v.t("clock.open"), Value: shown(d, "total.open")}, overdue,
		{Label: v.t("clock.in_time"), Value: shown(d, "total.met_in_time")},
		{Label: v.t("clock.late"), Value: shown(d, "total.met_late")}}
	return nil
}

func (v *view) duties(id string) (part, error) {
	list, next, err := v.list("deadlines", "owner", id, "state", "open", "limit", "50")
	if err != nil {
		return part{}, err
	}
	p := v.listed("duties", v.t("duties"), v.deadlineTable(list), "")
	if next != "" {
		p.More, p.MoreText = v.link("/clock", "owner", id), v.t("more")
	}
	return p, nil
}

func (v *view) partyStatements(id string) (part, error) {
	runs, _, err := v.list("runs")
	if err != nil || len(runs) == 0 {
		return part{}, err
	}
	period := text(runs[len(runs)-1], "period")
	t := v.table("statements", "period payer payee amount closing")
	for _, side := range []string{"payer", "payee"} {
		list, _, err := v.list("statements", "period", period, side, id, "limit", "50")
		if err != nil {
			return part{}, err
		}
		for _, s := range list {
			if side == "payee" && text(s, "payer") == id {
				continue
			}
			t.add(v.statementLink(period, s, period), v.who(s, "payer"), v.who(s, "payee"),
				amount(s, "amount"), amount(s, "closing"))
		}
	}
	p := v.listed("statements", v.t("statements")+" "+period, t, "")
	p.Note = v.explainLink(period, id)
	return p, nil
}

func (v *view) partyUnpaid(id string) (part, error) {
	list, _, err := v.list("unpaid", "payer", id, "limit", "50")
	return v.listed("unpaid", v.t("unpaid"), v.rows(v.t("unpaid"), list,
		"payee open held waiting payable days"), ""), err
}

func (v *view) partyResources(id string) (part, error) {
	list, _, err := v.list("resources", "provider", id, "limit", "100")
	return v.listed("resources", v.t("menu.resources"), v.resourceTable(list), ""), err
}

func (v *view) partyProducts(id string) (part, error) {
	list, _, err := v.list("products", "party", id, "limit", "100")
	t := v.table("products.title", "name id stage status")
	for _, d := range list {
		t.add(shown(d, "name"), v.ref("product", text(d, "id")+"@"+text(d, "version")),
			v.said(d, "stage"), v.state(text(d, "status")))
	}
	return v.listed("products", v.t("products.title"), t, ""), err
}

func (v *view) partyProcessings(id string) (part, error) {
	list, next, err := v.list("processings", "party", id, "limit", "50", "after", v.arg("after"))
	t := v.table("processings", "id job output grant started ended flags")
	for _, d := range list {
		t.add(v.ref("processing", text(d, "id")), shown(d, "job"), esc(short(text(d, "output"))),
			v.ref("grant", text(d, "grant")), stamp(d, "started"), stamp(d, "ended"),
			v.value("flags", d["flags"]))
	}
	return v.listed("processings", v.t("processings"), t, next), err
}

func (v *view) roles(d doc) part {
	t := v.table("roles", "role jurisdiction from to document")
	for _, r := range docs(d, "roles") {
		t.add(v.said(r, "role"), v.place(text(r, "jurisdiction")), stamp(r, "from"), stamp(r, "to"),
			v.said(r, "document"))
	}
	return v.listed("roles", v.t("roles"), t, "")
}

// accountList shows who may sign: accounts with their keys' fingerprints and intervals.
func (v *view) accountList(d doc) part {
	t := v.table("accounts", "account duty fingerprint from to status")
	for _, a := range docs(d, "accounts") {
		for _, k := range docs(a, "keys") {
			status := "active"
			if text(k, "to") != "" || text(a, "closed") != "" {
				status = "revoked"
			}
			t.add(code(text(a, "account")), v.said(a, "duty"), "<code>"+shown(k, "fingerprint")+"</code>",
				stamp(k, "from"), stamp(k, "to"), v.state(status))
		}
	}
	return v.listed("accounts", v.t("accounts"), t, "")
}

func (v *view) linked(id string) (part, error) {
	d, err := v.maybe("linked", "party", id)
	if err != nil {
		return part{}, err
	}
	t := &table{
		Caption: v.t("linked"),
		Head:    []column{{v.label("party"), false}, {v.t("path"), false}},
	}
	for _, l := range append(docs(d, "linked"), docs(d, "items")...) {
		var way []string
		for _, x := range strs(l, "path") {
			way = append(way, string(v.party(x)))
		}
		t.add(v.who(l, "party"), H(strings.Join(way, " → ")))
	}
	return v.listed("linked", v.t("linked"), t, ""), nil
}
