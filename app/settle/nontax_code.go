package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NontaxCode registers the codes under which a party's income is paid as non-tax revenue, from a
// day on. Finance of the party's place signs.
type NontaxCode struct {
	Party    string        `json:"party" max:"32" need:"yes"`
	From     wire.Date     `json:"from" need:"yes"`
	Unit     string        `json:"unit" max:"20" need:"yes"` // 执收单位编码
	Item     string        `json:"item" max:"20" need:"yes"` // 收入项目编码
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *NontaxCode) Check() error {
	switch {
	case !wire.IsName(m.Party):
		return rule.Malformed("party", "须为主体编号", "must be a party")
	case !m.From.Valid():
		return rule.Malformed("from", "须为日期", "must be a day")
	case m.Unit == "" || m.Item == "":
		return rule.Malformed("unit", "须写明执收单位编码和收入项目编码", "codes of unit and item are required")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply writes the codes.
func (m *NontaxCode) Apply(c *rule.Ctx) error {
	p, ok := party.Get(c.Store, m.Party)
	if !ok {
		return rule.Malformed("party", "没有该主体", "no such party")
	}
	if _, err := party.SignerWith(c, "finance", p.Jurisdiction); err != nil {
		return err
	}
	v := Codes{m.Unit, m.Item}
	codes.Set(c.Store, codeKey{m.Party, m.From}, Code{v, m.Evidence, c.Signers, c.Time})
	c.Emit(CodesRegistered{m.Party, m.From, v})
	return nil
}
