package state

import (
	"bytes"
	"testing"
)

func TestTextKeyIsTheKey(t *testing.T) {
	type id struct{ Party, Local string }
	type key struct {
		ID      id
		Version uint32
		Sum     [2]byte
	}
	m := NewMap[key, struct{}](9, 7, "probe/keys", "a probe")
	want := m.Key(key{id{"gz-a", "x\x00y"}, 3, [2]byte{0xab, 0xcd}})
	got, err := m.Descriptor().TextKey("gz-a", "x\x00y", "3", "abcd")
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%x, want %x: %v", got, want, err)
	}
	for _, parts := range [][]string{{"gz-a"}, {"a", "b", "x", "abcd"}, {"a", "b", "1", "ab"},
		{"a", "b", "4294967296", "abcd"}} {
		if _, err := m.Descriptor().TextKey(parts...); err == nil {
			t.Errorf("%q is taken for a key", parts)
		}
	}
	item := NewItem[struct{}](9, 8, "probe/item", "a probe")
	if got, err := item.Descriptor().TextKey(); err != nil || !bytes.Equal(got, item.Key()) {
		t.Fatalf("%x, want %x: %v", got, item.Key(), err)
	}
}
