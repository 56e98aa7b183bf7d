package authorization

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

// A rule keeps money only in a reserve that is declared with holder, purpose and the condition of
// its release; what was declared keeps its terms (rulings M8).
func TestReservesAreDeclared(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	m.Mechanism = wire.Bytes(strings.Replace(mechanism, `"to": "gz-operator"`,
		`"to": "reserve:repairs"`, 1))
	b.refuse(m, "mechanism.reserve", "gz-bureau")
	whole := Reserve{Name: "repairs", Holder: "gz-operator", Purpose: "数据质量整改", Release: "验收合格"}
	for _, change := range []func(*Reserve){
		func(v *Reserve) { v.Name = "" }, func(v *Reserve) { v.Holder = "" },
		func(v *Reserve) { v.Purpose = "" }, func(v *Reserve) { v.Release = "" },
	} {
		v := whole
		change(&v)
		m.Reserves = []Reserve{v}
		b.refuse(m, "body.field", "gz-bureau")
	}
	m.Reserves = []Reserve{whole, whole}
	b.refuse(m, "body.field", "gz-bureau")
	m.Reserves = make([]Reserve, MaxReserves+1)
	b.refuse(m, "body.field", "gz-bureau")
	for holder, code := range map[string]string{"nobody": "mechanism.reserve",
		"gz-orphan": "mechanism.treasury"} {
		v := whole
		v.Holder = holder
		m.Reserves = []Reserve{v}
		b.refuse(m, code, "gz-bureau")
	}
	m.Reserves = []Reserve{whole}
	b.must(m, "gz-bureau")
	v, _ := GetPlan(b.store, m.ID)
	if len(v.Reserves) != 1 || v.Reserves[0] != whole {
		t.Errorf("plan %+v", v.Reserves)
	}
	other := whole
	other.Holder = "gz-bureau"
	more := Reserve{Name: "risk", Holder: "gz-bureau", Purpose: "风险", Release: "期满"}
	if got := withReserves(v.Reserves, []Reserve{other, more}); len(got) != 2 || got[0] != whole ||
		got[1] != more {
		t.Errorf("declared again: %+v", got)
	}
}
