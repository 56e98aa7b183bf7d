package settle

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/settlement"
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

// The lines of a later part are named on from those before it; what was computed stays as it is.
func TestLinesAfterOthers(t *testing.T) {
	lines := []settlement.Line{{ID: "L0000001", Amount: 7},
		{ID: "L0000002", Amount: 7, Parents: []string{"L0000001"}}}
	if got := after(0, lines); got[1].Parents[0] != "L0000001" {
		t.Errorf("%+v", got)
	}
	got := after(40, lines)
	if got[0].ID != "L0000041" || got[1].ID != "L0000042" || got[1].Parents[0] != "L0000041" ||
		got[1].Amount != 7 || lines[1].Parents[0] != "L0000001" {
		t.Errorf("%+v, was %+v", got, lines)
	}
}

// Payouts and flows of the parts add up; stocks are those of the first and the last.
func TestSumOfParts(t *testing.T) {
	x := &reading{parts: []part{{from: 20260101}, {from: 20260615}}}
	paid := func(sales, deficit int64) settlement.Report {
		return settlement.Report{Totals: settlement.Totals{Sales: sales, Payouts: sales,
			DeficitIn: deficit - 1, DeficitOut: deficit}, Payouts: []settlement.Payout{{Payee: "a",
			Amount: sales, OnBehalfOf: []settlement.PartyAmount{{Party: "b", Amount: sales}}}}}
	}
	all := x.sum([]settlement.Report{paid(300, -5), paid(100, -3)})
	want := settlement.Totals{Sales: 400, Payouts: 400, DeficitIn: -6, DeficitOut: -3}
	if all.Totals != want || len(all.Payouts) != 1 || all.Payouts[0].Amount != 400 ||
		all.Payouts[0].OnBehalfOf[0].Amount != 400 {
		t.Errorf("%+v", all)
	}
}
