package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Which count settles while both sides differ, as an agreement may say (rulings M11).
const (
	RuleProvider = "provider"
	RuleConsumer = "consumer"
	RuleLower    = "lower"
	RuleHigher   = "higher"
)

var countRules = []string{RuleProvider, RuleConsumer, RuleLower, RuleHigher}

// CountRule records the clause of an agreement that says which count settles while both sides'
// counts differ. Without one the provider's count settles and nothing changes.
type CountRule struct {
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Rule      string        `json:"rule" max:"10" words:"provider|consumer|lower|higher" need:"yes"`
	From      wire.Date     `json:"from" need:"yes"` // first day of use, not begun yet
	Document  rule.Evidence `json:"document" need:"yes"`
}

type countRuleKey struct {
	Agreement wire.ID
	From      wire.Date
}

// CountClause is such a clause as recorded.
type CountClause struct {
	Rule     string        `json:"rule" max:"10"`
	Document rule.Evidence `json:"document"`
	Set      wire.Time     `json:"set"`
	By       []tx.Account  `json:"by" max:"9"`
}

var clauses = state.NewMap[countRuleKey, CountClause](8, 13, "trace/count_rules",
	"which count settles while both sides differ, by agreement and first day")

// countRuleOn is the clause in force on a day, "" for none.
func countRuleOn(r state.Reader, agreement wire.ID, day wire.Date) string {
	_, v, _ := clauses.Before(r, []any{agreement}, countRuleKey{agreement, day.Add(1)})
	return v.Rule
}

// Check refuses a body that no state could make right.
func (m *CountRule) Check() error {
	switch {
	case !m.Agreement.Valid():
		return rule.Malformed("agreement", "须为 主体/编号", "must be party/name")
	case !slices.Contains(countRules, m.Rule):
		return rule.Malformed("rule", "须为 provider、consumer、lower 或 higher",
			"must be provider, consumer, lower or higher")
	case !m.From.Valid():
		return rule.Malformed("from", "须为日期", "must be a date")
	}
	return rule.RequireEvidence("document", m.Document)
}

// Apply records the clause; both parties of the agreement sign it.
func (m *CountRule) Apply(c *rule.Ctx) error {
	k, ok := ContractNamed(c.Store, m.Agreement)
	if !ok {
		return ErrNoAgreement.At("agreement", "agreement", m.Agreement)
	}
	first, second := k.Impl, k.Operator
	if k.Developer != "" {
		first, second = k.Operator, k.Developer
	}
	if !c.SignedBy(first) || !c.SignedBy(second) {
		return regime.At(c.Store, k.Regime).Refuse(ErrCountSigners, "", "first", first, "second",
			second)
	}
	ahead := wire.Time(regime.Periods(c.Store).LateSecondsAhead)
	if m.From.Start() <= c.Time+ahead {
		return ErrCountFrom.At("from", "from", m.From)
	}
	key := countRuleKey{m.Agreement, m.From}
	if clauses.Has(c.Store, key) {
		return ErrCountTwice.At("from", "agreement", m.Agreement, "from", m.From)
	}
	clauses.Set(c.Store, key, CountClause{m.Rule, m.Document, c.Time, c.Signers})
	c.Emit(CountRuleSet{Agreement: m.Agreement, Rule: m.Rule, From: m.From})
	return nil
}
