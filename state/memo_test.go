package state

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

type nestedRecord struct {
	Name string
	List []piece
	Sums [2][]uint64
}

type piece struct {
	Bytes []byte
	Plain [2]byte
}

// What is remembered is nobody's: a caller that changes what it read changes only its own.
func TestMemoGivesClones(t *testing.T) {
	records := NewMap[string, nestedRecord](200, 1, "test/nested", "A record with lists in lists.")
	base := NewMemStore()
	was := nestedRecord{"a", []piece{{[]byte{1, 2}, [2]byte{3, 4}}}, [2][]uint64{{5}, {6, 7}}}
	records.Set(base, "k", was)
	o := NewOverlay(NewOverlay(NewMemo(base)))
	for range 3 {
		got, _ := records.Get(o, "k")
		if !reflect.DeepEqual(got, was) {
			t.Fatalf("read %+v, written %+v", got, was)
		}
		got.List[0].Bytes[0], got.List[0].Plain[0], got.Sums[1][1] = 9, 9, 9
		records.EachPrefix(o, nil, func(_ string, v nestedRecord) bool {
			v.List[0].Bytes[1], v.Sums[0][0] = 9, 9
			return true
		})
	}
	now := nestedRecord{Name: "b"}
	records.Set(o, "k", now)
	if got, _ := records.Get(o, "k"); got.Name != "b" || len(got.List) != 0 {
		t.Errorf("a written record is read as %+v", got)
	}
}

// A memo answers as what is under it, whatever was asked before and however far a walk went.
func TestMemoAgainstItsBase(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	base := NewMemStore()
	for range 60 {
		base.Set(fmt.Appendf(nil, "%c%d", 'a'+random.IntN(4), random.IntN(40)), []byte{1})
	}
	memo := NewMemo(base)
	bound := func() []byte {
		if random.IntN(5) == 0 {
			return nil
		}
		return fmt.Appendf(nil, "%c%d", 'a'+random.IntN(4), random.IntN(9))
	}
	told := func(r Reader, start, end []byte, reverse bool, limit int) (out []string) {
		walk := r.Iterate
		if reverse {
			walk = r.IterateReverse
		}
		walk(start, end, func(k, v []byte) bool {
			out = append(out, string(k)+string(v))
			return len(out) < limit
		})
		return out
	}
	for range 5_000 {
		start, end, reverse, limit := bound(), bound(), random.IntN(2) == 0, 1+random.IntN(30)
		want := told(base, start, end, reverse, limit)
		if got := told(memo, start, end, reverse, limit); !reflect.DeepEqual(got, want) {
			t.Fatalf("[%s,%s) reverse %v limit %d: got %q, want %q", start, end, reverse, limit, got,
				want)
		}
		if random.IntN(200) == 0 {
			memo.Reset()
		}
	}
}

// Types that cannot be cloned are read anew each time.
func TestTypesThatAreNotCloned(t *testing.T) {
	type loop struct{ Next []loop }
	for _, v := range []any{map[string]int{}, struct{ F func() }{}, loop{}, []any{}} {
		if _, ok := planClone(reflect.TypeOf(v)); ok {
			t.Errorf("%T is said to be cloned", v)
		}
	}
	plain := struct {
		A uint64
		B string
		C [4]byte
	}{}
	if clone, ok := planClone(reflect.TypeOf(plain)); clone != nil || !ok {
		t.Error("a plain value needs no clone")
	}
}
