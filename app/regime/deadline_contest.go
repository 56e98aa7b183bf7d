package regime

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeadlineContest claims that the author handed a paper in before its duty's day was over, by the
// signed admissions of nodes of different control groups.
type DeadlineContest struct {
	Duty       string         `json:"duty" max:"40" need:"yes"`   // such as agreement.filing
	Object     string         `json:"object" max:"80" need:"yes"` // what the duty is about
	Paper      wire.Hash      `json:"paper" need:"yes"`           // id of the paper that was handed in
	Admissions []tx.Admission `json:"admissions" max:"4" need:"yes"`
	Evidence   rule.Evidence  `json:"evidence"` // the paper's file; may be empty
}

// Check refuses fewer than two admissions and one of another paper.
func (m *DeadlineContest) Check() error {
	if m.Duty == "" {
		return rule.Malformed("duty", "须写明事项", "a duty is required")
	}
	if len(m.Admissions) < 2 {
		return rule.Malformed("admissions", "至少须有两个节点的受理回执",
			"the admissions of two nodes at least are required")
	}
	for i, a := range m.Admissions {
		at := fmt.Sprintf("admissions.%d", i)
		if a.Paper != m.Paper || m.Paper.IsZero() {
			return rule.Malformed(at, "不是该文书的受理回执", "is the admission of another paper")
		}
		if !wire.IsName(a.Node.Party) {
			return rule.Malformed(at, "节点账号不合格式", "the node's account is malformed")
		}
	}
	return nil
}

// Apply records the claim for the reviewer.
func (m *DeadlineContest) Apply(c *rule.Ctx) error {
	id := DutyID{c.Author(), m.Duty, m.Object}
	d, s, err := overdueDuty(c, id)
	if err != nil {
		return err
	}
	if contests.Has(c.Store, id) {
		return ErrContested.At("duty", "duty", id.Duty, "object", id.Object)
	}
	x := Contest{Paper: m.Paper, Admissions: m.Admissions, Evidence: m.Evidence, Filed: c.Time}
	for i, a := range m.Admissions {
		field := fmt.Sprintf("admissions.%d", i)
		if err := checkAdmission(c, a, field, d, s.Due); err != nil {
			return err
		}
		for _, b := range m.Admissions[:i] {
			if party.SameGroup(c.Standing(), a.Node.Party, b.Node.Party) {
				return ErrAdmissionGroup.At(field, "first", b.Node.Party, "second", a.Node.Party)
			}
		}
		x.At = max(x.At, a.Time)
	}

	contests.Set(c.Store, id, x)
	c.Emit(DeadlineContested{Owner: id.Owner, Duty: id.Duty, Object: id.Object, Paper: x.Paper,
		Due: s.Due, At: x.At})
	return nil
}
