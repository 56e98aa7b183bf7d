package product_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

const p1 = "gz-operator/p1"

var six = "purpose_and_scope,source_compliance,no_raw_exposure,no_leak,no_cross_border," +
	"no_other_risk"

func answered(points ...string) *product.Review {
	m := &product.Review{Product: id(p1), Version: 1}
	for _, p := range points {
		m.Answers = append(m.Answers, product.Reply{Point: p})
	}
	return m
}

// submitted is p1 under changed keys, sent to review.
func submitted(t *testing.T, set ...string) *book {
	b, a := operating(t, set...)
	m := twoStep(b, a)
	m.Anonymized = true
	b.must(m, "gz-operator")
	b.must(&product.Submit{Product: m.ID, Version: 1}, "gz-operator")
	return b
}

func (b *book) status() string {
	p, _ := product.Latest(b.store, id(p1))
	return p.Status
}

func (b *book) duty() regime.Standing {
	b.Helper()
	d, ok := regime.Deadline(b.store, regime.DutyID{Owner: "gz-bureau", Duty: product.DutyReview,
		Object: p1 + "@1"}, b.time)
	if !ok {
		b.Fatal("no duty")
	}
	return d
}

// Ten working days from submission (GD §26): at 24:00 of the last day the review is overdue and
// nothing is approved; given late, it is valid and counted late. Reviews with a worked Saturday.
func TestReviewDeadline(t *testing.T) {
	b, a := operating(t, "review.primary.deadline", "10 working_days")
	b.must(twoStep(b, a), "gz-operator")
	b.at("2026-04-24 15:00")
	b.must(&product.Submit{Product: id(p1), Version: 1}, "gz-operator")
	if d := b.duty(); d.Due != date("2026-05-12") || d.Overdue {
		t.Errorf("%+v", d)
	}
	b.at("2026-05-13 00:00")
	if !b.duty().Overdue || b.status() != product.InReview {
		t.Errorf("%+v, %s", b.duty(), b.status())
	}
	b.at("2026-05-14 09:00")
	out := b.must(review(p1, false), "gz-bureau")
	late := slices.ContainsFunc(out, func(e rule.Event) bool {
		r, ok := e.(product.WasReviewed)
		return ok && slices.Equal(r.Flags, []string{product.FlagLate})
	})
	if d := b.duty(); !late || d.Met != b.time || d.DaysLate != 2 || b.status() != product.Passed {
		t.Errorf("%+v, %s", d, b.status())
	}
}

// One no ends a joint review; the clocks of the others fall away.
func TestJointReview(t *testing.T) {
	set := []string{"review.primary.with", "provider", "review.primary.deadline", "10 working_days"}
	b := submitted(t, set...)
	b.must(review(p1, false), "gz-bureau")
	if b.status() != product.InReview {
		t.Error(b.status())
	}
	b.must(review(p1, false), "gz-health", "gz-hospital")
	if b.status() != product.Passed {
		t.Error(b.status())
	}
	b = submitted(t, set...)
	b.must(review(p1, true), "gz-health")
	if d := b.duty(); b.status() != product.Failed || d.Met != 0 || d.Waived != b.time {
		t.Errorf("%s %+v", b.status(), d)
	}
}

// A professional third party may review in place of all (HB 四(五)1), only where the regime says so.
func TestThirdPartyReview(t *testing.T) {
	b := submitted(t, "review.primary.with", "provider", "review.third_party", "true")
	b.must(review(p1, false), "gz-third")
	p, _ := product.Latest(b.store, id(p1))
	if p.Status != product.Passed || p.Panel[2].Party != "gz-third" || p.Panel[2].Role != "third" {
		t.Errorf("%+v", p.Panel)
	}
	b = submitted(t)
	b.refuse(review(p1, false), "product.not_reviewer", "gz-third")
}

// What no clock could hold is refused: nine providers who each review by a deadline.
func TestTooManyClocks(t *testing.T) {
	b := newBook(t, "providers", "", "review.primary.reviewer", "provider",
		"review.primary.deadline", "10 working_days")
	var all []wire.ID
	var granted []access.Item
	var inputs []access.Input
	for i := range 9 {
		name := fmt.Sprintf("gz-p%d/r", i)
		b.resource(name, "month")
		all = append(all, id(name))
		granted = append(granted, access.Item{Object: id(name), Kind: access.KindResource,
			Fields: []string{"month"}})
		inputs = append(inputs, input(access.KindResource, name, "month"))
	}
	a := b.agreementIn("gz", all...)
	b.must(&access.GrantOpen{ID: id("gz-bureau/g1"), Layer: access.LayerOperator,
		Holder: "gz-operator", Agreement: a, Items: granted}, "gz-bureau")
	b.time += 7200
	b.must(create(a, p1, b.process("gz-operator/r1", "gz-bureau/g1", inputs...)), "gz-operator")
	b.refuse(&product.Submit{Product: id(p1), Version: 1}, "product.seats", "gz-operator")
	b.must(create(a, "gz-operator/p2", b.process("gz-operator/r2", "gz-bureau/g1", inputs[:8]...)),
		"gz-operator")
	b.must(&product.Submit{Product: id("gz-operator/p2"), Version: 1}, "gz-operator")
}

// The third point of six: consent of the subjects excuses what shows where the regime says so (GD
// §26(3)), and nowhere else (YN §22); anonymity is no risk at all.
func TestConsentProviso(t *testing.T) {
	points := []string{"purpose_and_scope", "source_compliance", "no_raw_exposure", "no_leak",
		"no_cross_border", "no_other_risk"}
	excused := func(point int) *product.Review {
		m := answered(points...)
		m.Answers[point].Risk, m.Answers[point].Note = true, "含个人信息"
		m.Answers[point].Consented = true
		m.Evidence = evidence("授权同意")
		return m
	}
	b := submitted(t, "review.points", six, "review.point3_consent_proviso", "true")
	bare := excused(2)
	bare.Evidence = rule.Evidence{}
	b.refuse(bare, "body.field", "gz-bureau")
	b.refuse(excused(3), "product.consent_proviso", "gz-bureau")
	b.must(excused(2), "gz-bureau")
	if b.status() != product.Passed || product.Anonymized(b.store, id(p1), 1) {
		t.Error(b.status())
	}
	b = submitted(t, "review.points", six)
	b.refuse(excused(2), "product.consent_proviso", "gz-bureau")
	b.must(answered(points...), "gz-bureau")
	if !product.Anonymized(b.store, id(p1), 1) || product.Anonymized(b.store, id(p1), 2) {
		t.Error("anonymized and reviewed")
	}
}

// Hebei reviews as the implementing body demands: its list is named (HE §24).
func TestImplementingBodyList(t *testing.T) {
	b := submitted(t, "review.points", "not_raw,implementing_body_list")
	m := answered("not_raw", "implementing_body_list")
	b.refuse(m, "product.review_list", "gz-bureau")
	m.Evidence = evidence("审核要求清单")
	b.must(m, "gz-bureau")
}

// A version that changes neither inputs nor purpose passes on the review before; a material change
// is reviewed again.
func TestVersionReview(t *testing.T) {
	b, a := published(t)
	again := create(a, p1, id("gz-operator/r2"))
	again.Version, again.Name = 2, "升级"
	b.must(again, "gz-operator")
	b.must(&product.Submit{Product: id(p1), Version: 2}, "gz-operator")
	p, _ := product.Latest(b.store, id(p1))
	if p.Status != product.Passed || p.ReviewOf != 1 || len(p.Panel) != 0 {
		t.Errorf("%+v", p)
	}
	for i, change := range []func(*product.Create){
		func(m *product.Create) { m.Form = "api" },
		func(m *product.Create) { m.Form, m.Anonymized = "api", true },
		func(m *product.Create) { m.Processing = []wire.ID{id("gz-operator/r1")} },
	} {
		next := *again
		next.Version = uint32(3 + i)
		change(&next)
		b.must(&next, "gz-operator")
		b.must(&product.Submit{Product: id(p1), Version: next.Version}, "gz-operator")
		if b.status() != product.InReview {
			t.Errorf("change %d: %s", i, b.status())
		}
	}
}
