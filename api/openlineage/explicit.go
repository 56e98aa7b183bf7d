package openlineage

import (
	"encoding/json"
	"slices"
)

// The lineage facet of OpenLineage says outright what feeds a dataset: as a facet of the dataset,
// or as one of the job that names the datasets. It narrows what is otherwise every input for
// every output; an input that it does not speak of stays one of all outputs, for the run has read
// it.

// lineageEntry is a target with its sources; the target's name is left out on a dataset's facet.
type lineageEntry struct {
	Name
	Type   string         `json:"type"` // DATASET or JOB
	Inputs []lineageInput `json:"inputs"`
	Fields map[string]struct {
		Inputs []lineageInput `json:"inputs"`
	} `json:"fields"`
}

// lineageInput is a source. A job as a source, which makes data itself, is no dataset that feeds.
type lineageInput struct {
	inputField
	Type string `json:"type"` // DATASET or JOB
}

func (e lineageEntry) large() bool {
	sum := len(e.Inputs)
	for _, f := range e.Fields {
		sum = max(sum, len(f.Inputs))
	}
	return max(sum, len(e.Fields)) > maxFacet
}

// readLineage reads the facet of a dataset.
func (d *Dataset) readLineage(raw json.RawMessage) error {
	var e lineageEntry
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	if e.large() {
		return errFacetSize
	}
	d.feed(e)
	return nil
}

// feed takes over the sources of an entry. One that lists nothing, not even an empty list, says
// nothing.
func (d *Dataset) feed(e lineageEntry) {
	if e.Inputs == nil && e.Fields == nil {
		return
	}
	if d.Feeds == nil {
		d.Feeds = []Name{}
	}
	sources := func(inputs []lineageInput) (fields []inputField) {
		for _, in := range inputs {
			if in.Type != "JOB" && in.Name.Name != "" {
				d.Feeds = appendNew(d.Feeds, in.Name)
				fields = append(fields, in.inputField)
			}
		}
		return fields
	}
	whole := deps(sources(e.Inputs), "")
	var columns []Column
	for field, f := range e.Fields {
		columns = append(columns, Column{Field: field, From: deps(sources(f.Inputs), "")})
	}
	slices.SortFunc(d.Feeds, compareNames)
	if len(columns) > 0 || len(whole) > 0 {
		d.derive(columns, whole)
	}
}

// explicit reads the job's lineage facet into the outputs that it names, and what feeds the job
// itself into the inputs. A facet that cannot be read is flagged on the outputs.
func (e *Event) explicit(job json.RawMessage) {
	var members, facets map[string]json.RawMessage
	_ = json.Unmarshal(job, &members)
	_ = json.Unmarshal(members["facets"], &facets)
	if absent(facets[facetLineage]) {
		return
	}
	var facet struct {
		Deleted bool           `json:"_deleted"`
		Entries []lineageEntry `json:"entries"`
	}
	err := json.Unmarshal(facets[facetLineage], &facet)
	if err != nil || len(facet.Entries) > maxDatasets ||
		slices.ContainsFunc(facet.Entries, lineageEntry.large) {
		for i := range e.Outputs {
			e.Outputs[i].Flagged = append(e.Outputs[i].Flagged, facetLineage)
		}
		return
	}
	if facet.Deleted {
		return
	}
	for _, entry := range facet.Entries {
		switch {
		case entry.Type == "JOB" && (entry.Name == Name{} || entry.Name == e.Job):
			for _, in := range entry.Inputs {
				if in.Type != "JOB" && in.Name.Name != "" {
					placed(&e.Inputs, in.Name)
				}
			}
		case entry.Type != "JOB" && entry.Name.Name != "":
			placed(&e.Outputs, entry.Name).feed(entry)
		}
	}
}

// placed finds a dataset of a list, or adds it.
func placed(list *[]Dataset, n Name) *Dataset {
	i := slices.IndexFunc(*list, func(d Dataset) bool { return d.Name == n })
	if i < 0 {
		i = len(*list)
		*list = append(*list, Dataset{Name: n, Implied: true})
	}
	return &(*list)[i]
}
