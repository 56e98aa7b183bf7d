package state

import (
	"slices"
	"testing"
)

// Pages from the end mirror those from the beginning, at every limit and from every key.
func TestBehindMirrorsAfter(t *testing.T) {
	type key struct {
		Party string
		N     uint32
	}
	x := NewIndex[key](250, 9, "test/behind", "keys in an order")
	s := NewMemStore()
	for _, p := range []string{"a", "b", "c"} {
		for n := range uint32(5) {
			x.Add(s, key{p, n * 3})
		}
	}
	for _, prefix := range [][]any{nil, {"b"}, {"d"}} {
		all, _ := x.After(s, prefix, nil, 100)
		slices.Reverse(all)
		for limit := 1; limit < 17; limit++ {
			var got []key
			for before, more := (*key)(nil), true; more; {
				var page []key
				page, more = x.Behind(s, prefix, before, limit)
				got = append(got, page...)
				if len(page) > limit || more && len(page) != limit {
					t.Fatalf("%v: a page of %d", prefix, len(page))
				}
				if len(page) > 0 {
					before = &page[len(page)-1]
				}
			}
			if !slices.Equal(got, all) {
				t.Fatalf("%v by %d: %v, not %v", prefix, limit, got, all)
			}
		}
	}
	if page, more := x.Behind(s, []any{"b"}, &key{"a", 9}, 5); len(page) > 0 || more {
		t.Fatal("what comes before the prefix is shown")
	}
}
