package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DestructionRecord says that the data was destroyed after the end. Nothing that can be destroyed
// is on the ledger: it holds that it was done, how, and the digest of the protocol.
//
// HE §36: irreversibly, raw data and copies, on record. GZ §30, GD §39 (supervised), YN §25(5).
type DestructionRecord struct {
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Method    string        `json:"method" max:"16" words:"overwrite|physical|crypto_erasure|logical_delete" need:"yes"`
	Scope     []string      `json:"scope" max:"4" words:"raw_data|copies"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"` // the log of the operation
}

// Check refuses a body that no state could make right.
func (m *DestructionRecord) Check() error {
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	if m.Method != LogicalDelete && !slices.Contains(irreversible, m.Method) {
		return rule.Malformed("method", "销毁方式未知", "unknown method")
	}
	for i, w := range m.Scope {
		if !slices.Contains(destroyable, w) || slices.Contains(m.Scope[:i], w) {
			return rule.Malformed("scope", "须为 raw_data、copies", "must be raw_data, copies")
		}
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the destruction as the regime demands it.
func (m *DestructionRecord) Apply(c *rule.Ctx) error {
	s, v, err := over(c, m.Subject, m.Agreement)
	if err != nil {
		return err
	}
	want := s.p.Text("terminate.destroy")
	switch {
	case !c.SignedBy(s.party):
		return ErrSigner.At("", "who", s.party)
	case want == "delete_supervised" && !c.SignedBy(s.over):
		return s.p.Refuse(ErrSupervised, "", "who", s.over)
	case want == "irreversible" && !slices.Contains(irreversible, m.Method):
		return s.p.Refuse(ErrReversible, "method", "method", m.Method)
	case len(m.Scope) < len(destroyable):
		return s.p.Refuse(ErrScope, "scope")
	}
	if m.Subject == Developer {
		if err := access.Deleted(c, m.Agreement); err != nil {
			return err
		}
	}
	v.Destroyed, v.Method, v.Scope = c.Time, m.Method, m.Scope
	v.Supervised, v.Destruction = c.SignedBy(s.over), m.Evidence
	endings.Set(c.Store, endingKey{m.Subject, m.Agreement}, v)
	c.Emit(Destroyed{Agreement: m.Agreement, Method: m.Method})
	return nil
}
