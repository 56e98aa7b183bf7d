package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EvaluationIssue is the result of an evaluation, told to the evaluated party with this block.
//
// GZ §23, GD §38, YN §26, HE §33, HB 五(七). A result 限期整改 orders the rectification under the
// same id; after 未通过 neither renewal nor a new grant goes ahead until the implementing body
// decides on it.
type EvaluationIssue struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Period    string        `json:"period" max:"16"` // such as 2026
	Outcome   string        `json:"outcome" max:"10" words:"pass|fail|rectify" need:"yes"`
	What      string        `json:"what" max:"500"`      // what has to be put right
	Limit     wire.Date     `json:"limit"`               // by when, where no rule says it
	Evidence  rule.Evidence `json:"evidence" need:"yes"` // the evaluation report
	Third     string        `json:"third" max:"100"`     // third party asked for an opinion, "" none
	Opinion   rule.Evidence `json:"opinion"`             // that opinion
}

// Check refuses a body that no state could make right.
func (m *EvaluationIssue) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	switch {
	case m.Outcome != Pass && m.Outcome != Fail && m.Outcome != Rectify:
		return rule.Malformed("outcome", "须为 pass、fail 或 rectify", "must be pass, fail or rectify")
	case m.Outcome == Rectify && m.What == "":
		return rule.Malformed("what", "须写明整改内容", "must say what to put right")
	case (m.Third != "") != m.Opinion.Given():
		return rule.Malformed("opinion", "第三方及其意见须一并写明", "needs the third party and its opinion")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the result and its consequences.
func (m *EvaluationIssue) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, m.Subject, m.Agreement)
	if err != nil {
		return err
	}
	by, err := s.evaluator(c)
	if err != nil {
		return err
	}
	switch {
	case taken(c, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	case !s.p.Has("eval.outcomes", m.Outcome):
		return s.p.Refuse(ErrOutcome, "outcome", "outcome", m.Outcome)
	case m.Third != "" && !s.p.Bool("eval.third_party"):
		return s.p.Refuse(ErrThirdParty, "third")
	}
	var span regime.Span
	if m.Outcome == Rectify {
		if span, err = s.limit(c, m.Limit); err != nil {
			return err
		}
	}
	v := Evaluation{ID: m.ID, Subject: m.Subject, Agreement: m.Agreement, Regime: s.p.Ref(),
		Party: s.party, Evaluator: by, Period: m.Period, Outcome: m.Outcome, Evidence: m.Evidence,
		Issued: c.Time, Third: m.Third, Opinion: m.Opinion}
	if m.Subject == Operator {
		v.Turn = s.serve(c, DutyEvaluate, s.officer(c, s.p.Text("eval.operator.by")),
			s.p.Text("eval.operator.period"))
		authorization.Appraise(c, s.base, m.ID, m.Outcome)
	}
	evaluations.Set(c.Store, m.ID, v)
	c.Emit(EvaluationIssued{ID: m.ID, Party: s.party, Outcome: m.Outcome})
	switch m.Outcome {
	case Rectify:
		order(c, s, m.ID, by, m.What, span)
	case Fail:
		s.hold(c, m.ID, by)
	}
	return nil
}

// evaluator is the signing unit that the profile lets evaluate the subject.
func (s subject) evaluator(c *rule.Ctx) (string, error) {
	key := "eval.operator.by"
	if s.kind == Developer {
		key = "eval.developer.by"
	}
	word := s.p.Text(key)
	if word == "" {
		return "", s.p.Refuse(ErrNoEvaluation, "subject")
	}
	return s.signs(c, word)
}

// hold keeps renewal and new grants from going ahead.
func (s subject) hold(c *rule.Ctx, id wire.ID, by string) {
	if s.kind == Developer {
		party.Restrict(c, s.party, s.base.Operator, id, by, []string{party.RestrictFuture})
		return
	}
	authorization.SetMark(c, s.id, id, authorization.MarkFailed, regime.DutyID{})
}

// release ends what hold began.
func (s subject) release(c *rule.Ctx, id wire.ID) {
	if s.kind == Developer {
		party.Unrestrict(c, s.party, s.base.Operator, id)
		return
	}
	authorization.EndMark(c, s.id, id)
}
