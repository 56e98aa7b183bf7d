package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PersonRegister puts a data-processing worker of the author on file, with the documents that the
// regime asks for. No name and no identity number: a salted hash.
//
// YN §25(1), HB 四(四): real-name authentication, filing, vetting, confidentiality agreement.
type PersonRegister struct {
	ID           wire.ID              `json:"id" need:"yes"`
	Jurisdiction string               `json:"jurisdiction" max:"6" need:"yes"`
	Handle       wire.Hash            `json:"handle" need:"yes"` // salted; the employer keeps the salt
	Controls     []authorization.Item `json:"controls" max:"10"`
}

// Check looks at the body alone.
func (m *PersonRegister) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case m.Handle.IsZero():
		return rule.Malformed("handle", "须为加盐摘要", "must be a salted hash")
	}
	for i, v := range m.Controls {
		if v.Item == "" || !v.Evidence.Given() || slices.ContainsFunc(m.Controls[:i],
			func(e authorization.Item) bool { return e.Item == v.Item }) {
			return rule.Malformed("controls", "每项须写明事项及材料，不得重复",
				"each item is named once, with its document")
		}
	}
	return nil
}

// Apply opens the file. A worker whose file was ended may get a new one.
func (m *PersonRegister) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if persons.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	p, err := regime.Lasting(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	key := handleKey{m.ID.Party, m.Handle}
	if on, ok := handles.Get(c.Store, key); ok {
		if old, _ := persons.Get(c.Store, on.ID); old.To == 0 {
			return ErrPersonTwice.At("handle", "id", old.ID)
		}
	}
	if err := requireControls(p, "controls", m.ID, m.Controls); err != nil {
		return err
	}

	persons.Set(c.Store, m.ID, Person{ID: m.ID, Jurisdiction: m.Jurisdiction, Regime: p.Ref(),
		Handle: m.Handle, Controls: m.Controls, From: c.Time,
		Registered: ActOf(c, false, rule.Evidence{})})
	handles.Set(c.Store, key, personOf{m.ID})
	c.Emit(PersonRegistered{ID: m.ID})
	return nil
}
