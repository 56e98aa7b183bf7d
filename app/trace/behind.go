package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxChain bounds the rights of use behind one version.
const maxChain = 1024

// behind is what stands behind a product version: whose data it shows and by which rights of use it
// was made. It never changes, so it is worked out once, with the first batch.
type behind struct {
	Personal bool    `json:"personal"`     // fields about individuals were read
	Secret   bool    `json:"trade_secret"` // data with enterprises' secrets were read
	Chain    []right `json:"chain" max:"1024"`
}

// right is one object used by one grant.
type right struct {
	Grant  wire.ID `json:"grant"`
	Object wire.ID `json:"object"`
	Kind   string  `json:"kind" max:"10"`
}

// behindOf reads or works out what stands behind a version; fresh says that it was worked out.
func behindOf(r state.Reader, p product.Product) (b behind, fresh bool) {
	if b, known := behinds.Get(r, nodeKey{p.ID, p.Version}); known {
		return b, false
	}
	todo := slices.Clone(p.Processing)
	for i := 0; i < len(todo); i++ {
		rec, _ := access.GetProcessing(r, todo[i])
		for _, in := range rec.Inputs {
			if in.Kind != access.KindDataset {
				b.read(r, rec.Grant, in)
			} else if !slices.Contains(todo, in.Object) {
				todo = append(todo, in.Object)
			}
		}
	}
	for _, in := range p.Inputs {
		if made, ok := product.Get(r, in.Object, in.Version); ok && in.Kind == access.KindProduct {
			b.add(r, made)
		}
	}
	return b, true
}

// read adds what one job read from outside.
func (b *behind) read(r state.Reader, grant wire.ID, in access.Input) {
	switch in.Kind {
	case access.KindImport:
		v, _ := access.GetImport(r, in.Object)
		b.Personal, b.Secret = b.Personal || v.Personal(), b.Secret || v.Secret
		return
	case access.KindResource:
		v, _ := catalog.At(r, in.Object, in.Version)
		b.Personal, b.Secret = b.Personal || personal(v, in.Fields), b.Secret || v.Secret
	}
	b.uses(right{grant, in.Object, in.Kind})
}

// add takes over what stands behind a product that was used.
func (b *behind) add(r state.Reader, p product.Product) {
	other, _ := behindOf(r, p)
	b.Personal, b.Secret = b.Personal || other.Personal, b.Secret || other.Secret
	for _, u := range other.Chain {
		b.uses(u)
	}
}

func (b *behind) uses(u right) {
	if len(b.Chain) < maxChain && !slices.Contains(b.Chain, u) {
		b.Chain = append(b.Chain, u)
	}
}

// personal tells whether fields about individuals are among those read. Where an entry marks no
// field, all of it is about individuals.
func personal(v catalog.Resource, fields []string) bool {
	marked := false
	for _, f := range v.Fields {
		marked = marked || f.Personal
		if f.Personal && slices.Contains(fields, f.Name) {
			return true
		}
	}
	whole := len(fields) == 0 || slices.Contains(fields, access.WholeField)
	return v.Personal && (whole || !marked)
}
