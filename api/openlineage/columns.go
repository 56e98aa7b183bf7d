package openlineage

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

// fill writes the column edges. Columns that only the schema names come without edges.
func fill(body *access.ProcessingRecord, s *step, at map[Name][]uint16) {
	for _, field := range s.fields {
		col := access.Column{Field: field}
		if i, ok := s.at[field]; ok {
			col.From = sources(s.columns[i].From, at)
		}
		body.Columns = append(body.Columns, col)
	}
	body.Whole = sources(s.whole, at)
}

// sources turns dependencies into edges; one on a dataset that several records made points to each.
func sources(deps []Dep, at map[Name][]uint16) []access.Source {
	var out []access.Source
	for _, d := range deps {
		for _, i := range at[d.Of] {
			out = appendNew(out, access.Source{Input: i, Field: d.Field, Type: d.Type, Subtype: d.Subtype,
				Masking: d.Masking})
		}
	}
	return out
}

// fit makes a record small enough for a paper: first what affects every column alike is written
// once, then the column edges are left to the events themselves, whose digest the record carries.
func fit(body *access.ProcessingRecord) {
	if fits(body) {
		return
	}
	hoist(body)
	if fits(body) {
		return
	}
	body.Columns, body.Whole, body.ColumnsOmitted = nil, nil, true
}

func fits(body *access.ProcessingRecord) bool {
	if len(body.Columns) > 500 || len(body.Whole) > 2000 {
		return false
	}
	b, err := wire.Encode(body)
	return err == nil && len(b) <= maxBody
}

// hoist moves the indirect edges that every column has to Whole.
func hoist(body *access.ProcessingRecord) {
	if len(body.Columns) < 2 {
		return
	}
	var common []access.Source
	for _, s := range body.Columns[0].From {
		everywhere := !slices.ContainsFunc(body.Columns,
			func(c access.Column) bool { return !slices.Contains(c.From, s) })
		if s.Type == "INDIRECT" && everywhere {
			common = append(common, s)
		}
	}
	for i := range body.Columns {
		body.Columns[i].From = slices.DeleteFunc(slices.Clone(body.Columns[i].From),
			func(s access.Source) bool {
				return slices.Contains(common, s)
			})
	}
	for _, s := range common {
		body.Whole = appendNew(body.Whole, s)
	}
}
