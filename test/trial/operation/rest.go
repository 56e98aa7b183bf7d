package operation

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Rest puts facts into a store as the papers of earlier chapters would have left them: Guizhou at
// rest on 2025-03-02, before anybody used or sold anything.
type Rest struct {
	testing.TB
	Store state.Store
	Seq   *uint64 // of the resource or product put last
}

// Regime is the version of Guizhou's rules that the facts are under.
var Regime = regime.Ref{Jurisdiction: Guizhou.Place, Version: 1}

// Keys of the tables that facts are put into.
type (
	// RoleKey is a role of a party in a place from an instant.
	RoleKey struct {
		Party, Role, Jurisdiction string
		From                      wire.Time
	}
	// RoleEnd is when and why a role ended, zero while it lasts.
	RoleEnd struct {
		To       wire.Time `json:"to"`
		Document string    `json:"document" max:"200"`
		Ending   string    `json:"ending" max:"200"`
	}
	// Version is a version of a product.
	Version struct {
		ID      wire.ID
		Version uint32
	}
)

// Party registers an institution, an enterprise of Guizhou unless v says other, with its roles
// since 2025.
func (r Rest) Party(v party.Party, roles ...string) {
	if v.Jurisdiction == "" {
		v.Jurisdiction = Guizhou.Place
	}
	if v.Nature == "" {
		v.Nature = party.Enterprise
	}
	v.Name = v.ID
	trial.Table[string, party.Party](party.Chapter(), "party/parties").Set(r.Store, v.ID, v)
	for _, role := range roles {
		trial.Table[RoleKey, RoleEnd](party.Chapter(), "party/roles").
			Set(r.Store, RoleKey{v.ID, role, v.Jurisdiction, trial.Day("2025-01-01")}, RoleEnd{})
	}
}

// Resource registers a resource of a weight on 2025-02-01.
func (r Rest) Resource(id string, weight uint32) {
	*r.Seq++
	since := trial.Day("2025-02-01")
	v := catalog.Resource{ID: trial.ID(id), Version: 1, Name: id, Jurisdiction: Guizhou.Place,
		Weight: weight, Regime: Regime, Status: catalog.Registered, Seq: *r.Seq, Published: since,
		Registered: since, Origin: catalog.Own}
	trial.Table[wire.ID, catalog.Resource](catalog.Chapter(), "catalog/resources").
		Set(r.Store, v.ID, v)
}

// Agreement is in force from 2025-03-01 to last under a rule of money.
func (r Rest) Agreement(id, operator, last, text string) {
	v := authorization.Agreement{ID: trial.ID(id), Regime: Regime, Jurisdiction: Guizhou.Place,
		Mode: "whole", Impl: "bureau", Operator: operator, FirstDay: 20250301,
		LastDay: trial.Date(last), Rule: wire.Bytes(text), Signed: trial.Day("2025-02-20")}
	trial.Table[wire.ID, authorization.Agreement](authorization.Chapter(), "authorization/agreements").
		Set(r.Store, v.ID, v)
}

// End ends an agreement early.
func (r Rest) End(id string, at wire.Time) {
	m := trial.Table[wire.ID, authorization.Agreement](authorization.Chapter(),
		"authorization/agreements")
	v, _ := m.Get(r.Store, trial.ID(id))
	v.EndedAt, v.EndCause = at, "unrectified"
	m.Set(r.Store, v.ID, v)
}

// DevAgreement is a development-use agreement from 2025-03-01 to 2027-12-31.
func (r Rest) DevAgreement(id, parent, developer, text string) {
	v := access.DevAgreement{ID: trial.ID(id), Regime: Regime, Jurisdiction: Guizhou.Place,
		Operator: "operator", Developer: developer, Parent: trial.ID(parent), FirstDay: 20250301,
		LastDay: 20271231, Rule: wire.Bytes(text), Signed: access.Act{At: trial.Day("2025-02-20")}}
	trial.Table[wire.ID, access.DevAgreement](access.Chapter(), "access/dev_agreements").
		Set(r.Store, v.ID, v)
}

// Product publishes version 1 on 2025-03-02; inputs are "party/local" of a resource or
// "party/local@1" of a product, with ! before what is no public data.
func (r Rest) Product(id, stage, agreement string, inputs ...string) {
	*r.Seq++
	v := product.Product{ID: trial.ID(id), Version: 1, Seq: *r.Seq, Regime: Regime,
		Jurisdiction: Guizhou.Place, Stage: stage, Name: id, Form: "api", Purpose: "finance",
		Maker: trial.ID(id).Party, Agreement: trial.ID(agreement), Status: product.OnSale,
		Publication: access.Act{At: trial.Day("2025-03-02")}}
	for _, in := range inputs {
		own, private := strings.CutPrefix(in, "!")
		name, _, made := strings.Cut(own, "@")
		i := product.Input{Object: trial.ID(name), Kind: access.KindResource, Version: 1,
			Public: !private}
		if made {
			i.Kind = access.KindProduct
		}
		v.Inputs = append(v.Inputs, i)
	}
	trial.Table[Version, product.Product](product.Chapter(), "product/versions").
		Set(r.Store, Version{v.ID, 1}, v)
}
