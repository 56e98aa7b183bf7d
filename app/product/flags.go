package product

import (
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Flag says that a resource behind a version may not be authorized at the time of the question, and
// why. Nothing of it is stored: a negative list that hits a resource flags what was made of it for
// as long as it stands (GZ §2, YN §15, rulings E6).
type Flag struct {
	Resource wire.ID `json:"resource"`
	Cause    string  `json:"cause"`
}

// Shown is a version with its flags.
type Shown struct {
	Product
	Flags []Flag `json:"flags,omitempty"`
}

// flagger finds flags as of one instant, each resource looked up once.
type flagger struct {
	r      state.Reader
	at     wire.Time
	causes map[wire.ID]string // "" where the resource may be authorized
}

func newFlagger(r state.Reader, at wire.Time) flagger {
	return flagger{r, at, map[wire.ID]string{}}
}

func (f flagger) cause(id wire.ID) string {
	cause, known := f.causes[id]
	if !known {
		cause, _ = catalog.Authorizable(f.r, id, f.at)
		f.causes[id] = cause
	}
	return cause
}

func (f flagger) of(p Product) (out []Flag) {
	for _, id := range p.Resources {
		if cause := f.cause(id); cause != "" {
			out = append(out, Flag{id, cause})
		}
	}
	return out
}

func (f flagger) shown(p Product) Shown { return Shown{p, f.of(p)} }
