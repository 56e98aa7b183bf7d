package settle

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func TestPartOfADay(t *testing.T) {
	x := &reading{parts: []part{{from: 20260101}, {from: 20260615}, {from: 20260620}}}
	for day, want := range map[wire.Date]int{20251231: 0, 20260101: 0, 20260614: 0, 20260615: 1,
		20260619: 1, 20260620: 2, 20260701: 2} {
		if got := x.partOf(day); got != want {
			t.Errorf("%s lies in part %d, want %d", day, got, want)
		}
	}
}
