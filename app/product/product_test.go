package product_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

func input(kind, name string, fields ...string) access.Input {
	in := access.Input{Object: id(name), Kind: kind, Version: 1, Fields: fields}
	if kind == access.KindDataset {
		in.Version = 0
	}
	return in
}

// process files a job of the last hour whose only column depends on the first field of every input.
func (b *book) process(name, grant string, inputs ...access.Input) wire.ID {
	b.Helper()
	m := &access.ProcessingRecord{ID: id(name), Grant: id(grant), Job: "space/" + name, Run: name,
		Started: b.time - 3600, Ended: b.time, Inputs: inputs, Output: "out/" + name,
		Columns: []access.Column{{Field: "n"}}, Source: crypto.DigestOf(crypto.DigestSHA256,
			[]byte(name))}
	for i, in := range inputs {
		m.Columns[0].From = append(m.Columns[0].From, access.Source{Input: uint16(i), Field: in.Fields[0],
			Type: "DIRECT", Subtype: "AGGREGATION", Masking: true})
	}
	b.must(m, m.ID.Party)
	return m.ID
}

// operating is a ledger on which the operator may read visits and beds.
func operating(t *testing.T, set ...string) (*book, wire.ID) {
	b := newBook(t, set...)
	a := b.agreement()
	b.must(&access.GrantOpen{ID: id("gz-bureau/g1"), Layer: access.LayerOperator,
		Holder: "gz-operator", Agreement: a,
		Items: []access.Item{{Object: id("gz-health/visits"), Kind: access.KindResource,
			Fields: []string{"month", "sex"}},
			{Object: id("gz-hospital/beds"), Kind: access.KindResource, Fields: []string{"month"}}}},
		"gz-bureau")
	b.time += 7200
	return b, a
}

func create(a wire.ID, name string, records ...wire.ID) *product.Create {
	return &product.Create{ID: id(name), Version: 1, Stage: product.Primary, Name: name,
		Form: "dataset", Purpose: "credit", Agreement: a, Processing: records}
}

func sample(s string) crypto.Digest { return crypto.DigestOf(crypto.DigestSHA256, []byte(s)) }

func answers(risk bool) (out []product.Reply) {
	for _, p := range []string{"safety", "no_leak", "not_reversible"} {
		out = append(out, product.Reply{Point: p})
	}
	if risk {
		out[1].Risk, out[1].Note = true, "含可识别个人信息"
	}
	return out
}

func review(name string, risk bool) *product.Review {
	return &product.Review{Product: id(name), Version: 1, Answers: answers(risk)}
}

func register(name, number string, links ...string) *product.Register {
	m := &product.Register{Product: id(name), Version: 1, Number: number}
	for _, l := range links {
		m.Links = append(m.Links, id(l))
	}
	return m
}

func publish(name string) *product.Publish {
	return &product.Publish{Product: id(name), Version: 1, Sample: sample(name)}
}

// twoStep makes the dataset of visits and beds in two jobs, and the product p1 of it.
func twoStep(b *book, a wire.ID) *product.Create {
	b.Helper()
	first := b.process("gz-operator/r1", "gz-bureau/g1",
		input(access.KindResource, "gz-health/visits", "month", "sex"))
	b.time += 60
	second := b.process("gz-operator/r2", "gz-bureau/g1",
		input(access.KindDataset, first.String(), "n"), input(access.KindResource, "gz-hospital/beds",
			"month"))
	return create(a, "gz-operator/p1", second)
}

// published carries p1 to its publication.
func published(t *testing.T, set ...string) (*book, wire.ID) {
	b, a := operating(t, set...)
	b.must(twoStep(b, a), "gz-operator")
	b.must(&product.Submit{Product: id("gz-operator/p1"), Version: 1}, "gz-operator")
	b.must(review("gz-operator/p1", false), "gz-bureau")
	b.must(register("gz-operator/p1", "黔数登1", "gz-hospital/beds", "gz-health/visits"), "gz-registry")
	b.must(publish("gz-operator/p1"), "gz-operator")
	return b, a
}

// The order of the steps and what each wants (S11, GZ §17 §20).
func TestSteps(t *testing.T) {
	b, a := operating(t)
	p1, links := "gz-operator/p1", []string{"gz-health/visits", "gz-hospital/beds"}
	submit := &product.Submit{Product: id(p1), Version: 1}
	b.refuse(submit, "product.unknown", "gz-operator")
	b.must(twoStep(b, a), "gz-operator")
	b.refuse(review(p1, false), "product.status", "gz-bureau")
	b.refuse(register(p1, "1", links...), "product.not_reviewed", "gz-registry")
	b.refuse(publish(p1), "product.not_reviewed", "gz-operator")
	b.refuse(submit, "product.not_maker", "gz-rival")
	b.must(submit, "gz-operator")
	b.refuse(submit, "product.status", "gz-operator")

	b.refuse(review(p1, false), "product.not_reviewer", "gz-gov")
	short := review(p1, false)
	short.Answers = short.Answers[1:]
	if r := b.refuse(short, "product.review_points", "gz-bureau"); r.Article != "GZ §20¶2" {
		t.Errorf("cites %s", r.Article)
	}
	double := review(p1, false)
	double.Answers[0] = double.Answers[1]
	b.refuse(double, "product.review_points", "gz-bureau")
	silent := review(p1, true)
	silent.Answers[1].Note = ""
	b.refuse(silent, "body.field", "gz-bureau")
	b.must(review(p1, false), "gz-bureau")

	if r := b.refuse(publish(p1), "product.not_registered", "gz-operator"); r.Article != "GZ §17" {
		t.Errorf("cites %s", r.Article)
	}
	b.refuse(register(p1, "1", links...), "product.registry", "gz-operator")
	b.refuse(register(p1, "", links...), "body.field", "gz-registry")
	b.refuse(register(p1, "1"), "product.links", "gz-registry")
	b.refuse(register(p1, "1", links[0]), "product.links", "gz-registry")
	b.refuse(register(p1, "1", append(links, "gz-hospital/staff")...), "product.links", "gz-registry")
	b.must(register(p1, "1", links...), "gz-registry")
	b.refuse(register(p1, "2", links...), "product.status", "gz-registry")

	bare := publish(p1)
	bare.Sample = crypto.Digest{}
	if r := b.refuse(bare, "product.sample", "gz-operator"); r.Article != "GZ §17" {
		t.Errorf("cites %s", r.Article)
	}
	b.refuse(publish(p1), "product.not_maker", "gz-bureau")
	before := b.time
	b.time += 60
	b.must(publish(p1), "gz-operator")
	if product.Published(b.store, id(p1), 1, before) ||
		!product.Published(b.store, id(p1), 1, b.time) {
		t.Error("publication is not dated")
	}
	if o, ok := access.GetOffered(b.store, id(p1), 1); !ok || len(o.Resources) != 2 ||
		o.Agreement != a {
		t.Errorf("offered %+v", o)
	}

	withdraw := &product.Withdraw{Product: id(p1), Version: 1, Cause: "可还原"}
	b.refuse(withdraw, "product.withdrawer", "gz-rival")
	b.refuse(&product.Withdraw{Product: id(p1), Version: 1}, "body.field", "gz-bureau")
	b.time += 60
	b.must(withdraw, "gz-bureau")
	b.refuse(withdraw, "product.status", "gz-bureau")
	if product.Published(b.store, id(p1), 1, b.time) ||
		!product.Published(b.store, id(p1), 1, b.time-1) {
		t.Error("the withdrawal is not dated")
	}
}

// One risk fails the version; the next version starts again (six points of GD §26 work the same).
func TestRiskFails(t *testing.T) {
	b, a := operating(t)
	m := twoStep(b, a)
	b.must(m, "gz-operator")
	b.must(&product.Submit{Product: m.ID, Version: 1}, "gz-operator")
	b.must(review("gz-operator/p1", true), "gz-bureau")
	p, _ := product.Get(b.store, m.ID, 1)
	if p.Status != product.Failed || len(p.Answers) != 3 || p.Answers[1].By != "gz-bureau" {
		t.Errorf("%+v", p)
	}
	b.refuse(register("gz-operator/p1", "1", "gz-health/visits", "gz-hospital/beds"),
		"product.not_reviewed", "gz-registry")
	m.Version = 2
	b.must(m, "gz-operator")
	if p, _ := product.Latest(b.store, m.ID); p.Version != 2 || p.Status != product.Developed {
		t.Errorf("%+v", p)
	}
}

// A registration without the registry's key is attested by the maker with the document (L3).
func TestAttestedRegistration(t *testing.T) {
	b, a := operating(t)
	b.must(twoStep(b, a), "gz-operator")
	b.must(&product.Submit{Product: id("gz-operator/p1"), Version: 1}, "gz-operator")
	b.must(review("gz-operator/p1", false), "gz-bureau")
	m := register("gz-operator/p1", "黔1", "gz-health/visits", "gz-hospital/beds")
	m.Evidence = evidence("登记证")
	b.must(m, "gz-operator")
	if p, _ := product.Latest(b.store, m.Product); !p.Registration.Attested || p.RegistryNo != "黔1" {
		t.Errorf("%+v", p.Registration)
	}
	b.must(create(a, "gz-operator/p2", id("gz-operator/r1")), "gz-operator")
	b.must(&product.Submit{Product: id("gz-operator/p2"), Version: 1}, "gz-operator")
	b.must(review("gz-operator/p2", false), "gz-bureau")
	m = register("gz-operator/p2", "黔1", "gz-health/visits")
	m.Evidence = evidence("登记证")
	b.refuse(m, "product.registry_no", "gz-operator")
}

// Where no reviewer is named the version passes at once; where bureau or provider review, they sit.
func TestReviewersByRegime(t *testing.T) {
	for _, v := range []struct {
		reviewer string
		waiting  []string
	}{
		{"", nil},
		{"provider", []string{"provider:gz-health", "provider:gz-hospital"}},
		{"bureau", []string{"bureau:"}},
	} {
		b, a := operating(t, "review.primary.reviewer", v.reviewer)
		b.must(twoStep(b, a), "gz-operator")
		b.must(&product.Submit{Product: id("gz-operator/p1"), Version: 1}, "gz-operator")
		p, _ := product.Latest(b.store, id("gz-operator/p1"))
		if got := waiting(p); !slices.Equal(got, v.waiting) {
			t.Errorf("%s: %v", v.reviewer, got)
		}
		if (p.Status == product.Passed) != (v.reviewer == "") {
			t.Errorf("%s: %s", v.reviewer, p.Status)
		}
	}
	b, a := operating(t, "review.primary.reviewer", "operator")
	b.must(twoStep(b, a), "gz-operator")
	b.must(&product.Submit{Product: id("gz-operator/p1"), Version: 1}, "gz-operator")
	b.refuse(review("gz-operator/p1", false), "product.self_review", "gz-operator")
}

func waiting(p product.Product) (out []string) {
	for _, s := range p.Panel {
		if s.Decision == "" {
			out = append(out, s.Role+":"+s.Party)
		}
	}
	return out
}

// redeveloped carries gz-dev from its application to the product d1 made of p1.
func redeveloped(t *testing.T, set ...string) *book {
	b, a := published(t, set...)
	b.admit("gz-dev")
	b.must(&access.ApplicationSubmit{ID: id("gz-dev/s1"), Agreement: a, Scenario: "s1", Title: "普惠金融",
		Purpose: "credit", Items: []access.Item{{Object: id("gz-operator/p1"),
			Kind: access.KindProduct}}}, "gz-dev")
	b.must(&access.ApplicationReview{Application: id("gz-dev/s1"), Decision: access.Yes}, "gz-bureau",
		"gz-health", "gz-hospital")
	profile, _ := regime.Current(b.store, "520000", b.time)
	text, err := authorization.ReadMechanism(b.store, profile, "rule", "re",
		[]byte(fmt.Sprintf(mechanism, "re")))
	if err != nil {
		t.Fatal(err)
	}
	b.must(&access.DevAgreementSign{ID: id("gz-operator/d1"), Operator: "gz-operator",
		Developer: "gz-dev", Parent: a, Application: id("gz-dev/s1"), FirstDay: b.time.Date(),
		LastDay: date("2026-03-31"), Rule: text, RuleHash: authorization.RuleHash(text),
		Evidence: evidence("开发利用协议")}, "gz-operator", "gz-dev")
	b.must(&access.GrantOpen{ID: id("gz-operator/g2"), Layer: access.LayerDeveloper, Holder: "gz-dev",
		Agreement: id("gz-operator/d1"), Application: id("gz-dev/s1"), Purpose: "credit",
		Items: []access.Item{{Object: id("gz-operator/p1"), Kind: access.KindProduct}}}, "gz-operator")
	b.time += 7200
	rec := b.process("gz-dev/r1", "gz-operator/g2", input(access.KindProduct, "gz-operator/p1", "n"))
	m := create(id("gz-operator/d1"), "gz-dev/score", rec)
	m.Stage = product.Redeveloped
	b.must(m, "gz-dev")
	return b
}

func TestRedeveloped(t *testing.T) {
	b := redeveloped(t)
	p, _ := product.Latest(b.store, id("gz-dev/score"))
	if len(p.Inputs) != 1 || p.Inputs[0].Kind != access.KindProduct || !p.Inputs[0].Public ||
		len(p.Resources) != 2 {
		t.Fatalf("%+v", p)
	}
	m := create(id("gz-operator/d1"), "gz-dev/other", id("gz-dev/r1"))
	m.Stage, m.Purpose = product.Redeveloped, "insurance"
	b.refuse(m, "product.purpose", "gz-dev")
	b.must(&product.Submit{Product: p.ID, Version: 1}, "gz-dev")
	if r := b.refuse(review("gz-dev/score", false), "product.not_redeveloped_reviewer",
		"gz-operator"); r.Article != "GZ §20¶2" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(review("gz-dev/score", false), "gz-bureau")
	b.must(register("gz-dev/score", "黔数登2", "gz-health/visits", "gz-hospital/beds"), "gz-registry")
	b.must(publish("gz-dev/score"), "gz-dev")
	if _, ok := access.GetOffered(b.store, p.ID, 1); ok {
		t.Error("a re-developed product is offered to developers")
	}
	b.at("2026-04-01 00:00")
	late := create(id("gz-operator/d1"), "gz-dev/late", id("gz-dev/r1"))
	late.Stage = product.Redeveloped
	b.refuse(late, "product.agreement", "gz-dev")
}

func TestQueries(t *testing.T) {
	b := redeveloped(t)
	got, err := b.ask("products", "limit", "1")
	page := got.(rule.Page[product.Shown])
	if err != nil || len(page.Items) != 1 || page.Next != "gz-dev/score@1" {
		t.Fatalf("%+v %v", page, err)
	}
	got, _ = b.ask("products", "after", page.Next)
	if page = got.(rule.Page[product.Shown]); len(page.Items) != 1 ||
		page.Items[0].ID != id("gz-operator/p1") || page.Next != "" {
		t.Errorf("%+v", page)
	}
	if _, err := b.ask("product", "product", "gz-dev/none"); err != rule.ErrNotFound {
		t.Error(err)
	}
	for _, bad := range [][]string{{"product", "x"}, {"product", "gz-dev/score", "version", "-1"}} {
		if _, err := b.ask("product", bad...); err == nil {
			t.Errorf("%v was answered", bad)
		}
	}
	got, err = b.ask("downstream", "object", "gz-health/visits", "kind", "resource", "version", "1")
	if d := got.(product.DownstreamView); err != nil || d.Count != 1 ||
		d.Entries[0].Object != id("gz-operator/r1") || d.Entries[0].Kind != "processing" {
		t.Errorf("%+v %v", d, err)
	}
	if _, _, ok := product.ParseNode("a/b@01"); ok {
		t.Error("a leading zero was read")
	}
}
