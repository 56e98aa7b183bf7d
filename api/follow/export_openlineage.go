package follow

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	olProducer = "https://github.com/suyuan-ledger/suyuan"
	olSchema   = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/definitions/RunEvent"
	olColumns  = "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json" +
		"#/$defs/ColumnLineageDatasetFacet"
)

type olDataset struct {
	Namespace string         `json:"namespace"`
	Name      string         `json:"name"`
	Facets    map[string]any `json:"facets,omitempty"`
}

type olEvent struct {
	EventType string            `json:"eventType"`
	EventTime wire.Time         `json:"eventTime"`
	Producer  string            `json:"producer"`
	SchemaURL string            `json:"schemaURL"`
	Run       map[string]string `json:"run"`
	Job       map[string]string `json:"job"`
	Inputs    []olDataset       `json:"inputs"`
	Outputs   []olDataset       `json:"outputs"`
}

// openLineage is one COMPLETE event per line for every job, and for every product version that was
// put together of datasets. Datasets are named as entityOf names them.
func openLineage(chain string, c Closure) ([]byte, error) {
	space := "suyuan://" + chain
	inputs := map[string][]olDataset{}
	for _, s := range c.Steps {
		inputs[s.To] = append(inputs[s.To], olDataset{Namespace: space, Name: entityOf(s.From)})
	}
	columns := map[string]map[string]*olField{}
	for _, e := range c.Columns {
		addColumn(columns, space, e)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, n := range c.Nodes {
		if len(inputs[n.Key]) == 0 {
			continue
		}
		at := n.Recorded
		if n.Kind == product.KindProcessing {
			at = n.To
		}
		out := olDataset{Namespace: space, Name: entityOf(n.Key)}
		if f := columns[n.Key]; len(f) > 0 {
			out.Facets = map[string]any{"columnLineage": map[string]any{"_producer": olProducer,
				"_schemaURL": olColumns, "fields": f}}
		}
		err := e.Encode(olEvent{EventType: "COMPLETE", EventTime: at, Producer: olProducer,
			SchemaURL: olSchema, Run: map[string]string{"runId": runID(chain, n.Key)},
			Job: map[string]string{"namespace": space, "name": n.Key}, Inputs: inputs[n.Key],
			Outputs: []olDataset{out}})
		if err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

type olField struct {
	Inputs []olInput `json:"inputFields"`
}

type olInput struct {
	Namespace       string           `json:"namespace"`
	Name            string           `json:"name"`
	Field           string           `json:"field"`
	Transformations []map[string]any `json:"transformations"`
}

// addColumn puts a column edge under its output column. What affects every column has no place of
// its own in fields and is left to the ledger's own answer.
func addColumn(all map[string]map[string]*olField, space string, e Column) {
	if e.ToField == "" {
		return
	}
	if all[e.To] == nil {
		all[e.To] = map[string]*olField{}
	}
	f := all[e.To][e.ToField]
	if f == nil {
		f = new(olField)
		all[e.To][e.ToField] = f
	}
	f.Inputs = append(f.Inputs, olInput{space, entityOf(e.From), e.FromField, []map[string]any{
		{"type": e.Type, "subtype": e.Subtype, "description": "", "masking": e.Masking}}})
}

// runID is a UUID that follows from the node: version 8, of SHA-256.
func runID(chain, key string) string {
	h := sha256.Sum256([]byte(chain + " " + key))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
