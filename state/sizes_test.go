package state

import "testing"

func TestSizes(t *testing.T) {
	d, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	o := NewOverlay(d.View())
	o.Set([]byte("a"), []byte("1"))
	o.Set([]byte("b"), []byte("2"))
	d.Apply(o)
	if n := d.Pending(); n != 2 {
		t.Errorf("%d changes are pending, want 2", n)
	}
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	if s, err := d.Sizes(); err != nil || s.Files == 0 {
		t.Errorf("%+v %v", s, err)
	}
	if n := d.Pending(); n != 0 {
		t.Errorf("%d changes are pending after the commit", n)
	}
}
