package openlineage

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

func hospital(t *testing.T) ([]Run, Map) {
	t.Helper()
	text, err := os.ReadFile("testdata/hospital/map.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMap(text)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, "hospital"), m
}

// Inputs in one event and outputs in another are one run; a repeated event counts once; what comes
// after the terminal event does not count.
func TestMerge(t *testing.T) {
	runs, _ := hospital(t)
	if len(runs) != 4 {
		t.Fatalf("%d runs", len(runs))
	}
	a := runs[0]
	if a.State != Complete || a.Events != 3 || a.Late != 1 || len(a.Inputs) != 1 ||
		len(a.Outputs) != 1 {
		t.Errorf("%s: %d events, %d late, %d in, %d out", a.State, a.Events, a.Late, len(a.Inputs),
			len(a.Outputs))
	}
	if runs[1].Job.Name != "nightly.load" || len(runs[1].Outputs[0].Columns) != 3 {
		t.Errorf("facets of an earlier event were lost: %+v", runs[1].Outputs)
	}
	if runs[2].State != Fail || runs[2].Finished() {
		t.Errorf("state %s", runs[2].State)
	}
}

func TestSurveyAndChain(t *testing.T) {
	runs, m := hospital(t)
	s := NewSurvey(runs)
	var sources []string
	for _, x := range s.Sources {
		sources = append(sources, x.Name.String()+":"+strings.Join(x.Columns, ","))
	}
	if !slices.Equal(sources, []string{"pg://health/public.visits:hospital,month,patient,sex",
		"pg://hospital/public.beds:beds,hospital,month,staff"}) {
		t.Errorf("sources %v", sources)
	}
	if len(s.Intermediate) != 1 || s.Intermediate[0].Name.Name != "/space/monthly" ||
		len(s.Intermediate[0].Names) != 2 ||
		len(s.Outputs) != 1 || s.Records != 2 || s.Unrecorded != 2 {
		t.Errorf("%+v", s)
	}
	records, missing, err := Records(runs, m, "gz-operator")
	if err != nil || len(missing) != 0 || len(records) != 2 {
		t.Fatalf("%v %v %v", records, missing, err)
	}
	first, second := records[0].Body, records[1].Body
	if !records[0].Product.IsZero() || records[1].Product != id(t, "gz-operator/load") {
		t.Errorf("products %v, %v", records[0].Product, records[1].Product)
	}
	// Minimum necessary: sex is in the schema and was not read.
	want := []access.Input{{Object: id(t, "gz-health/visits"), Kind: "resource", Version: 1,
		Fields: []string{"hospital", "month", "patient"}}}
	if !reflect.DeepEqual(first.Inputs, want) {
		t.Errorf("inputs %+v", first.Inputs)
	}
	want = []access.Input{
		{Object: first.ID, Kind: "dataset", Fields: []string{"hospital", "month", "visits"}},
		{Object: id(t, "gz-hospital/beds"), Kind: "resource", Version: 2,
			Fields: []string{"beds", "hospital"}}}
	if !reflect.DeepEqual(second.Inputs, want) {
		t.Errorf("inputs %+v", second.Inputs)
	}
	masked := access.Source{Field: "patient", Type: "DIRECT", Subtype: "AGGREGATION", Masking: true}
	if i := slices.IndexFunc(first.Columns,
		func(c access.Column) bool { return c.Field == "visits" }); i < 0 ||
		!slices.Equal(first.Columns[i].From, []access.Source{masked}) {
		t.Errorf("columns %+v", first.Columns)
	}
	if len(second.Whole) != 2 || second.Whole[0].Subtype != "JOIN" {
		t.Errorf("whole %+v", second.Whole)
	}
	if first.Started.String() != "2026-10-09T09:00:05+08:00" ||
		first.Ended.String() != "2026-10-09T09:04:00+08:00" || first.Replayed {
		t.Errorf("%s–%s", first.Started, first.Ended)
	}
}

// Anchored times keep their distances and are marked.
func TestAnchor(t *testing.T) {
	runs, m := hospital(t)
	m.Anchor = "2026-11-01T00:00:00+08:00"
	records, _, err := Records(runs, m, "gz-operator")
	if err != nil {
		t.Fatal(err)
	}
	b := records[0].Body
	if b.Started.String() != "2026-11-01T00:00:05+08:00" || b.Ended-b.Started != 235 || !b.Replayed {
		t.Errorf("%s–%s %v", b.Started, b.Ended, b.Replayed)
	}
}

// What no rule names is reported with the runs that wait, never guessed.
func TestUnmapped(t *testing.T) {
	runs, m := hospital(t)
	without := m
	without.Datasets = m.Datasets[1:]
	records, missing, err := Records(runs, without, "gz-operator")
	if err != nil || len(records) != 0 || len(missing) != 1 ||
		missing[0].String() != "dataset pg://health/public.visits (1 runs)" {
		t.Errorf("%v %v %v", records, missing, err)
	}
	without = m
	without.Jobs = []JobRule{{Job: "*.monthly", Grant: "gz-bureau/g1"}}
	records, missing, err = Records(runs, without, "gz-operator")
	if err != nil || len(records) != 1 || len(missing) != 1 || missing[0].Kind != "job" {
		t.Errorf("%v %v %v", records, missing, err)
	}
}

// Workers and the sort of work come from the rule of the job (YN §25(1), HE §20(3), HB 四(四)).
func TestStaff(t *testing.T) {
	runs, m := hospital(t)
	m.Jobs = []JobRule{{Job: "*", Grant: "gz-bureau/g1", Work: access.Testing, Sampled: true,
		Persons: []string{"gz-operator/w1"}}}
	records, _, err := Records(runs, m, "gz-operator")
	if err != nil || len(records) == 0 {
		t.Fatalf("%v %v", records, err)
	}
	b := records[0].Body
	if b.Work != access.Testing || !b.Sampled || len(b.Persons) != 1 ||
		b.Persons[0] != id(t, "gz-operator/w1") {
		t.Errorf("%+v", b)
	}
}

// Two makers in one set: what the other made is an outside input, a delivered product.
func TestTwoMakers(t *testing.T) {
	runs, m := hospital(t)
	m.Datasets = append(m.Datasets, DatasetRule{Name: "space.monthly", Product: "gz-operator/monthly"})
	m.Jobs = []JobRule{{Job: "*.monthly", Grant: "gz-bureau/g1", Maker: "gz-operator"},
		{Job: "*.load", Grant: "gz-operator/g2", Maker: "gz-dev"}}
	records, missing, err := Records(runs, m, "gz-dev")
	if err != nil || len(missing) != 0 || len(records) != 1 {
		t.Fatalf("%v %v %v", records, missing, err)
	}
	if in := records[0].Body.Inputs[0]; in.Kind != access.KindProduct ||
		in.Object != id(t, "gz-operator/monthly") || in.Version != 1 {
		t.Errorf("%+v", in)
	}
	mine, _, _ := Records(runs, m, "gz-operator")
	if len(mine) != 1 || mine[0].Product != id(t, "gz-operator/monthly") {
		t.Errorf("%+v", mine)
	}
}

func TestMapRefusals(t *testing.T) {
	for _, text := range []string{
		"", "format: other\n", "format: suyuan-openlineage-map/1\nextra: 1\n",
		"format: suyuan-openlineage-map/1\ndatasets: [{name: a}]\n",
		"format: suyuan-openlineage-map/1\ndatasets: [{name: a, resource: x/y, product: x/z}]\n",
		"format: suyuan-openlineage-map/1\ndatasets: [{name: a, resource: nonsense}]\n",
		"format: suyuan-openlineage-map/1\njobs: [{job: a}]\n",
		"format: suyuan-openlineage-map/1\njobs: [{job: a, grant: x/g, persons: [somebody]}]\n",
		"format: suyuan-openlineage-map/1\nanchor: yesterday\n",
	} {
		if _, err := ParseMap([]byte(text)); err == nil {
			t.Errorf("accepted %q", text)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, v := range []struct {
		pattern, s string
		want       bool
	}{{"*", "", true}, {"a*c", "abbc", true}, {"a*c", "abcd", false}, {"?b", "ab", true},
		{"?", "", false}, {"*a*", "bab", true}, {"ab", "abc", false}, {"*.ab*b", "x.abab", true}} {
		if glob(v.pattern, v.s) != v.want {
			t.Errorf("%q on %q", v.pattern, v.s)
		}
	}
}

func TestShort(t *testing.T) {
	long := strings.Repeat("数", 40)
	got := short(long, 64)
	if len(got) > 64 || got == short(long+"x", 64) || wire.Limits(&struct {
		S string `json:"s" max:"64"`
	}{got}) != nil {
		t.Errorf("%q", got)
	}
	for _, s := range []string{"a\x00b", "\xff", "a\nb", strings.Repeat("a", 65)} {
		if err := wire.Limits(&struct {
			S string `json:"s" max:"64"`
		}{short(s, 64)}); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	if short("plain", 64) != "plain" {
		t.Error("changed a plain name")
	}
}

func FuzzParseMap(f *testing.F) {
	text, err := os.ReadFile("testdata/hospital/map.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("format: suyuan-openlineage-map/1\njobs: [{job: '*', grant: a/b, maker: c}]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := ParseMap(text)
		if err != nil {
			return
		}
		again, err := m.YAML()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ParseMap(again); err != nil || len(back.Datasets) != len(m.Datasets) ||
			len(back.Jobs) != len(m.Jobs) {
			t.Fatalf("%v\n%s", err, again)
		}
	})
}
