package openlineage

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// recorded are the outputs that become records, by producer whose events testdata/producers
// holds; a stream that was aborted has none.
var recorded = map[string][]string{"airflow": {"mart.public.visits"}, "dbt": {"mart.by_day"},
	"flink": nil, "trino": {`hive."Mart"."Daily"`}, "hive": {"/warehouse/mart"},
	"debezium": {"inventory.visits"}}

// Every producer's events give its records, in any order and doubled.
func TestProducers(t *testing.T) {
	m := Map{Format: MapFormat,
		Datasets: []DatasetRule{{Name: "*his.public.visits", Resource: "gz-health/visits"}},
		Jobs:     []JobRule{{Job: "*", Grant: "gz-bureau/g"}}}
	for name := range recorded {
		text, err := os.ReadFile("testdata/producers/" + name + ".ndjson")
		if err != nil {
			t.Fatal(err)
		}
		events, err := Parse(name, slices.Concat(text, text))
		if err != nil || len(events) == 0 {
			t.Fatalf("%s: %d events, %v", name, len(events), err)
		}
		slices.Reverse(events)
		Sort(events)
		records, missing, err := Records(Merge(events), m, "gz-operator")
		if err != nil || len(missing) > 0 {
			t.Errorf("%s: %v %v", name, missing, err)
		}
		var outs []string
		for _, r := range records {
			outs = append(outs, r.Body.Output)
			if err := wire.Limits(&r.Body); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if name == "trino" && !r.Body.Columns[0].From[0].Masking {
				t.Errorf("masking was lost: %+v", r.Body.Columns)
			}
		}
		if len(outs) != len(recorded[name]) || len(outs) == 1 &&
			!strings.HasSuffix(outs[0], recorded[name][0]) {
			t.Errorf("%s: %v, want %v", name, outs, recorded[name])
		}
	}
}

// Values that real clients send where the schema has others: read where their meaning is certain.
func TestOddCores(t *testing.T) {
	for _, v := range []struct {
		name   string
		change func(map[string]any)
		ok     bool
	}{
		{"lists are null", func(m map[string]any) { m["inputs"], m["outputs"] = nil, nil }, true},
		{"no type", func(m map[string]any) { delete(m, "eventType") }, true},
		{"minutes only", func(m map[string]any) { m["eventTime"] = "2026-10-09T09:00+08:00" }, true},
		{"a space", func(m map[string]any) { m["eventTime"] = "2026-10-09 09:00:00+08:00" }, true},
		{"zone without a colon", func(m map[string]any) {
			m["eventTime"] = "2026-10-09T09:00:00.000+0800"
		}, true},
		{"offset in hours", func(m map[string]any) { m["eventTime"] = "2026-10-09T09:00:00+08" }, true},
		{"offset and region", func(m map[string]any) {
			m["eventTime"] = "2026-10-09T09:00:00.5+08:00[Asia/Shanghai]"
		}, true},
		{"a region alone", func(m map[string]any) {
			m["eventTime"] = "2026-10-09T09:00:00[Asia/Shanghai]"
		}, false},
		{"nanoseconds", func(m map[string]any) { m["eventTime"] = "2026-10-09T09:00:00.123456789Z" },
			true},
		{"a zone by name", func(m map[string]any) { m["eventTime"] = "2026-10-09T09:00:00 CST" }, false},
		{"leap second", func(m map[string]any) { m["eventTime"] = "2026-06-30T23:59:60Z" }, false},
		{"before 1970", func(m map[string]any) { m["eventTime"] = "1969-01-01T00:00:00Z" }, false},
		{"facets are a list", func(m map[string]any) {
			m["inputs"] = []any{map[string]any{"namespace": "a", "name": "b", "facets": []any{1}}}
		}, true},
		{"the same dataset twice", func(m map[string]any) {
			d := map[string]any{"namespace": "a", "name": "b"}
			m["inputs"] = []any{d, d}
		}, true},
		{"run facets are null", func(m map[string]any) {
			m["run"] = map[string]any{"runId": "0198a000-0000-7000-8000-000000000001", "facets": nil}
		}, true},
		{"a URN as producer", func(m map[string]any) { m["producer"] = "urn:x:y" }, true},
	} {
		m := plainEvent()
		v.change(m)
		text, _ := json.Marshal(m)
		if _, ok, err := ParseEvent(text); ok != v.ok || (err == nil) != v.ok {
			t.Errorf("%s: %v %v", v.name, ok, err)
		}
	}
}

// Events of datasets and jobs alone are valid and no runs, whatever their schemaURL is called.
func TestStaticEvents(t *testing.T) {
	const head = `{"eventTime":"2026-05-04T09:00:00Z","producer":"a:b","schemaURL":"`
	const spec = head + `https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/`
	for _, text := range []string{spec + `DatasetEvent","dataset":{"namespace":"a","name":"b"}}`,
		spec + `JobEvent","job":{"namespace":"a","name":"b"},"inputs":[]}`,
		head + `https://example.org/own.json","dataset":{"namespace":"a","name":"b"}}`} {
		if _, ok, err := ParseEvent([]byte(text)); ok || err != nil {
			t.Errorf("%v %v: %s", ok, err, text)
		}
	}
	bad := spec + `RunEvent","job":{"namespace":"a","name":"b"}}`
	if _, _, err := ParseEvent([]byte(bad)); err == nil {
		t.Error("a run event without its run was read")
	}
}

// Whatever is large stays bounded in time and in the record: a huge facet, names in every script,
// and a column lineage of thousands of columns.
func TestLargeAndForeign(t *testing.T) {
	names := []string{strings.Repeat("门诊", 200), "таблица", "テーブル\u3000名", "a/../b", "e\u0301 é",
		"𠮷野家.売上", "\u202eevil", "line\nbreak", "\x00nul", "", "⟨x⟩ & <b>\"q\"</b>"}
	fields := map[string]any{}
	for i := range 3000 {
		fields[fmt.Sprintf("字段_%04d", i)] = map[string]any{"inputFields": []any{map[string]any{
			"namespace": "a", "name": "his.visits", "field": fmt.Sprintf("源_%04d", i),
			"transformations": []any{map[string]any{"type": "DIRECT", "subtype": "IDENTITY"}}}}}
	}
	for i, name := range names {
		m := plainEvent()
		m["run"] = map[string]any{"runId": fmt.Sprintf("0198a000-0000-7000-8000-0000000000%02d", i),
			"facets": map[string]any{"spark.logicalPlan": strings.Repeat("x", 220<<10)}}
		m["inputs"] = []any{map[string]any{"namespace": "a", "name": "his.visits"}}
		m["outputs"] = []any{map[string]any{"namespace": "ns " + name, "name": name,
			"facets": map[string]any{"columnLineage": map[string]any{"fields": fields}}}}
		text, _ := json.Marshal(m)
		began := time.Now()
		e, ok, err := ParseEvent(text)
		if err != nil || !ok {
			t.Fatalf("%q: %v", name, err)
		}
		records, missing, err := Records(Merge([]Event{e}), Map{Format: MapFormat,
			Datasets: []DatasetRule{{Name: "his.visits", Resource: "gz-health/visits"}},
			Jobs:     []JobRule{{Job: "*", Grant: "gz-bureau/g"}}}, "gz-operator")
		if err != nil || len(missing) > 0 || len(records) != 1 {
			t.Fatalf("%q: %d records, %v, %v", name, len(records), missing, err)
		}
		body := records[0].Body
		if err := wire.Limits(&body); err != nil || !body.ColumnsOmitted {
			t.Errorf("%q: %v, %d columns", name, err, len(body.Columns))
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%q took %s", name, took)
		}
	}
}

// What comes after the end does not change what was recorded; a late piece of before does, and only
// its digest and facets.
func TestOutOfOrder(t *testing.T) {
	parse := func(kind, at, facet string) Event {
		m := plainEvent()
		m["eventType"], m["eventTime"] = kind, at
		m["outputs"] = []any{map[string]any{"namespace": "a", "name": "out", "facets": map[string]any{
			"lifecycleStateChange": map[string]any{"lifecycleStateChange": facet}}}}
		text, _ := json.Marshal(m)
		e, _, err := ParseEvent(text)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	done := parse("COMPLETE", "2026-10-09T09:05:00+08:00", "CREATE")
	late := parse("START", "2026-10-09T09:06:00+08:00", "DROP")
	run := Merge([]Event{done, late})[0]
	if run.State != Complete || run.Late != 1 || run.Outputs[0].Lifecycle != "CREATE" {
		t.Errorf("%+v", run)
	}
	twice := []Event{done, parse("COMPLETE", "2026-10-09T09:05:00+08:00", "CREATE"), late, late}
	if again := Merge(twice)[0]; again.Digest != run.Digest || again.Events != 1 {
		t.Errorf("%+v", again)
	}
}
