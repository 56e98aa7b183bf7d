package settle_test

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
)

// A statement and an explanation read by the node's lists are those read out of all lines.
func TestListsOfLines(t *testing.T) {
	n := province(t)
	n.land()
	lines := 0
	for _, s := range n.ask("statements", "period", "2026Q2").(rule.Page[settle.Statement]).Items {
		ask := func() any {
			return n.ask("statement", "period", s.Period, "payer", s.Payer, "payee", s.Payee)
		}
		listed := ask()
		n.unlisted = true
		whole := ask()
		n.unlisted = false
		if !reflect.DeepEqual(listed, whole) {
			t.Errorf("%s to %s: %+v, of all lines %+v", s.Payer, s.Payee, listed, whole)
		}
		lines += int(s.Lines)
	}
	if lines == 0 {
		t.Error("no statement has lines")
	}
	for _, payee := range []string{"operator", "inst-hospital", "treasury", "nobody"} {
		ask := func() any { return n.ask("explain", "period", "2026Q2", "payee", payee) }
		listed := ask()
		n.unlisted = true
		whole := ask()
		n.unlisted = false
		if !reflect.DeepEqual(listed, whole) {
			t.Errorf("%s: %v, of all lines %v", payee, listed, whole)
		}
	}
}
