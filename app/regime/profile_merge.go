package regime

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// next is the version as it would stand, with the document of the version before.
func (m *ProfileSet) next(c *rule.Ctx) (p GenesisProfile, before Issue, err error) {
	ref, before, ok := newest(c.Store, m.Jurisdiction)
	if ref.Version != m.Base {
		return p, before, ErrProfileBase.At("base", "jurisdiction", m.Jurisdiction, "newest", ref.Version,
			"base", m.Base)
	}
	p = GenesisProfile{Jurisdiction: m.Jurisdiction, Version: m.Base + 1, TitleZh: m.Document.Title,
		TitleEn: before.TitleEn, Number: m.Document.Number, Issuer: m.Document.Issuer}
	if m.TitleEn != "" {
		p.TitleEn = m.TitleEn
	}
	switch {
	case before.Above != (Ref{}) || !ok && m.above(c):
		up, err := m.child(c, &p, ref, before)
		if err != nil {
			return p, before, err
		}
		p.Above = up
	case ok:
		p.Keys = full(c.Store, ref)
	}
	for _, k := range m.Changes {
		p.put(GenesisKey(k))
	}
	if k := p.key("legal.effective_from"); k != nil {
		k.Values = []string{m.First.String()}
	} else {
		p.put(GenesisKey{Key: "legal.effective_from", Values: []string{m.First.String()},
			Article: rule.DefaultRule, Mark: MarkDefault})
	}
	draft := ok && p.Above == (Ref{}) && before.From == 0
	if draft && p.key("legal.status").Values[0] == "draft" {
		return p, before, ErrProfileDraft.At("base", "jurisdiction", m.Jurisdiction, "version", m.Base)
	}
	var out Problems
	p.Check(&out, "")
	if len(out) > 0 {
		return p, before, ErrProfileInvalid.At("changes", "detail", out[0])
	}
	return p, before, nil
}

// above reports whether a place above has a profile, which then holds here too: the place's own may
// settle only what that one leaves to it.
func (m *ProfileSet) above(c *rule.Ctx) bool {
	for _, j := range levels(m.Jurisdiction)[1:] {
		if _, _, ok := newest(c.Store, j); ok {
			return true
		}
	}
	return false
}

func (p *GenesisProfile) key(name string) *GenesisKey {
	i := slices.IndexFunc(p.Keys, func(k GenesisKey) bool { return k.Key == name })
	if i < 0 {
		return nil
	}
	return &p.Keys[i]
}

func (p *GenesisProfile) put(k GenesisKey) {
	if old := p.key(k.Key); old != nil {
		*old = k
		return
	}
	p.Keys = append(p.Keys, k)
}
