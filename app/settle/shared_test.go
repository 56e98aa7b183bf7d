package settle_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Data held through sharing is the sharer's contribution unless the profile credits its holder
// (law/matrix S10).
func TestSharedDataIsTheSharersContribution(t *testing.T) {
	n := resold(t)
	n.party(party.Party{ID: "hr", Nature: party.Administrative, RemitTo: "treasury"}, "provider")
	entries := table[wire.ID, catalog.Resource](catalog.Chapter(), "catalog/resources")
	v, _ := entries.Get(n.s, ref("tax/pay"))
	v.Origin, v.Sharer = catalog.Shared, "hr"
	entries.Set(n.s, v.ID, v)
	for _, c := range []struct{ credit, owner string }{{"sharer", "hr"}, {"holder", "tax"}} {
		n.set("shared_data.credit", c.credit)
		found := false
		for _, e := range settle.Inputs(n.s, "2026Q1").Nodes {
			if e.ID == "tax/pay" {
				found = true
				if e.Owner != c.owner {
					t.Errorf("credit %s: %+v", c.credit, e)
				}
			}
		}
		if !found {
			t.Error("the resource is not in the run")
		}
	}
}
