package oversight_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GD §13: the bureau, the government of the level, the leading group, in this order.
func TestCase(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	open := &oversight.CaseOpen{ID: id("gz-bureau/c"), Over: oversight.OverDemand, Agreement: a,
		What: "需要气象数据", Evidence: evidence("函")}
	theirs := *open
	theirs.ID = id("gz-operator/c")
	b.refuse(&theirs, "oversight.signer", "gz-operator")
	theirs.Over, theirs.Resource = oversight.OverUse, id("gz-health/x")
	b.refuse(&theirs, "case.resource", "gz-operator")
	theirs.Over = "money"
	b.refuse(&theirs, "body.field", "gz-operator")
	holder := &oversight.CaseOpen{ID: id("gz-health/c"), Over: oversight.OverGovernance, Agreement: a,
		Resource: id("gz-health/visits"), With: "gz-operator", What: "口径", Evidence: evidence("函")}
	b.must(holder, "gz-health")
	b.must(open, "gz-bureau")
	b.refuse(open, "oversight.duplicate", "gz-bureau")

	up := &oversight.CaseEscalate{ID: open.ID, Evidence: evidence("协调不一致")}
	settle := &oversight.CaseSettle{ID: open.ID, Evidence: evidence("决定")}
	b.refuse(&oversight.CaseSettle{ID: id("x/y"), Evidence: evidence("x")}, "case.unknown",
		"gz-bureau")
	b.refuse(settle, "party.role_missing", "gz-operator")
	b.must(up, "gz-bureau")
	b.refuse(settle, "party.role_missing", "gz-operator")
	b.must(up, "gz-gov")
	b.refuse(up, "case.top", "gz-bureau")
	b.must(settle, "gz-bureau")
	b.refuse(settle, "oversight.step", "gz-bureau")
	v := b.ask("case", "id", "gz-bureau/c").(oversight.Case)
	if len(v.Steps) != 3 || v.Steps[1].Attested || !v.Steps[2].Attested || v.Status != "settled" {
		t.Errorf("%+v", v)
	}
	b.must(&oversight.CaseSettle{ID: holder.ID, Evidence: evidence("协调")}, "gz-bureau")
}

// Records of supervision: each by whoever answers for it.
func TestRecords(t *testing.T) {
	b := newBook(t, "dev_agreement.after_application", "false")
	a := b.agreement()
	today := b.time.Date()
	inspect := func(by string, on wire.Date) *oversight.InspectionRecord {
		return &oversight.InspectionRecord{ID: id(by + "/i"), Subject: oversight.Operator, Agreement: a,
			What: "现场检查", On: on, Evidence: evidence("检查记录")}
	}
	b.refuse(inspect("gz-third", today), "oversight.supervisor", "gz-third")
	b.refuse(inspect("gz-bureau", today.Add(1)), "body.field", "gz-bureau")
	b.must(inspect("gz-bureau", today), "gz-bureau")
	b.refuse(inspect("gz-bureau", today), "oversight.duplicate", "gz-bureau")

	d := b.dev("gz-dev")
	ours := inspect("gz-operator", today)
	b.refuse(ours, "oversight.supervisor", "gz-operator")
	ours.Subject, ours.Agreement = oversight.Developer, d
	b.must(ours, "gz-operator") // GZ §31¶4

	coop := &oversight.CooperationRecord{ID: id("gz-bureau/c"), Subject: oversight.Operator,
		Agreement: a, Fact: "false", What: "虚报成本", Evidence: evidence("材料")}
	theirs := *coop
	theirs.ID = id("gz-operator/c")
	b.refuse(&theirs, "oversight.supervisor", "gz-operator")
	theirs.Fact = "late"
	b.refuse(&theirs, "body.field", "gz-operator")
	b.must(coop, "gz-bureau")

	drill := &oversight.EmergencyRecord{ID: id("gz-operator/d"), Subject: oversight.Operator,
		Agreement: a, Sort: "drill", What: "泄露演练", On: today, Evidence: evidence("演练记录")}
	theirs2 := *drill
	theirs2.ID = id("gz-bureau/d")
	b.refuse(&theirs2, "oversight.signer", "gz-bureau")
	theirs2.Sort = "x"
	b.refuse(&theirs2, "body.field", "gz-bureau")
	b.must(drill, "gz-operator")

	demand := &oversight.DemandRecord{ID: id("gz-bureau/s"), Agreement: a, What: "需求调研",
		On: today, Evidence: evidence("调研报告")}
	b.must(demand, "gz-bureau")
	demand.ID = id("gz-operator/s")
	b.refuse(demand, "oversight.signer", "gz-operator")
	archive := &oversight.ArchiveRecord{ID: id("gz-bureau/f"), Agreement: a, Term: "30_years",
		What: "协议及备案材料", Evidence: evidence("移交清册")}
	b.must(archive, "gz-bureau")
	archive.ID = id("gz-third/f")
	b.refuse(archive, "oversight.signer", "gz-third")
	archive.Term = "5_years"
	b.refuse(archive, "body.field", "gz-third")
	if p := b.ask("supervision_records").(rule.Page[oversight.Record]); len(p.Items) != 6 {
		t.Errorf("%+v", p)
	}
}
