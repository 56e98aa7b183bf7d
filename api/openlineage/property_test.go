package openlineage

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

// randomSet makes a set of runs over a few datasets, read and written in any order, with or without
// facets, in one or several events, some failing, some reading what they write.
func randomSet(r *rand.Rand) []Event {
	var out []Event
	at := time.Date(2026, 10, 9, 9, 0, 0, 0, time.UTC)
	facets := r.Intn(4) > 0
	table := func() map[string]any {
		n := r.Intn(6)
		d := map[string]any{"namespace": "ns", "name": fmt.Sprintf("t%d", n)}
		if facets && r.Intn(3) > 0 {
			d["facets"] = map[string]any{
				"schema": map[string]any{"fields": []any{map[string]any{"name": "a"},
					map[string]any{"name": fmt.Sprintf("c%d", n)}}},
				"symlinks": map[string]any{"identifiers": []any{map[string]any{"namespace": "hive",
					"name": fmt.Sprintf("db.t%d", n), "type": "TABLE"}}},
			}
		} else if facets && r.Intn(4) == 0 {
			d["namespace"], d["name"] = "hive", fmt.Sprintf("db.t%d", n)
		}
		return d
	}
	lineage := func(d map[string]any) map[string]any {
		f, ok := d["facets"].(map[string]any)
		if !ok || r.Intn(2) == 0 {
			return d
		}
		f["columnLineage"] = map[string]any{"fields": map[string]any{
			"a": map[string]any{"inputFields": []any{
				map[string]any{"namespace": "ns", "name": fmt.Sprintf("t%d", r.Intn(7)),
					"field":           []string{"a", "z"}[r.Intn(2)],
					"transformations": []any{map[string]any{"type": "DIRECT", "subtype": "IDENTITY"}}}}}}}
		f["lifecycleStateChange"] = map[string]any{"lifecycleStateChange": []string{"CREATE", "OVERWRITE",
			"ALTER", ""}[r.Intn(4)]}
		return d
	}
	for i := range 1 + r.Intn(8) {
		run := fmt.Sprintf("0198a000-0000-7000-8000-%012d", i)
		for j, kind := range []string{Start, Running, []string{Complete, Complete, Complete, Fail,
			Running}[r.Intn(5)]} {
			e := map[string]any{"eventTime": at.Format(time.RFC3339Nano), "eventType": kind,
				"producer":  "https://x/p",
				"schemaURL": "https://x/s", "run": map[string]any{"runId": run},
				"job": map[string]any{"namespace": "n", "name": "j"}}
			ins, outs := []any{}, []any{}
			for range r.Intn(3) {
				ins = append(ins, table())
			}
			if j > 0 && r.Intn(3) > 0 {
				outs = append(outs, lineage(table()))
			}
			e["inputs"], e["outputs"] = ins, outs
			text, _ := json.Marshal(e)
			ev, _, err := ParseEvent(text)
			if err != nil {
				panic(err)
			}
			out = append(out, ev)
			at = at.Add(time.Duration(r.Intn(3)) * time.Second)
		}
	}
	return out
}

// Whatever the set: an automatic map records every run that can be recorded, each record stands
// after those it reads from, its inputs lie inside the columns that the map asks the resources to
// list, and some output becomes the product.
func TestAutoMapWorksForAnySet(t *testing.T) {
	full := 0
	for seed := range int64(600) {
		r := rand.New(rand.NewSource(seed))
		runs := Merge(randomSet(r))
		s := NewSurvey(runs)
		m := auto(t, runs)
		records, missing, err := Records(runs, m, "gz-operator")
		if err != nil || len(missing) != 0 || len(records) != s.Records {
			t.Fatalf("seed %d: %d of %d records, missing %v, %v", seed, len(records), s.Records, missing,
				err)
		}
		columns := m.Columns(s)
		seen := map[wire.ID]access.ProcessingRecord{}
		products := 0
		for _, rec := range records {
			for _, in := range rec.Body.Inputs {
				made, ok := seen[in.Object]
				switch {
				case in.Kind == access.KindDataset && (!ok || made.Ended > rec.Body.Ended):
					t.Fatalf("seed %d: %s reads %s before it is recorded", seed, rec.Body.ID, in.Object)
				case in.Kind == access.KindResource && len(in.Fields) == 0:
					t.Fatalf("seed %d: no field named of %s", seed, in.Object)
				case in.Kind == access.KindResource && slices.ContainsFunc(in.Fields, func(f string) bool {
					return !slices.Contains(columns[in.Object], f)
				}):
					t.Fatalf("seed %d: %v of %s is outside %v", seed, in.Fields, in.Object, columns[in.Object])
				case in.Kind == access.KindProduct:
					t.Fatalf("seed %d: an operator reads a product", seed)
				}
			}
			seen[rec.Body.ID] = rec.Body
			if !rec.Product.IsZero() {
				products++
			}
		}
		if len(records) > 0 && (products == 0 || len(s.Outputs) == 0 || len(s.Sources) == 0) {
			t.Fatalf("seed %d: %d records make no product of %d outputs, %d sources", seed, len(records),
				len(s.Outputs), len(s.Sources))
		}
		if len(records) > 2 {
			full++
		}
	}
	if full < 100 {
		t.Errorf("only %d sets had more than two records", full)
	}
}

// The order of files and repeated delivery change nothing.
func TestOrderAndRepetition(t *testing.T) {
	for seed := range int64(50) {
		r := rand.New(rand.NewSource(seed))
		events := randomSet(r)
		for i := range events {
			events[i].Time = events[i].Time.Add(time.Duration(i) * time.Millisecond) // distinct times
		}
		want, _, err := Records(Merge(events), auto(t, Merge(events)), "gz-operator")
		if err != nil {
			t.Fatal(err)
		}
		mixed := append(slices.Clone(events), events[:r.Intn(len(events)+1)]...)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		Sort(mixed)
		got, _, err := Records(Merge(mixed), auto(t, Merge(mixed)), "gz-operator")
		a, _ := wire.ToJSON(want)
		b, _ := wire.ToJSON(got)
		if err != nil || string(a) != string(b) {
			t.Fatalf("seed %d:\n%s\n%s", seed, a, b)
		}
	}
}

// A wide table whose every column depends on the same filters still fits a paper: what affects all
// columns is written once; a still wider one leaves its edges to the events and says so.
func TestWideTables(t *testing.T) {
	set := func(columns, filters int) []Run {
		fields := map[string]any{}
		for c := range columns {
			var in []any
			for f := range filters {
				in = append(in, map[string]any{"namespace": "ns", "name": "src",
					"field":           fmt.Sprintf("filter_column_%03d", f),
					"transformations": []any{map[string]any{"type": "INDIRECT", "subtype": "FILTER"}}})
			}
			in = append(in, map[string]any{"namespace": "ns", "name": "src",
				"field":           fmt.Sprintf("col_%04d", c),
				"transformations": []any{map[string]any{"type": "DIRECT", "subtype": "IDENTITY"}}})
			fields[fmt.Sprintf("col_%04d", c)] = map[string]any{"inputFields": in}
		}
		e := plainEvent()
		e["inputs"] = []any{map[string]any{"namespace": "ns", "name": "src"}}
		e["outputs"] = []any{map[string]any{"namespace": "ns", "name": "out",
			"facets": map[string]any{"columnLineage": map[string]any{"fields": fields}}}}
		text, _ := json.Marshal(e)
		events, err := Parse("wide", text)
		if err != nil {
			t.Fatal(err)
		}
		return Merge(events)
	}
	for _, v := range []struct {
		columns, filters int
		omitted          bool
		whole, fields    int
	}{{20, 3, false, 0, 23}, {200, 40, false, 40, 240}, {390, 9, false, 9, 399}, {450, 1, false, 0,
		1}, {501, 0, true, 0, 1}} {
		runs := set(v.columns, v.filters)
		records, _, err := Records(runs, auto(t, runs), "gz-operator")
		if err != nil || len(records) != 1 {
			t.Fatalf("%d columns: %v", v.columns, err)
		}
		b := records[0].Body
		if b.ColumnsOmitted != v.omitted || len(b.Whole) != v.whole ||
			len(b.Inputs[0].Fields) != v.fields {
			t.Errorf("%d columns: omitted %v, whole %d, fields %d", v.columns, b.ColumnsOmitted,
				len(b.Whole), len(b.Inputs[0].Fields))
		}
		if text, err := wire.Encode(&b); err != nil || len(text) > 60_000 {
			t.Errorf("%d columns: %d bytes, %v", v.columns, len(text), err)
		}
	}
}

// Hundreds of appending loads stay within bounds: by one job they count as one source of the
// reader; a job that reads what it appends to stands for all before it.
func TestManyLoads(t *testing.T) {
	for _, self := range []bool{false, true} {
		var events []Event
		add := func(i int, job string, inputs []string, output string) {
			e := plainEvent()
			e["eventTime"] = time.Unix(1_760_000_000+int64(i), 0).UTC().Format(time.RFC3339)
			e["run"] = map[string]any{"runId": fmt.Sprintf("0198a000-0000-7000-8000-%012d", i)}
			e["job"] = map[string]any{"namespace": "n", "name": job}
			in := []any{}
			for _, n := range inputs {
				in = append(in, map[string]any{"namespace": "ns", "name": n})
			}
			e["inputs"], e["outputs"] = in, []any{map[string]any{"namespace": "ns", "name": output}}
			text, _ := json.Marshal(e)
			ev, _, err := ParseEvent(text)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, ev)
		}
		for i := range 500 {
			if self {
				add(i, "load", []string{"src", "all"}, "all")
			} else {
				add(i, "load", []string{"src"}, "all")
			}
		}
		add(500, "report", []string{"all"}, "report")
		runs := Merge(events)
		records, missing, err := Records(runs, auto(t, runs), "gz-operator")
		if err != nil || len(missing) != 0 || len(records) != 501 {
			t.Fatalf("%d records, %v %v", len(records), missing, err)
		}
		if n := len(records[500].Body.Inputs); n < 1 || n > maxLive {
			t.Errorf("the report has %d inputs", n)
		}
	}
}
