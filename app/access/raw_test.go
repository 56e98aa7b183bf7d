package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
)

const d1 = "gz-operator/d1"

func rawRequest() *access.RawRequest {
	return &access.RawRequest{ID: id("gz-dev/raw"), Agreement: id(d1), Need: "模型校准",
		Items: []access.Item{resourceItem("gz-health/visits", "month", "sex")}}
}

func assess(pass bool) *access.RawAssess {
	return &access.RawAssess{ID: id("gz-dev/raw"), Agreement: id(d1), Pass: pass,
		Report: evidence("安全性评估报告")}
}

func rawReview(pass bool) *access.RawReview {
	return &access.RawReview{ID: id("gz-dev/raw"), Agreement: id(d1), Pass: pass,
		Opinion: evidence("审核意见")}
}

func provide() *access.RawProvide {
	return &access.RawProvide{ID: id("gz-dev/raw"), Agreement: id(d1), Place: "运营空间-3"}
}

// contracted is a ledger whose developer has its development-use agreement, at a time inside it.
func contracted(t *testing.T, set ...string) *book {
	b, a := approved(t, set...)
	b.must(b.dev(a), "gz-operator", "gz-dev")
	b.at("2025-04-10 08:00")
	return b
}

// Raw data in Guizhou: assessed by the operator, reviewed by the bureau, provided inside the space.
func TestRawWithReview(t *testing.T) {
	b := contracted(t)
	b.refuse(assess(true), "raw.unknown", "gz-operator")
	foreign := rawRequest()
	foreign.Agreement = id("gz-bureau/a1")
	b.refuse(foreign, "dev_agreement.unknown", "gz-dev")
	foreign.Agreement = id("gz-bureau/a9")
	b.refuse(foreign, "access.unknown_agreement", "gz-dev")
	other := rawRequest()
	other.ID = id("gz-rival/raw")
	b.refuse(other, "access.wrong_signer", "gz-rival")
	product := rawRequest()
	product.Items = []access.Item{productItem("gz-operator/p1")}
	b.refuse(product, "body.field", "gz-dev")
	outside := rawRequest()
	outside.Items = []access.Item{resourceItem("gz-hospital/staff", "month")}
	b.refuse(outside, "access.outside_agreement", "gz-dev")
	unnamed := rawRequest()
	unnamed.Items = []access.Item{resourceItem("gz-health/visits")}
	b.refuse(unnamed, "access.fields_unnamed", "gz-dev")

	b.must(rawRequest(), "gz-dev")
	b.refuse(rawRequest(), "access.duplicate", "gz-dev")
	b.refuse(rawReview(true), "raw.status", "gz-bureau")
	b.refuse(provide(), "raw.status", "gz-operator")
	b.refuse(assess(true), "access.wrong_signer", "gz-rival")
	b.must(assess(true), "gz-operator")
	b.refuse(assess(true), "raw.status", "gz-operator")
	if r := b.refuse(provide(), "raw.not_reviewed", "gz-operator"); r.Article != "GZ §19¶2" {
		t.Errorf("cites %s", r.Article)
	}
	if r := b.refuse(rawReview(true), "raw.authority", "gz-health"); r.Article != "GZ §19¶2" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(rawReview(true), "gz-bureau")
	b.refuse(provide(), "access.wrong_signer", "gz-dev")
	nowhere := provide()
	nowhere.Place = ""
	b.refuse(nowhere, "body.field", "gz-operator")
	long := provide()
	long.LastDay = date("2026-04-01")
	b.refuse(long, "grant.term", "gz-operator")
	b.must(provide(), "gz-operator")
	b.refuse(provide(), "raw.status", "gz-operator")

	b.time += 7200
	in := resourceInput("gz-health/visits", "month")
	b.must(b.record("gz-dev/a", "gz-dev/raw", in), "gz-dev")
	in.Fields = []string{"name"}
	b.refuse(b.record("gz-dev/b", "gz-dev/raw", in), "processing.field_not_granted", "gz-dev")
	if v, _ := access.GetRawAccess(b.store, id("gz-dev/raw")); v.Status != access.RawProvided ||
		v.Authority != "gz-bureau" || v.Place == "" {
		t.Errorf("%+v", v)
	}
	if _, err := b.ask("raw", "id", "gz-dev/raw"); err != nil {
		t.Error(err)
	}
}

// A no of the operator or of the authority ends the request.
func TestRawRejected(t *testing.T) {
	b := contracted(t)
	b.must(rawRequest(), "gz-dev")
	b.must(assess(false), "gz-operator")
	b.refuse(rawReview(true), "raw.status", "gz-bureau")
	b = contracted(t)
	b.must(rawRequest(), "gz-dev")
	b.must(assess(true), "gz-operator")
	b.must(rawReview(false), "gz-bureau")
	b.refuse(provide(), "raw.status", "gz-operator")
}

// Where the operator's assessment is enough (YN §25(3)) no authority reviews; where there is no
// procedure nobody asks (HB 五(五)4).
func TestRawOtherRegimes(t *testing.T) {
	b := contracted(t, "raw.access_procedure", "operator")
	b.must(rawRequest(), "gz-dev")
	b.must(assess(true), "gz-operator")
	b.must(provide(), "gz-operator")

	b = contracted(t, "raw.access_procedure", "refuse")
	b.refuse(rawRequest(), "raw.refused", "gz-dev")
	b.refuse(provide(), "raw.refused", "gz-operator")
}
