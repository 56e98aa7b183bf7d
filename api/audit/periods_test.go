package audit

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
)

func TestPeriods(t *testing.T) {
	s := state.NewMemStore()
	runs.Set(s, "2026Q1", settle.Run{Period: "2026Q1", Stage: settle.Final, Statements: 2, Lines: 9})
	put := func(payee string, v settle.Statement) {
		v.Period, v.Payer, v.Payee = "2026Q1", "operator", payee
		statements.Set(s, statementOf{v.Period, v.Payer, payee}, v)
	}
	put("a", settle.Statement{Opening: 100, Paid: 100, Amount: 50, Transfer: 7, Closing: 57})
	put("b", settle.Statement{Amount: 30, Offset: 10, Closing: 20})
	got := periods(s)
	if len(got) != 1 || !got[0].Holds || got[0].Amount != 80 || got[0].Closing != 77 ||
		got[0].Statements != 2 {
		t.Fatalf("%+v", got)
	}
	put("c", settle.Statement{})
	if got := periods(s); got[0].Holds {
		t.Error("a statement that the run does not know of holds")
	}
	runs.Set(s, "2026Q1", settle.Run{Period: "2026Q1", Stage: settle.Landed, Statements: 3})
	if got := periods(s); !got[0].Holds {
		t.Error("three of three")
	}
	put("c", settle.Statement{Amount: 1})
	got = periods(s)
	if r := (&Report{Periods: got}); got[0].Holds || r.Sound() {
		t.Error("a closing that its parts do not give holds")
	}
}
