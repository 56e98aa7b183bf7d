package settlement

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func province(t testing.TB) Input {
	t.Helper()
	var in Input
	if err := json.Unmarshal(readTestdata(t, "example/province.json"), &in); err != nil {
		t.Fatal(err)
	}
	return in
}

// TestCases holds every case's expected answer to be a subset of ours.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c struct {
				Input    json.RawMessage
				Expected map[string]any
			}
			decode(t, raw, &c)
			answer, refused := Run(c.Input)
			var got map[string]any
			decode(t, answer, &got)
			codes, _ := got["errors"].([]any)
			if refused != (len(codes) > 0) {
				t.Errorf("refused %v with codes %v", refused, codes)
			}
			for key, want := range c.Expected {
				if key != "exact_payouts" && !reflect.DeepEqual(got[key], want) {
					t.Errorf("%s\n got %v\nwant %v", key, got[key], want)
				}
			}
		})
	}
}

func decode(t testing.TB, raw []byte, v any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
}

// TestProvince holds the worked example to the fen, to the line and to the root.
func TestProvince(t *testing.T) {
	report, err := Compute(province(t))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	decode(t, raw, &got)
	decode(t, readTestdata(t, "example/province.result.json"), &want)
	for key := range want {
		if !reflect.DeepEqual(got[key], want[key]) {
			t.Errorf("%s\n got %v\nwant %v", key, got[key], want[key])
		}
	}
	if root := hex.EncodeToString(report.LinesRoot[:]); root != want["lines_root"] {
		t.Errorf("root %s", root)
	}
}
