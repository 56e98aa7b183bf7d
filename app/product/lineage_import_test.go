package product_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
)

// Imported data is no input of a product, and lineage shows it as non-public (GZ §29).
func TestImportsInLineage(t *testing.T) {
	b, a := operating(t)
	b.must(&access.ImportRecord{ID: id("gz-operator/i1"), Agreement: a, Name: "企业用电",
		Of: "enterprise", Source: "供电公司", Fields: []string{"month", "kwh"},
		Basis: evidence("合同")}, "gz-operator")
	b.time += 7200
	kwh := input(access.KindImport, "gz-operator/i1", "kwh")
	kwh.Version = 0
	alone := b.process("gz-operator/only", "gz-bureau/g1", kwh)
	m := twoStep(b, a)
	m.Processing = append(m.Processing[:0], alone)
	b.refuse(m, "product.no_source", "gz-operator")

	b.time += 7200
	both := b.process("gz-operator/both", "gz-bureau/g1",
		input("resource", "gz-hospital/beds", "month"), kwh)
	m.Processing = append(m.Processing[:0], both)
	b.must(m, "gz-operator")
	p, _ := product.Get(b.store, m.ID, 1)
	if len(p.Inputs) != 1 || p.Inputs[0].Kind != access.KindResource {
		t.Errorf("inputs %+v", p.Inputs)
	}
	got := product.Walk(b.store, b.time, access.KindProduct, m.ID, 1, false, 10)
	i := slices.IndexFunc(got.Nodes, func(n product.LineageNode) bool {
		return n.Key == "import:gz-operator/i1"
	})
	if i < 0 || !slices.Contains(got.Nodes[i].Flags, "non_public") || len(got.Nodes[i].Acts) != 1 {
		t.Errorf("%+v", got.Nodes)
	}
}
