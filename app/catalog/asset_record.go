package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AssetRecord says that data of the author which meets the conditions entered asset management (资产
// 管理). The finance department of the place may sign too; else the entry is attested by the provider
// (rulings L3). GZ §5¶3 §15¶3, YN §5¶5.
type AssetRecord struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Resource wire.ID       `json:"resource" need:"yes"`
	Number   string        `json:"number" max:"64" need:"yes"` // in the asset register
	Booked   wire.Date     `json:"booked" need:"yes"`
	Basis    rule.Evidence `json:"basis" need:"yes"` // how the conditions are met
}

// Asset is data in asset management.
type Asset struct {
	ID       wire.ID       `json:"id"`
	Resource wire.ID       `json:"resource"`
	Version  uint32        `json:"version"`
	Place    string        `json:"place" max:"6"`
	Holder   string        `json:"holder" max:"32"`
	Number   string        `json:"number" max:"64"`
	Booked   wire.Date     `json:"booked"`
	Basis    rule.Evidence `json:"basis"`
	Finance  string        `json:"finance" max:"32"` // who signed for finance, "" nobody
	Attested bool          `json:"attested"`
	Recorded wire.Time     `json:"recorded"`
}

// Check refuses a body that no state could make right.
func (m *AssetRecord) Check() error {
	switch {
	case m.Number == "":
		return rule.Malformed("number", "须写明资产登记编号", "needs the number in the asset register")
	case !m.Booked.Valid():
		return rule.Malformed("booked", "须为日期", "must be a date")
	}
	if err := rule.RequireEvidence("basis", m.Basis); err != nil {
		return err
	}
	return checkIDAndResource(m.ID, m.Resource)
}

// Apply records the asset.
func (m *AssetRecord) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID, assets.Has(c.Store, m.ID)); err != nil {
		return err
	}
	v, err := provided(c, "resource", m.Resource)
	if err != nil {
		return err
	}
	if v.Published == 0 {
		return profileOf(c, v).Refuse(ErrNotPublic, "resource", "id", v.ID, "status", v.Status)
	}
	if m.Booked > c.Time.Date() {
		return rule.Malformed("booked", "不得晚于今日", "must not be after today")
	}
	finance, err := party.SignerWith(c, "finance", v.Jurisdiction)
	assets.Set(c.Store, m.ID, Asset{ID: m.ID, Resource: m.Resource, Version: v.Version,
		Place: v.Jurisdiction, Holder: c.Author(), Number: m.Number, Booked: m.Booked, Basis: m.Basis,
		Finance: finance, Attested: err != nil, Recorded: c.Time})
	c.Emit(AssetRecorded{ID: m.ID, Resource: m.Resource, Attested: err != nil})
	return nil
}
