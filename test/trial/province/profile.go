package province

import (
	"maps"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Profile gives every key of the schema its plainest value, then what set says: values parted by
// commas, then " @ " and the article where the value is the text's.
func Profile(place string, set map[string]string) regime.GenesisProfile {
	p := regime.GenesisProfile{Jurisdiction: place, Version: 1, TitleZh: "办法", TitleEn: "Rules",
		Issuer: "government"}
	for _, k := range regime.Schema {
		g := regime.GenesisKey{Key: k.Name, Values: plainest(k), Article: rule.DefaultRule,
			Mark: regime.MarkDefault}
		if s, ok := set[k.Name]; ok {
			value, article, cited := strings.Cut(s, " @ ")
			g.Values = []string{value}
			if k.Type == regime.TypeList {
				g.Values = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
			}
			if cited {
				g.Article, g.Mark = article, regime.MarkText
			}
		}
		p.Keys = append(p.Keys, g)
	}
	return p
}

func plainest(k regime.Key) []string {
	switch {
	case len(k.Of) > 0:
		return []string{k.Of[0]}
	case k.Type == regime.TypeList && k.Filled:
		return []string{"item"}
	case k.Type == regime.TypeList:
		return []string{}
	}
	return []string{map[string]string{regime.TypeInt: "0", regime.TypeBool: "false"}[k.Type]}
}

// With is base with more keys and values in turn.
func With(base map[string]string, more ...string) map[string]string {
	out := maps.Clone(base)
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}
