package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// MismatchResolve says which side's count of an open difference stands: signed by both sides, or
// decided by the implementing body. Money follows only where the agreement says which count
// settles (rulings M11); of a closed period by restating it (rulings M3).
type MismatchResolve struct {
	Number   uint64        `json:"number" need:"yes"`
	Stands   string        `json:"stands" max:"10" words:"provider|consumer" need:"yes"`
	Reason   string        `json:"reason" max:"2000" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *MismatchResolve) Check() error {
	switch {
	case m.Number == 0:
		return rule.Malformed("number", "从 1 起", "counts from 1")
	case !slices.Contains([]string{SideProvider, SideConsumer}, m.Stands):
		return rule.Malformed("stands", "须为 provider 或 consumer", "must be provider or consumer")
	case m.Reason == "":
		return rule.Malformed("reason", "须写明理由", "says why")
	}
	return nil
}

// Apply closes the difference.
func (m *MismatchResolve) Apply(c *rule.Ctx) error {
	v, ok := mismatches.Get(c.Store, m.Number)
	if !ok || v.Status != MismatchOpen {
		return ErrNoMismatch.At("number", "number", m.Number)
	}
	both := c.SignedBy(v.Owner) && c.SignedBy(v.Reporter)
	k, _ := ContractNamed(c.Store, v.Agreement)
	decided := c.Author() == k.Impl && !party.SameGroup(c.Store, c.Author(), v.Owner) &&
		!party.SameGroup(c.Store, c.Author(), v.Reporter)
	if !both && !decided {
		return regime.At(c.Store, v.Regime).Refuse(ErrResolver, "", "owner", v.Owner, "reporter",
			v.Reporter)
	}
	t, _ := tallies.Get(c.Store, v.key())
	err := closeMismatch(c, &t, MismatchResolved, func(v *Mismatch) {
		v.Stands, v.Reason, v.Evidence, v.By = m.Stands, m.Reason, m.Evidence, c.Signers
	})
	if err != nil {
		return err
	}
	settle(c, &t)
	tallies.Set(c.Store, v.key(), t)
	return nil
}
