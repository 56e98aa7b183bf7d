package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// BlacklistAdd puts a developer on the keeper's list (YN §21¶4). It holds with that operator;
// co-signed by the bureau it holds in the whole province. Live grants follow the measures.
type BlacklistAdd struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Developer    string        `json:"developer" max:"32" need:"yes"`
	Measures     []string      `json:"measures" max:"4" words:"interview|suspend|cancel|restrict_future" need:"yes"`
	Cause        string        `json:"cause" max:"500" need:"yes"`
	Evidence     rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *BlacklistAdd) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	switch {
	case !wire.IsName(m.Developer):
		return rule.Malformed("developer", "须填写开发主体", "must name the developer")
	case m.Cause == "":
		return rule.Malformed("cause", "须说明原因", "must give the cause")
	case len(m.Measures) == 0:
		return rule.Malformed("measures", "须写明措施", "must name a measure")
	}
	for i, w := range m.Measures {
		if !slices.Contains(party.Measures, w) || slices.Contains(m.Measures[:i], w) {
			return rule.Malformed("measures", "措施未知或重复", "a measure is unknown or named twice")
		}
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the entry as a dated cause on the developer.
func (m *BlacklistAdd) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	p, err := regime.Lasting(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	if !p.Bool("blacklist") {
		return p.Refuse(ErrNoBlacklist, "jurisdiction")
	}
	keeper := p.Text("blacklist.keeper")
	if !party.HasRole(c.Standing(), c.Author(), keeper, m.Jurisdiction, c.Time) {
		return p.Refuse(ErrKeeper, "", "role", keeper, "role_zh", party.RoleZh(keeper))
	}
	if _, ok := party.Get(c.Store, m.Developer); !ok {
		return ErrNoParty.At("developer", "party", m.Developer)
	}
	if entries.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	for _, w := range m.Measures {
		if !p.Has("blacklist.measures", w) {
			return p.Refuse(ErrMeasure, "measures", "measure", w)
		}
	}
	v := Entry{ID: m.ID, Jurisdiction: m.Jurisdiction, Regime: p.Ref(), Developer: m.Developer,
		Keeper: c.Author(), Scope: c.Author(), Measures: m.Measures, Cause: m.Cause,
		Evidence: m.Evidence, From: c.Time}
	if bureau, err := party.SignerWith(c, "bureau", party.Province(m.Jurisdiction)); err == nil {
		v.Bureau, v.Scope = bureau, party.Province(m.Jurisdiction)
	}
	if slices.Contains(v.Measures, party.Cancel) {
		if err := access.OweDeletions(c, v.Developer, v.Scope); err != nil {
			return err
		}
	}
	entries.Set(c.Store, m.ID, v)
	party.Restrict(c, v.Developer, v.Scope, v.ID, v.Keeper, v.Measures)
	c.Emit(Blacklisted{ID: v.ID, Developer: v.Developer, Scope: v.Scope,
		Deletion: slices.Contains(v.Measures, party.Cancel)})
	return nil
}
