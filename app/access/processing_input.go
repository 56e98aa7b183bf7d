package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// requireInput wants an input inside the grant, field by field, in a version that exists.
func (m *ProcessingRecord) requireInput(c *rule.Ctx, p regime.Profile, g Grant, in Input) error {
	if in.Kind == KindDataset {
		return m.requireDataset(c, g, in)
	}
	if in.Kind == KindImport {
		return m.requireImport(c, p, g, in)
	}
	if err := ownProduct(c, p, g, in); err != nil {
		return err
	}
	it, ok := find(g.Items, in.Object, in.Kind)
	if !ok {
		return p.Refuse(ErrInputNotGranted, "inputs", "object", in.Object)
	}
	if missing, ok := it.covers(in.Object, in.Kind, in.Fields); !ok {
		if missing == "*" {
			return ErrFieldsUnnamed.At("inputs", "object", in.Object)
		}
		return p.Refuse(ErrFieldNotGranted, "inputs", "object", in.Object, "name", missing)
	}
	if err := m.requireObject(c, p, g, in); err != nil {
		return err
	}
	if in.Kind == KindProduct {
		o, _ := GetOffered(c.Store, in.Object, in.Version)
		return requireReviewed(c, p, g, o)
	}
	return m.requireFieldsAt(c, in)
}

// requireFieldsAt wants the cited version of a resource to have existed when the job ended, with
// every field that the job read.
func (m *ProcessingRecord) requireFieldsAt(c *rule.Ctx, in Input) error {
	res, ok := catalog.At(c.Store, in.Object, in.Version)
	if !ok || res.Updated > m.Ended {
		return ErrNoVersion.At("inputs", "object", in.Object, "version", in.Version)
	}
	for _, f := range in.Fields {
		if !res.Has(f) && !res.Has(WholeField) {
			return ErrUnknownField.At("inputs", "object", in.Object, "name", f)
		}
	}
	return m.requireMarks(c, in, res)
}

// requireImport wants data that the same maker imported under the same agreement, usable over the
// job, and fields that it has.
func (m *ProcessingRecord) requireImport(c *rule.Ctx, p regime.Profile, g Grant, in Input) error {
	v, ok := imports.Get(c.Store, in.Object)
	if !ok || v.ID.Party != g.Holder || v.Agreement != g.Agreement ||
		!during(v.From, v.To, m.Started, m.Ended) {
		return p.Refuse(ErrImport, "inputs", "object", in.Object)
	}
	for _, f := range in.Fields {
		if !slices.Contains(v.Fields, f) {
			return ErrUnknownField.At("inputs", "object", in.Object, "name", f)
		}
	}
	return nil
}

// requireObject wants the object itself to have been usable over the job: another object of the
// grant that is gone is no reason. A product must have been offered in the version cited.
func (m *ProcessingRecord) requireObject(c *rule.Ctx, p regime.Profile, g Grant, in Input) error {
	to := max(m.Ended, m.Started+1)
	cause, ok := "product.not_offered", false
	if in.Kind == KindProduct {
		o, known := GetOffered(c.Store, in.Object, in.Version)
		if !known {
			return ErrNoVersion.At("inputs", "object", in.Object, "version", in.Version)
		}
		ok = o.during(m.Started, to)
	} else {
		cause, ok = g.objectDuring(c.Store, in.Object, in.Kind, m.Started, to)
	}
	if !ok {
		return catalog.Cited(c.Store, in.Object, cause, unusable(p, g, "inputs", cause))
	}
	return nil
}

// requireReviewed refuses a version that holds more than the one the grant was decided on: a later
// version may have been made under another agreement, or of resources whose providers never saw the
// application (GZ §18¶2, law/matrix 1.5, 1).
func requireReviewed(c *rule.Ctx, p regime.Profile, g Grant, o Offered) error {
	if a, _, _ := g.Basis(c.Store); o.Agreement != a.ID {
		return ErrNotOffered.At("inputs", "object", o.Object)
	}
	seen, _ := GetOffered(c.Store, o.Object, g.seen(o.Object))
	for _, id := range o.Resources {
		if !slices.Contains(seen.Resources, id) {
			return p.Refuse(ErrWiderVersion, "inputs", "object", o.Object, "version", o.Version,
				"resource", id)
		}
	}
	return nil
}

// requireDataset wants a dataset that the same maker made earlier under the same authorization, and
// fields that it has.
func (m *ProcessingRecord) requireDataset(c *rule.Ctx, g Grant, in Input) error {
	made, ok := processings.Get(c.Store, in.Object)
	if !ok || made.Maker != g.Holder || made.Ended > m.Ended || !sameBasis(c, g, made.Grant) {
		return ErrDataset.At("inputs", "object", in.Object)
	}
	if len(made.Columns) == 0 {
		return nil
	}
	for _, f := range in.Fields {
		if !slices.ContainsFunc(made.Columns, func(col Column) bool { return col.Field == f }) {
			return ErrUnknownField.At("inputs", "object", in.Object, "name", f)
		}
	}
	return nil
}

// sameBasis tells whether two grants rest on the same agreement, application and purpose: what one
// scenario made may not flow into another (GD §24, HE §15).
func sameBasis(c *rule.Ctx, g Grant, other wire.ID) bool {
	o, _ := grants.Get(c.Store, other)
	return o.ID == g.ID || o.Holder == g.Holder && o.Agreement == g.Agreement &&
		o.Application == g.Application && o.Purpose == g.Purpose && o.Scenario == g.Scenario
}
