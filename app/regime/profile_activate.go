package regime

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProfileActivate puts a draft into force once its rules are issued: the day of issue is the first
// day, as the drafts say (law/matrix A37), and the last day follows from legal.valid_years. Who
// signs and the timelock are those of ProfileSet.
type ProfileActivate struct {
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Version      uint32        `json:"version" need:"yes"`
	Status       string        `json:"status" max:"16" words:"in_force|in_force_trial" need:"yes"`
	Document     rule.Evidence `json:"document" need:"yes"` // as issued, on its date
}

// Check refuses a missing document and a status that is not in force.
func (m *ProfileActivate) Check() error {
	if !party.IsJurisdiction(m.Jurisdiction) {
		return rule.Malformed("jurisdiction", "须为六位行政区划代码", "must be a six-digit division code")
	}
	if m.Status != "in_force" && m.Status != "in_force_trial" {
		return rule.Malformed("status", "须为 in_force 或 in_force_trial",
			"must be in_force or in_force_trial")
	}
	if err := checkIssued(m.Document); err != nil {
		return err
	}
	if m.Document.Date >= lastDate {
		return rule.Malformed("document.date", "须为 2999 年以前", "must be before the year 2999")
	}
	return nil
}

// Apply gives the draft its document, first and last day.
func (m *ProfileActivate) Apply(c *rule.Ctx) error {
	if err := ownBureau(c, m.Jurisdiction); err != nil {
		return err
	}
	second, err := publicSecond(c)
	if err != nil {
		return err
	}
	ref := Ref{m.Jurisdiction, m.Version}
	last, issue, ok := newest(c.Store, m.Jurisdiction)
	if !ok || last != ref || issue.From != 0 {
		return ErrProfileNotDraft.At("version", "jurisdiction", m.Jurisdiction, "version", m.Version)
	}
	from := takesEffect(c, m.Document.Date)
	prior, before, ok := begun(c.Store, m.Jurisdiction, ^wire.Time(0))
	if ok && from <= before.From {
		return ErrProfileOverlap.At("document.date", "from", from, "version", prior.Version,
			"begun", before.From)
	}
	expires := m.expires(At(c.Store, ref))
	if day, _ := wire.ParseDate(expires); expires != "" && day < m.Document.Date {
		return ErrProfileInvalid.At("document.date", "detail", "legal.expires "+expires)
	}

	for _, k := range []struct{ key, value string }{{"legal.status", m.Status},
		{"legal.effective_from", m.Document.Date.String()}, {"legal.expires", expires}} {
		at := settingKey{m.Jurisdiction, m.Version, k.key}
		s, _ := settings.Get(c.Store, at)
		s.Values = []string{k.value}
		settings.Set(c.Store, at, s)
	}
	issue.TitleZh, issue.Number = m.Document.Title, m.Document.Number
	issue.Issuer = m.Document.Issuer
	issue.Status, issue.EffectiveFrom, issue.From = m.Status, m.Document.Date, from
	issue.Expires, _ = wire.ParseDate(expires)
	issue.Digest, issue.Recorded = m.Document.Digest, c.Time
	issue.By, issue.Second = c.Author(), second
	issues.Set(c.Store, ref, issue)
	c.Emit(ProfileRecorded{Jurisdiction: m.Jurisdiction, Version: m.Version, Number: issue.Number,
		From: from, By: c.Author(), Second: second})
	return nil
}

// expires is the last day the draft states, or the one that its years of validity give.
func (m *ProfileActivate) expires(p Profile) string {
	if stated := p.Text("legal.expires"); stated != "" {
		return stated
	}
	if years := p.Int("legal.valid_years"); years > 0 {
		return TermLastDay(m.Document.Date, years).String()
	}
	return ""
}
