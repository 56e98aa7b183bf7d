package explorer

// resources lists the catalogue.
func resources(v *view) (*page, error) {
	list, next, err := v.list("resources", "limit", "200", "after", v.arg("after"), "status",
		v.arg("state"), "provider", v.arg("party"))
	if err != nil {
		return nil, err
	}
	p := &page{Menu: "resources", Title: v.t("menu.resources")}
	t := v.resourceTable(list)
	t.Filter = true
	p.add(v.listed("list", "", t, next))
	out, _, err := v.list("exclusions", "limit", "100")
	if err != nil {
		return nil, err
	}
	p.add(v.listed("exclusions", v.t("exclusions"),
		registerOf("exclusion").rows(v, out), ""))
	return p, nil
}

func (v *view) resourceTable(list []doc) *table {
	t := v.table("menu.resources", "name id provider class grade status registry_no attested")
	for _, d := range list {
		t.add(v.anchor(v.link("/resource/"+text(d, "id")), text(d, "name")),
			"<code>"+esc(text(d, "id")+"@"+text(d, "version"))+"</code>", v.party(owner(text(d, "id"))),
			v.said(d, "class"), shown(d, "grade"), v.state(text(d, "status")), shown(d, "registry_no"),
			v.signed(truth(d, "attested")))
	}
	return t
}

// owner is the institution that a record's id begins with.
func owner(id string) string {
	for i := range id {
		if id[i] == '/' {
			return id[:i]
		}
	}
	return id
}

// resource shows a catalogue entry and what was made of it.
func resource(v *view) (*page, error) {
	d, err := v.ask("resource", "id", v.id(), "version", v.arg("version"))
	if err != nil {
		return nil, err
	}
	id, version := text(d, "id"), text(d, "version")
	p := &page{Menu: "resources", Kicker: v.word("resource"), Title: text(d, "name"),
		Sub: "<code>" + esc(id+"@"+version) + "</code> " + v.party(owner(id))}
	p.Marks = []H{v.state(text(d, "status")), v.number(text(d, "registry_no"), truth(d, "attested"))}
	if truth(d, "personal") {
		p.Marks = append(p.Marks, mark("warn", v.label("personal")))
	}
	node := "resource:" + id + "@" + version
	p.Files = v.lineageFiles(node)
	below, err := v.closureOf(node, "down", v.arg("down"), v.arg("after"), tableNodes)
	if err != nil {
		return nil, err
	}
	if below != nil {
		v.madeOfIt(p, below, node)
	}
	if err := v.lineageUses(p, node); err != nil {
		return nil, err
	}
	t := v.table("fields", "name kind personal")
	for _, f := range docs(d, "fields") {
		personal := H("")
		if truth(f, "personal") {
			personal = mark("warn", v.t("true"))
		}
		t.add(shown(f, "name"), shown(f, "type"), personal)
	}
	p.add(v.listed("fields", v.t("fields"), t, ""))
	p.add(part{ID: "facts", Title: v.t("facts"), Facts: v.facts(d, "id version class grade "+
		"jurisdiction origin sharer venue weight drafted reviewed reviewer published publisher "+
		"registered registrar registry_no attested evidence updated digest sample reason")})
	return p, nil
}

// madeOfIt draws and lists what a resource went into.
func (v *view) madeOfIt(p *page, c *closure, root string) {
	boxes, arrows := v.boxes(&closure{}, c, root)
	for i := range boxes {
		boxes[i].level = -boxes[i].level
	}
	if len(boxes) > 1 {
		p.add(part{ID: "graph", Title: v.t("lineage.downstream"),
			HTML: v.graph(v.t("lineage.downstream"), boxes, arrows) + v.legend()})
	}
	t := &table{Caption: v.t("lineage.downstream"), Filter: true, Head: []column{{v.t("level"), true},
		{v.t("kind"), false}, {v.t("step"), false}, {v.t("made_of"), false}, {v.label("party"), false},
		{v.t("entitled"), false}, {v.t("time"), false}, {v.t("check"), false}, {v.t("fact"), false}}}
	from := map[string][]string{}
	for _, s := range c.Steps {
		from[s.To] = append(from[s.To], s.From)
	}
	for _, n := range c.Nodes {
		if n.Key != root {
			t.Rows = append(t.Rows, v.lineageRow(n, from[n.Key]))
		}
	}
	p.Stats = append(p.Stats, stat{Label: v.t("lineage.products"), Value: esc(itoa(c.Total.Products))},
		stat{Label: v.t("lineage.processing"), Value: esc(itoa(c.Total.Processing))})
	p.add(v.listed("table", v.t("lineage.downstream"), t, c.After))
}
