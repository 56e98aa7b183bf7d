package product

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// KindProcessing is the kind of a lineage node that is a processing record.
const KindProcessing = kindProcessing

// Place names a lineage node. Processing records and imported data have no version.
type Place struct {
	Kind    string
	ID      wire.ID
	Version uint32
}

// node is the place as chapter 6 names it.
func (p Place) node() access.Node {
	return access.Node{Kind: p.Kind, Object: p.ID, Version: p.Version}
}

// Key is the node's name in lineage answers: kind:party/local@version.
func (p Place) Key() string { return place{kind: p.Kind, id: p.ID, version: p.Version}.key() }

// ParsePlace reads a key.
func ParsePlace(key string) (p Place, ok bool) {
	kind, name, _ := strings.Cut(key, ":")
	p.Kind = kind
	switch kind {
	case kindProcessing, access.KindImport:
		id, err := wire.ParseID(name)
		p.ID, ok = id, err == nil && !id.IsZero()
	case access.KindResource, access.KindProduct:
		p.ID, p.Version, ok = ParseNode(name)
	}
	return p, ok && p.Key() == key
}

// Descent is a record of state as a lineage node: when it was recorded and what it was directly
// made of. Nothing of it ever changes.
type Descent struct {
	Place  Place
	At     wire.Time
	Tx     wire.Hash // the paper that recorded it
	Inputs []Place
}

// MadeBy is what a product version was directly made of: its processing records or, of a third
// party without records, what it declares.
func MadeBy(p Product) Descent {
	m := Descent{Place: Place{access.KindProduct, p.ID, p.Version}, At: p.Created.At, Tx: p.Created.Tx}
	for _, id := range p.Processing {
		m.Inputs = append(m.Inputs, Place{Kind: kindProcessing, ID: id})
	}
	if p.Agreement.IsZero() {
		for _, in := range p.Inputs {
			m.Inputs = append(m.Inputs, Place{in.Kind, in.Object, in.Version})
		}
	}
	return m
}

// ReadBy is what the job of a processing record read.
func ReadBy(rec access.Processing) Descent {
	m := Descent{Place: Place{Kind: kindProcessing, ID: rec.ID}, At: rec.Recorded.At,
		Tx: rec.Recorded.Tx}
	for _, in := range rec.Inputs {
		m.Inputs = append(m.Inputs, PlaceOf(in))
	}
	return m
}

// PlaceOf is the node that an input of a job is.
func PlaceOf(in access.Input) Place {
	n := in.Node()
	return Place{n.Kind, n.Object, n.Version}
}

// EachDescent visits every record that was made of something, products first, each sort in the
// order of its ids.
func EachDescent(r state.Reader, fn func(Descent) bool) {
	going := true
	Each(r, func(p Product) bool {
		going = fn(MadeBy(p))
		return going
	})
	if going {
		access.EachProcessing(r, func(rec access.Processing) bool { return fn(ReadBy(rec)) })
	}
}

// Find reads the node of a place as it was made; a resource and imported data were made of nothing.
func Find(r state.Reader, at Place) (m Descent, ok bool) {
	switch at.Kind {
	case access.KindProduct:
		p, ok := Get(r, at.ID, at.Version)
		return MadeBy(p), ok
	case kindProcessing:
		rec, ok := access.GetProcessing(r, at.ID)
		return ReadBy(rec), ok
	case access.KindResource:
		res, ok := catalog.Get(r, at.ID)
		return Descent{Place: at, At: res.Drafted}, ok && at.Version <= res.Version && at.Version > 0
	case access.KindImport:
		v, ok := access.GetImport(r, at.ID)
		return Descent{Place: at, At: v.Recorded.At, Tx: v.Recorded.Tx}, ok
	}
	return m, false
}

// Describer fills in what lineage nodes are, with flags as of one instant.
type Describer struct{ w walker }

// NewDescriber describes nodes of a state.
func NewDescriber(r state.Reader, now wire.Time) Describer {
	return Describer{walker{r: r, flags: newFlagger(r, now)}}
}

// Describe fills in what a node was, who signed for it and what entitled its maker.
func (d Describer) Describe(at Place, level int) LineageNode {
	return d.w.describe(place{at.Kind, at.ID, at.Version, level})
}

// Columns are the column edges into a processing record from the nodes that keep says.
func (d Describer) Columns(rec access.Processing, keep func(key string) bool) []ColumnEdge {
	w := walker{seen: map[string]bool{}}
	keys := make([]string, len(rec.Inputs))
	for i, in := range rec.Inputs {
		keys[i] = PlaceOf(in).Key()
		w.seen[keys[i]] = keep(keys[i])
	}
	w.columns(Place{Kind: kindProcessing, ID: rec.ID}.Key(), rec, keys)
	return w.out.Columns
}
