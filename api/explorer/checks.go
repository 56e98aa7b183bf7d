package explorer

// checks shows where two sides counted the same uses differently, and the random samples that
// auditors drew of raw uses: both are owned, due and never removed.
func checks(v *view) (*page, error) {
	p := &page{Menu: "checks", Title: v.t("menu.checks"), Sub: esc(v.t("checks.sub"))}
	for _, closed := range []string{"", "yes"} {
		x, err := v.mismatches(closed)
		if err != nil {
			return nil, err
		}
		p.add(x)
	}
	samples, err := v.challenges()
	if err != nil {
		return nil, err
	}
	p.add(samples)
	return p, nil
}

// mismatches are uses that two sides counted differently; the provider's side owns the difference.
func (v *view) mismatches(closed string) (part, error) {
	id := "mismatches"
	if closed != "" {
		id = "mismatches_closed"
	}
	list, next, err := v.list("mismatches", "limit", "100", "closed", closed, "agreement",
		v.arg("agreement"), "after", v.arg("after_"+id))
	if err != nil {
		return part{}, err
	}
	t := v.table(id, "seq day product purpose agreement owner reporter provider_units "+
		"consumer_units state due")
	t.Filter = true
	for _, m := range list {
		due, class := shown(m, "due"), ""
		if truth(m, "overdue") {
			due, class = due+" "+v.state("overdue"), "bad"
		}
		state := v.state(text(m, "status"))
		if x := text(m, "stands"); x != "" {
			state += " " + esc(v.t("stands")+" "+v.word(x))
		}
		state += " <small>" + esc(text(m, "age_days")+v.t("days")) + "</small> " + v.evidence(m)
		t.Rows = append(t.Rows, row{ID: "m" + text(m, "number"), Class: class, Cells: []H{
			shown(m, "number"), nb(text(m, "day")), v.ref("product", text(m, "node")),
			v.said(m, "purpose"), v.ref("agreement", text(m, "agreement")),
			v.who(m, "owner"), v.who(m, "reporter"), count(m, "provider"),
			count(m, "consumer"), state, due}})
	}
	return v.paged(id, v.t(id), t, next), nil
}

// challenges are the random samples, each with the stage it is in and what is due next.
func (v *view) challenges() (part, error) {
	list, next, err := v.list("challenges", "limit", "100", "after", v.arg("after_challenges"))
	if err != nil {
		return part{}, err
	}
	t := v.table("challenges", "id auditor reporter product committed population "+
		"drawn_units challenge_stage due")
	t.Filter = true
	for _, c := range list {
		t.add(v.ref("challenge", text(c, "id")), v.party(owner(text(c, "id"))), v.who(c, "reporter"),
			v.ref("product", text(c, "node")), stamp(c, "committed"), count(c, "population"),
			count(c, "sample"), v.state(text(c, "stage")), shown(c, "due"))
	}
	return v.paged("challenges", v.t("challenges"), t, next), nil
}

// unfinished counts the samples that wait for somebody.
func unfinished(list []doc) (n int) {
	for _, c := range list {
		switch text(c, "stage") {
		case "passed", "failed":
		default:
			n++
		}
	}
	return n
}

// drawsShown is how many drawn uses of a sample a page holds.
const drawsShown = 100

// challenge shows one random sample: what was committed when, from which blocks the draw follows,
// which uses were drawn, and what came of it.
func challenge(v *view) (*page, error) {
	d, err := v.ask("challenge", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "checks", Kicker: v.t("challenge"), Title: text(d, "id"),
		Sub:   v.party(owner(text(d, "id"))) + " → " + v.who(d, "reporter"),
		Marks: []H{v.state(text(d, "stage")), v.signed(false)},
		Files: []file{v.recordProof("trace/challenges", text(d, "id"))}}
	p.Stats = []stat{{Label: v.label("population"), Value: count(d, "population")},
		{Label: v.label("drawn_units"), Value: count(d, "sample")},
		{Label: v.label("confidence"), Value: esc(text(d, "confidence") + " %")},
		{Label: v.label("tolerated"), Value: esc(text(d, "tolerated") + " / 10,000")}}
	facts := append([]fact{{v.label("product"), v.ref("product", text(d, "node"))}}, v.facts(d,
		"agreement reporter committed commitment height beacon_from beacon drawn nonce seed revealed "+
			"answered answer judged due contested reason evidence")...)
	p.add(part{ID: "facts", Title: v.t("facts"), Facts: facts})
	p.add(v.listed("findings", v.t("findings"),
		v.rows(v.t("findings"), docs(d, "findings"), "draw why"), ""))
	if text(d, "revealed") == "" {
		return p, nil
	}
	list, next, err := v.list("sample", "id", v.id(), "limit", itoa(drawsShown), "after",
		v.arg("after"))
	if err != nil {
		return nil, err
	}
	p.add(v.listed("sample", v.t("sample"), v.rows(v.t("sample"), list, "draw batch place"), next))
	return p, nil
}
