package explorer

import (
	"strings"
)

// tier reads one tier of a distribution rule aloud: what is taken of what, at most how much, for
// whom.
func (v *view) tier(kind string, x doc) H {
	var out []string
	add := func(key string, value H) {
		if value != "" {
			out = append(out, "<small>"+string(esc(v.t("rule."+key)))+"</small> "+string(value))
		}
	}
	of := v.word("of." + text(x, "of"))
	if kind == "base" {
		of = v.word("of.own_sales")
	}
	if channel := text(x, "channel"); channel != "" {
		of = v.t("flow.channel."+channel) + v.say("", " ") + of
	}
	if text(x, "of") != "" || kind == "base" {
		add("of", esc(of))
	}
	add("costs", v.words(x, "costs"))
	add("on", v.words(x, "on"))
	if rate := text(x, "rate"); rate != "" {
		add("rate", H("<b>")+esc(rate)+H("</b>"))
	}
	add("limit", shown(x, "limit"))
	if c := text(x, "cap"); c != "" {
		add("cap", yuan(c))
	}
	if to := text(x, "to"); to != "" {
		add("to", v.receiver(to))
	}
	if kind == "base" {
		add("to", v.receiver("inputs"))
	}
	var parts []string
	for _, p := range docs(x, "parts") {
		parts = append(parts, string(v.receiver(text(p, "to"))+" <b>"+shown(p, "weight")+"</b>"))
	}
	add("parts", H(strings.Join(parts, " : ")))
	return H(strings.Join(out, "　"))
}

// receiver is a payee of a rule: a party, the product's owner or what it was made of.
func (v *view) receiver(to string) H {
	if w, ok := words["receiver."+to]; ok {
		return esc(w[v.lang])
	}
	return v.party(to)
}

// words are a list of enum words.
func (v *view) words(d doc, path string) H {
	return v.joined(at(d, path), func(w string) H { return esc(v.word(w)) })
}
