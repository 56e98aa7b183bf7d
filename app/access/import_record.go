package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ImportRecord brings lawful non-public data into the space for fusion with public data.
//
// GZ §29, GD §15: lawful data may be imported; HE §23¶2: with the implementing body's approval,
// which signs too; HB 四(六)4–5: under the operator's rules that the bureau approved.
type ImportRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"` // authorization agreement, or dev agreement
	Name      string        `json:"name" max:"200" need:"yes"`
	Of        string        `json:"of" max:"12" words:"enterprise|personal|government|other" need:"yes"`
	Secret    bool          `json:"trade_secret"`
	Source    string        `json:"source" max:"100" need:"yes"` // an institution, never a person
	Fields    []string      `json:"fields" max:"400" need:"yes"`
	LastDay   wire.Date     `json:"last_day"`         // of the lawful basis; none: open
	Basis     rule.Evidence `json:"basis" need:"yes"` // contract, consent or other lawful basis
}

// Check looks at the body alone.
func (m *ImportRecord) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case !m.Agreement.Valid():
		return rule.Malformed("agreement", "须填写所依据的协议", "must name the agreement it rests on")
	case m.Name == "" || m.Source == "":
		return rule.Malformed("source", "须写明名称及来源机构", "a name and the source are required")
	case m.Of != "enterprise" && m.Of != "personal" && m.Of != "government" && m.Of != "other":
		return rule.Malformed("of", "须为 enterprise、personal、government 或 other",
			"must be enterprise, personal, government or other")
	case len(m.Fields) == 0:
		return rule.Malformed("fields", "须列明数据项", "must list the fields")
	case m.LastDay != 0 && !m.LastDay.Valid():
		return rule.Malformed("last_day", "须为有效日期", "must be a day")
	}
	if err := checkFields("fields", m.Fields); err != nil {
		return err
	}
	return rule.RequireEvidence("basis", m.Basis)
}

// Apply records the import.
func (m *ImportRecord) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if imports.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	k, err := needContract(c, m.Agreement)
	if err != nil {
		return err
	}
	if c.Author() != k.holder {
		return ErrWrongSigner.At("agreement", "who", k.holder)
	}
	if err := k.running(c); err != nil {
		return err
	}
	rules, bound := authorization.RulesAt(c.Store, k.base.Operator, k.base.Jurisdiction,
		authorization.RulesSocialData, c.Time)
	switch word := k.profile.Text("import.nonpublic"); {
	case word == "impl_approval" && !c.SignedBy(k.base.Impl):
		return k.profile.Refuse(ErrImportApproval, "", "who", k.base.Impl)
	case word == "approved_rules" && !bound:
		return k.profile.Refuse(ErrImportRules, "", "operator", k.base.Operator)
	}

	v := Import{ID: m.ID, Agreement: m.Agreement, Regime: k.profile.Ref(), Name: m.Name, Of: m.Of,
		Secret: m.Secret, Source: m.Source, Fields: m.Fields, From: c.Time, Rules: rules.ID,
		Recorded: ActOf(c, false, m.Basis)}
	if m.LastDay != 0 {
		v.To = m.LastDay.End()
	}
	imports.Set(c.Store, m.ID, v)
	c.Emit(ImportRecorded{ID: m.ID, Agreement: m.Agreement, Of: m.Of})
	return nil
}

// Personal tells whether the import holds data of individuals.
func (v Import) Personal() bool { return v.Of == "personal" }
