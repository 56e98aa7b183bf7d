package openlineage

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func plainEvent() map[string]any {
	return map[string]any{"eventTime": "2026-10-09T09:00:00+08:00", "eventType": "COMPLETE",
		"producer":  "https://example.org/p",
		"schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
		"run":       map[string]any{"runId": "0198A000-0000-7000-8000-000000000001"},
		"job":       map[string]any{"namespace": "n", "name": "j"},
		"inputs":    []any{map[string]any{"namespace": "a", "name": "b"}}}
}

func TestParseProblems(t *testing.T) {
	type M = map[string]any
	for _, v := range []struct {
		name, path, en string
		change         func(M)
	}{
		{"run missing", "", `"run" is required`, func(m M) { delete(m, "run") }},
		{"runId missing", "/run", `"runId" is required`, func(m M) { m["run"] = M{} }},
		{"runId no UUID", "/run/runId", "must be a UUID", func(m M) { m["run"] = M{"runId": "7"} }},
		{"runId a number", "/run/runId", "has the wrong type", func(m M) { m["run"] = M{"runId": 7} }},
		{"run null", "/run", "must be an object", func(m M) { m["run"] = nil }},
		{"no zone", "/eventTime", "has no time zone",
			func(m M) { m["eventTime"] = "2026-10-09T09:00:00.5" }},
		{"no time", "/eventTime", "is not a time", func(m M) { m["eventTime"] = "yesterday" }},
		{"time missing", "", `"eventTime" is required`, func(m M) { delete(m, "eventTime") }},
		{"time a number", "/eventTime", "has the wrong type", func(m M) { m["eventTime"] = 5 }},
		{"unknown type", "/eventType", "must be one of", func(m M) { m["eventType"] = "DONE" }},
		{"producer missing", "", `"producer" is required`, func(m M) { delete(m, "producer") }},
		{"producer no URI", "/producer", "must be a URI", func(m M) { m["producer"] = "me" }},
		{"schemaURL missing", "", `"schemaURL" is required`, func(m M) { delete(m, "schemaURL") }},
		{"job missing", "", `"job" is required`, func(m M) { delete(m, "job") }},
		{"job name missing", "/job", `"name" is required`, func(m M) { m["job"] = M{"namespace": "n"} }},
		{"job namespace missing", "/job", `"namespace" is required`,
			func(m M) { m["job"] = M{"name": "n"} }},
		{"inputs no list", "/inputs", "must be a list", func(m M) { m["inputs"] = M{} }},
		{"dataset without name", "/inputs/0", `"name" is required`,
			func(m M) { m["inputs"] = []any{M{"namespace": "a"}} }},
		{"dataset no object", "/outputs/1", "has the wrong type", func(m M) {
			m["outputs"] = []any{M{"namespace": "a", "name": "b"}, 3}
		}},
	} {
		t.Run(v.name, func(t *testing.T) {
			m := plainEvent()
			v.change(m)
			text, _ := json.Marshal(m)
			_, _, err := ParseEvent(text)
			var p *Problem
			if !errors.As(err, &p) || p.Path != v.path || !strings.Contains(p.En, v.en) || p.Zh == "" {
				t.Fatalf("%v", err)
			}
		})
	}
	m := plainEvent()
	delete(m["run"].(map[string]any), "runId")
	text, _ := json.Marshal(m)
	_, err := Parse("x.ndjson", append([]byte("\n\n"), text...))
	if got := err.Error(); got != `x.ndjson:3: path "/run": "runId" is required（路径 /run：缺少 "runId"）` {
		t.Error(got)
	}
	if _, err := Parse("x", []byte(`{"a":`)); err == nil || !strings.HasPrefix(err.Error(), "x:1: ") {
		t.Errorf("%v", err)
	}
	if _, err := Parse("x", []byte(`[{}]`)); err == nil ||
		!strings.HasPrefix(err.Error(), "x:1[0]: ") {
		t.Errorf("%v", err)
	}
	if _, _, err := ParseEvent([]byte(strings.Repeat(" ", MaxEventBytes+1))); err == nil {
		t.Error("an oversized event was read")
	}
}

// A facet that breaks its schema is flagged on its dataset; the event is kept.
func TestFacetsAreLenient(t *testing.T) {
	m := plainEvent()
	m["inputs"] = []any{map[string]any{"namespace": "a", "name": "b", "facets": map[string]any{
		"schema": map[string]any{"fields": 7}, "symlinks": "x", "columnLineage": []any{},
		"dataSource":           map[string]any{"uri": 3},
		"lifecycleStateChange": map[string]any{"lifecycleStateChange": "CREATE"}}},
		map[string]any{"namespace": "a", "name": "c", "facets": 5}}
	text, _ := json.Marshal(m)
	e, ok, err := ParseEvent(text)
	if err != nil || !ok {
		t.Fatal(err)
	}
	if got := e.Inputs[0].Flagged; !slices.Equal(got,
		[]string{"columnLineage", "schema", "symlinks"}) {
		t.Errorf("flagged %v", got)
	}
	if e.Inputs[0].Lifecycle != "CREATE" || !slices.Equal(e.Inputs[1].Flagged, []string{"facets"}) {
		t.Errorf("%+v", e.Inputs)
	}
}

// A facet beyond all measure is flagged, not worked through.
func TestFacetBound(t *testing.T) {
	var fields []any
	for i := range 5001 {
		fields = append(fields, map[string]any{"name": strings.Repeat("c", 1+i%7) +
			string(rune('a'+i%26))})
	}
	m := plainEvent()
	m["inputs"] = []any{map[string]any{"namespace": "a", "name": "b",
		"facets": map[string]any{"schema": map[string]any{"fields": fields}}}}
	text, _ := json.Marshal(m)
	e, _, err := ParseEvent(text)
	if err != nil || !slices.Equal(e.Inputs[0].Flagged, []string{"schema"}) ||
		e.Inputs[0].Fields != nil {
		t.Errorf("%v %+v", err, e.Inputs)
	}
}

// The form of the JSON does not change an event's digest, its content does.
func TestDigest(t *testing.T) {
	m := plainEvent()
	a, _ := json.Marshal(m)
	b, _ := json.MarshalIndent(m, "", "\t")
	x, _, _ := ParseEvent(a)
	y, _, _ := ParseEvent(b)
	if x.Digest != y.Digest || x.RunID != "0198a000-0000-7000-8000-000000000001" {
		t.Error("digest depends on spaces")
	}
	m["eventType"] = "FAIL"
	c, _ := json.Marshal(m)
	if z, _, _ := ParseEvent(c); z.Digest == x.Digest {
		t.Error("digest does not depend on content")
	}
}

// An event of a dataset or a job alone is read like any other: its datasets are told, so that the
// sender can be checked against them, and a malformed one is refused.
func TestStaticEventsAreChecked(t *testing.T) {
	const head = `{"eventTime":"2026-05-04T09:00:00Z","producer":"a:b",` +
		`"schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/`
	for _, v := range []struct{ name, text, path string }{
		{"job", head + `JobEvent","job":{"namespace":"a","name":"b"},"outputs":[{"namespace":"a",` +
			`"name":"c"}]}`, "ok"},
		{"run is null", head + `JobEvent","run":null,"job":{"namespace":"a","name":"b"}}`, "ok"},
		{"of an older schema", strings.Replace(head, "$defs", "definitions", 1) +
			`DatasetEvent","dataset":{"namespace":"a","name":"b"}}`, "ok"},
		{"job without a name", head + `JobEvent","job":{"namespace":"a"}}`, "/job"},
		{"job's output", head + `JobEvent","job":{"namespace":"a","name":"b"},"outputs":[{}]}`,
			"/outputs/0"},
		{"dataset", head + `DatasetEvent","dataset":{"namespace":"a"}}`, "/dataset"},
		{"neither", head + `DatasetEvent"}`, ""},
		{"no producer", strings.Replace(head, `"producer":"a:b",`, "", 1) +
			`DatasetEvent","dataset":{"namespace":"a","name":"b"}}`, ""},
	} {
		e, ok, err := ParseEvent([]byte(v.text))
		var p *Problem
		switch {
		case ok, v.path == "ok" && (err != nil || e.Job.Name == "" && e.Dataset == nil):
			t.Errorf("%s: %v %v", v.name, ok, err)
		case v.path != "ok" && (!errors.As(err, &p) || p.Path != v.path):
			t.Errorf("%s: %v", v.name, err)
		}
	}
}

// Members have exactly the names of the schema, as any reader of the same text has it, and the text
// is JSON in UTF-8.
func TestExactMembers(t *testing.T) {
	plain, _ := json.Marshal(plainEvent())
	with := func(old, new string) []byte { return []byte(strings.Replace(string(plain), old, new, 1)) }
	e, ok, err := ParseEvent(with(`"inputs":`, `"Inputs":[],"INPUTS":[],"inputs":`))
	if err != nil || !ok || len(e.Inputs) != 1 {
		t.Errorf("another member replaced the inputs: %v %+v", err, e.Inputs)
	}
	for name, text := range map[string][]byte{"runID": with(`"runId"`, `"runID"`),
		"EventTime":            with(`"eventTime"`, `"EventTime"`),
		"GBK":                  with(`"name":"j"`, "\"name\":\"\xc3\xc5\xd5\xef\""),
		"grows when rewritten": with(`"j"`, `"`+strings.Repeat("\u2028", MaxEventBytes/4)+`"`)} {
		if _, _, err := ParseEvent(text); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	if _, ok, err := ParseEvent(append([]byte("\xef\xbb\xbf"), plain...)); err != nil || !ok {
		t.Errorf("with a byte order mark: %v", err)
	}
}

func TestReadDir(t *testing.T) {
	text, _ := json.Marshal(plainEvent())
	if _, err := ReadDir(fstest.MapFS{"readme.md": {Data: text}}); err == nil {
		t.Error("a directory without events was read")
	}
	m := plainEvent()
	m["eventType"] = "START"
	start, _ := json.Marshal(m)
	events, err := ReadDir(fstest.MapFS{"10.json": {Data: text},
		"2.json": {Data: append([]byte("\xef\xbb\xbf"), start...)}})
	if err != nil || len(events) != 2 || events[0].Type != Start {
		t.Errorf("%+v %v", events, err)
	}
	names := []string{"10.json", "9.json", "b2", "a", "b10", "09.json", "b"}
	slices.SortFunc(names, natural)
	if !slices.Equal(names, []string{"09.json", "9.json", "10.json", "a", "b", "b2", "b10"}) {
		t.Error(names)
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/*/*.json", "testdata/*/*.ndjson"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Add([]byte(`[]`))
	f.Add([]byte(`{"run":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		events, err := Parse("f", text)
		if err != nil {
			var p *Problem
			if !errors.As(err, &p) || p.Zh == "" || p.En == "" {
				t.Fatalf("not a plain problem: %v", err)
			}
			return
		}
		Sort(events)
		runs := Merge(events)
		s := NewSurvey(runs)
		m := AutoMap(s, slots(t, "resource", "a/r1", "b/r2"), slots(t, "product", "c/p"))
		m.Jobs = []JobRule{{Job: "*", Grant: "c/g"}}
		records, missing, err := Records(runs, m, "c")
		missing = slices.DeleteFunc(missing, func(u Unmapped) bool { return u.Kind == "oversized" })
		if len(missing) != 0 {
			t.Fatalf("an automatic map leaves out %v", missing)
		}
		if err == nil && len(records) > s.Records {
			t.Fatalf("%d records, surveyed %d", len(records), s.Records)
		}
	})
}
