package authorization

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestPlanApprove(t *testing.T) {
	for _, v := range []struct {
		name     string
		by       []string
		approval rule.Evidence
		code     string
		attested bool
	}{
		{"the government of the level", []string{"gz-gov"}, rule.Evidence{}, "", false},
		{"drafter with the government", []string{"gz-bureau", "gz-gov"}, rule.Evidence{}, "", false},
		{"drafter attests the document", []string{"gz-bureau"}, evidence("黔府函1"), "", true},
		{"drafter without a document", []string{"gz-bureau"}, rule.Evidence{}, "plan.approval", false},
		{"another level's government", []string{"gy-gov"}, rule.Evidence{}, "plan.approval", false},
		{"somebody else's document", []string{"gz-operator"}, evidence("黔府函1"), "plan.approval", false},
	} {
		t.Run(v.name, func(t *testing.T) {
			b := newBook(t, guizhou)
			b.must(plan(), "gz-bureau")
			m := &PlanApprove{ID: plan().ID, Approval: v.approval}
			if v.code != "" {
				if r := b.refuse(m, v.code, v.by...); r.Article != "GZ §6" {
					t.Errorf("cites %s", r.Article)
				}
				return
			}
			b.must(m, v.by...)
			p, _ := GetPlan(b.store, m.ID)
			if p.Attested != v.attested || p.Status != PlanApprovedStatus || p.Approved != b.time {
				t.Errorf("stored %+v", p)
			}
			b.refuse(m, "plan.approved", v.by...)
		})
	}
}

func TestPlanApproveOfAPrefecture(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	m.ID, m.Jurisdiction = id("gy-bureau/plan"), "520100"
	b.must(m, "gy-bureau")
	// 本级人民政府: the province's government does not approve in the prefecture's stead.
	b.refuse(&PlanApprove{ID: m.ID}, "plan.approval", "gz-gov")
	b.refuse(&PlanApprove{ID: id("gy-bureau/none")}, "plan.unknown", "gy-gov")
	b.must(&PlanApprove{ID: m.ID}, "gy-gov")

	b = newBook(t, with(guizhou, "plan.approver", "government_province @ GZ §6"))
	b.must(m, "gy-bureau")
	b.refuse(&PlanApprove{ID: m.ID}, "plan.approval", "gy-gov")
	b.must(&PlanApprove{ID: m.ID}, "gz-gov")
}

// The government approves the plan that it read, not one drafted again in the meantime.
func TestPlanChangedBeforeApproval(t *testing.T) {
	b := newBook(t, guizhou)
	b.must(plan(), "gz-bureau")
	read, _ := GetPlan(b.store, plan().ID)
	again := plan()
	again.Mechanism = wire.Bytes(strings.Replace(mechanism, "3/10", "9/10", 1))
	b.must(again, "gz-bureau")
	m := &PlanApprove{ID: read.ID, Digest: read.Digest()}
	if r := b.refuse(m, "plan.changed", "gz-gov"); r.Article != "GZ §6" {
		t.Errorf("cites %s", r.Article)
	}
	shown, err := ask(b, "plan", "id", "gz-bureau/plan")
	if err != nil {
		t.Fatal(err)
	}
	m.Digest = shown.(ShownPlan).Digest
	b.must(m, "gz-gov")
}
