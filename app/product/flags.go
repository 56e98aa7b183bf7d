package product

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Flag says what is the matter with a version at the time of the question: a resource behind it may
// not be authorized, its maker came to be linked to an operator, its agreement ended, it is public
// without the registration its regime encourages. Nothing of it is stored: it lasts as long as its
// cause does (GZ §2, YN §15, rulings E6).
type Flag struct {
	Resource wire.ID `json:"resource,omitzero"`
	Party    string  `json:"party,omitempty"`
	Cause    string  `json:"cause"`
	Path     string  `json:"path,omitempty"` // from the operator to the maker
}

// The causes of flags beside those of chapter 4.
const (
	CauseLinked       = "maker.linked_to_operator"
	CauseUnregistered = "product.unregistered"
)

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
			out = append(out, Flag{Resource: id, Cause: cause})
		}
	}
	for _, l := range p.Laws {
		if p.Stage != Redeveloped || l.Operator == "" {
			continue
		}
		path, yes := authorization.Related(f.r, l.profile(f.r), l.Operator, p.Maker, f.at, f.at+1)
		if yes {
			out = append(out, Flag{Party: l.Operator, Cause: CauseLinked, Path: authorization.Way(path)})
		}
	}
	if len(p.marks(f.r)) > 0 && p.Publication.At != 0 {
		out = append(out, Flag{Cause: CauseUnregistered})
	}
	return out
}

// marks are the words that a publication carries where it lacks something that is not required.
func (p Product) marks(r state.Reader) (out []string) {
	if _, missing := p.unregistered(r, encouraged); missing {
		out = append(out, FlagUnregistered)
	}
	return out
}

func (f flagger) shown(p Product) Shown { return Shown{p, f.of(p)} }
