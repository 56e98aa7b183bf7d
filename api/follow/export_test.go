package follow

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/product"
)

func exported(t *testing.T) Closure {
	t.Helper()
	root, j := "product:gz/p@1", "processing:gz/j"
	node := func(key, kind, name string, level int) Node {
		n := Node{Recorded: 1_790_000_000}
		n.Key, n.Kind, n.Name, n.Level, n.Party = key, kind, name, level, "gz"
		n.From, n.To = 1_789_990_000, 1_789_999_000
		return n
	}
	made := node(j, product.KindProcessing, "=out", 1)
	made.Authorization = &product.Entitlement{InForce: true}
	made.Authorization.Agreement.Party, made.Authorization.Agreement.Local = "gz", "ag"
	return Closure{Root: root, Direction: "up", Nodes: []Node{node(root, "product", `指数 "一" <&>`, 0),
		made, node("processing:gz/j0", product.KindProcessing, "tmp", 2),
		node("resource:gz/r@1", "resource", "门诊", 3)},
		Steps: []Step{{From: j, To: root, Recorded: 1_790_000_000},
			{From: "processing:gz/j0", To: j, Fields: []string{"a"}, ClaimedFrom: 1_789_990_000},
			{From: "resource:gz/r@1", To: "processing:gz/j0", Cause: "grant.expired"}},
		Columns: []Column{{From: "processing:gz/j0", FromField: "a", To: j, ToField: "b", Type: "DIRECT",
			Subtype: "IDENTITY", Masking: true}, {From: "processing:gz/j0", FromField: "a", To: j}}}
}

// required are the attributes that the W3C schema of PROV-JSON requires of each relation, and which
// of them name an entity, an activity or an agent.
var required = map[string]map[string]string{
	"used":              {"prov:activity": "activity", "prov:entity": "entity"},
	"wasGeneratedBy":    {"prov:entity": "entity", "prov:activity": "activity"},
	"wasDerivedFrom":    {"prov:generatedEntity": "entity", "prov:usedEntity": "entity"},
	"wasAttributedTo":   {"prov:entity": "entity", "prov:agent": "agent"},
	"wasAssociatedWith": {"prov:activity": "activity", "prov:agent": "agent"},
}

var qualified = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_-]*):\S+$`)

func TestProvJSON(t *testing.T) {
	b, err := Export("prov-json", "test", exported(t))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]map[string]map[string]any
	d := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	var prefixes map[string]string
	if err := json.Unmarshal(d["prefix"], &prefixes); err != nil {
		t.Fatal(err)
	}
	delete(d, "prefix")
	rest, _ := json.Marshal(d)
	if err := json.Unmarshal(rest, &doc); err != nil {
		t.Fatal(err)
	}
	name := func(s string) {
		m := qualified.FindStringSubmatch(s)
		if m == nil || m[1] != "_" && m[1] != "prov" && prefixes[m[1]] == "" {
			t.Errorf("%q is no qualified name of a declared prefix", s)
		}
	}
	for relation, records := range doc {
		needs, known := required[relation]
		if !known && !slices.Contains([]string{"entity", "activity", "agent"}, relation) {
			t.Errorf("%s is not of PROV-JSON", relation)
		}
		for id, attributes := range records {
			name(id)
			for key, v := range attributes {
				name(key)
				if typed, ok := v.(map[string]any); ok && (typed["$"] == nil || typed["type"] == nil) {
					t.Errorf("%s %s: literal %v", relation, id, typed)
				}
				if slices.Contains([]string{"prov:time", "prov:startTime", "prov:endTime"}, key) {
					if _, err := time.Parse(time.RFC3339, v.(string)); err != nil {
						t.Errorf("%s %s %s: %v", relation, id, key, err)
					}
				}
			}
			for key, of := range needs {
				if ref, _ := attributes[key].(string); doc[of][ref] == nil {
					t.Errorf("%s %s: %s %q is not declared", relation, id, key, ref)
				}
			}
		}
	}
	if len(doc["used"]) != 2 || len(doc["wasDerivedFrom"]) != 3 || len(doc["activity"]) != 2 {
		t.Errorf("%s", b)
	}
}

func TestOpenLineage(t *testing.T) {
	b, err := Export("openlineage", "test", exported(t))
	if err != nil {
		t.Fatal(err)
	}
	d, events := json.NewDecoder(bytes.NewReader(b)), 0
	for {
		var e olEvent
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		events++
		if e.EventType != "COMPLETE" || len(e.Inputs) != 1 || len(e.Outputs) != 1 || e.EventTime == 0 ||
			!regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(e.Run["runId"]) {
			t.Errorf("%+v", e)
		}
		if e.Job["name"] == "processing:gz/j" {
			text, _ := json.Marshal(e.Outputs[0].Facets)
			if !strings.Contains(string(text), `"b":{"inputFields":[{`) ||
				!strings.Contains(string(text), `"masking":true`) {
				t.Errorf("%s", text)
			}
		}
	}
	if events != 3 {
		t.Errorf("%d events", events)
	}
}

func TestTableAndDrawings(t *testing.T) {
	c := exported(t)
	b, err := Export("csv", "test", c)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][1] != "'=out" {
		t.Errorf("%v %q", err, rows)
	}
	b, err = Export("dot", "test", c)
	if err != nil || strings.Count(string(b), " -> ") != 3 ||
		!strings.Contains(string(b), `指数 \"一\"`) {
		t.Errorf("%v\n%s", err, b)
	}
	b, err = Export("svg", "test", c)
	if err != nil {
		t.Fatal(err)
	}
	paths, boxes := 0, 0
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "path" {
			paths++
		} else if ok && e.Name.Local == "rect" {
			boxes++
		}
	}
	if paths != 3 || boxes != 4 {
		t.Errorf("%d paths, %d boxes", paths, boxes)
	}
	if _, err := Export("png", "test", c); err == nil {
		t.Error("an unknown format was written")
	}
	c.Nodes = make([]Node, svgMost+1)
	if _, err := Export("svg", "test", c); err == nil {
		t.Error("a drawing nobody can read was made")
	}
}
