package market_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// The sales of a period come page by page, each once.
func TestSalesArePaged(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	for i := range 5 {
		id := fmt.Sprintf("operator/r%d", i)
		w.ok(now, receipt(id, "2026-05-20", "2026-05-20", 10, "1.00"), "operator")
		w.ok(now, confirm(id), "exchange")
	}
	var seen []string
	after := ""
	for range 5 {
		page := w.ask("sales", "period", "2026Q2", "limit", "2",
			"after", after).(rule.Page[market.Sale])
		for _, s := range page.Items {
			seen = append(seen, s.Receipt.String())
		}
		if after = page.Next; after == "" {
			break
		}
	}
	want := "[operator/r0 operator/r1 operator/r2 operator/r3 operator/r4]"
	if fmt.Sprint(seen) != want {
		t.Errorf("rows %v, want %s", seen, want)
	}
}
