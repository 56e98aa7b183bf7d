package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LogDeposit says who keeps which logs.
//
// GZ §30¶2, GD §39¶2: full network logs, five years. YN §25(4): processing logs, five years. HE
// §36: network logs of the destruction, six months.
type LogDeposit struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Class     string        `json:"class" max:"12" words:"network|processing|destruction" need:"yes"`
	From      wire.Date     `json:"from" need:"yes"` // first day logged
	To        wire.Date     `json:"to" need:"yes"`   // last day logged
	Digest    crypto.Digest `json:"digest" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *LogDeposit) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	switch {
	case !slices.Contains(LogClasses, m.Class):
		return rule.Malformed("class", "须为 network、processing 或 destruction",
			"must be network, processing or destruction")
	case !m.From.Valid() || !m.To.Valid() || m.To < m.From:
		return rule.Malformed("to", "起止日期须有效且先后正确", "two valid days in order are required")
	case m.Digest.IsZero():
		return rule.Malformed("digest", "须写明日志摘要", "a digest of the logs is required")
	}
	return checkKind(m.Subject)
}

// Apply records the batch. Whoever performed keeps it, or whoever is across.
func (m *LogDeposit) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, m.Subject, m.Agreement)
	if err != nil {
		return err
	}
	v, _ := endings.Get(c.Store, endingKey{m.Subject, m.Agreement})
	switch {
	case c.Author() != s.party && c.Author() != s.over:
		return ErrSigner.At("", "who", s.party)
	case logs.Has(c.Store, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	case m.To > c.Time.Date():
		return rule.Malformed("to", "不得晚于今日", "must not be after today")
	case m.Class == LogDestruction && v.Destroyed == 0:
		return s.p.Refuse(ErrNotDestroyed, "class")
	}
	logs.Set(c.Store, m.ID, Log{ID: m.ID, Subject: m.Subject, Agreement: m.Agreement, Class: m.Class,
		From: m.From, To: m.To, Digest: m.Digest, Keeper: c.Author(), Deposited: c.Time})
	if !slices.Contains(v.Classes, m.Class) {
		v.Classes = append(v.Classes, m.Class)
		endings.Set(c.Store, endingKey{m.Subject, m.Agreement}, v)
	}
	c.Emit(LogDeposited{ID: m.ID, Class: m.Class})
	return nil
}
