package openlineage

import (
	"os"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

func load(t *testing.T, dir string) []Run {
	t.Helper()
	events, err := ReadDir(os.DirFS("testdata/" + dir))
	if err != nil {
		t.Fatal(err)
	}
	return Merge(events)
}

func id(t *testing.T, s string) wire.ID {
	t.Helper()
	v, err := wire.ParseID(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func slots(t *testing.T, kind string, ids ...string) (out []Slot) {
	for _, s := range ids {
		out = append(out, Slot{Kind: kind, ID: id(t, s), Version: 1})
	}
	return out
}

func auto(t *testing.T, runs []Run) Map {
	t.Helper()
	m := AutoMap(NewSurvey(runs), slots(t, access.KindResource, "gz-health/r1", "gz-traffic/r2"),
		slots(t, access.KindProduct, "gz-operator/p1"))
	m.Jobs = []JobRule{{Job: "*", Grant: "gz-operator/g1"}}
	text, err := m.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseMap(text)
	if err != nil {
		t.Fatalf("the map does not read back: %v\n%s", err, text)
	}
	return again
}

// The recorded CTAS joins two tables that bare CREATE TABLE commands made: they count as sources.
func TestRecordedColumnLineage(t *testing.T) {
	runs := load(t, "spark_column_lineage")
	s := NewSurvey(runs)
	if len(s.Sources) != 2 || len(s.Intermediate) != 0 || len(s.Outputs) != 1 || s.Records != 1 {
		t.Fatalf("survey %+v", s)
	}
	if got := s.Sources[0].Columns; !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("columns of the first source: %v", got)
	}
	if got := s.Outputs[0].Columns; !slices.Equal(got, []string{"agg", "ident", "trans"}) {
		t.Errorf("columns of the output: %v", got)
	}
	records, missing, err := Records(runs, auto(t, runs), "gz-operator")
	if err != nil || len(missing) != 0 || len(records) != 1 {
		t.Fatalf("records %v, missing %v, %v", records, missing, err)
	}
	body := records[0].Body
	if records[0].Product != id(t, "gz-operator/p1") {
		t.Errorf("product %v", records[0].Product)
	}
	want := []access.Input{
		{Object: id(t, "gz-traffic/r2"), Kind: "resource", Version: 1, Fields: []string{"a", "c"}},
		{Object: id(t, "gz-health/r1"), Kind: "resource", Version: 1, Fields: []string{"a", "b"}},
	}
	for i, in := range want {
		got := body.Inputs[i]
		if got.Object != in.Object || got.Kind != in.Kind || !slices.Equal(got.Fields, in.Fields) {
			t.Errorf("input %d is %+v, want %+v", i, got, in)
		}
	}
	if body.Columns[0].Field != "ident" {
		t.Fatalf("columns %+v", body.Columns)
	}
	identity := access.Source{Input: 1, Field: "a", Type: "DIRECT", Subtype: "IDENTITY"}
	if !slices.Contains(body.Columns[0].From, identity) {
		t.Errorf("ident comes from %+v", body.Columns[0].From)
	}
	if len(body.Columns[0].From) != 7 {
		t.Errorf("%d dependencies of ident, the event has 7", len(body.Columns[0].From))
	}
}

func TestRecordedTables(t *testing.T) {
	runs := load(t, "spark_tables")
	s := NewSurvey(runs)
	if len(s.Sources) != 1 || len(s.Outputs) != 1 || s.Records != 1 {
		t.Fatalf("survey %+v", s)
	}
	if s.Sources[0].Name.Name != "/user/hive/warehouse/t1" ||
		s.Outputs[0].Name.Name != "/user/hive/warehouse/t2" {
		t.Errorf("survey %+v", s)
	}
	records, missing, err := Records(runs, auto(t, runs), "gz-operator")
	if err != nil || len(missing) != 0 || len(records) != 1 {
		t.Fatalf("records %v, missing %v, %v", records, missing, err)
	}
}
