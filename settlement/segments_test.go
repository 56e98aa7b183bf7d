package settlement

import "testing"

// The lines of a later segment are named on from those before it; what was computed stays as it is.
func TestLinesAfterOthers(t *testing.T) {
	lines := []Line{{ID: "L0000001", Amount: 7},
		{ID: "L0000002", Amount: 7, Parents: []string{"L0000001"}}}
	if got := linesAfter(0, lines); got[1].Parents[0] != "L0000001" {
		t.Errorf("%+v", got)
	}
	got := linesAfter(40, lines)
	if got[0].ID != "L0000041" || got[1].ID != "L0000042" || got[1].Parents[0] != "L0000041" ||
		got[1].Amount != 7 || lines[1].Parents[0] != "L0000001" {
		t.Errorf("%+v, was %+v", got, lines)
	}
}

// Payouts, takes and flows of the segments add up; stocks are those of the first and the last.
func TestJoinedSegments(t *testing.T) {
	paid := func(sales, deficit int64) Report {
		share := []PartyAmount{{Party: "b", Amount: sales}}
		return Report{Totals: Totals{Sales: sales, Payouts: sales, DeficitIn: deficit - 1,
			DeficitOut: deficit}, PartyTake: share, Payouts: []Payout{{Payee: "a", Amount: sales,
			OnBehalfOf: share}}, Lines: []Line{{ID: "L0000001", Kind: "fee", To: "b", Amount: sales}}}
	}
	all := Joined([]Report{paid(300, -5), paid(100, -3)})
	want := Totals{Sales: 400, Payouts: 400, DeficitIn: -6, DeficitOut: -3}
	if all.Totals != want || len(all.Payouts) != 1 || all.Payouts[0].Amount != 400 ||
		all.Payouts[0].OnBehalfOf[0].Amount != 400 || all.PartyTake[0].Amount != 400 ||
		all.Lines[1].ID != "L0000002" || all.LinesRoot != LinesRoot(all.Lines) {
		t.Errorf("%+v", all)
	}
}
