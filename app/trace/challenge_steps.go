package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeReveal shows the auditor's nonce, which fixes the sample. The reporter's time to answer
// begins.
type ChallengeReveal struct {
	ID    wire.ID   `json:"id" need:"yes"`
	Nonce wire.Hash `json:"nonce" need:"yes"`
}

// ChallengeAnswer commits the reporter to its answer file: the drawn raw uses with their proofs,
// handed to the auditor off the ledger.
type ChallengeAnswer struct {
	ID   wire.ID       `json:"id" need:"yes"`
	File crypto.Digest `json:"file" need:"yes"`
}

func checkID(id wire.ID) error {
	if !id.Valid() {
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	return nil
}

// Check refuses a body that no state could make right.
func (m *ChallengeReveal) Check() error { return checkID(m.ID) }

// Check refuses a body that no state could make right.
func (m *ChallengeAnswer) Check() error {
	if m.File.Check() != nil {
		return rule.Malformed("file", "须写明应答文件摘要", "a digest of the answer file is required")
	}
	return checkID(m.ID)
}

// staged reads a challenge and refuses one that is at none of the stages wanted, or not this
// party's.
func staged(c *rule.Ctx, id wire.ID, who func(Challenge) string, want ...string) (Challenge,
	error) {
	v, ok := challenges.Get(c.Store, id)
	if !ok {
		return v, ErrNoChallenge.At("id", "id", id)
	}
	if by := who(v); by != c.Author() {
		return v, ErrNotYours.At("", "id", id, "party", by)
	}
	if have := v.Stage(c.Store, c.Time); !slices.Contains(want, have) {
		return v, regime.At(c.Store, v.Regime).Refuse(ErrStage, "id", "id", id, "status", have)
	}
	return v, nil
}

func auditor(v Challenge) string  { return v.ID.Party }
func reporter(v Challenge) string { return v.Reporter }

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
	if err := v.open(c, dutyAnswer, v.Reporter); err != nil {
		return err
	}
	challenges.Set(c.Store, m.ID, v)
	c.Emit(SampleRevealed{ID: m.ID, Reporter: v.Reporter, Seed: v.Seed})
	return nil
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

// meet ends a duty of the challenge where one was opened.
func (v Challenge) meet(c *rule.Ctx, name, owner string) error {
	if _, ok := regime.Deadline(c.Store, v.duty(name, owner), c.Time); !ok {
		return nil
	}
	return regime.Meet(c, v.duty(name, owner))
}
