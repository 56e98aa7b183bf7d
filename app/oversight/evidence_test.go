package oversight_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

func evidenceRequest(name, limit string) *oversight.EvidenceRequest {
	return &oversight.EvidenceRequest{ID: id(name), Kind: "selection", Record: id("gz-bureau/sel"),
		Digest: evidence("报告").Digest, Custodian: "gz-third", Period: "2025Q1", Limit: date(limit)}
}

// A document on record is asked for by the bureau; the custodian answers with that document alone,
// and late after its day. The clock flags what is not answered.
func TestEvidenceRequests(t *testing.T) {
	b := newBook(t)
	b.day("2025-02-11 00:00")
	a := b.agreement()
	m := evidenceRequest("gz-bureau/q", "2025-03-10")
	for _, change := range []func(*oversight.EvidenceRequest){
		func(m *oversight.EvidenceRequest) { m.ID = wire.ID{} },
		func(m *oversight.EvidenceRequest) { m.Record = wire.ID{} },
		func(m *oversight.EvidenceRequest) { m.Kind = "letter" },
		func(m *oversight.EvidenceRequest) { m.Period = "soon" },
		func(m *oversight.EvidenceRequest) { m.Digest = crypto.Digest{} },
	} {
		bad := *m
		change(&bad)
		b.refuse(&bad, "body.field", "gz-bureau")
	}
	unknown, unnamed, past := *m, *m, *m
	unknown.Record, unnamed.Digest, past.Limit = id("gz-bureau/none"), evidence("别的").Digest,
		date("2025-03-02")
	b.refuse(&unknown, "evidence.record", "gz-bureau")
	b.refuse(&unnamed, "evidence.document", "gz-bureau")
	b.refuse(&past, "rectify.limit", "gz-bureau")
	b.refuse(m, "body.field", "gz-operator") // the id of another
	self, nobody, foreign := *m, *m, *m
	self.Custodian, nobody.Custodian, foreign.ID = "gz-bureau", "gz-nobody", id("gz-rival/q")
	b.refuse(&self, "evidence.custodian", "gz-bureau")
	b.refuse(&nobody, "evidence.custodian", "gz-bureau")
	b.refuse(&foreign, "evidence.asker", "gz-rival")
	b.must(m, "gz-bureau")
	b.refuse(m, "oversight.duplicate", "gz-bureau")
	b.due("gz-third", oversight.DutyEvidence, "gz-bureau/q", "2025-03-10", "due")

	answer := &oversight.EvidenceAnswer{Request: m.ID, Document: evidence("报告"), Where: "档案室"}
	b.refuse(&oversight.EvidenceAnswer{Request: m.ID}, "body.field", "gz-third")
	b.refuse(&oversight.EvidenceAnswer{Document: evidence("报告")}, "body.field", "gz-third")
	b.refuse(answer, "oversight.signer", "gz-rival")
	other := *answer
	other.Document = evidence("别的")
	b.refuse(&other, "evidence.other_document", "gz-third")
	other = *answer
	other.Request = id("gz-bureau/none")
	b.refuse(&other, "evidence.request_unknown", "gz-third")

	b.at("2025-03-11 00:00")
	b.due("gz-third", oversight.DutyEvidence, "gz-bureau/q", "2025-03-10", "overdue")
	b.must(answer, "gz-third")
	b.refuse(answer, "oversight.step", "gz-third")
	v := b.ask("evidence_request", "id", "gz-bureau/q").(oversight.ShownEvidence)
	if !v.Late || v.Status != oversight.EvidenceFulfilled || v.Agreement != a || v.DaysLate != 1 {
		t.Errorf("%+v", v)
	}

	second := evidenceRequest("gz-bureau/q2", "2025-03-20")
	b.must(second, "gz-bureau")
	drop := &oversight.EvidenceWithdraw{Request: second.ID, Reason: "已从别处取得"}
	b.refuse(&oversight.EvidenceWithdraw{Request: second.ID}, "body.field", "gz-bureau")
	b.refuse(drop, "oversight.signer", "gz-third")
	b.must(drop, "gz-bureau")
	b.refuse(answer2(second.ID), "oversight.step", "gz-third")
	b.due("gz-third", oversight.DutyEvidence, "gz-bureau/q2", "2025-03-20", regime.StateWaived)
	list := b.ask("evidence_requests", "owner", "gz-bureau").(rule.Page[oversight.ShownEvidence])
	if len(list.Items) != 2 || list.Items[1].Status != oversight.EvidenceWithdrawn {
		t.Errorf("%+v", list.Items)
	}
}

func answer2(request wire.ID) *oversight.EvidenceAnswer {
	return &oversight.EvidenceAnswer{Request: request, Document: evidence("报告")}
}

// Every kind of record that has documents can be asked about.
func TestEvidenceOfEveryRecord(t *testing.T) {
	b := newBook(t)
	b.day("2025-02-11 00:00")
	b.agreement()
	b.must(disclose("gz-bureau/d0", "object", "content", "scope", "term"), "gz-bureau")
	for i, v := range []struct{ kind, record, document string }{
		{"plan", "gz-bureau/plan", "方案"}, {"selection", "gz-bureau/sel", "公示"},
		{"agreement", "gz-bureau/a1", "协议"}, {"disclosure", "gz-bureau/d0", "公告"},
	} {
		m := evidenceRequest("gz-bureau/q"+string(rune('a'+i)), "2025-03-20")
		m.Kind, m.Record, m.Digest = v.kind, id(v.record), evidence(v.document).Digest
		b.must(m, "gz-bureau")
	}
	for _, kind := range []string{"application", "grant", "resource", "trade", "receipt", "cost",
		"report"} {
		m := evidenceRequest("gz-bureau/none", "2025-03-20")
		m.Kind, m.Record = kind, id("gz-bureau/nothing")
		b.refuse(m, "evidence.record", "gz-bureau")
	}
}

// A yearly report whose figures are not the ledger's is on record, and its duty stays open until
// one that equals it is filed.
func TestReportFigures(t *testing.T) {
	b := newBook(t, "report.annual.by", "impl", "report.annual.whom", "price,bureau",
		"report.annual.due", "03-31")
	b.day("2025-02-11 00:00")
	a := b.agreement()
	b.day("2026-01-05 00:10")
	m := &oversight.ReportSubmit{ID: id("gz-bureau/y1"), Sort: oversight.Annual, Period: "2025",
		Agreement: a, Report: evidence("年度报告"), Figures: oversight.Figures{Received: 100, Uses: 3}}
	half := *m
	half.Sort, half.Period = oversight.HalfYear, "2025H1"
	b.refuse(&half, "body.field", "gz-bureau")
	b.must(m, "gz-bureau")
	v := b.ask("report", "id", "gz-bureau/y1").(oversight.ShownReport)
	if v.Done || !slices.Equal(v.Differs, []string{"received", "uses"}) ||
		v.Differences[0] != (oversight.Difference{Figure: "received", Stated: "1.00", Ledger: "0.00",
			Less: "-1.00"}) || v.Differences[1].Less != "-3" {
		t.Errorf("%+v", v)
	}
	b.due("gz-bureau", oversight.DutyAnnual, a.String()+"#2025", "2026-03-31", "due")
	b.at("2026-04-01 00:00")
	for who, n := range map[string]int{"gz-bureau": 1, "gz-health": 0} {
		flagged := b.ask("report_duties", "party", who, "state", "overdue").(oversight.ReportDuties)
		if len(flagged.Items) != n || flagged.More {
			t.Errorf("%s: %+v", who, flagged)
		}
	}
	m.ID, m.Figures = id("gz-bureau/y2"), oversight.Figures{}
	b.must(m, "gz-bureau")
	v = b.ask("report", "id", "gz-bureau/y2").(oversight.ShownReport)
	if !v.Done || !v.Late || len(v.Differs)+len(v.Differences) != 0 {
		t.Errorf("%+v", v)
	}
	f := b.ask("annual_figures", "agreement", a.String(), "year", "2025").(oversight.ShownFigures)
	if len(f.Periods) != 4 || f.Figures != (oversight.Figures{}) {
		t.Errorf("%+v", f)
	}
}
