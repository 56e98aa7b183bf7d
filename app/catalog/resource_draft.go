package catalog

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ResourceDraft drafts an entry of the author's own data, or drafts it again before it is reviewed
// or after it was returned.
type ResourceDraft struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Name         string        `json:"name" max:"200" need:"yes"`
	Class        string        `json:"class" max:"40"`
	Grade        string        `json:"grade" max:"40"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Fields       []Field       `json:"fields" max:"400" need:"yes"`
	Origin       string        `json:"origin" max:"10" words:"own|shared" need:"yes"`
	Sharer       string        `json:"sharer" max:"32"` // only when shared
	Personal     bool          `json:"personal"`
	Secret       bool          `json:"trade_secret"` // it holds trade secrets of enterprises
	Restricted   []string      `json:"restricted" max:"16"`
	Requirements string        `json:"requirements" max:"500"`
	StateSecret  bool          `json:"state_secret"`
	Sample       crypto.Digest `json:"sample"` // of sample data, none where not given
	Weight       uint32        `json:"weight"` // in settlement; 0 counts as 1
}

// Check refuses a body that no state could make right.
func (m *ResourceDraft) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case m.Name == "":
		return rule.Malformed("name", "不能为空", "must not be empty")
	case m.Origin != Own && m.Origin != Shared:
		return rule.Malformed("origin", "须为 own 或 shared", "must be own or shared")
	case (m.Origin == Shared) != (m.Sharer != ""):
		return rule.Malformed("sharer", "仅共享数据须写明共享提供单位",
			"names the sharer of shared data, and only then")
	}
	if err := checkRestricted(m.Restricted); err != nil {
		return err
	}
	return checkFields(m.Fields, m.Personal)
}

// checkFields refuses an entry without fields, a field twice, and hidden personal information.
func checkFields(fields []Field, personal bool) error {
	if len(fields) == 0 {
		return rule.Malformed("fields", "须列明数据项", "must list the fields")
	}
	seen := make(map[string]bool, len(fields))
	for i, f := range fields {
		at := "fields[" + strconv.Itoa(i) + "]."
		switch {
		case f.Name == "" || seen[f.Name]:
			return rule.Malformed(at+"name", "为空或重复", "is empty or repeated")
		case f.Type == "":
			return rule.Malformed(at+"type", "不能为空", "must not be empty")
		case f.Personal && !personal:
			return rule.Malformed("personal", "含个人信息数据项时须为 true", "must be true: a field is personal")
		}
		seen[f.Name] = true
	}
	return nil
}

// Apply writes the entry.
func (m *ResourceDraft) Apply(c *rule.Ctx) error {
	p, err := regime.Lasting(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	provider, err := party.SignerWith(c, roleProvider, m.Jurisdiction)
	if err != nil {
		return err
	}
	if m.ID.Party != provider || c.Author() != provider {
		return ErrNotOwn.At("id", "provider", c.Author(), "owner", m.ID.Party)
	}
	if m.StateSecret {
		return underSecrecyLaw(ErrStateSecret.At("state_secret", "id", m.ID))
	}
	if err := described(p, m.ID, m.Class, m.Grade, m.Sample); err != nil {
		return err
	}
	if err := limited(p, m.ID, m.Personal, m.Restricted, m.Requirements); err != nil {
		return err
	}
	if m.Sharer != "" {
		if _, ok := party.Get(c.Store, m.Sharer); !ok || m.Sharer == provider {
			return rule.Malformed("sharer", "须为另一已注册主体", "must be another registered party")
		}
	}
	old, exists := Get(c.Store, m.ID)
	if exists && old.Status != Drafted && old.Status != Returned {
		return ErrExists.At("id", "id", m.ID, "status", old.Status)
	}
	resources.Set(c.Store, m.ID, Resource{ID: m.ID, Version: 1, Name: m.Name, Class: m.Class,
		Grade: m.Grade, Jurisdiction: m.Jurisdiction, Regime: p.Ref(), Fields: m.Fields,
		Origin: m.Origin, Sharer: m.Sharer, Personal: m.Personal, Secret: m.Secret, Sample: m.Sample,
		Restricted: m.Restricted, Requirements: m.Requirements,
		Weight: max(m.Weight, 1), Status: Drafted, Drafted: c.Time})
	c.Emit(ResourceDrafted{ID: m.ID, Version: 1})
	return nil
}

// described refuses an entry without what the profile wants of it: class and grade, sample data.
func described(p regime.Profile, id wire.ID, class, grade string, sample crypto.Digest) error {
	if p.Bool("catalog.classified") && (class == "" || grade == "") {
		return p.Refuse(ErrUnclassified, "class", "id", id)
	}
	if p.Bool("catalog.sample_required") && sample.IsZero() {
		return p.Refuse(ErrNoSample, "sample", "id", id)
	}
	return nil
}

// underSecrecyLaw cites national law, which no profile can switch off; GZ §33 points to it.
func underSecrecyLaw(r *rule.Refused) *rule.Refused {
	r.Article, r.Mark = "保守国家秘密法", "text"
	return r
}
