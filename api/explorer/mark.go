package explorer

import (
	"html"
	"strings"
)

// mark is a word with a tone that does not rest on colour alone.
func mark(tone, label string) H {
	sign := map[string]string{"good": "●", "warn": "▲", "bad": "✕", "info": "○"}[tone]
	if sign != "" {
		sign = `<span aria-hidden="true">` + sign + `</span> `
	}
	return H(`<span class="mark `+tone+`">`+sign) + esc(label) + "</span>"
}

// signed says whether a fact was signed by its owner or attested for one without a key (rulings
// L3).
func (v *view) signed(attested bool) H {
	if attested {
		return mark("warn", v.t("attested"))
	}
	return mark("good", v.t("signed"))
}

// computed marks what nobody signs because every node computes it from signed and attested facts.
func (v *view) computed() H { return mark("info", v.t("computed")) }

// act is one act of a record's life: when, by whom, signed or attested, and its paper.
func (v *view) act(d doc) H {
	if d == nil || text(d, "at") == "" {
		return ""
	}
	out := nb(when(moment(d, "at"))) + " " + v.signed(truth(d, "attested"))
	if who := strs(d, "by"); len(who) > 0 {
		out += " " + v.accounts(who)
	}
	if tx := v.tx(text(d, "tx")); tx != "" {
		out += " " + tx
	}
	if e := v.evidence(d); e != "" {
		out += "<br>" + e
	}
	return out
}

func (v *view) accounts(list []string) H {
	out := make([]string, len(list))
	for i, a := range list {
		owner, _, _ := strings.Cut(a, "/")
		out[i] = `<a class="account" href="` + html.EscapeString(v.link("/party/"+owner)) + `"><code>` +
			html.EscapeString(a) + `</code></a>`
	}
	return H(strings.Join(out, " "))
}

// evidence names a document kept off chain.
func (v *view) evidence(d doc) H {
	if e, ok := d["evidence"].(doc); ok {
		d = e
	}
	number, title := text(d, "number"), text(d, "title")
	if number == "" && title == "" {
		return ""
	}
	out := esc(strings.TrimSpace(number + " " + v.word(title)))
	if x := text(d, "issuer"); x != "" {
		out += H("，") + esc(x)
	}
	if x := text(d, "date"); x != "" {
		out += " " + esc(x)
	}
	return out + " " + v.hash(text(d, "digest"))
}

// evidenceOf is the document in a member of a record.
func (v *view) evidenceOf(d doc, path string) H {
	e, _ := at(d, path).(doc)
	return v.evidence(e)
}
