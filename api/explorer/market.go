package explorer

// batch shows one usage batch.
func batch(v *view) (*page, error) {
	d, err := v.ask("batch", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := v.record(d, "batch", "lineage")
	for _, f := range strs(d, "flags") {
		p.Marks = append(p.Marks, mark("warn", v.word(f)))
	}
	p.Stats = []stat{{Label: v.label("units"), Value: count(d, "count")},
		{Label: v.label("use"), Value: v.said(d, "use")},
		{Label: v.label("period"), Value: v.anchor(v.link("/settlement/"+escaped(text(d, "period"))),
			text(d, "period"))}}
	facts := v.facts(d, "id stream from to purpose use customer count recorded by log root")
	product := fact{v.t("product"), v.ref("product", text(d, "product")+"@"+text(d, "version"))}
	p.Parts = []part{{Facts: append([]fact{product}, facts...)}}
	inputs := []string{}
	if x, err := v.maybe("product", "product", text(d, "product"), "version", text(d,
		"version")); err == nil {
		for _, in := range docs(x, "inputs") {
			inputs = append(inputs, text(in, "kind")+":"+text(in, "object")+"@"+text(in, "version"))
		}
	}
	t := &table{
		Caption: v.t("counters"),
		Head:    []column{{v.t("inputs"), false}, {v.label("units"), true}},
	}
	for _, c := range docs(d, "counters") {
		cell := H("")
		for i, m := range strs(c, "members") {
			if i > 0 {
				cell += esc(v.say("、", ", "))
			}
			if n := number(doc{"n": m}, "n"); n < len(inputs) {
				cell += v.node(inputs[n])
			}
		}
		t.add(cell, count(c, "units"))
	}
	p.add(v.listed("counters", v.t("counters"), t, ""))
	return p, nil
}

// record begins a page of a record with an id.
func (v *view) record(d doc, noun, menu string) *page {
	return &page{
		Menu:   menu,
		Kicker: v.t(noun),
		Files:  []file{v.recordProof(noun, text(d, "id"))},
		Title:  text(d, "id"),
		Sub:    v.party(owner(text(d, "id"))),
		Marks:  []H{v.signed(truth(d, "attested"))},
	}
}

// trade shows one confirmed trade.
func trade(v *view) (*page, error) {
	d, err := v.ask("trade", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := v.record(d, "trade", "settlement")
	p.Parts = []part{
		{Facts: v.facts(d, "id seller product version customer purpose use unit venue exchange "+
			"exchange_ref clearing for_product confirmed by evidence")},
	}
	return p, nil
}

// receipt shows one receipt with its parts by period.
func receipt(v *view) (*page, error) {
	d, err := v.ask("receipt", "id", v.id())
	if err != nil {
		return nil, err
	}
	if x, ok := d["receipt"].(doc); ok {
		for k, part := range d {
			if k != "receipt" {
				x[k] = part
			}
		}
		d = x
	}
	p := v.record(d, "receipt", "settlement")
	p.Marks = append(p.Marks, v.state(text(d, "status")))
	p.Stats = []stat{{Label: v.label("amount"), Value: amount(d, "amount")},
		{Label: v.label("tax"), Value: amount(d, "tax")},
		{Label: v.label("units"), Value: count(d, "units")}}
	p.Parts = []part{
		{Facts: v.facts(d, "id trade product version first_day last_day units amount tax tariff invoice "+
			"recorded by confirmed checked refunded reason evidence")},
		v.listed("parts", v.t("parts"), v.rows(v.t("parts"), docs(d, "parts"),
			"period amount tax units days"), ""),
	}
	return p, nil
}

// cost shows one cost.
func cost(v *view) (*page, error) {
	d, err := v.ask("cost", "id", v.id())
	if err != nil {
		return nil, err
	}
	p := v.record(d, "cost", "settlement")
	p.Marks = append(p.Marks, v.state(text(d, "status")))
	p.Stats = []stat{{Label: v.label("amount"), Value: amount(d, "amount")}}
	p.Parts = []part{{Facts: v.facts(d, "id agreement product version class investor commissioner "+
		"amount date voucher period recorded by confirmed checked corrected reason evidence")}}
	return p, nil
}
