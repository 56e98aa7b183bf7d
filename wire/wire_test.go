package wire

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

type leaf struct {
	Name string `json:"name" max:"8"`
	N    uint64 `json:"n"`
}

type sample struct {
	ID    ID       `json:"id"`
	Money Fen      `json:"money"`
	Delta Int      `json:"delta"`
	On    Date     `json:"on"`
	At    Time     `json:"at"`
	Hash  Hash     `json:"hash"`
	Raw   Bytes    `json:"raw" max:"16"`
	Tags  []string `json:"tags" max:"3"`
	Leafs []leaf   `json:"leafs" max:"2"`
	Yes   bool     `json:"yes"`
}

func full() sample {
	return sample{ID: ID{"gz-operator", "credit"}, Money: -1234567, Delta: -5, On: 20261009,
		At: Date(20261009).Start() + 15*3600, Hash: Hash{1, 2}, Raw: Bytes{0xab}, Tags: []string{"数据"},
		Leafs: []leaf{{"x", math.MaxUint64}}, Yes: true}
}

func TestRoundTrip(t *testing.T) {
	in := full()
	b, err := Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	var out sample
	if err := Decode(b, &out); err != nil || !reflect.DeepEqual(in, out) {
		t.Fatalf("RLP: %v\n%+v\n%+v", err, in, out)
	}
	j, err := ToJSON(in)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"gz-operator/credit","money":"-12345.67","delta":-5,"on":"2026-10-09",` +
		`"at":"2026-10-09T15:00:00+08:00",` +
		`"hash":"0102000000000000000000000000000000000000000000000000000000000000","raw":"ab",` +
		`"tags":["数据"],"leafs":[{"name":"x","n":18446744073709551615}],"yes":true}`
	if string(j) != want {
		t.Fatalf("JSON:\n%s\n%s", j, want)
	}
	var again sample
	if err := FromJSON(j, &again); err != nil || !reflect.DeepEqual(in, again) {
		t.Fatalf("JSON back: %v %+v", err, again)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := MustEncode(leaf{"abc", 7})
	cases := map[string][]byte{
		"empty":           {},
		"trailing byte":   append(bytes.Clone(good), 0),
		"truncated":       good[:len(good)-1],
		"long int":        {0xc6, 0x83, 'a', 'b', 'c', 0x81, 0x07},
		"leading zero":    {0xc7, 0x83, 'a', 'b', 'c', 0x82, 0x00, 0x07},
		"invalid UTF-8":   {0xc5, 0x83, 0xff, 'b', 'c', 7},
		"control char":    {0xc5, 0x83, 0x01, 'b', 'c', 7},
		"above its limit": append([]byte{0xcb, 0x89}, []byte("abcdefghi\x07")...),
		"missing field":   {0xc4, 0x83, 'a', 'b', 'c'},
		"extra field":     {0xc6, 0x83, 'a', 'b', 'c', 7, 7},
	}
	for name, b := range cases {
		var v leaf
		if err := Decode(b, &v); !errors.Is(err, ErrEncoding) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEncodeHoldsLimits(t *testing.T) {
	for name, v := range map[string]sample{
		"bytes":   {Raw: make(Bytes, 17)},
		"list":    {Tags: []string{"", "", "", ""}},
		"element": {Tags: []string{string(make([]byte, 257))}},
		"nested":  {Leafs: []leaf{{Name: "123456789"}}},
	} {
		if _, err := Encode(v); !errors.Is(err, ErrEncoding) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFromJSONRefuses(t *testing.T) {
	for name, s := range map[string]string{
		"unknown field": `{"name":"a","n":1,"m":2}`,
		"twice":         `{"name":"a","n":1,"n":2}`,
		"other case":    `{"Name":"a","n":1}`,
		"trailing":      `{"name":"a","n":1} {}`,
		"float":         `{"name":"a","n":1.5}`,
		"negative":      `{"name":"a","n":-1}`,
		"open":          `{"name":"a"`,
		"too long":      `{"name":"123456789","n":1}`,
	} {
		var v leaf
		if err := FromJSON([]byte(s), &v); !errors.Is(err, ErrEncoding) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFen(t *testing.T) {
	for text, fen := range map[string]Fen{"0": 0, "0.05": 5, "-0.05": -5, "12345.6": 1234560,
		"92233720368547758.07": math.MaxInt64, "-92233720368547758.07": -math.MaxInt64} {
		if got, err := ParseFen(text); err != nil || got != fen {
			t.Errorf("%s: %d %v", text, got, err)
		}
	}
	if got := Fen(math.MinInt64).String(); got != "-92233720368547758.08" {
		t.Error(got)
	}
	for _, bad := range []string{"", ".", "1.", ".5", "1.234", "1e3", "+1", "1,000.00", "--1", " 1",
		"92233720368547758.08", "１"} {
		if _, err := ParseFen(bad); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
	for _, v := range []Fen{0, 1, -1, math.MaxInt64, math.MinInt64} {
		var out Fen
		if err := Decode(MustEncode(v), &out); err != nil || out != v {
			t.Errorf("%d became %d: %v", v, out, err)
		}
	}
}

func TestDays(t *testing.T) {
	if got := (Date(20261009).Start() - 1).Date(); got != 20261008 {
		t.Error(got)
	}
	if Date(20261009).End() != Date(20261010).Start() || Date(20240228).Add(1) != 20240229 {
		t.Error("days do not follow each other")
	}
	for _, d := range []Date{0, 20250229, 20261301, 20260000, 1} {
		if d.Valid() {
			t.Errorf("%d is no day", d)
		}
	}
	for _, bad := range []string{"2026-02-30", "2026-1-01", "20260101", "2026-01-01T00:00:00Z"} {
		if _, err := ParseDate(bad); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
	if v, err := ParseTime("2026-10-09T07:00:00Z"); err != nil ||
		v.String() != "2026-10-09T15:00:00+08:00" {
		t.Error(v, err)
	}
}

func TestCheckType(t *testing.T) {
	if err := CheckType(reflect.TypeFor[sample]()); err != nil {
		t.Error(err)
	}
	for name, typ := range map[string]reflect.Type{
		"no max": reflect.TypeFor[struct {
			A string `json:"a"`
		}](),
		"no json": reflect.TypeFor[struct {
			A uint64
		}](),
		"int": reflect.TypeFor[struct {
			A int64 `json:"a"`
		}](),
		"map": reflect.TypeFor[struct {
			A map[string]string `json:"a" max:"1"`
		}](),
		"plain bytes": reflect.TypeFor[struct {
			A []byte `json:"a" max:"1"`
		}](),
		"hidden": reflect.TypeFor[struct {
			a uint64 //nolint:unused // its presence is the case
		}](),
		"optional": reflect.TypeFor[struct {
			A uint64 `json:"a" rlp:"optional"`
		}](),
		"omitempty": reflect.TypeFor[struct {
			A uint64 `json:"a,omitempty"`
		}](),
		"float": reflect.TypeFor[struct {
			A float64 `json:"a"`
		}](),
	} {
		if CheckType(typ) == nil {
			t.Errorf("%s accepted", name)
		}
	}
}

// FuzzDecode holds the property every signature rests on: what decodes re-encodes to the same
// bytes.
func FuzzDecode(f *testing.F) {
	f.Add(MustEncode(full()))
	f.Add([]byte{0xc0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var v sample
		if Decode(b, &v) != nil {
			return
		}
		if again, err := Encode(v); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x became %x: %v", b, again, err)
		}
		j, err := ToJSON(v)
		if err != nil {
			t.Fatal(err)
		}
		var w sample
		if err := FromJSON(j, &w); err != nil {
			// Some wire values have no JSON form that reads back (a date that is no day): never the
			// other way round.
			return
		}
		if !bytes.Equal(MustEncode(w), b) {
			t.Fatalf("JSON %s reads back as another value", j)
		}
	})
}

func FuzzFromJSON(f *testing.F) {
	j, _ := ToJSON(full())
	f.Add(j)
	f.Fuzz(func(t *testing.T, b []byte) {
		var v sample
		if FromJSON(b, &v) != nil {
			return
		}
		if _, err := Encode(v); err != nil {
			t.Fatalf("%s reads but does not encode: %v", b, err)
		}
	})
}

// The first element of a list is there byte for byte; what is no list has none.
func TestFirst(t *testing.T) {
	type pair struct {
		A []string `json:"a" max:"8"`
		B uint64   `json:"b"`
	}
	v := pair{A: []string{"x", strings.Repeat("y", 100)}, B: 7}
	want := MustEncode(v.A)
	if got, err := First(MustEncode(v)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x %v, want %x", got, err, want)
	}
	for _, b := range [][]byte{nil, {0x01}, {0xc0}, {0xc1, 0xf8}, {0xf8}} {
		if got, err := First(b); err == nil {
			t.Errorf("%x begins with %x", b, got)
		}
	}
}
