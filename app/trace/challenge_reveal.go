package trace

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeReveal shows the auditor's nonce, which fixes the sample, within the auditor's own time:
// after it the challenge has lapsed. The reporter's time to answer begins.
type ChallengeReveal struct {
	ID    wire.ID   `json:"id" need:"yes"`
	Nonce wire.Hash `json:"nonce" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ChallengeReveal) Check() error { return checkID(m.ID) }

// Apply fixes the seed.
func (m *ChallengeReveal) Apply(c *rule.Ctx) error {
	v, err := staged(c, m.ID, auditor, StageDrawn)
	if err != nil {
		return err
	}
	if Commitment(m.Nonce) != v.Commitment {
		return ErrNonce.At("nonce", "id", m.ID)
	}
	v.Nonce, v.Seed, v.Revealed = m.Nonce, Seed(v.ID, m.Nonce, v.Beacon), c.Time
	if err := v.meet(c, dutyReveal, v.ID.Party); err != nil {
		return err
	}
	if err := v.open(c, dutyAnswer, v.Reporter); err != nil {
		return err
	}
	challenges.Set(c.Store, m.ID, v)
	c.Emit(SampleRevealed{ID: m.ID, Reporter: v.Reporter, Seed: v.Seed})
	return nil
}
