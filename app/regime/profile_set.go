package regime

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProfileSet records the next version of a place's profile: what it changes against the newest
// version, the issuing document and the first day. The bureau of exactly that place authors it,
// another public body outside its control group countersigns (rulings L1). The version goes into
// force on its first day, and not before the timelock; objects signed under an earlier version stay
// under theirs. A place below one with a profile sets the keys that levels.child_keys leaves to it
// and keeps the others (law/matrix 3.1).
type ProfileSet struct {
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Base         uint32        `json:"base"`                      // the newest version, 0: none
	First        wire.Date     `json:"effective_from" need:"yes"` // first day in force
	TitleEn      string        `json:"title_en" max:"200"`        // "" keeps that of the base
	Document     rule.Evidence `json:"document" need:"yes"`
	Changes      []KeyChange   `json:"changes" max:"400" need:"yes"`
}

// KeyChange is the new value of one key with its article and mark.
type KeyChange struct {
	Key     string   `json:"key" max:"64"`
	Values  []string `json:"values" max:"32"`
	Article string   `json:"article" max:"40"`
	Mark    string   `json:"mark" max:"8"`
}

// Check refuses a missing document, unknown or repeated keys and values that are not the key's.
func (m *ProfileSet) Check() error {
	if !party.IsJurisdiction(m.Jurisdiction) {
		return rule.Malformed("jurisdiction", "须为六位行政区划代码", "must be a six-digit division code")
	}
	if err := checkIssued(m.Document); err != nil {
		return err
	}
	if !m.First.Valid() || m.First >= lastDate {
		return rule.Malformed("effective_from", "须为施行日", "must be the first day in force")
	}
	if len(m.Changes) == 0 {
		return rule.Malformed("changes", "至少变更一项", "at least one key must change")
	}
	seen := map[string]bool{"legal.effective_from": true}
	for i, k := range m.Changes {
		at := "changes[" + strconv.Itoa(i) + "]"
		if _, known := schemaByName[k.Key]; !known || seen[k.Key] {
			return rule.Malformed(at+".key", "须为制度档案的事项，每项一次，施行日另写",
				"must be a key of a profile, each once, the first day apart")
		}
		seen[k.Key] = true
		var out Problems
		GenesisKey(k).check(&out, at)
		if len(out) > 0 {
			return rule.Malformed(at, "取值、条款或标记不合该事项的要求", out[0])
		}
	}
	return nil
}

// checkIssued requires the issuing document: its number, issuer and digest.
func checkIssued(e rule.Evidence) error {
	if err := rule.RequireEvidence("document", e); err != nil {
		return err
	}
	if e.Number == "" || e.Title == "" || e.Issuer == "" || !e.Date.Valid() {
		return rule.Malformed("document", "须写明文号、标题、制定机关和印发日期",
			"document number, title, issuer and date of issue are required")
	}
	return nil
}

// Apply writes the version.
func (m *ProfileSet) Apply(c *rule.Ctx) error {
	if err := ownBureau(c, m.Jurisdiction); err != nil {
		return err
	}
	second, err := publicSecond(c)
	if err != nil {
		return err
	}
	p, before, err := m.next(c)
	if err != nil {
		return err
	}
	from := takesEffect(c, m.First)
	if from <= before.From {
		return ErrProfileOverlap.At("effective_from", "from", from, "version", m.Base,
			"begun", before.From)
	}

	issue := Issue{TitleZh: p.TitleZh, TitleEn: p.TitleEn, Number: p.Number, Issuer: p.Issuer,
		Recorded: c.Time, From: from, Digest: m.Document.Digest, Base: m.Base, By: c.Author(),
		Second: second, Above: p.Above}
	issue.force(p.Keys)
	p.write(c, issue)
	c.Emit(ProfileRecorded{Jurisdiction: p.Jurisdiction, Version: p.Version, Number: p.Number,
		From: from, By: c.Author(), Second: second})
	return nil
}
