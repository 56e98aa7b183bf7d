package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementClose says that everything after the end of an agreement is done: handed over where the
// regime wants it, destroyed, logs deposited (GZ §30¶2, GD §39¶2, HE §36).
type AgreementClose struct {
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *AgreementClose) Check() error {
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply closes. The implementing body signs, for a developer the operator.
func (m *AgreementClose) Apply(c *rule.Ctx) error {
	s, v, err := over(c, m.Subject, m.Agreement)
	if err != nil {
		return err
	}
	switch {
	case !c.SignedBy(s.over):
		return ErrSigner.At("", "who", s.over)
	case m.Subject == Operator && s.p.Bool("terminate.handover") && v.HandedOver == 0:
		return s.p.Refuse(ErrNotHandedOver, "agreement")
	case v.Destroyed == 0:
		return s.p.Refuse(ErrNotDestroyed, "agreement")
	}
	if duty := s.notFiled(c); duty != "" {
		return s.p.Refuse(ErrNotFiled, "agreement", "duty", duty)
	}
	if class := s.missingLog(v.Classes); class != "" {
		return s.p.Refuse(ErrNoLogs, "agreement", "class", class)
	}
	if period, done := s.settled(c); !done {
		return ErrNotSettled.At("agreement", "period", period)
	}
	v.Closed, v.ClosedBy, v.Closing = c.Time, s.over, m.Evidence
	endings.Set(c.Store, endingKey{m.Subject, m.Agreement}, v)
	c.Emit(Closed{Agreement: m.Agreement})
	return nil
}

// notFiled is a duty to file or to publish the end of an operator's agreement that is still open,
// or "". Legs of the offices above do not hold the closing up.
func (s subject) notFiled(c *rule.Ctx) string {
	for _, duty := range []string{authorization.DutyEnd, authorization.DutyEndPublic} {
		f, owed := authorization.GetFiling(c.Store, s.id, duty, 0)
		if owed && f.Done == 0 && s.kind == Operator {
			return duty
		}
	}
	return ""
}

// settled reports whether the run over the period of the agreement's last instant has landed: what
// was earned up to the end is distributed.
func (s subject) settled(c *rule.Ctx) (period string, done bool) {
	period = regime.PeriodOf(c.Store, min(s.ended, c.Time)-1)
	run, ok := settle.GetRun(c.Store, period)
	return period, ok && (run.Stage == settle.Landed || run.Stage == settle.Final)
}

// missingLog is a class of logs that the regime keeps and nobody deposited, or "".
func (s subject) missingLog(have []string) string {
	for _, class := range LogClasses {
		span, ok := s.retention(class)
		if ok && span.N > 0 && s.needs(class) && !slices.Contains(have, class) {
			return class
		}
	}
	return ""
}

// needs: network logs of an operator, logs of the destruction wherever they are kept by rule.
// Processing logs run by day and are deposited as they arise.
func (s subject) needs(class string) bool {
	return class == LogDestruction || class == LogNetwork && s.kind == Operator
}

// cancelled reports whether a developer's agreement ended by a measure that cancelled it (YN
// §21¶4): its data is deleted although the term runs.
func (s subject) cancelled(c *rule.Ctx) bool {
	if s.kind != Developer {
		return false
	}
	for _, scope := range []string{s.base.Operator, party.Province(s.base.Jurisdiction)} {
		if party.HaltedDuring(c.Store, s.party, scope, 0, c.Time, c.Time+1) {
			return true
		}
	}
	return false
}
