package product

import (
	"cmp"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Bounds of one product version.
const (
	maxRecords   = 256 // processing records behind it
	maxInputs    = 64  // outside inputs
	maxResources = 300 // resources behind those
)

// sources is what the processing records behind a version lead to.
type sources struct {
	inputs    []Input
	resources []wire.ID
	fields    []string
	grants    []access.Grant
}

// trace walks the named processing records up to what came from outside. Every record must be the
// maker's own and rest on an agreement of the product. Some input comes from outside, because a
// record has inputs and reads only datasets of earlier records.
func trace(c *rule.Ctx, maker string, agreements, named []wire.ID) (sources, error) {
	var s sources
	todo := slices.Clone(named)
	for i := 0; i < len(todo); i++ {
		if i == maxRecords {
			return s, tooMany()
		}
		rec, ok := access.GetProcessing(c.Store, todo[i])
		if !ok || rec.Maker != maker {
			return s, ErrProcessing.At("processing", "id", todo[i])
		}
		g, _ := access.GetGrant(c.Store, rec.Grant)
		if !slices.Contains(agreements, g.Agreement) {
			return s, ErrProcessing.At("processing", "id", todo[i])
		}
		s.addGrant(g)
		if i < len(named) {
			for _, col := range rec.Columns {
				s.fields = append(s.fields, col.Field)
			}
		}
		for _, in := range rec.Inputs {
			if in.Kind != access.KindDataset {
				s.addInput(c, in)
			} else if !slices.Contains(todo, in.Object) {
				todo = append(todo, in.Object)
			}
		}
	}
	return s.done()
}

func (s *sources) addGrant(g access.Grant) {
	if !slices.ContainsFunc(s.grants, func(e access.Grant) bool { return e.ID == g.ID }) {
		s.grants = append(s.grants, g)
	}
}

// addInput adds what came from outside. Imported data is no input of the product: it is nobody's
// contribution, and lineage shows it at the jobs that read it.
func (s *sources) addInput(c *rule.Ctx, in access.Input) {
	if in.Kind == access.KindImport {
		return
	}
	next := Input{Object: in.Object, Kind: in.Kind, Version: in.Version, Public: true}
	if slices.ContainsFunc(s.inputs, func(e Input) bool {
		return e.Object == next.Object && e.Kind == next.Kind && e.Version == next.Version
	}) {
		return
	}
	if in.Kind == kindResource {
		s.resources = append(s.resources, in.Object)
	} else {
		made, _ := Get(c.Store, in.Object, in.Version)
		s.resources = append(s.resources, made.Resources...)
		next.Public = len(made.Resources) > 0
	}
	s.inputs = append(s.inputs, next)
}

func (s sources) done() (sources, error) {
	slices.SortFunc(s.resources, compareIDs)
	s.resources = slices.Compact(s.resources)
	slices.Sort(s.fields)
	s.fields = slices.Compact(s.fields)
	if len(s.fields) > 500 {
		s.fields = nil // the whole product, its columns stay in the processing records
	}
	if len(s.inputs) == 0 {
		return s, ErrNoSource.At("processing")
	}
	if len(s.inputs) > maxInputs || len(s.resources) > maxResources {
		return s, tooMany()
	}
	return s, nil
}

func tooMany() error {
	return ErrClosure.At("processing", "records", maxRecords, "inputs", maxInputs, "resources",
		maxResources, "laws", maxLaws)
}

func compareIDs(a, b wire.ID) int {
	return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.Local, b.Local))
}
