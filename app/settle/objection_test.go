package settle_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

func objection(n *chain, id string, lines ...int) *settle.ObjectionFile {
	m := &settle.ObjectionFile{ID: ref(id), Period: "2026Q2", Payer: "operator", Payee: "treasury",
		Reason: "使用次数有误", Evidence: proof}
	for _, i := range lines {
		m.Lines = append(m.Lines, n.named("operator", "treasury", i))
	}
	return m
}

// An objection holds its lines out of payment, the run goes on by the clock (rulings M9).
func TestObjectionFile(t *testing.T) {
	n := closed(t)
	m := objection(n, "treasury/o1", 0, 1)
	for _, spoil := range []func(*settle.ObjectionFile){
		func(m *settle.ObjectionFile) { m.ID = wire.ID{} },
		func(m *settle.ObjectionFile) { m.Period = "" },
		func(m *settle.ObjectionFile) { m.Lines = nil },
		func(m *settle.ObjectionFile) { m.Reason = "" },
		func(m *settle.ObjectionFile) { m.Lines[1].Index = 0 },
		func(m *settle.ObjectionFile) { m.Evidence = rule.Evidence{} },
	} {
		bad := objection(n, "treasury/o1", 0, 1)
		spoil(bad)
		n.refused(rule.BadField, n.now, bad, "treasury")
	}
	n.refused(rule.BadField, n.now, m, "gov-health")
	other := objection(n, "treasury/o1", 0)
	other.Payee = "nobody"
	n.refused(settle.ErrNoStatement, n.now, other, "treasury")
	forged := objection(n, "treasury/o1", 0)
	forged.Lines[0].Index = 1
	n.refused(settle.ErrLine, n.now, forged, "treasury")
	n.refused(settle.ErrObjector, n.now, objection(n, "dev-ins/o1", 0), "dev-ins")
	told := n.ok(n.now, m, "treasury")
	n.refused(settle.ErrIDUsed, n.now, m, "treasury")
	n.refused(settle.ErrLineHeld, n.now, objection(n, "audit/o1", 1), "audit")
	n.ok(n.now, objection(n, "audit/o1", 2), "audit")
	if v := told[len(told)-1].(settle.ObjectionFiled); v.Lines != 2 || v.Impl != "bureau" {
		t.Errorf("event %+v", v)
	}
	h := n.held("operator", "treasury")
	if len(h.Lines) != 3 || h.Open != yuan("3729.00") || h.Payable.Payable != h.Open-h.Held {
		t.Errorf("held %+v", h)
	}
	page := n.ask("line_objections").(rule.Page[settle.ObjectionShown])
	if len(page.Items) != 2 || page.Items[1].Due != 20260731 {
		t.Errorf("open objections %+v", page.Items)
	}
	n.expect(at("2026-07-31 00:00"), "run.final run.final run.final")
	n.refused(settle.ErrObjectionLate, at("2026-07-31 10:00"), objection(n, "audit/o2", 3), "audit")
}

// Lines of an objection are of one implementing body.
func TestObjectionBodies(t *testing.T) {
	n := closed(t)
	v := objection(n, "treasury/o1", 0, 1)
	a, b := n.node(v.Lines[0]), ""
	for i := range 20 {
		if l := n.named("operator", "treasury", i); n.node(l) != a {
			v.Lines[1], b = l, n.node(l)
			break
		}
	}
	n.agreement("other/yy", "operator", "2027-12-31", plain)
	n.give(b, "other/yy", "industry")
	got := n.refused(settle.ErrBodies, n.now, v, "treasury")
	if got.Field != "lines[1]" {
		t.Error(got.Field)
	}
}

// The implementing body decides in its working days; accepted lines stay held until the run that
// the correction is in has landed, rejected ones are free at once.
func TestObjectionDecide(t *testing.T) {
	n := closed(t)
	n.ok(n.now, objection(n, "treasury/o1", 0), "treasury")
	n.ok(n.now, objection(n, "treasury/o2", 1), "treasury")
	no := &settle.ObjectionDecide{ID: ref("treasury/o1"), Opinion: "核对无误", Evidence: proof}
	yes := &settle.ObjectionDecide{ID: ref("treasury/o2"), Accept: true, Opinion: "属实",
		Correction: ref("operator/fix"), Evidence: proof}
	n.refused(rule.BadField, n.now, &settle.ObjectionDecide{ID: ref("treasury/o1")}, "bureau")
	n.refused(rule.BadField, n.now, &settle.ObjectionDecide{ID: ref("treasury/o1"), Accept: true,
		Opinion: "x", Evidence: proof}, "bureau")
	n.refused(settle.ErrNoObjection, n.now, &settle.ObjectionDecide{ID: ref("a/b"), Opinion: "x",
		Evidence: proof}, "bureau")
	n.refused(settle.ErrDecider, n.now, no, "operator")
	n.refused(settle.ErrCorrection, n.now, yes, "bureau")
	n.now = at("2026-07-20 10:00")
	n.ok(n.now, no, "bureau")
	n.costs("operator/fix")
	n.ok(n.now, yes, "bureau")
	n.refused(settle.ErrNoObjection, n.now, no, "bureau")
	h := n.held("operator", "treasury")
	if len(h.Lines) != 1 || h.Lines[0].Objection != ref("treasury/o2") || h.Lines[0].Days != 3 {
		t.Errorf("held %+v", h)
	}
	s, _ := regime.Deadline(n.s, regime.DutyID{Owner: "bureau", Duty: settle.DutyObjection,
		Object: "treasury/o1"}, n.now)
	if s.State != regime.StateMet || s.Overdue {
		t.Errorf("duty %+v", s)
	}
	if v := n.ask("line_objection", "id", "treasury/o2").(settle.ObjectionShown); v.Days != 3 ||
		v.Status != settle.Accepted {
		t.Errorf("objection %+v", v)
	}
	for _, t := range []string{"2026-10-16 00:00", "2026-10-16 00:10", "2026-10-16 00:20"} {
		n.block(at(t))
	}
	if h := n.held("operator", "treasury"); len(h.Lines) != 0 || n.run("2026Q3").Stage != "landed" {
		t.Errorf("after the next run: %+v", h)
	}
	all := n.ask("line_objections", "state", "all", "limit", "1").(rule.Page[settle.ObjectionShown])
	if len(all.Items) != 1 || all.Next == "" {
		t.Errorf("all %+v", all)
	}
}

// What is rejected, or left undecided, goes to the body that the regime names; a body decides no
// objection of its own.
func TestObjectionEscalate(t *testing.T) {
	n := closed(t)
	n.ok(n.now, objection(n, "treasury/o1", 0), "treasury")
	n.ok(n.now, objection(n, "bureau/o2", 1), "bureau")
	up := &settle.ObjectionEscalate{ID: ref("treasury/o1"), Reason: "逾期未处理"}
	n.refused(rule.BadField, n.now, &settle.ObjectionEscalate{ID: ref("treasury/o1")}, "treasury")
	n.refused(settle.ErrNoObjection, n.now, up, "operator")
	n.refused(settle.ErrEscalation, n.now, up, "treasury")
	own := &settle.ObjectionDecide{ID: ref("bureau/o2"), Opinion: "x", Evidence: proof}
	n.refused(settle.ErrDecider, n.now, own, "bureau")
	no := &settle.ObjectionDecide{ID: ref("treasury/o1"), Opinion: "无误", Evidence: proof}
	n.ok(n.now, no, "bureau")
	n.now = at("2026-08-03 10:00")
	n.refused(settle.ErrEscalation, n.now, up, "treasury") // its days are over
	n.now = at("2026-07-31 10:00")
	n.ok(n.now, up, "treasury")
	if h := n.held("operator", "treasury"); len(h.Lines) != 2 {
		t.Errorf("held again: %+v", h)
	}
	n.refused(settle.ErrEscalation, n.now, up, "treasury")
	n.refused(settle.ErrDecider, n.now, no, "bureau")
	n.ok(n.now, no, "finance")
	n.now = at("2026-08-03 10:00")
	late := &settle.ObjectionEscalate{ID: ref("bureau/o2"), Reason: "无人处理"}
	n.ok(n.now, late, "bureau")
	n.ok(n.now, own, "finance")
	if h := n.held("operator", "treasury"); len(h.Lines) != 0 {
		t.Errorf("held for nothing: %+v", h)
	}
	if _, held := regime.Deadline(n.s, regime.DutyID{Owner: "finance", Duty: settle.DutyReview,
		Object: "bureau/o2"}, n.now); !held {
		t.Error("no deadline for the review")
	}
}

// One whose income the treasury receives objects to the lines of that income, and holds nobody
// else's.
func TestObjectionOwnLines(t *testing.T) {
	n := closed(t)
	s, _ := settle.GetStatement(n.s, "2026Q2", "operator", "treasury")
	own, others := -1, -1
	for i := range int(s.Lines) {
		l, err := settlement.ParseLine(n.named("operator", "treasury", i).Leaf)
		n.must(err)
		if l.To == "gov-tax" {
			own = i
		} else {
			others = i
		}
	}
	if own < 0 || others < 0 {
		t.Fatal("the treasury receives for one party alone")
	}
	n.refused(settle.ErrObjector, n.now, objection(n, "gov-tax/o1", others), "gov-tax")
	both := objection(n, "gov-tax/o1", min(own, others), max(own, others))
	n.refused(settle.ErrObjector, n.now, both, "gov-tax")
	n.ok(n.now, objection(n, "gov-tax/o1", own), "gov-tax")
}
