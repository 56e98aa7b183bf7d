package abci

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The note chapter settles too: the note "cut" fixes the height, two blocks later EndBlock lands
// what notePass read from the note "v" at that height.
const notePeriod = "2026Q3"

func noteEnd(c *rule.Ctx) {
	run, ok := notePass{}.Find(c.Store, notePeriod)
	if _, done := notes.Get(c.Store, "landed"); !ok || done || c.Height < run.Cut+2 {
		return
	}
	notes.Set(c.Store, "landed", putMsg{Key: "landed",
		Text: string(c.Bulk.Settlement(run.Period, run.Cut))})
}

type notePass struct{}

func (p notePass) Waiting(r state.Reader, _ wire.Time) []Run {
	if run, ok := p.Find(r, notePeriod); ok {
		if _, done := notes.Get(r, "landed"); !done {
			return []Run{run}
		}
	}
	return nil
}

func (notePass) Find(r state.Reader, period string) (Run, bool) {
	n, ok := notes.Get(r, "cut")
	cut, _ := strconv.ParseUint(n.Text, 10, 64)
	return Run{period, cut}, ok && period == notePeriod
}

func (notePass) Landed(r state.Reader, run Run) (wire.Hash, bool) {
	n, ok := notes.Get(r, "landed")
	return settlement.Root(noteLeaves(n.Text)), ok
}

func (notePass) Compute(r state.Reader, run Run) ([]byte, [][]byte, []rule.List) {
	n, _ := notes.Get(r, "v")
	return []byte(n.Text), noteLeaves(n.Text), []rule.List{{Name: "odd", Places: []uint32{1, 3, 2499}},
		{Name: "first", Places: []uint32{0}}}
}

// Input is a text of several pieces whose characters take three bytes each.
func (notePass) Input(at, _ state.Reader, _ Run) ([]byte, bool) {
	n, ok := notes.Get(at, "v")
	return []byte(strings.Repeat("源"+n.Text, 100_000)), ok
}

// An input is served in pieces that end between characters, and kept for the next question.
func TestInputInPieces(t *testing.T) {
	c := newChain(t)
	step := func(key, text string) {
		c.check(c.paper("alpha/1", "note.put", key, text))
		c.block()
	}
	step("v", "one")
	step("cut", "2")
	step("v", "two")
	want, _ := notePass{}.Input(c.db.View(), nil, Run{})
	want = []byte(strings.ReplaceAll(string(want), "two", "one"))
	for _, kept := range []bool{false, true} {
		var got []byte
		pieces := uint32(1)
		for i := uint32(0); i < pieces; i++ {
			text, n, ok := c.app.runs.Input(notePeriod, 2, i)
			if !ok || !utf8.Valid(text) || len(text) > inputPiece {
				t.Fatalf("kept %t: piece %d of %d has %d bytes", kept, i, n, len(text))
			}
			got, pieces = append(got, text...), n
		}
		if string(got) != string(want) || pieces < 3 {
			t.Errorf("kept %t: %d bytes in %d pieces", kept, len(got), pieces)
		}
		if _, _, ok := c.app.runs.Input(notePeriod, 2, pieces); ok {
			t.Error("there is a piece after the last")
		}
	}
}

func noteLeaves(text string) (out [][]byte) {
	for i := range 2500 {
		out = append(out, fmt.Appendf(nil, `{"line":%d,"text":%q}`, i, text))
	}
	return out
}

func TestSettlementLandsFromTheCut(t *testing.T) {
	for _, restart := range []bool{false, true} {
		c := newChain(t)
		step := func(key, text string) {
			c.check(c.paper("alpha/1", "note.put", key, text))
			c.block()
			if restart {
				c.restart()
			}
		}
		step("v", "one")
		step("cut", "2")
		step("v", "two")
		step("other", "")
		if n, _ := notes.Get(c.db.View(), "landed"); n.Text != "one" {
			t.Fatalf("landed %q", n.Text)
		}
		lines := func() Lines {
			var l Lines
			c.decode(c.query(PathLines, []byte(notePeriod), 0).Value, &l)
			return l
		}
		check := func(what string) {
			l := lines()
			want := noteLeaves("one")
			if len(l.Leaves) != len(want) || string(l.Leaves[2499]) != string(want[2499]) ||
				l.Cut != 2 || l.Root != settlement.Root(want) {
				t.Fatalf("%s: %d leaves, cut %d", what, len(l.Leaves), l.Cut)
			}
		}
		check("kept")
		for from, want := range map[string]int{"0": 1000, "2000": 500, "2499": 1, "2500": 0} {
			var l Lines
			c.decode(c.query(PathLines, []byte(notePeriod+"/"+from), 0).Value, &l)
			if at, _ := strconv.Atoi(from); len(l.Leaves) != want || l.Count != 2500 ||
				l.Root != settlement.Root(noteLeaves("one")) || l.From != uint32(at) ||
				want > 0 && string(l.Leaves[0]) != string(noteLeaves("one")[at]) {
				t.Errorf("page from %s: %d of %d, from %d", from, len(l.Leaves), l.Count, l.From)
			}
		}
		if c.query(PathLines, []byte(notePeriod+"/x"), 0).Code == 0 {
			t.Error("a page from nowhere")
		}
		line := func(i int) {
			want := noteLeaves("one")
			leaf, path, ok := c.app.runs.Line(notePeriod, 2, uint32(i))
			if !ok || !settlement.VerifyPath(settlement.Root(want), leaf, i, len(want), path) ||
				string(leaf) != string(want[i]) {
				t.Fatalf("line %d: %t, %d hashes", i, ok, len(path))
			}
		}
		for _, i := range []int{0, 1023, 1024, 2047, 2048, 2499} {
			line(i)
		}
		if _, _, ok := c.app.runs.Line(notePeriod, 2, 2500); ok {
			t.Fatal("there is a line after the last")
		}
		for name, want := range map[string][]uint32{"odd": {1, 3, 2499}, "first": {0}, "none": nil} {
			places, ok := c.app.runs.Listed(notePeriod, 2, name)
			leaves, whole := c.app.runs.Leaves(notePeriod, 2, places)
			if !ok || !whole || !slices.Equal(places, want) {
				t.Errorf("list %s: %d, %t", name, places, ok)
			}
			for i, place := range places {
				if string(leaves[i]) != string(noteLeaves("one")[place]) {
					t.Errorf("list %s: line %d is %s", name, place, leaves[i])
				}
			}
		}
		if _, ok := c.app.runs.Listed(notePeriod, 1, "odd"); ok {
			t.Error("another cut has lists")
		}
		if _, ok := c.app.runs.Leaves(notePeriod, 2, []uint32{2500}); ok {
			t.Error("there is a leaf after the last")
		}
		prefix := linesKey(Run{notePeriod, 2})
		bulk := c.db.Bulk()
		c.must(nil, bulk.Set(state.Pair{Key: leafKey(prefix, 7), Value: []byte(`{"line":7}`)}))
		line(8)
		check("one leaf damaged")
		c.must(nil, bulk.Delete(tilesKey(prefix)))
		line(8)
		c.must(nil, bulk.Delete(prefix))
		check("head gone")
	}
}
