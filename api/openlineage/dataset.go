package openlineage

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
)

// Dataset is an input or output with the facets that lineage uses. A nil list means that the facet
// was absent.
type Dataset struct {
	Name
	Symlinks  []Name   // other names of the same dataset
	Fields    []string // of the schema facet, in its order
	Columns   []Column // of the column lineage facet, by field
	Whole     []Dep    // what every column depends on
	Lifecycle string   // CREATE, OVERWRITE, DROP, TRUNCATE, ALTER, RENAME …
	Previous  Name     // of a RENAME: what the dataset was called
	Feeds     []Name   // of the lineage facet: the datasets that feed this one, and no others
	Flagged   []string // facets that could not be read
	Deleted   []string // facets that the event takes away
	Implied   bool     // named by the job's lineage facet alone
}

// Names are the dataset's own name and its other ones.
func (d Dataset) Names() []Name { return append([]Name{d.Name}, d.Symlinks...) }

// Sources are the datasets that its lineage facets name, each once.
func (d Dataset) Sources() []Name {
	out := slices.Clone(d.Feeds)
	seen := map[Name]bool{}
	for _, n := range out {
		seen[n] = true
	}
	all := slices.Clone(d.Whole)
	for _, c := range d.Columns {
		all = append(all, c.From...)
	}
	for _, dep := range all {
		if !seen[dep.Of] {
			seen[dep.Of] = true
			out = append(out, dep.Of)
		}
	}
	return out
}

// Column is one output column and what it depends on.
type Column struct {
	Field string
	From  []Dep
}

// Dep is one dependency on a field, with the words of its transformation verbatim.
type Dep struct {
	Of            Name
	Field         string
	Type, Subtype string
	Masking       bool
}

// Bounds that keep the work on one event small. No real event comes near them.
const (
	maxDatasets = 5_000 // inputs or outputs of an event
	maxFacet    = 5_000 // fields of a schema or column lineage facet, or dependencies of one column
)

var errFacetSize = errors.New("openlineage: facet is too large")

// datasets reads the list at a path; its facets never make it fail.
func datasets(path string, raw json.RawMessage) ([]Dataset, error) {
	if raw == nil {
		return nil, nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, problem(path, "须为列表", "must be a list")
	}
	if len(list) > maxDatasets {
		return nil, problem(path, "数据集过多", "has too many datasets")
	}
	var out []Dataset
	for i, item := range list {
		d, err := dataset(path+"/"+strconv.Itoa(i), item)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// dataset reads one.
func dataset(path string, raw json.RawMessage) (d Dataset, err error) {
	if d.Name, err = name(path, raw); err != nil {
		return d, err
	}
	var members map[string]json.RawMessage
	_ = json.Unmarshal(raw, &members)
	d.read(members["facets"])
	return d, nil
}

// The facets that lineage uses.
const (
	facetSchema    = "schema"
	facetSymlinks  = "symlinks"
	facetColumns   = "columnLineage"
	facetLifecycle = "lifecycleStateChange"
	facetLineage   = "lineage"
)

// read takes over the facets that can be read and flags the others. One that is null is absent.
func (d *Dataset) read(raw json.RawMessage) {
	if absent(raw) {
		return
	}
	var facets map[string]json.RawMessage
	if err := json.Unmarshal(raw, &facets); err != nil {
		d.Flagged = append(d.Flagged, "facets")
		return
	}
	for _, f := range []struct {
		name string
		read func(json.RawMessage) error
	}{{facetColumns, d.readColumns}, {facetLifecycle, d.readLifecycle}, {facetLineage, d.readLineage},
		{facetSchema, d.readSchema}, {facetSymlinks, d.readSymlinks}} {
		body := facets[f.name]
		if absent(body) {
			continue
		}
		var base struct {
			Deleted bool `json:"_deleted"`
		}
		if err := json.Unmarshal(body, &base); err == nil && base.Deleted {
			d.Deleted = append(d.Deleted, f.name)
		} else if f.read(body) != nil {
			d.Flagged = append(d.Flagged, f.name)
		}
	}
}

type schemaField struct {
	Name   string        `json:"name"`
	Fields []schemaField `json:"fields"`
}

func (d *Dataset) readSchema(raw json.RawMessage) error {
	var facet struct {
		Fields []schemaField `json:"fields"`
	}
	if err := json.Unmarshal(raw, &facet); err != nil {
		return err
	}
	if len(facet.Fields) > maxFacet {
		return errFacetSize
	}
	if facet.Fields == nil {
		return nil
	}
	d.Fields = []string{}
	seen := map[string]bool{}
	for _, f := range facet.Fields {
		if f.Name != "" && !seen[f.Name] {
			seen[f.Name] = true
			d.Fields = append(d.Fields, f.Name)
		}
	}
	return nil
}

func (d *Dataset) readSymlinks(raw json.RawMessage) error {
	var facet struct {
		Identifiers []Name `json:"identifiers"`
	}
	if err := json.Unmarshal(raw, &facet); err != nil {
		return err
	}
	d.Symlinks = slices.DeleteFunc(facet.Identifiers, func(n Name) bool { return n.Name == "" })
	return nil
}

func (d *Dataset) readLifecycle(raw json.RawMessage) error {
	var facet struct {
		Change   string `json:"lifecycleStateChange"`
		Previous Name   `json:"previousIdentifier"`
	}
	if err := json.Unmarshal(raw, &facet); err != nil {
		return err
	}
	d.Lifecycle, d.Previous = facet.Change, facet.Previous
	return nil
}

type inputField struct {
	Name
	Field           string `json:"field"`
	Transformations []struct {
		Type    string `json:"type"`
		Subtype string `json:"subtype"`
		Masking bool   `json:"masking"`
	} `json:"transformations"`
}

func (d *Dataset) readColumns(raw json.RawMessage) error {
	var facet struct {
		Fields map[string]struct {
			InputFields        []inputField `json:"inputFields"`
			TransformationType string       `json:"transformationType"` // until facet version 1-1
		} `json:"fields"`
		Dataset []inputField `json:"dataset"`
	}
	if err := json.Unmarshal(raw, &facet); err != nil {
		return err
	}
	if len(facet.Fields) > maxFacet || len(facet.Dataset) > maxFacet {
		return errFacetSize
	}
	for _, c := range facet.Fields {
		if len(c.InputFields) > maxFacet {
			return errFacetSize
		}
	}
	if facet.Fields == nil && facet.Dataset == nil {
		return nil
	}
	var columns []Column
	for field, c := range facet.Fields {
		columns = append(columns, Column{Field: field, From: deps(c.InputFields, c.TransformationType)})
	}
	d.derive(columns, deps(facet.Dataset, ""))
	return nil
}

// derive adds column lineage to what the dataset already has of it.
func (d *Dataset) derive(columns []Column, whole []Dep) {
	at := make(map[string]int, len(d.Columns)+len(columns))
	out := make([]Column, 0, len(d.Columns)+len(columns))
	for _, c := range slices.Concat(d.Columns, columns) {
		i, ok := at[c.Field]
		if !ok {
			at[c.Field] = len(out)
			out = append(out, c)
			continue
		}
		out[i].From = slices.Clip(out[i].From)
		for _, dep := range c.From {
			out[i].From = appendNew(out[i].From, dep)
		}
	}
	slices.SortFunc(out, func(a, b Column) int { return cmp.Compare(a.Field, b.Field) })
	d.Columns, d.Whole = out, slices.Clip(d.Whole)
	for _, dep := range whole {
		d.Whole = appendNew(d.Whole, dep)
	}
}

// deps unfolds the transformations; a field without any is one dependency of the kind its column
// names, or of none.
func deps(fields []inputField, kind string) []Dep {
	var out []Dep
	add := func(d Dep) {
		if d.Field != "" && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	for _, f := range fields {
		d := Dep{Of: f.Name, Field: f.Field, Subtype: kind, Masking: kind == "MASKED"}
		if len(f.Transformations) == 0 {
			add(d)
		}
		for _, t := range f.Transformations {
			d.Type, d.Subtype, d.Masking = t.Type, t.Subtype, t.Masking
			add(d)
		}
	}
	return out
}
