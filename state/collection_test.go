package state

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

type partyID string

type inner struct {
	Owner partyID
	Local string
}

type wideKey struct {
	In    inner
	Kind  uint8
	Lane  uint16
	Day   uint32
	Seq   uint64
	Token [4]byte
}

type record struct {
	Title  string `max:"64"`
	Amount wire.Fen
	Parts  []part `max:"8"`
}

type part struct {
	Days uint32
	At   wire.Time
}

var (
	wide   = NewMap[wideKey, record](9, 1, "test/wide", "A record under every sort of component.")
	byName = NewMap[string, record](9, 2, "test/by_name", "A record under a name.")
	member = NewIndex[inner](9, 3, "test/member", "Membership of a pair.")
	single = NewItem[record](9, 4, "test/single", "The one record.")
	edges  = NewLog[inner](9, 5, 6, "test/edges", "Edges of a node.")
)

func TestMap(t *testing.T) {
	s := NewMemStore()
	r := record{Title: "贵阳 公交", Amount: -250, Parts: []part{{3, 1767196800}}}
	if _, ok := byName.Get(s, "x"); ok || byName.Has(s, "x") {
		t.Fatal("a record that was never set")
	}
	byName.Set(s, "x", r)
	got, ok := byName.Get(s, "x")
	if !ok || fmt.Sprint(got) != fmt.Sprint(r) || !byName.Has(s, "x") {
		t.Fatalf("got %v %v", got, ok)
	}
	raw, _ := s.Get(byName.Key("x"))
	if raw[0] != 1 || !bytes.Equal(byName.Key("x"), []byte{9, 2, 'x', 0, 1}) {
		t.Fatalf("stored %x under %x", raw, byName.Key("x"))
	}
	byName.Delete(s, "x")
	if byName.Has(s, "x") {
		t.Fatal("a deleted record is there")
	}
	single.Set(s, r)
	if got, ok := single.Get(s); !ok || got.Title != r.Title ||
		!bytes.Equal(single.Key(), []byte{9, 4}) {
		t.Fatalf("item %v %v", got, ok)
	}
	single.Delete(s)
	if _, ok := single.Get(s); ok {
		t.Fatal("a deleted item is there")
	}
}

func TestPagesAndPrefixes(t *testing.T) {
	s := NewMemStore()
	for i := range 30 {
		k := wideKey{In: inner{partyID(fmt.Sprint("p", i%3)), fmt.Sprint(i % 2)}, Seq: uint64(i)}
		wide.Set(s, k, record{Title: fmt.Sprint(i)})
		member.Add(s, k.In)
	}
	byName.Set(s, "neighbour", record{})
	var n int
	wide.Each(s, func(wideKey, record) bool { n++; return true })
	if n != 30 {
		t.Fatalf("%d records", n)
	}
	count := func(prefix ...any) (n int) {
		wide.EachPrefix(s, prefix, func(wideKey, record) bool { n++; return true })
		return n
	}
	for _, c := range []struct {
		want   int
		prefix []any
	}{{10, []any{"p1"}}, {10, []any{partyID("p1")}}, {5, []any{"p1", "0"}},
		{5, []any{inner{"p1", "0"}}}, {5, []any{inner{"p1", "0"}, uint8(0)}}, {0, []any{"p"}}} {
		if got := count(c.prefix...); got != c.want {
			t.Errorf("prefix %v: %d, want %d", c.prefix, got, c.want)
		}
	}
	var seqs []uint64
	var after *wideKey
	for more := true; more; {
		var page []Entry[wideKey, record]
		page, more = wide.After(s, []any{"p2"}, after, 3)
		for _, e := range page {
			if e.Value.Title != fmt.Sprint(e.Key.Seq) {
				t.Fatalf("%v under %v", e.Value, e.Key)
			}
			seqs = append(seqs, e.Key.Seq)
		}
		after = &page[len(page)-1].Key
	}
	if want := []uint64{2, 8, 14, 20, 26, 5, 11, 17, 23, 29}; !slices.Equal(seqs, want) {
		t.Fatalf("pages give %v, want %v", seqs, want)
	}
	last, _, ok := wide.Last(s, []any{"p2"})
	if !ok || last.Seq != 29 {
		t.Fatalf("last is %v", last)
	}
	for end, want := range map[uint64]uint64{30: 29, 29: 23, 6: 5} {
		k, _, ok := wide.Before(s, []any{last.In}, wideKey{In: last.In, Seq: end})
		if !ok || k.Seq != want {
			t.Fatalf("before %d is %v, want %d", end, k, want)
		}
	}
	if k, _, ok := wide.Before(s, []any{last.In}, wideKey{In: last.In, Seq: 5}); ok {
		t.Fatalf("before the first is %v", k)
	}
	var members []inner
	member.Each(s, func(k inner) bool { members = append(members, k); return true })
	if len(members) != 6 || !member.Has(s, inner{"p0", "1"}) {
		t.Fatalf("members %v", members)
	}
	rest, more := member.After(s, []any{"p1"}, &inner{"p1", "0"}, 5)
	if more || len(rest) != 1 || rest[0] != (inner{"p1", "1"}) {
		t.Fatalf("members after: %v %v", rest, more)
	}
	member.Remove(s, inner{"p0", "1"})
	if member.Has(s, inner{"p0", "1"}) {
		t.Fatal("a removed member is there")
	}
}

func TestMistakesPanicAtOnce(t *testing.T) {
	type signed struct{ N int64 }
	type hidden struct{ n uint64 }
	for name, fn := range map[string]func(){
		"signed":   func() { NewMap[signed, record](1, 1, "x", "y") },
		"hidden":   func() { NewMap[hidden, record](1, 1, "x", "y") },
		"nothing":  func() { NewMap[struct{}, record](1, 1, "x", "y") },
		"floats":   func() { NewMap[[2]float64, record](1, 1, "x", "y") },
		"kind":     func() { wide.EachPrefix(NewMemStore(), []any{7}, nil) },
		"too long": func() { byName.EachPrefix(NewMemStore(), []any{"a", "b"}, nil) },
		"limits":   func() { byName.Set(NewMemStore(), "a", record{Title: strings.Repeat("a", 65)}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Fatal("accepted")
				}
			}()
			fn()
		})
	}
	_ = hidden{n: 0}
}

func TestOlderVersions(t *testing.T) {
	type recordV1 struct {
		Name string `max:"64"`
	}
	s := NewMemStore()
	NewMap[string, recordV1](9, 2, "test/by_name", "Old.").Set(s, "old", recordV1{"first"})
	now := byName.Older(1, func(b []byte) (record, error) {
		var old recordV1
		err := wire.Decode(b, &old)
		return record{Title: old.Name + ", converted"}, err
	})
	now.Set(s, "new", record{Title: "second"})
	if raw, _ := s.Get(now.Key("new")); raw[0] != 2 || now.Descriptor().Version != 2 {
		t.Fatalf("written as version %d", raw[0])
	}
	old, _ := now.Get(s, "old")
	fresh, _ := now.Get(s, "new")
	if old.Title != "first, converted" || fresh.Title != "second" {
		t.Fatalf("%v %v", old, fresh)
	}
	var f Fault
	if err := CatchFault(func() { byName.Get(s, "new") }); !errors.As(err, &f) {
		t.Fatalf("a later version read by an older program: %v", err)
	}
	s.Set(byName.Key("bad"), []byte{1, 0xFF, 0x01})
	if err := CatchFault(func() { byName.Get(s, "bad") }); err == nil {
		t.Fatal("a damaged value was read")
	}
}

func TestCheckCollections(t *testing.T) {
	all := append(edges.Descriptors(), wide.Descriptor(), byName.Descriptor(), member.Descriptor(),
		single.Descriptor())
	if err := CheckCollections(all); err != nil {
		t.Fatal(err)
	}
	want := "In.Owner string, In.Local string, Kind uint8, Lane uint16, Day uint32, Seq uint64, " +
		"Token [4]byte"
	if d := wide.Descriptor(); d.Key != want {
		t.Fatalf("key layout %q", d.Key)
	}
	value := "{Title string; Amount wire.Fen(int64); Parts []{Days uint32; At wire.Time(uint64)}}"
	if d := wide.Descriptor(); d.Value != value {
		t.Fatalf("value layout %q", d.Value)
	}
	for name, extra := range map[string]Collection{
		"place": {Chapter: 9, Number: 1, Name: "other", Doc: "x"},
		"name":  {Chapter: 9, Number: 99, Name: "test/wide", Doc: "x"},
		"doc":   {Chapter: 9, Number: 98, Name: "nameless"},
	} {
		if CheckCollections(append(slices.Clone(all), extra)) == nil {
			t.Errorf("%s: collision not seen", name)
		}
	}
}

func randWide(r *rand.Rand) wideKey {
	s := func() string {
		b := make([]byte, r.Intn(3))
		for i := range b {
			b[i] = []byte{0, 1, 2, 'a', 0xFE, 0xFF}[r.Intn(6)]
		}
		return string(b)
	}
	n := func() uint64 { return []uint64{0, 1, 255, 256, 1 << 15, 1<<32 + 7, 1<<64 - 1}[r.Intn(7)] }
	k := wideKey{In: inner{partyID(s()), s()}, Kind: uint8(n()), Lane: uint16(n()), Day: uint32(n()),
		Seq: n()}
	k.Token[r.Intn(4)] = byte(n())
	return k
}

func compareWide(a, b wideKey) int {
	return cmp.Or(cmp.Compare(a.In.Owner, b.In.Owner), cmp.Compare(a.In.Local, b.In.Local),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Day, b.Day),
		cmp.Compare(a.Seq, b.Seq), bytes.Compare(a.Token[:], b.Token[:]))
}

// TestKeyOrder holds that bytes sort as components do, and that decoding gives the key back.
func TestKeyOrder(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	for range 30_000 {
		a, b := randWide(r), randWide(r)
		if r.Intn(2) == 0 {
			b.In = a.In
		}
		if r.Intn(4) == 0 {
			b.In.Owner = a.In.Owner + b.In.Owner
		}
		ka, kb := wide.Key(a), wide.Key(b)
		if bytes.Compare(ka, kb) != compareWide(a, b) {
			t.Fatalf("%+v and %+v sort otherwise as %x and %x", a, b, ka, kb)
		}
		if back, err := wide.DecodeKey(ka); err != nil || back != a {
			t.Fatalf("%+v comes back as %+v, %v", a, back, err)
		}
	}
}

func FuzzDecodeKey(f *testing.F) {
	r := rand.New(rand.NewSource(1))
	for range 20 {
		f.Add(wide.Key(randWide(r)))
	}
	f.Add([]byte{9, 1})
	f.Add([]byte{9, 1, 0, 2, 0, 1})
	f.Add([]byte{9, 2, 'x', 0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, err := wide.DecodeKey(b); err == nil && !bytes.Equal(wide.Key(k), b) {
			t.Fatalf("%x decodes to %+v, which encodes to %x", b, k, wide.Key(k))
		}
		if k, err := byName.DecodeKey(b); err == nil && !bytes.Equal(byName.Key(k), b) {
			t.Fatalf("%x decodes to %q", b, k)
		}
	})
}

func TestLog(t *testing.T) {
	s := NewMemStore()
	k, other := inner{"p", "a"}, inner{"p", "ab"}
	if n, root := edges.Head(s, k); n != 0 || root != LogRoot(nil) {
		t.Fatal("an empty log has no entries and the empty root")
	}
	edges.Append(s, other, []byte("of another"))
	var all [][]byte
	for i := range 200 {
		e := fmt.Appendf(nil, "edge %d", i)
		all = append(all, e)
		o := NewOverlay(s)
		if at := edges.Append(o, k, e); at != uint64(i) {
			t.Fatalf("entry %d went to %d", i, at)
		}
		if o.Writes() != 2 {
			t.Fatalf("an append is %d writes", o.Writes())
		}
		o.Flush(s)
		if n, root := edges.Head(s, k); n != uint64(i+1) || root != LogRoot(all) {
			t.Fatalf("after %d appends: count %d, root %x, want %x", i+1, n, root, LogRoot(all))
		}
	}
	var from150 int
	edges.Each(s, k, 150, func(i uint64, e []byte) bool {
		if !bytes.Equal(e, all[i]) {
			t.Fatalf("entry %d is %q", i, e)
		}
		from150++
		return true
	})
	if e, ok := edges.Entry(s, k, 7); !ok || string(e) != "edge 7" || from150 != 50 {
		t.Fatalf("entry 7 is %q %v; %d from 150 on", e, ok, from150)
	}
	raw, _ := s.Get(edges.HeadKey(k))
	if h, err := edges.DecodeHead(raw); err != nil || h.Count != 200 || h.Root != LogRoot(all) {
		t.Fatalf("head leaf %+v %v", h, err)
	}
}

// TestLogVectors pins RFC 6962 roots published with Certificate Transparency's reference tree.
func TestLogVectors(t *testing.T) {
	leaves := [][]byte{{}, {0x00}, {0x10}, {0x20, 0x21}, {0x30, 0x31}, {0x40, 0x41, 0x42, 0x43},
		{0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57},
		{0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f}}
	for n, want := range map[int]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	} {
		if got := fmt.Sprintf("%x", LogRoot(leaves[:n])); got != want {
			t.Errorf("%d leaves: %s, want %s", n, got, want)
		}
	}
}
