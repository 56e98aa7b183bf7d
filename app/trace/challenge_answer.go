package trace

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeAnswer commits the reporter to its answer file: the drawn raw uses with their proofs,
// handed to the auditor off the ledger.
type ChallengeAnswer struct {
	ID   wire.ID       `json:"id" need:"yes"`
	File crypto.Digest `json:"file" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ChallengeAnswer) Check() error {
	if m.File.Check() != nil {
		return rule.Malformed("file", "须写明应答文件摘要", "a digest of the answer file is required")
	}
	return checkID(m.ID)
}

// Apply records the answer; after its deadline the challenge has failed and takes none.
func (m *ChallengeAnswer) Apply(c *rule.Ctx) error {
	v, err := staged(c, m.ID, reporter, StageRevealed)
	if err != nil {
		return err
	}
	v.Answer, v.Answered = m.File, c.Time
	if err := v.meet(c, dutyAnswer, v.Reporter); err != nil {
		return err
	}
	if err := v.open(c, dutyJudge, v.ID.Party); err != nil {
		return err
	}
	challenges.Set(c.Store, m.ID, v)
	c.Emit(SampleAnswered{ID: m.ID, File: m.File})
	return nil
}
