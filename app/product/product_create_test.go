package product_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Inputs are derived: what the records read from outside, through the datasets between.
func TestCreateDerivesInputs(t *testing.T) {
	b, a := operating(t)
	b.must(twoStep(b, a), "gz-operator")
	p, ok := product.Get(b.store, id("gz-operator/p1"), 1)
	if !ok || p.Status != product.Developed || p.Maker != "gz-operator" || p.Seq == 0 {
		t.Fatalf("%+v", p)
	}
	want := []product.Input{{Object: id("gz-hospital/beds"), Kind: "resource", Version: 1,
		Public: true},
		{Object: id("gz-health/visits"), Kind: "resource", Version: 1, Public: true}}
	if !slices.Equal(p.Inputs, want) {
		t.Errorf("inputs %+v", p.Inputs)
	}
	if !slices.Equal(p.Resources, []wire.ID{id("gz-health/visits"), id("gz-hospital/beds")}) {
		t.Errorf("resources %v", p.Resources)
	}
	if product.Node(p.ID, p.Version) != "gz-operator/p1@1" {
		t.Errorf("node %s", p.Node())
	}
}

func TestCreateRefusals(t *testing.T) {
	b, a := operating(t)
	m := twoStep(b, a)
	b.must(&access.GrantOpen{ID: id("gz-bureau/g4"), Layer: access.LayerOperator,
		Holder: "gz-operator", Agreement: a, Purpose: "insurance",
		Items: []access.Item{{Object: id("gz-hospital/beds"), Kind: "resource",
			Fields: []string{"month"}}}}, "gz-bureau")
	b.time += 3600
	insurance := b.process("gz-operator/r4", "gz-bureau/g4",
		input("resource", "gz-hospital/beds", "month"))
	for _, v := range []struct {
		name, code, article, by string
		change                  func(*product.Create)
	}{
		{"another party's id", "body.field", "", "gz-rival", func(*product.Create) {}},
		{"version 2 first", "product.version", "", "gz-operator",
			func(m *product.Create) { m.Version = 2 }},
		{"a rival's primary product", "product.agreement", "", "gz-rival",
			func(m *product.Create) { m.ID = id("gz-rival/p1") }},
		{"no such agreement", "product.agreement", "", "gz-operator",
			func(m *product.Create) { m.Agreement = id("gz-bureau/x") }},
		{"the operator re-develops", "product.redev_ban", "GZ §25¶1", "gz-operator",
			func(m *product.Create) { m.Stage = product.Redeveloped }},
		{"its affiliate re-develops", "product.redev_ban", "GZ §25¶1", "gz-affiliate",
			func(m *product.Create) { m.Stage, m.ID = product.Redeveloped, id("gz-affiliate/p1") }},
		{"a developer without agreement", "product.agreement", "", "gz-rival",
			func(m *product.Create) { m.Stage, m.ID = product.Redeveloped, id("gz-rival/p1") }},
		{"no agreement at all", "product.agreement", "", "gz-rival",
			func(m *product.Create) {
				m.Stage, m.ID, m.Agreement = product.Redeveloped, id("gz-rival/p1"), id("x/y")
			}},
		{"no such record", "product.processing", "", "gz-operator",
			func(m *product.Create) { m.Processing = []wire.ID{id("gz-operator/r9")} }},
		{"a record twice", "body.field", "", "gz-operator",
			func(m *product.Create) { m.Processing = append(m.Processing, m.Processing[0]) }},
		{"no record", "body.field", "", "gz-operator", func(m *product.Create) { m.Processing = nil }},
		{"another purpose than granted", "product.purpose", "GZ §18¶1", "gz-operator",
			func(m *product.Create) { m.Processing = []wire.ID{insurance} }},
		{"no purpose", "body.field", "", "gz-operator", func(m *product.Create) { m.Purpose = "" }},
		{"an unknown stage", "body.field", "", "gz-operator",
			func(m *product.Create) { m.Stage = "raw" }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.T = t
			n := *m
			v.change(&n)
			if r := b.refuse(&n, v.code, v.by); v.article != "" && r.Article != v.article {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
	b.T = t
	b.must(m, "gz-operator")
	b.refuse(m, "product.version", "gz-operator")
	again := *m
	again.Version = 2
	again.Stage = product.Redeveloped
	b.refuse(&again, "product.other_maker", "gz-operator")
	again.Stage = product.Primary
	b.must(&again, "gz-operator")
	b.at("2028-03-01 00:00")
	late := create(a, "gz-operator/p2", m.Processing...)
	b.refuse(late, "product.agreement", "gz-operator")
}

// What is behind a version is bounded: 256 processing records.
func TestClosureIsBounded(t *testing.T) {
	b, a := operating(t)
	last := b.process("gz-operator/c0", "gz-bureau/g1", input("resource", "gz-hospital/beds", "month"))
	var chain []wire.ID
	for i := range 256 {
		chain = append(chain, last)
		last = b.process(fmt.Sprintf("gz-operator/c%d", i+1), "gz-bureau/g1",
			input(access.KindDataset, last.String(), "n"))
	}
	b.refuse(create(a, "gz-operator/p1", last), "product.closure", "gz-operator")
	b.must(create(a, "gz-operator/p1", chain[255]), "gz-operator")
}

// Hebei has no ban: there the operator's stage is not refused for being its own.
func TestNoBan(t *testing.T) {
	b, a := operating(t, "redev_ban", "false")
	m := twoStep(b, a)
	m.Stage = product.Redeveloped
	b.refuse(m, "product.agreement", "gz-operator")
}

// A plan that lists its products binds the operator where the regime wants the list (GD §22(3)); a
// list that may grow lets the next one in (HB 三(三)).
func TestProductList(t *testing.T) {
	for _, set := range [][]string{{"agreement.items", "scope,product_list"}, nil} {
		b := newBook(t, set...)
		b.products = []string{"gz-operator/p2"}
		a := b.agreement()
		b.must(&access.GrantOpen{ID: id("gz-bureau/g1"), Layer: access.LayerOperator,
			Holder: "gz-operator", Agreement: a, Items: []access.Item{{Object: id("gz-hospital/beds"),
				Kind: access.KindResource, Fields: []string{"month"}}}}, "gz-bureau")
		b.time += 7200
		rec := b.process("gz-operator/r1", "gz-bureau/g1",
			input(access.KindResource, "gz-hospital/beds", "month"))
		if set == nil {
			b.must(create(a, "gz-operator/p1", rec), "gz-operator")
			continue
		}
		b.refuse(create(a, "gz-operator/p1", rec), "product.not_listed", "gz-operator")
		b.must(create(a, "gz-operator/p2", rec), "gz-operator")
	}
}
