package trace

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeJudge records what the auditor found in the answer file. It names the file it read, so
// that nobody is judged by another one.
type ChallengeJudge struct {
	ID       wire.ID       `json:"id" need:"yes"`
	File     crypto.Digest `json:"file" need:"yes"`
	Passed   bool          `json:"passed"`
	Findings []Finding     `json:"findings" max:"64"` // some when it failed, none when it passed
}

// Check refuses a body that no state could make right.
func (m *ChallengeJudge) Check() error {
	if m.File.Check() != nil {
		return rule.Malformed("file", "须写明应答文件摘要", "a digest of the answer file is required")
	}
	if m.Passed != (len(m.Findings) == 0) {
		return rule.Malformed("findings", "通过时不列问题，不通过时至少一项",
			"none when it passed, at least one when it failed")
	}
	for i, f := range m.Findings {
		if f.Why == "" || i > 0 && f.Draw <= m.Findings[i-1].Draw {
			return rule.Malformed("findings["+strconv.Itoa(i)+"]", "序号须递增并写明问题",
				"draws ascend, each says why")
		}
	}
	return checkID(m.ID)
}

// Apply records the outcome.
func (m *ChallengeJudge) Apply(c *rule.Ctx) error {
	v, err := staged(c, m.ID, auditor, StageAnswered)
	if err != nil {
		return err
	}
	if m.File != v.Answer {
		return ErrOtherFile.At("file", "file", v.Answer)
	}
	if n := len(m.Findings); n > 0 && m.Findings[n-1].Draw >= v.Sample {
		return ErrDraw.At("findings", "sample", v.Sample)
	}
	if err := v.meet(c, dutyJudge, v.ID.Party); err != nil {
		return err
	}
	v.Passed, v.Findings, v.Judged = m.Passed, m.Findings, c.Time
	challenges.Set(c.Store, m.ID, v)
	c.Emit(SampleJudged{ID: m.ID, Reporter: v.Reporter, Passed: m.Passed,
		Findings: uint32(len(m.Findings))})
	return nil
}
