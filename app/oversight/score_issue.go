package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ScoreIssue evaluates the supply of a provider in a period (公共数据贡献评价). The ledger counts; the
// evaluator signs, and reports how the data was applied.
//
// HB 四(七)2; GZ §23, GD §38¶1, YN §26¶1.
type ScoreIssue struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Provider     string        `json:"provider" max:"32" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Period       string        `json:"period" max:"16" need:"yes"` // 2026Q1, 2026H1, 2026 or a month
	Application  uint64        `json:"application"`                // uses, as reported
	Evidence     rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ScoreIssue) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	_, _, known := regime.PeriodBounds(m.Period)
	switch {
	case !known:
		return rule.Malformed("period", "须为期间，如 2026Q1", "must be a period such as 2026Q1")
	case !party.IsJurisdiction(m.Jurisdiction):
		return rule.Malformed("jurisdiction", "须为六位行政区划代码", "must be a six-digit division code")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply counts and records. It may be issued again under another id when more is known.
func (m *ScoreIssue) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	p, err := regime.Lasting(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	word := p.Text("eval.provider.by")
	if word == "" {
		return p.Refuse(ErrNoScore, "")
	}
	by, err := party.SignerWith(c, word, m.Jurisdiction)
	if err != nil {
		article, mark := p.Cite("eval.provider.by")
		return rule.Cite(err, article, mark)
	}
	_, to, _ := regime.PeriodBounds(m.Period)
	switch {
	case scores.Has(c.Store, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	case c.Time < to:
		return ErrPeriodRuns.At("period", "period", m.Period, "to", to)
	case !party.HasRole(c.Standing(), m.Provider, "provider", m.Jurisdiction, to-1):
		return ErrNoProvider.At("provider", "party", m.Provider, "period", m.Period)
	}
	facts, all := catalog.FactsOf(c.Store, m.Provider, m.Jurisdiction, m.Period, maxFacts,
		c.Time)
	if !all {
		return ErrManyFacts.At("period", "n", maxFacts)
	}
	v := Score{ID: m.ID, Provider: m.Provider, Jurisdiction: m.Jurisdiction, Regime: p.Ref(),
		Period: m.Period, Evaluator: by, Application: m.Application, Evidence: m.Evidence,
		Issued: c.Time}
	sum := catalog.Rate(facts, catalog.Criteria(p))
	v.Quality, v.Timeliness, v.Scored, v.Score = sum.Quality, sum.Timeliness, sum.Scored, sum.Score
	scores.Set(c.Store, m.ID, v)
	c.Emit(ScoreIssued{ID: m.ID, Provider: m.Provider, Period: m.Period, Score: v.Score,
		Scored: v.Scored, Flags: v.flags(c.Store)})
	return nil
}

// FlagChangedAfterClose marks a score that differs from what the run of its period was settled by.
// The run stays as it is.
const FlagChangedAfterClose = "changed_after_close"

func (v Score) flags(r state.Reader) []string {
	run, ok := settle.ScoreOf(r, v.Period, v.Jurisdiction, v.Provider)
	if ok && (run.Scored != v.Scored || run.Score != v.Score) {
		return []string{FlagChangedAfterClose}
	}
	return nil
}
