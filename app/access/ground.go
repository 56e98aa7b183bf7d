package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Ground is a matter for which grants may be suspended, such as a security incident, for as long as
// it is open (rulings E6). The chapter that knows the matter tells this one.
type Ground struct {
	Kind string    `json:"kind" max:"40"`
	From wire.Time `json:"from"`
	To   wire.Time `json:"to"` // 0: open
}

// OpenGround says that a matter is open from now on. It is one write.
func OpenGround(c *rule.Ctx, id wire.ID, kind string) {
	grounds.Set(c.Store, id, Ground{Kind: kind, From: c.Time})
}

// EndGround says that a matter is settled now; until then no grant that was suspended for it is
// resumed. It is one write, and does nothing when there is none.
func EndGround(c *rule.Ctx, id wire.ID) {
	if v, ok := grounds.Get(c.Store, id); ok && v.To == 0 {
		v.To = c.Time
		grounds.Set(c.Store, id, v)
	}
}

// groundOpen tells whether a matter is open at an instant.
func groundOpen(r state.Reader, id wire.ID, at wire.Time) bool {
	v, ok := grounds.Get(r, id)
	return ok && v.From <= at && (v.To == 0 || at < v.To)
}
