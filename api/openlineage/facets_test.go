package openlineage

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// read parses events from their parts: type, minute, inputs and outputs as JSON lists, and facets
// of the job, which may be left out.
func readEvents(t *testing.T, run string, parts ...[]string) (out []Event) {
	t.Helper()
	for i, p := range parts {
		facets := "{}"
		if len(p) > 3 {
			facets = p[3]
		}
		text := fmt.Sprintf(`{"eventTime":"2026-10-09T09:%02d:00Z","eventType":%q,"producer":"a:b",
			"schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
			"run":{"runId":"0198a000-0000-7000-8000-%012s"},"job":{"namespace":"n","name":"j%s",
			"facets":%s},"inputs":[%s],"outputs":[%s]}`, i, p[0], run, run, facets, p[1], p[2])
		e, ok, err := ParseEvent([]byte(text))
		if err != nil || !ok {
			t.Fatalf("%v: %s", err, text)
		}
		out = append(out, e)
	}
	return out
}

// ds is a dataset with facets given as JSON members.
func ds(name, facets string) string {
	return fmt.Sprintf(`{"namespace":"pg","name":%q,"facets":{%s}}`, name, facets)
}

// A later facet replaces an earlier one; null and an absent facet replace nothing; _deleted takes
// one away. What one event says of a dataset in several entries is taken together.
func TestFacetsOverARun(t *testing.T) {
	const (
		schema = `"schema":{"fields":[{"name":"a"},{"name":"b"}]}`
		column = `"columnLineage":{"fields":{"a":{"inputFields":[{"namespace":"pg","name":"x","field":"a"}]}}}`
		other  = `"columnLineage":{"fields":{"b":{"inputFields":[{"namespace":"pg","name":"y","field":"b"}]}}}`
		links  = `"symlinks":{"identifiers":[{"namespace":"hive","name":"db.o","type":"TABLE"}]}`
	)
	for _, v := range []struct {
		name          string
		first, second string // outputs
		fields        int    // -1: unknown
		columns       string
		links         int
	}{
		{"absent", ds("o", schema+","+column+","+links), ds("o", ""), 2, "a", 1},
		{"null", ds("o", schema+","+column+","+links),
			ds("o", `"schema":null,"columnLineage":null,"symlinks":null,"lineage":null`), 2, "a", 1},
		{"lists are null", ds("o", schema+","+column),
			ds("o", `"schema":{"fields":null},"columnLineage":{"fields":null}`), 2, "a", 0},
		{"replaced", ds("o", schema+","+column), ds("o", `"schema":{"fields":[]},`+other), 0, "b", 0},
		{"deleted", ds("o", schema+","+column+","+links), ds("o", `"schema":{"_deleted":true},`+
			`"columnLineage":{"_deleted":true},"symlinks":{"_deleted":true}`), -1, "", 0},
		{"two entries", ds("o", `"schema":{"fields":[{"name":"a"}]},`+column) + "," +
			ds("o", `"schema":{"fields":[{"name":"b"}]},`+other), "", 2, "a b", 0},
	} {
		outputs := v.second
		events := readEvents(t, "1", []string{Start, "", v.first}, []string{Complete, "", outputs})
		o := Merge(events)[0].Outputs[0]
		var columns []string
		for _, c := range o.Columns {
			columns = append(columns, c.Field)
		}
		if len(o.Fields) != max(v.fields, 0) || (o.Fields == nil) != (v.fields < 0) ||
			strings.Join(columns, " ") != v.columns || len(o.Symlinks) != v.links ||
			len(o.Flagged) != 0 {
			t.Errorf("%s: %+v", v.name, o)
		}
	}
}

// reads lists the datasets that each record of some events reads, by its output.
func reads(events []Event) map[string][]string {
	Sort(events)
	runs := Merge(events)
	out := map[string][]string{}
	for _, s := range build(NewBook(runs), runs).steps {
		names := []string{}
		for _, u := range s.inputs {
			name := u.of.Name
			if len(u.producers) > 0 {
				name += "!" // made by a record
			}
			names = append(names, name)
		}
		slices.Sort(names)
		out[s.out.Name] = names
	}
	return out
}

// The lineage facet says which inputs feed which output, for datasets and for the job.
func TestLineageFacet(t *testing.T) {
	src := func(name, more string) string {
		return fmt.Sprintf(`{"namespace":"pg","name":%q,"type":"DATASET"%s}`, name, more)
	}
	facet := func(inputs string) string { return `"lineage":{"inputs":[` + inputs + `]}` }
	job := func(entries string) string { return `{"lineage":{"entries":[` + entries + `]}}` }
	in := ds("a", "") + "," + ds("b", "") + "," + ds("c", "")
	for _, v := range []struct{ name, outputs, job, want string }{
		{"no facet", ds("o", ""), "{}", `{"o":["a","b","c"]}`},
		{"each its own", ds("o", facet(src("a", ""))) + "," + ds("p", facet(src("b", ""))), "{}",
			`{"o":["a","c"],"p":["b","c"]}`},
		{"an input not listed", ds("o", facet(src("z", ""))), "{}", `{"o":["a","b","c","z"]}`},
		{"nothing tracked", ds("o", facet("")) + "," + ds("p", facet(src("a", "")+","+src("b", "")+","+
			src("c", ""))), "{}", `{"p":["a","b","c"]}`},
		{"the job says it", ds("o", "") + "," + ds("p", ""), job(`{"namespace":"pg","name":"o",
			"type":"DATASET","inputs":[` + src("a", "") + `]},{"namespace":"pg","name":"p","type":"DATASET",
			"fields":{"f":{"inputs":[` + src("b", `,"field":"g"`) + `]}}}`),
			`{"o":["a","c"],"p":["b","c"]}`},
		{"a target not listed", "", job(`{"namespace":"pg","name":"o","type":"DATASET","inputs":[` +
			src("a", "") + `]}`), `{"o":["a","b","c"]}`},
		{"what feeds the job", ds("o", ""), job(`{"type":"JOB","inputs":[` + src("d", "") + `]}`),
			`{"o":["a","b","c","d"]}`},
		{"another job", ds("o", ""), job(`{"namespace":"x","name":"y","type":"JOB","inputs":[` +
			src("d", "") + `]}`), `{"o":["a","b","c"]}`},
		{"a job as source", ds("o", facet(`{"type":"JOB"},`+src("a", ""))), "{}",
			`{"o":["a","b","c"]}`},
		{"taken away", ds("o", `"lineage":{"_deleted":true}`), "{}", `{"o":["a","b","c"]}`},
	} {
		got, _ := json.Marshal(reads(readEvents(t, "1", []string{Complete, in, v.outputs, v.job})))
		if string(got) != v.want {
			t.Errorf("%s: %s, want %s", v.name, got, v.want)
		}
	}
	fields := `"lineage":{"inputs":[` + src("a", `,"field":"k","transformations":[{"type":"INDIRECT",
		"subtype":"JOIN"}]`) + `],"fields":{"f":{"inputs":[` + src("a", `,"field":"g",
		"transformations":[{"type":"DIRECT","subtype":"TRANSFORMATION","masking":true}]`) + `]}}}`
	o := readEvents(t, "1", []string{Complete, in, ds("o", fields)})[0].Outputs[0]
	if len(o.Whole) != 1 || o.Whole[0].Subtype != "JOIN" || len(o.Columns) != 1 ||
		!o.Columns[0].From[0].Masking || o.Columns[0].From[0].Field != "g" {
		t.Errorf("%+v", o)
	}
	bad := readEvents(t, "1", []string{Complete, in, ds("o", `"lineage":{"inputs":7}`),
		`{"lineage":{"entries":{}}}`})[0].Outputs[0]
	if !slices.Equal(bad.Flagged, []string{"lineage", "lineage"}) {
		t.Errorf("%+v", bad.Flagged)
	}
}

// What a run does to a dataset as a whole changes where later readers have it from.
func TestLifecycles(t *testing.T) {
	change := func(kind, more string) string {
		return `"lifecycleStateChange":{"lifecycleStateChange":"` + kind + `"` + more + `}`
	}
	for _, v := range []struct{ name, inputs, outputs, reader, want string }{
		{"nothing", ds("x", ""), ds("y", ""), "o", `["o!"]`},
		{"dropped", "", ds("o", change("DROP", "")), "o", `["o"]`},
		{"emptied", "", ds("o", change("TRUNCATE", "")), "o", `["o"]`},
		{"overwritten from nowhere", "", ds("o", change("OVERWRITE", "")), "o", `["o"]`},
		{"created if it was not there", "", ds("o", change("CREATE", "")), "o", `["o!"]`},
		{"altered", "", ds("o", change("ALTER", "")), "o", `["o!"]`},
		{"renamed", "", ds("p", change("RENAME", `,"previousIdentifier":{"namespace":"pg","name":"o"}`)),
			"p", `["p!"]`},
		{"renamed, and the old name read", "", ds("p", change("RENAME",
			`,"previousIdentifier":{"namespace":"pg","name":"o"}`)), "o", `["o"]`},
	} {
		events := readEvents(t, "1", []string{Complete, ds("a", ""), ds("o", "")})
		events = append(events, readEvents(t, "2", []string{Start, "", ""},
			[]string{Complete, v.inputs, v.outputs})...)
		events = append(events, readEvents(t, "3", []string{Start, "", ""}, []string{Running, "", ""},
			[]string{Complete, ds(v.reader, ""), ds("end", "")})...)
		if got, _ := json.Marshal(reads(events)["end"]); string(got) != v.want {
			t.Errorf("%s: %s, want %s", v.name, got, v.want)
		}
	}
}

// Namespaces that differ only where RFC 3986 holds them for the same are of one dataset; whatever
// else differs is not.
func TestPlainNames(t *testing.T) {
	for _, v := range []struct {
		a, b string
		same bool
	}{
		{"postgres://db", "postgres://db:5432", true},
		{"postgres://db", "postgres://db:5433", false},
		{"postgres://db", "Postgres://db", true},
		{"s3://lake/", "s3://lake", true},
		{"hdfs://nn:8020/", "hdfs://nn:8020", true},
		{"hdfs://nn", "hdfs://nn:8020", false},
		{"file", "file://", false},
		{"kafka://a,b", "kafka://a,b:9092", false},
		{"postgres://db/x", "postgres://db:5432", false},
	} {
		written := `{"namespace":"` + v.a + `","name":"t"}`
		read := `{"namespace":"` + v.b + `","name":"t"}`
		events := readEvents(t, "1", []string{Complete, ds("a", ""), written})
		events = append(events, readEvents(t, "2", []string{Start, "", ""},
			[]string{Complete, read, ds("end", "")})...)
		if got := reads(events)["end"][0] == "t!"; got != v.same {
			t.Errorf("%s and %s: %v", v.a, v.b, got)
		}
	}
	m := Map{Format: MapFormat, Datasets: []DatasetRule{{Namespace: "postgres://db:5432", Name: "t",
		Resource: "a/r"}}, Jobs: []JobRule{{Job: "*", Grant: "b/g"}}}
	_, missing, err := Records(Merge(readEvents(t, "1", []string{Complete,
		`{"namespace":"postgres://db","name":"t"}`, ds("o", "")})), m, "op")
	if err != nil || len(missing) > 0 {
		t.Errorf("the rule of the full name does not fit the short one: %v %v", missing, err)
	}
}

// A run that cannot be a record stops none of the others.
func TestUnfitRun(t *testing.T) {
	good := readEvents(t, "1", []string{Complete, ds("a", ""), ds("o", "")})
	text := strings.NewReplacer("000000000001", "000000000002", `"n"`, `""`, `"j1"`, `""`).Replace(
		string(good[0].Canonical))
	bad, _, err := ParseEvent([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	m := Map{Format: MapFormat, Datasets: []DatasetRule{{Name: "a", Resource: "a/r"}},
		Jobs: []JobRule{{Job: "*", Grant: "b/g"}}}
	records, missing, err := Records(Merge(append(good, bad)), m, "op")
	if err != nil || len(records) != 1 || len(missing) != 1 || missing[0].Kind != "unfit" {
		t.Errorf("%d records, %v, %v", len(records), missing, err)
	}
}

// Reading goes on behind what is no event, and tells every place.
func TestReadGoesOn(t *testing.T) {
	plain, _ := json.Marshal(plainEvent())
	naive := strings.Replace(string(plain), "+08:00", "", 1)
	text := string(plain) + "\n{\"half\": \n" + string(plain) + "\n{}\n" + naive + "\n[" +
		string(plain) + ",7]\n{\"cut"
	events, bad := Read("f", []byte(text), nil)
	var at []string
	for _, p := range bad {
		at = append(at, p.Where)
	}
	if len(events) != 3 || !slices.Equal(at, []string{"f:2", "f:4", "f:5", "f:6[1]", "f:7"}) {
		t.Errorf("%d events, %v", len(events), at)
	}
	events, bad = Read("f", []byte(naive), zoned8)
	if len(bad) > 0 || len(events) != 1 || events[0].Basis == "" {
		t.Errorf("%v %+v", bad, events)
	}
}

var zoned8 = time.FixedZone("Asia/Shanghai", 8*3600)
