package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PersonEnd says that a worker of the author handles no data from now on. The file stays.
type PersonEnd struct {
	ID    wire.ID `json:"id" need:"yes"`
	Cause string  `json:"cause" max:"200" need:"yes"`
}

// Check looks at the body alone.
func (m *PersonEnd) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case m.Cause == "":
		return rule.Malformed("cause", "须写明原因", "a cause is required")
	}
	return nil
}

// Apply ends the file.
func (m *PersonEnd) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	v, ok := persons.Get(c.Store, m.ID)
	if !ok || v.To != 0 {
		return ErrPerson.At("id", "id", m.ID, "holder", c.Author())
	}
	v.To, v.Cause, v.Ended = c.Time, m.Cause, ActOf(c, false, rule.Evidence{})
	persons.Set(c.Store, m.ID, v)
	c.Emit(PersonEnded{ID: m.ID, Cause: m.Cause})
	return nil
}
