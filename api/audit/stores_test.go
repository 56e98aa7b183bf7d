package audit

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/state"
)

// One record changed changes the hash of its collection alone, whatever else is there; keys of no
// collection are told, too.
func TestStoreHashes(t *testing.T) {
	all := []state.Collection{{Chapter: 2, Number: 255, Name: "two/last"},
		{Chapter: 1, Number: 2, Name: "one/b"}, {Chapter: 1, Number: 1, Name: "one/a"},
		{Chapter: 9, Number: 1, Name: "nine/empty"}}
	const many = abci.RangeRecords*2 + 7
	s := state.NewMemStore()
	for i := range many {
		s.Set(append([]byte{1, 2}, fmt.Appendf(nil, "%06d", i)...), []byte("value"))
	}
	s.Set([]byte{1, 1, 'x'}, []byte("a"))
	s.Set([]byte{2, 255, 'x'}, []byte("last"))
	hashes := func() []StoreHash {
		t.Helper()
		got, err := StoreHashes(context.Background(), rangedOf(s), all)
		must(t, err)
		return got
	}
	before := hashes()
	var names []string
	var records uint64
	for _, h := range before {
		names, records = append(names, h.Store), records+h.Records
	}
	if !slices.Equal(names, []string{"one/a", "one/b", "two/last"}) || records != many+2 {
		t.Fatalf("%v, %d records", names, records)
	}
	s.Set(append([]byte{1, 2}, "000000"...), []byte("other"))
	now := hashes()
	if now[1].Hash == before[1].Hash || now[0] != before[0] || now[2] != before[2] {
		t.Errorf("%+v", now)
	}
	for place, key := range map[int][]byte{0: {0, 1}, 2: {1, 7}, 4: {3, 0}} {
		s.Set(key, []byte("stray"))
		if got := hashes(); len(got) != 4 || got[min(place, 3)].Store != OtherKeys {
			t.Errorf("%v: %+v", key, got)
		}
		s.Delete(key)
	}
}
