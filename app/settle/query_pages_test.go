package settle_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// restated is all that a run restated, as its queries give it in pages of two.
type restated struct {
	Periods     []settle.Restated
	Causes      []settle.Cause
	Deltas      []settle.Delta
	Outstanding []settle.Outstanding
	Pool        wire.Fen
}

func (n *chain) restated(period string) (all restated) {
	n.Helper()
	for after := ""; ; {
		v := n.ask("restatements", "period", period, "limit", "2", "after",
			after).(settle.Restatements)
		all.Periods, all.Pool = append(all.Periods, v.Items...), v.Pool
		if after = v.Next; after == "" {
			break
		}
	}
	all.Causes = pages[settle.Cause](n, "restated_causes", period)
	all.Deltas = pages[settle.Delta](n, "restated_deltas", period)
	all.Outstanding = pages[settle.Outstanding](n, "outstanding", period)
	return all
}

// parties is what each party takes more or less for a restated period.
func (r restated) parties(period string) map[string]wire.Fen {
	out := map[string]wire.Fen{}
	for _, d := range r.Deltas {
		if d.Party != "" && d.Period == period {
			who, _, _ := strings.Cut(d.Party, "@")
			out[who] += d.Amount
		}
	}
	return nonzero(out)
}

// pages reads a list in pages of two and holds it to the list in one page.
func pages[V comparable](n *chain, name, period string) (all []V) {
	n.Helper()
	after, page := "", rule.Page[V]{}
	for range 10_000 {
		page = n.ask(name, "period", period, "limit", "2", "after", after).(rule.Page[V])
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			break
		}
	}
	whole := n.ask(name, "period", period).(rule.Page[V])
	if page.Next != "" || whole.Next != "" || !slices.Equal(all, whole.Items) {
		n.Errorf("%s of %s in pages %v, at once %v", name, period, all, whole.Items)
	}
	return all
}

// A derivation in pages names the lines that pay the payee once each, in order, whether or not the
// node keeps lists; every tree stands on its own page whole.
func TestExplainInPages(t *testing.T) {
	n := province(t)
	n.land()
	for _, unlisted := range []bool{false, true} {
		n.unlisted = unlisted
		for _, payee := range []string{"inst-hospital", "operator", "nobody"} {
			whole := n.ask("explain", "period", "2026Q2", "payee", payee).(settle.Explained)
			if whole.Next != "" || (payee == "nobody") != (len(whole.Items) == 0) {
				t.Fatalf("%s: %+v", payee, whole)
			}
			var lines []string
			for after, first := "", true; first || after != ""; first = false {
				page := n.ask("explain", "period", "2026Q2", "payee", payee, "limit", "1",
					"after", after).(settle.Explained)
				if (page.Title != "") != first || len(page.Items) > 1 {
					t.Errorf("%s after %q: %+v", payee, after, page)
				}
				for _, v := range page.Items {
					lines = append(lines, v.Line)
					if !strings.HasPrefix(v.Text, "  ["+v.Line+"] ") {
						t.Errorf("%s begins with %q", v.Line, v.Text)
					}
				}
				after = page.Next
			}
			var want []string
			for _, v := range whole.Items {
				want = append(want, v.Line)
			}
			if !slices.Equal(lines, want) || !slices.IsSorted(lines) {
				t.Errorf("%s: in pages %v, at once %v", payee, lines, want)
			}
		}
	}
}

// The pages of a derivation are the words of the calculation itself.
func TestExplainIsTheCalculation(t *testing.T) {
	n := province(t)
	n.land()
	leaves, ok := n.Lines("2026Q2", n.run("2026Q2").Cut)
	if !ok {
		t.Fatal("no lines")
	}
	for _, payee := range []string{"inst-hospital", "operator"} {
		r := settlement.Report{Period: "2026Q2"}
		for _, leaf := range leaves {
			l, err := settlement.ParseLine(leaf)
			n.must(err)
			l.To, _, _ = strings.Cut(l.To, "@")
			r.Lines = append(r.Lines, l)
		}
		_, want, _ := strings.Cut(settlement.Explain(r, settlement.Input{}, payee, "zh"), "\n")
		got := n.ask("explain", "period", "2026Q2", "payee", payee).(settle.Explained)
		got.Title, got.OnBehalf = "", ""
		if got.Text() != want {
			t.Errorf("%s:\n%s\nthe calculation:\n%s", payee, got.Text(), want)
		}
	}
}
