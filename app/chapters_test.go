package app

import "testing"

func TestStandard(t *testing.T) {
	m := Standard()
	if n := len(m.Chapters()); n != 12 {
		t.Errorf("%d chapters", n)
	}
}
