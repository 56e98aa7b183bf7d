package referee

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

// histories are how many random ledgers of several provinces are looked at.
const histories = 3

// weave puts money stories of several provinces, chosen by a seed, on one ledger.
func weave(t *testing.T, seed uint64) *scenario.Story {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 6))
	files, err := filepath.Glob(filepath.Join(law, "money-*.yaml"))
	must(t, err)
	var picked []*scenario.Story
	places := map[string]bool{}
	for _, i := range rng.Perm(len(files)) {
		s, err := scenario.Load(files[i], nil)
		must(t, err)
		at := s.Provinces()
		if len(at) != 1 || places[at[0]] {
			continue
		}
		if _, err := scenario.Weave("try", append(picked[:len(picked):len(picked)], s)...); err != nil {
			continue // it defines an institution otherwise
		}
		picked, places[at[0]] = append(picked, s), true
	}
	out, err := scenario.Weave("random", picked...)
	must(t, err)
	out.WaitDays(uint16(100 + rng.Uint64N(60)))
	return out
}

// Reports of random histories add up to what the ledger holds: the statements of every period, and
// the lines that pay parties.
func TestTotalsOfRandomHistories(t *testing.T) {
	settled := 0
	for seed := range uint64(histories) {
		ask := playStory(t, weave(t, seed))
		s, err := source.At(context.Background(), ask, 0)
		must(t, err)
		for run, err := range source.Each[settle.RunShown](context.Background(), s, "runs", nil) {
			must(t, err)
			if run.Stage != settle.Landed && run.Stage != settle.Final {
				continue
			}
			r := build(t, ask, "r1", map[string]string{"period": run.Period})
			var amount, closing, adjusted wire.Fen
			for v, err := range source.Each[settle.Statement](context.Background(), s, "statements",
				map[string]string{"period": run.Period}) {
				must(t, err)
				amount, closing, adjusted = amount+v.Amount, closing+v.Closing, adjusted+v.Adjusted
			}
			for name, want := range map[string]wire.Fen{"amount": amount, "closing": closing,
				"adjusted": adjusted} {
				if got := column(t, r, "statements", name); got != want {
					t.Errorf("seed %d %s: %s is %s, the ledger has %s", seed, run.Period, name, got, want)
				}
			}
			if took := column(t, r, "takes", "amount") - reserved(t, r); took != amount+adjusted {
				t.Errorf("seed %d %s: lines %s, statements %s", seed, run.Period, took, amount+adjusted)
			}
			if run.Lines > 0 {
				settled++
			}
		}
	}
	t.Logf("%d settled periods", settled)
	if settled < 2*histories {
		t.Errorf("only %d settled periods in %d histories", settled, histories)
	}
}

// reserved is what the lines put into reserves, which are no one's yet.
func reserved(t *testing.T, r *report.Report) (sum wire.Fen) {
	t.Helper()
	for _, table := range r.Tables {
		for _, row := range table.Rows {
			if table.Name == "takes" && strings.HasPrefix(row[2].Plain(), "reserve:") {
				v, err := wire.ParseFen(row[5].Plain())
				must(t, err)
				sum += v
			}
		}
	}
	return sum
}
