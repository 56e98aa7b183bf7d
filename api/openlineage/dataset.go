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
	Flagged   []string // facets that could not be read
}

// Names are the dataset's own name and its other ones.
func (d Dataset) Names() []Name { return append([]Name{d.Name}, d.Symlinks...) }

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
		at := path + "/" + strconv.Itoa(i)
		n, err := name(at, item)
		if err != nil {
			return nil, err
		}
		d := Dataset{Name: n}
		var facets struct {
			Facets json.RawMessage `json:"facets"`
		}
		_ = json.Unmarshal(item, &facets)
		d.read(facets.Facets)
		out = append(out, d)
	}
	return out, nil
}

// read takes over the facets that can be read and flags the others.
func (d *Dataset) read(raw json.RawMessage) {
	if raw == nil {
		return
	}
	var facets map[string]json.RawMessage
	if err := json.Unmarshal(raw, &facets); err != nil {
		d.Flagged = append(d.Flagged, "facets")
		return
	}
	for facet, read := range map[string]func(json.RawMessage) error{
		"schema": d.readSchema, "symlinks": d.readSymlinks, "columnLineage": d.readColumns,
		"lifecycleStateChange": d.readLifecycle,
	} {
		if body, ok := facets[facet]; ok && read(body) != nil {
			d.Flagged = append(d.Flagged, facet)
		}
	}
	slices.Sort(d.Flagged)
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
		Change string `json:"lifecycleStateChange"`
	}
	if err := json.Unmarshal(raw, &facet); err != nil {
		return err
	}
	d.Lifecycle = facet.Change
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
	d.Columns, d.Whole = []Column{}, nil
	for field, c := range facet.Fields {
		d.Columns = append(d.Columns, Column{Field: field,
			From: deps(c.InputFields, c.TransformationType)})
	}
	slices.SortFunc(d.Columns, func(a, b Column) int { return cmp.Compare(a.Field, b.Field) })
	d.Whole = deps(facet.Dataset, "")
	return nil
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
