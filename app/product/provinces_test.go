package product_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

const meters = "yn-water/meters"

// abroadProduct is gz-dev/score, made of products of operators in two provinces, of which it has a
// development-use agreement each.
func abroadProduct(t *testing.T, set ...string) *book {
	b, a := published(t, set...)
	b.resource(meters, "month")
	a2 := b.agreementIn("yn", id(meters))
	b.must(&access.GrantOpen{ID: id("yn-bureau/g1"), Layer: access.LayerOperator,
		Holder: "yn-operator", Agreement: a2, Items: []access.Item{{Object: id(meters),
			Kind: access.KindResource, Fields: []string{"month"}}}}, "yn-bureau")
	b.time += 7200
	rec := b.process("yn-operator/r1", "yn-bureau/g1", input(access.KindResource, meters, "month"))
	p2 := "yn-operator/p2"
	b.must(create(a2, p2, rec), "yn-operator")
	b.must(&product.Submit{Product: id(p2), Version: 1}, "yn-operator")
	b.must(inYunnan(p2), "yn-bureau")
	b.must(register(p2, "滇0", meters), "yn-registry")
	b.must(publish(p2), "yn-operator")
	for _, in := range []string{"gz", "yn"} {
		b.admitIn(in, "gz-dev")
	}
	d1, r1 := b.develop(a, "2", ruleOne)
	d2, r2 := b.developOf("yn", a2, p2, "2", ruleOne)
	m := create(d1, score, r1, r2)
	m.Stage, m.Also = product.Redeveloped, []wire.ID{d2}
	b.must(m, "gz-dev")
	return b
}

const score = "gz-dev/score"

// inYunnan answers the points that provincesApart gives the second province.
func inYunnan(name string) *product.Review {
	return &product.Review{Product: id(name), Version: 1,
		Answers: []product.Reply{{Point: "purpose_and_scope"}, {Point: "no_leak"}}}
}

var provincesApart = []string{"2:review.points", "purpose_and_scope,no_leak",
	"2:review.redeveloped.reviewer", "operator", "product.sample_on_publish", "false",
	"2:product.sample_on_publish", "true"}

// A version made of two provinces' resources satisfies both, and each refusal cites the province
// whose rule it breaks (law/matrix A35).
func TestTwoProvinces(t *testing.T) {
	b := abroadProduct(t, provincesApart...)
	p, _ := product.Latest(b.store, id(score))
	if len(p.Laws) != 2 || p.Laws[0].Agreement != id("gz-bureau/a1") ||
		p.Laws[1].Jurisdiction != second || p.Laws[1].Operator != "yn-operator" {
		t.Fatalf("%+v", p.Laws)
	}
	b.must(&product.Submit{Product: id(score), Version: 1}, "gz-dev")
	p, _ = product.Latest(b.store, id(score))
	if !slices.Equal(waiting(p), []string{"authorizer:gz-bureau", "operator:yn-operator"}) {
		t.Errorf("waiting for %v", waiting(p))
	}
	b.must(review(score, false), "gz-bureau")
	if r := b.refuse(review(score, false), "product.review_points",
		"yn-operator"); r.Article != "YN §20¶2" {
		t.Errorf("cites %s", r.Article)
	}
	if r := b.refuse(inYunnan(score), "product.not_redeveloped_reviewer",
		"gz-operator"); r.Article != "YN §20¶2" || r.Args[1] != "operator:yn-operator" {
		t.Errorf("cites %s, waits for %s", r.Article, r.Args[1])
	}
	b.must(inYunnan(score), "yn-operator")

	links := []string{"gz-health/visits", "gz-hospital/beds", meters}
	b.refuse(register(score, "黔9", links[:2]...), "product.links", "gz-registry")
	b.must(register(score, "黔9", links...), "gz-registry")
	b.refuse(publish(score), "product.not_registered", "gz-dev")
	b.refuse(register(score, "黔8", links...), "product.registered", "gz-registry")
	there := register(score, "滇9", links...)
	there.Jurisdiction = "420000"
	b.refuse(there, "product.registry_place", "yn-registry")
	there.Jurisdiction = second
	b.refuse(there, "product.registry", "gz-registry")
	b.must(there, "yn-registry")
	bare := publish(score)
	bare.Sample = crypto.Digest{}
	if r := b.refuse(bare, "product.sample", "gz-dev"); r.Article != "YN §17" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(publish(score), "gz-dev")
	if p, _ = product.Latest(b.store, id(score)); p.RegistryNo != "黔9" ||
		len(p.Registrations) != 2 || len(p.Resources) != 3 {
		t.Errorf("%+v", p.Registrations)
	}
	l := b.lineage("product", score)
	if n := node(t, l, "product:gz-dev/score@1"); len(n.Laws) != 2 || len(n.Acts) != 6 {
		t.Errorf("%d laws, acts %+v", len(n.Laws), n.Acts)
	}
	if n := node(t, l, "product:yn-operator/p2@1"); n.Laws != nil {
		t.Errorf("laws of one province: %+v", n.Laws)
	}
}

// One no of either province fails the version.
func TestEitherProvinceFails(t *testing.T) {
	b := abroadProduct(t, provincesApart...)
	b.must(&product.Submit{Product: id(score), Version: 1}, "gz-dev")
	no := inYunnan(score)
	no.Answers[1].Risk, no.Answers[1].Note = true, "可还原"
	b.must(no, "yn-operator")
	if p, _ := product.Latest(b.store, id(score)); p.Status != product.Failed {
		t.Error(p.Status)
	}
	b.refuse(review(score, false), "product.status", "gz-bureau")
}

// develop carries gz-dev to another development-use agreement on p1 with a grant and a record.
func (b *book) develop(a wire.ID, n, rule string) (agreement, record wire.ID) {
	b.Helper()
	return b.developOf("gz", a, "gz-operator/p1", n, rule)
}

func (b *book) developOf(in string, a wire.ID, of, n, rule string) (agreement, record wire.ID) {
	b.Helper()
	operator, made := in+"-operator", []access.Item{{Object: id(of), Kind: access.KindProduct}}
	s, d, g := id("gz-dev/"+in+n), id(operator+"/d"+n), id(operator+"/g"+n)
	b.must(&access.ApplicationSubmit{ID: s, Agreement: a, Scenario: "s" + n, Title: "普惠金融",
		Purpose: "credit", Items: made}, "gz-dev")
	signers := []string{"gz-bureau", "gz-health", "gz-hospital"}
	if in == "yn" {
		signers = []string{"yn-bureau", "yn-water"}
	}
	b.must(&access.ApplicationReview{Application: s, Decision: access.Yes}, signers...)
	profile, _ := regime.Current(b.store, places[in].Place, b.time)
	text, err := authorization.ReadMechanism(b.store, profile, "rule", "re", []byte(rule))
	if err != nil {
		b.Fatal(err)
	}
	b.must(&access.DevAgreementSign{ID: d, Operator: operator, Developer: "gz-dev", Parent: a,
		Application: s, FirstDay: b.time.Date(), LastDay: date("2026-03-31"), Rule: text,
		RuleHash: authorization.RuleHash(text), Evidence: evidence("开发利用协议")}, operator, "gz-dev")
	b.must(&access.GrantOpen{ID: g, Layer: access.LayerDeveloper, Holder: "gz-dev", Agreement: d,
		Application: s, Purpose: "credit", Items: made}, operator)
	b.time += 7200
	return d, b.process("gz-dev/r"+in+n, g.String(), input(access.KindProduct, of, "n"))
}

const (
	ruleOne = `{"layer":"re","tiers":[{"remainder":{"parts":[{"to":"inputs","weight":3},` +
		`{"to":"owner","weight":1}]}}],"contribution":{"count":["commercial"],"fallback":"lineage"}}`
	ruleTwo = `{"layer":"re","tiers":[{"remainder":{"parts":[{"to":"inputs","weight":1},` +
		`{"to":"owner","weight":1}]}}],"contribution":{"count":["commercial"],"fallback":"lineage"}}`
)

// A version may rest on several agreements that carry one rule, each with records under it.
func TestSeveralAgreements(t *testing.T) {
	b, a := published(t)
	b.admit("gz-dev")
	d2, r2 := b.develop(a, "2", ruleOne)
	d3, r3 := b.develop(a, "3", ruleOne)
	d4, r4 := b.develop(a, "4", ruleTwo)
	m := create(d2, "gz-dev/score", r2, r3)
	m.Stage = product.Redeveloped
	b.refuse(m, "product.processing", "gz-dev")
	m.Also = []wire.ID{d3, d3}
	b.refuse(m, "body.field", "gz-dev")
	m.Also, m.Processing = []wire.ID{d3}, []wire.ID{r2}
	b.refuse(m, "product.agreement_unused", "gz-dev")
	m.Also, m.Processing = []wire.ID{d4}, []wire.ID{r2, r4}
	b.refuse(m, "product.rules_differ", "gz-dev")
	m.Also, m.Processing = []wire.ID{d3}, []wire.ID{r2, r3}
	b.must(m, "gz-dev")
	p, _ := product.Latest(b.store, m.ID)
	if len(p.Laws) != 1 || p.Agreement != d2 || len(p.Also) != 1 {
		t.Errorf("%+v", p.Laws)
	}
}

// Where a regime has no process for developers, a third party's product is lineage without an
// agreement; elsewhere it takes one (rulings L6, law/matrix A14).
func TestThirdPartyProduct(t *testing.T) {
	b, _ := published(t)
	m := &product.Create{ID: id("gz-rival/x"), Version: 1, Stage: product.Redeveloped, Name: "x",
		Form: "report", Purpose: "credit", MadeOf: []product.Made{{Product: id("gz-operator/p1"),
			Version: 1}}}
	b.refuse(m, "product.no_agreement", "gz-rival")

	b, _ = published(t, "developer.admission", "none")
	for _, bad := range []func(*product.Create){
		func(m *product.Create) { m.MadeOf = append(m.MadeOf, m.MadeOf[0]) },
		func(m *product.Create) { m.Processing = []wire.ID{id("gz-operator/r1")} },
		func(m *product.Create) { m.Agreement = id("gz-bureau/a1") },
		func(m *product.Create) { m.Stage = product.Primary },
	} {
		n := *m
		bad(&n)
		b.refuse(&n, "body.field", "gz-rival")
	}
	n := *m
	n.MadeOf = []product.Made{{Product: id("gz-operator/p1"), Version: 2}}
	b.refuse(&n, "product.unknown", "gz-rival")
	n = *m
	n.ID = id("gz-affiliate/x")
	b.refuse(&n, "product.redev_ban", "gz-affiliate")
	b.must(m, "gz-rival")
	p, _ := product.Latest(b.store, m.ID)
	if len(p.Resources) != 2 || p.Laws[0].Impl != "gz-bureau" || !p.Agreement.IsZero() {
		t.Errorf("%+v", p)
	}
	b.must(&product.Submit{Product: m.ID, Version: 1}, "gz-rival")
	b.must(review("gz-rival/x", false), "gz-bureau")
	if l := b.lineage("product", "gz-rival/x"); len(l.Nodes) < 2 {
		t.Errorf("%v", keys(l))
	}
}
