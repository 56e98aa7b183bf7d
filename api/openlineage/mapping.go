package openlineage

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

// MapFormat is the first line of a map file.
const MapFormat = "suyuan-openlineage-map/1"

// Map says which datasets are which registered resources and products, and under which grant a job
// runs. The first rule that fits holds.
type Map struct {
	Format string `yaml:"format"`
	// Anchor moves all times so that the first event happens then: for test ledgers only. Empty keeps
	// the events' own times.
	Anchor   string        `yaml:"anchor,omitempty"`
	Datasets []DatasetRule `yaml:"datasets"`
	Jobs     []JobRule     `yaml:"jobs"`
}

// DatasetRule names a dataset by any of its names, symlinks too; * stands for any text and ? for
// one character. An empty namespace is any.
type DatasetRule struct {
	Namespace string `yaml:"namespace,omitempty"`
	Name      string `yaml:"name"`
	Resource  string `yaml:"resource,omitempty"` // party/local; or
	Product   string `yaml:"product,omitempty"`  // party/local
	Version   uint32 `yaml:"version,omitempty"`  // 1 when absent
}

// JobRule gives the grant of the jobs of a name. With a maker it holds for that party's records
// only.
type JobRule struct {
	Namespace string `yaml:"namespace,omitempty"`
	Job       string `yaml:"job"`
	Grant     string `yaml:"grant"` // party/local
	Maker     string `yaml:"maker,omitempty"`
	// its runs need not end: a collector records them as they go
	Stream bool `yaml:"stream,omitempty"`
	// what the job is for and who worked on it, where the regime asks that
	Work    string   `yaml:"work,omitempty"`
	Sampled bool     `yaml:"sampled_desensitized,omitempty"`
	Persons []string `yaml:"persons,omitempty"` // files of workers, party/local
}

// Slot is a registered object that datasets can be mapped to.
type Slot struct {
	Kind    string // access.KindResource or access.KindProduct
	ID      wire.ID
	Version uint32
}

// ParseMap reads a map file. Unknown members are refused.
func ParseMap(text []byte) (Map, error) {
	var m Map
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("map file: %w（映射文件不合格式）", err)
	}
	if m.Format != MapFormat {
		return m, fmt.Errorf("map file: format must be %s（format 须为 %s）", MapFormat, MapFormat)
	}
	return m, m.Check()
}

// Check reads every id and time of the map.
func (m Map) Check() error {
	if _, err := m.anchor(); err != nil {
		return fmt.Errorf("map file: anchor: %w", err)
	}
	for i, r := range m.Datasets {
		if _, err := r.slot(); err != nil {
			return fmt.Errorf("map file: datasets[%d]: %w", i, err)
		}
	}
	for i, r := range m.Jobs {
		if id, err := wire.ParseID(r.Grant); err != nil || id.IsZero() || r.Job == "" {
			return fmt.Errorf("map file: jobs[%d]: job and grant are required, grant as party/local（须写明 "+
				"job 和 grant）", i)
		}
		for _, name := range r.Persons {
			if id, err := wire.ParseID(name); err != nil || id.IsZero() {
				return fmt.Errorf("jobs: %q is no worker's file party/local（不是人员备案编号）", name)
			}
		}
	}
	return nil
}

func (m Map) anchor() (wire.Time, error) { return wire.ParseTime(m.Anchor) }

// YAML is the text of the map file.
func (m Map) YAML() ([]byte, error) { return yaml.Marshal(m) }

func (r DatasetRule) slot() (Slot, error) {
	s := Slot{Kind: access.KindResource, Version: max(r.Version, 1)}
	text := r.Resource
	if r.Product != "" {
		s.Kind, text = access.KindProduct, r.Product
	}
	if r.Name == "" || (r.Resource == "") == (r.Product == "") {
		return s, errors.New("name and either resource or product are required（须写明 name 以及 resource 或 " +
			"product 之一）")
	}
	var err error
	s.ID, err = wire.ParseID(text)
	return s, err
}

func (r DatasetRule) fits(names []Name) bool {
	return slices.ContainsFunc(names, func(n Name) bool {
		return (r.Namespace == "" || glob(r.Namespace, n.Namespace)) && glob(r.Name, n.Name)
	})
}

// Input is what a dataset of these names is that comes from outside.
func (m Map) Input(names []Name) (Slot, bool) { return m.find(names, false) }

// Output is the product that an output of these names belongs to.
func (m Map) Output(names []Name) (Slot, bool) { return m.find(names, true) }

func (m Map) find(names []Name, productOnly bool) (Slot, bool) {
	for _, r := range m.Datasets {
		if s, err := r.slot(); err == nil && r.fits(names) &&
			!(productOnly && s.Kind != access.KindProduct) {
			return s, true
		}
	}
	return Slot{}, false
}

// Job is the rule of a job.
func (m Map) Job(n Name) (JobRule, bool) {
	for _, r := range m.Jobs {
		if (r.Namespace == "" || glob(r.Namespace, n.Namespace)) && glob(r.Job, n.Name) {
			return r, true
		}
	}
	return JobRule{}, false
}

// AutoMap makes a map for any set of events: sources go round-robin to the source slots in the
// order of their ids, outputs to the output slots likewise; what is between is chained as datasets.
// The caller adds the rule for jobs.
func AutoMap(s Survey, sources, outputs []Slot) Map {
	m := Map{Format: MapFormat}
	assign := func(tables []Table, slots []Slot) {
		slots = slices.Clone(slots)
		slices.SortFunc(slots, func(a, b Slot) int {
			return cmp.Or(cmp.Compare(a.ID.String(), b.ID.String()), cmp.Compare(a.Version, b.Version))
		})
		for i, t := range tables {
			if len(slots) == 0 {
				return
			}
			slot := slots[i%len(slots)]
			r := DatasetRule{Namespace: t.Name.Namespace, Name: t.Name.Name, Version: slot.Version}
			if slot.Kind == access.KindResource {
				r.Resource = slot.ID.String()
			} else {
				r.Product = slot.ID.String()
			}
			m.Datasets = append(m.Datasets, r)
		}
	}
	assign(s.Sources, sources)
	assign(s.Outputs, outputs)
	return m
}

// Columns lists the columns that each mapped resource stands for: what the registered resource must
// list and a grant must name. Datasets without known columns, or with more than 400 together, are
// one field, access.WholeField.
func (m Map) Columns(s Survey) map[wire.ID][]string {
	out := map[wire.ID][]string{}
	for _, t := range s.Sources {
		slot, ok := m.Input(t.Names)
		if !ok || slot.Kind != access.KindResource {
			continue
		}
		out[slot.ID] = append(out[slot.ID], t.Columns...)
		if t.wide {
			out[slot.ID] = append(out[slot.ID], access.WholeField)
		}
	}
	for id, columns := range out {
		slices.Sort(columns)
		columns = slices.Compact(columns)
		if len(columns) == 0 || len(columns) > maxColumns || slices.Contains(columns, access.WholeField) {
			columns = []string{access.WholeField}
		}
		out[id] = columns
	}
	return out
}

// glob matches s against a pattern with * for any text and ? for one byte.
func glob(pattern, s string) bool {
	star, mark, i, j := -1, 0, 0, 0
	for j < len(s) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, mark = i, j
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == s[j]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(pattern) && pattern[i] == '*' {
		i++
	}
	return i == len(pattern)
}
