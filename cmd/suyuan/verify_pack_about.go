package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/bundle"
)

// statementsFolder has the statements of an audit pack.
const statementsFolder = "statements/"

// claimed holds what a pack says it is about against a proof in it: ledger, state, period. Law time
// is not among it: the pack has that of the block, a proof that of the header after it.
func claimed(about map[string]string, name string, one verdictFile) error {
	l := one.Ledger
	proved := map[string]string{"genesis": l.Genesis.String(), "app_hash": l.AppHash.String(),
		"test_ledger": strconv.FormatBool(l.Test)}
	if one.Statement != nil && strings.HasPrefix(name, statementsFolder) {
		proved["period"] = one.Statement.Period
	}
	for _, what := range []string{"genesis", "app_hash", "test_ledger", "period"} {
		said, ok := about[what]
		if is, known := proved[what]; ok && known && said != is {
			return packFault("pack.about", fmt.Sprintf("%s: the pack says %s %s, the proof %s", name,
				what, said, is))
		}
	}
	return nil
}

// tally counts the statements of a pack of a whole period: the run says how many there are.
type tally struct {
	pairs map[bundle.Pair]bool
	want  uint32
}

func (t *tally) add(name string, one verdictFile) {
	if one.report == nil || !strings.HasPrefix(name, statementsFolder) {
		return
	}
	t.pairs[bundle.Pair{Payer: one.Statement.Payer, Payee: one.Statement.Payee}] = true
	t.want = one.report.Run.Statements
}

// whole refuses a pack that says it is of all payers and payees and lacks a statement.
func (t *tally) whole(about map[string]string) error {
	payer, ok := about["payer"]
	if !ok || payer != "" || about["payee"] != "" || len(t.pairs) == int(t.want) {
		return nil
	}
	return packFault("pack.statements", fmt.Sprintf("the period has %d statements, the pack %d",
		t.want, len(t.pairs)))
}
