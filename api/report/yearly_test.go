package report

import (
	"slices"
	"testing"
)

// R5 of the year of S25: its figures per period, and the two reports that were filed, of which the
// first lacks a receipt and did not meet the duty.
func TestYearlyReport(t *testing.T) {
	w := play(t, "../../test/scenario/law/s25-gd.yaml")
	r, err := Build(t.Context(), w.at(t, 0), "r5", dict{"year": "2026", "agreement": "gd-impl/ag"})
	must(t, err)
	texts := func(name string) (out [][]string) {
		i := slices.IndexFunc(r.Tables, func(t *Table) bool { return t.Name == name })
		if i < 0 {
			t.Fatalf("no table %s", name)
		}
		for _, row := range r.Tables[i].Rows {
			var cells []string
			for _, c := range row {
				cells = append(cells, c.Plain())
			}
			out = append(out, cells)
		}
		return out
	}
	figures, filed := texts("figures"), texts("yearly")
	if len(figures) != 4 || figures[2][3] != "990000.00" || figures[3][3] != "200000.00" ||
		figures[2][7] != "1000000" {
		t.Errorf("%v", figures)
	}
	if len(filed) != 2 || filed[0][0] != "gd-impl/year-1" || filed[0][5] != "990000.00" ||
		filed[0][6] != "1190000.00" || filed[0][7] != "200000.00" || filed[1][4] != "" {
		t.Errorf("%v", filed)
	}
}
