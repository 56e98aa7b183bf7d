package regime

import (
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Check notes what is wrong with the profile. Field names follow prefix at.
func (p GenesisProfile) Check(out *Problems, at string) {
	if !party.IsJurisdiction(p.Jurisdiction) {
		out.Add(at+"jurisdiction", "%q is not a six-digit division code", p.Jurisdiction)
	}
	if p.Version == 0 {
		out.Add(at+"version", "versions begin with 1")
	}
	line(out, at+"title_zh", p.TitleZh, 200, true)
	line(out, at+"title_en", p.TitleEn, 200, true)
	line(out, at+"number", p.Number, 64, false)
	line(out, at+"issuer", p.Issuer, 100, true)
	given := map[string]GenesisKey{}
	for i, k := range p.Keys {
		field := at + "keys." + k.Key
		if _, known := schemaByName[k.Key]; !known {
			out.Add(fmt.Sprintf("%skeys[%d]", at, i), "unknown key %q", k.Key)
			continue
		}
		if _, twice := given[k.Key]; twice {
			out.Add(field, "appears twice")
		}
		given[k.Key] = k
		k.check(out, field)
	}
	for _, k := range Schema {
		if _, ok := given[k.Name]; !ok {
			out.Add(at+"keys."+k.Name, "missing (%s: %s)", k.Type, k.En)
		}
	}
	checkForce(out, at, given)
}

func (k GenesisKey) check(out *Problems, field string) {
	k.CheckAs(out, field, schemaByName[k.Key])
	if k.Key == "levels.child_keys" {
		checkChildKeys(out, field, k.Values)
	}
}

// CheckAs notes what is wrong with a key's value, article and mark under its definition.
func (k GenesisKey) CheckAs(out *Problems, field string, as Key) {
	if problem := as.Fits(k.Values); problem != "" {
		out.Add(field+".value", "%s", problem)
	}
	for _, v := range k.Values {
		line(out, field+".value", v, maxValue, false)
	}
	law := k.Mark == MarkText || k.Mark == MarkSoft
	line(out, field+".article", k.Article, 40, !law)
	switch k.Mark {
	case MarkText, MarkSoft:
		if k.Article == rule.DefaultRule || k.Article == "" {
			out.Add(field+".article", "mark %s needs the article it comes from", k.Mark)
		}
	case MarkDefault:
	default:
		out.Add(field+".mark", "%q is none of text, soft, default", k.Mark)
	}
}

// checkForce holds the three legal keys together: what is in force has a first day, and it does not
// end before it begins.
func checkForce(out *Problems, at string, given map[string]GenesisKey) {
	one := func(key string) string {
		if v := given[key].Values; len(v) == 1 {
			return v[0]
		}
		return ""
	}
	from, _ := wire.ParseDate(one("legal.effective_from"))
	last, _ := wire.ParseDate(one("legal.expires"))
	if from == 0 && strings.HasPrefix(one("legal.status"), "in_force") {
		out.Add(at+"keys.legal.effective_from.value", "a document in force has a first day")
	}
	if last != 0 && last < from {
		out.Add(at+"keys.legal.expires.value", "%s is before the first day %s", last, from)
	}
}
