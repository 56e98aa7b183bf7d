package explorer

// plan shows an implementation plan.
func plan(v *view) (*page, error) {
	d, err := v.ask("plan", "id", v.id())
	if err != nil {
		return nil, err
	}
	return &page{Menu: "authorization", Kicker: v.label("plan"), Title: text(d, "title"),
		Sub: code(text(d, "id")), Marks: []H{v.state(text(d, "status")),
			v.signed(truth(d, "attested"))},
		Files: []file{v.recordProof("authorization/plans", text(d, "id"))},
		Parts: []part{
			{Facts: v.facts(d, "id version mode jurisdiction drafters drafted document approver approved "+
				"approval attested resources rule_hash digest reason")},
			v.ruleOf(doc{"rule": d["mechanism"],
				"rule_hash": d["rule_hash"]}),
		}}, nil
}

// selection shows how an operator was chosen.
func selection(v *view) (*page, error) {
	d, err := v.ask("selection", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "authorization", Kicker: v.label("selection"), Title: v.name(text(d, "chosen")),
		Sub: code(text(d, "id")), Marks: []H{v.state(text(d, "status")),
			v.signed(false)},
		Files: []file{v.recordProof("authorization/selections", text(d, "id"))}}
	x, _ := d["decision"].(doc)
	facts := v.facts(d,
		"id plan impl method announced notice closes evaluated report chosen decided agreement")
	p.add(part{Facts: append(facts, fact{v.t("decision"), v.evidence(x)})}, v.publicity(d))
	t := v.table("applied", "applicant applied")
	for _, a := range docs(d, "applied") {
		t.add(v.who(a, "applicant"), stamp(a, "applied"))
	}
	p.add(v.listed("applied", v.t("applied"), t, ""))
	return p, nil
}

func (v *view) publicity(d doc) part {
	x, _ := d["publicity"].(doc)
	if text(x, "started") == "" {
		return part{Title: v.t("publicity"), Empty: v.t("none")}
	}
	return part{Title: v.t("publicity"), Facts: append(v.facts(x, "started opens notice"),
		fact{v.t("objections"), shown(x, "objections")})}
}

// developer shows a developer's admission.
func developer(v *view) (*page, error) {
	d, err := v.ask("developer", "id", v.id())
	if err != nil {
		return nil, err
	}
	t := v.table("materials", "point document")
	for _, name := range []string{"evidence", "materials"} {
		for _, x := range docs(d, name) {
			e, _ := x["evidence"].(doc)
			t.add(esc(v.word("topic."+text(x, "item"))), v.evidence(e))
		}
	}
	return &page{Menu: "authorization", Kicker: v.label("developer"), Title: v.name(owner(v.id())),
		Sub:   code(text(d, "id")),
		Marks: []H{v.state(text(d, "status")), v.signed(false)},
		Files: []file{v.recordProof("authorization/developers", text(d, "id"))},
		Parts: []part{
			{Facts: v.facts(d, "id jurisdiction operator applied reviewed reviewer admitted reason")},
			v.listed("materials", v.t("materials"), t, ""), v.publicity(d),
		}}, nil
}
