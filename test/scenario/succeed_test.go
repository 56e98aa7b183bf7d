package scenario

import (
	"fmt"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

// TestStoryGoesOnAsAnotherLedger ends the ledger of the story inside of its open quarter and again
// after the settlement, and goes on as another one from the exported state (rulings E14): the story
// comes to the same statements and lines.
func TestStoryGoesOnAsAnotherLedger(t *testing.T) {
	m := app.Standard()
	told := func(at int) (list []string) {
		s, err := scenario.Load(story, nil)
		if err != nil {
			t.Fatal(err)
		}
		var last state.Reader
		r, err := scenario.Run(s, scenario.Options{SucceedAt: at, SucceedAs: "test-successor",
			Check: func(r state.Reader) error {
				last = r
				list = outcome(m, r)
				return m.CheckInvariants(r)
			}})
		if err != nil || r.Difference != nil {
			t.Fatalf("ended before step %d: %v %v", at, err, r.Difference)
		}
		if l, _ := app.GetLedger(last); (l.Chain == "test-successor") != (at > 0) {
			t.Fatalf("ended before step %d, and is %s", at, l.Chain)
		}
		return list
	}
	want := told(0)
	if len(want) < 10 {
		t.Fatalf("the story settles nothing: %v", want)
	}
	s, err := scenario.Load(story, nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := len(s.Steps)
	for _, at := range []int{steps / 2, steps * 9 / 10} {
		t.Run(fmt.Sprint("before step ", at), func(t *testing.T) {
			if got := told(at); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("settled otherwise:\n%s\nnot\n%s", strings.Join(got, "\n"),
					strings.Join(want, "\n"))
			}
		})
	}
}

// outcome is what a state says of settled periods, without heights.
func outcome(m *app.Machine, r state.Reader) (out []string) {
	for _, period := range []string{"2026Q1", "2026Q2"} {
		if v, ok := settle.GetRun(r, period); ok {
			out = append(out, fmt.Sprint(period, v.Stage, v.LinesRoot, v.InputHash, v.Totals, v.Directory))
		}
	}
	for _, d := range abci.Digests(m, r) {
		if strings.HasPrefix(d.Collection, "settle/") {
			out = append(out, fmt.Sprint(d.Collection, " ", d.Records))
		}
	}
	return out
}
