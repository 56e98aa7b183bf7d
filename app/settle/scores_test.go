package settle_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

const graded = `{"layer":"primary","tiers":[{"remainder":{"parts":[{"to":"inputs","weight":1}]}}],
"contribution":{"basis":"by_volume","count":["commercial"],"fallback":"owner",
"factor":[{"min":90,"bps":11000},{"min":80,"bps":10000},{"min":0,"bps":9000}]}}`

// calendars makes every working day of the years certain.
func (w *world) calendars() {
	for _, year := range []uint16{2025, 2026, 2027} {
		table[regime.YearOf, regime.Calendar](regime.Chapter(), "regime/calendars").
			Set(w.s, regime.YearOf{Year: year}, regime.Calendar{Version: 1, Number: "1"})
	}
}

// lies moves a resource to another place.
func (w *world) lies(id, place string) {
	entries := table[wire.ID, catalog.Resource](catalog.Chapter(), "catalog/resources")
	v, _ := entries.Get(w.s, ref(id))
	v.Jurisdiction = place
	entries.Set(w.s, v.ID, v)
}

// duty opens a duty of an owner in a place and meets it in time, or never.
func (n *chain) duty(owner, name, object, place string, inTime bool) {
	n.Helper()
	p, _ := regime.Current(n.s, "520000", n.now)
	p = p.Within(place)
	id := regime.DutyID{Owner: owner, Duty: name, Object: object}
	c := &rule.Ctx{Store: n.s, Height: n.height, Time: n.now, Chain: "gz-1"}
	err := regime.Open(c, p, id, n.now.Date(), regime.Span{N: 5, Unit: regime.UnitCalendarDays})
	if err == nil && inTime {
		err = regime.Meet(c, id)
	}
	n.must(err)
}

// gradedChain has three providers that were in time in 15, 17 and 19 of twenty reviews.
func gradedChain(t testing.TB) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	for _, id := range []string{"a", "b", "c"} {
		w.party(party.Party{ID: id, Nature: party.StateEnterprise}, "provider")
		w.resource(id+"/data", 1)
	}
	w.agreement("bureau/yy", "operator", "2027-12-31", graded)
	w.product("operator/credit", product.Primary, "bureau/yy", "a/data", "b/data", "c/data")
	w.calendars()
	n := newChain(w)
	n.block(at("2026-01-01 00:00"))
	n.now = at("2026-02-02 12:00")
	for who, met := range map[string]int{"a": 15, "b": 17, "c": 19} {
		for i := range 20 {
			n.duty(who, "application.review", fmt.Sprint("x/", who, i), "520000", i < met)
		}
	}
	n.price("operator/credit", market.Call, 23, true)
	n.use("operator/credit@1", "finance", units(600_000, 0), units(300_000, 1), units(100_000, 2))
	n.now = at("2026-03-02 12:00")
	n.sell("s1", "operator/credit", market.Call, "2026-01-05", "2026-02-01", 1_000_000, "225000.00",
		"finance", "exchange")
	return n
}

// The provider pool of S24 to the fen, from facts of the ledger (rulings M10, M12). What happens
// after the cut changes no score.
func TestScoresMoveMoney(t *testing.T) {
	n := gradedChain(t)
	n.block(day("2026-04-16"))
	cut := n.run("2026Q1").Cut
	n.duty("a", "application.review", "x/late", "520000", true)
	c := &rule.Ctx{Store: n.s, Height: n.height, Time: day("2026-04-17"), Chain: "gz-1"}
	for i := 15; i < 20; i++ {
		n.must(regime.Meet(c, regime.DutyID{Owner: "a", Duty: "application.review",
			Object: fmt.Sprint("x/a", i)}))
	}
	if !bytes.Equal(settle.Compute(n.at[cut], "2026Q1").Encode(),
		settle.Compute(n.s, "2026Q1").Encode()) {
		t.Error("what was met after the cut changed the run")
	}
	n.block(day("2026-04-16") + 600)
	for who, want := range map[string]string{"a": "127894.74", "b": "71052.63", "c": "26052.63"} {
		if s, _ := settle.GetStatement(n.s, "2026Q1", "operator", who); s.Amount != yuan(want) {
			t.Errorf("%s receives %s, want %s", who, s.Amount, want)
		}
	}
	row, _ := settle.ScoreOf(n.s, "2026Q1", "520100", "a")
	if row.Score != 75 || row.Timeliness.Due != 20 || row.Quality.Due != 0 {
		t.Errorf("%+v", row)
	}
	all := n.ask("period_scores", "period", "2026Q1").(settle.PeriodScores)
	one := n.ask("period_scores", "period", "2026Q1", "institution", "c").(settle.PeriodScores)
	if len(all.Scores) != 3 || len(one.Scores) != 1 || len(one.Scores[0].Facts) != 20 ||
		one.Scores[0].Score != 95 {
		t.Errorf("%+v", all)
	}
	n.now = at("2026-04-20 12:00")
	open := n.ask("period_scores", "period", "2026Q2", "institution", "a").(settle.PeriodScores)
	if open.Landed || len(open.Scores) != 1 || open.Scores[0].Score != 100 {
		t.Errorf("%+v", open)
	}
}

// Where the regime lets no score weigh, it is told and moves nothing (law/matrix A29).
func TestScoreIsOnlyTold(t *testing.T) {
	n := gradedChain(t)
	n.set("score.as_weight", "never")
	n.block(day("2026-04-16"))
	n.block(day("2026-04-16") + 600)
	for who, want := range map[string]string{"a": "135000.00", "b": "67500.00", "c": "22500.00"} {
		if s, _ := settle.GetStatement(n.s, "2026Q1", "operator", who); s.Amount != yuan(want) {
			t.Errorf("%s receives %s, want %s", who, s.Amount, want)
		}
	}
	if row, ok := settle.ScoreOf(n.s, "2026Q1", "520000", "b"); !ok || row.Score != 85 {
		t.Errorf("%+v", row)
	}
}

// A provider that two provinces score differently is weighed in each by its own (rulings M2).
func TestScoresByProvince(t *testing.T) {
	n := gradedChain(t)
	other := "530000"
	n.party(party.Party{ID: "second"}, "operator")
	n.resource("a/more", 1)
	n.lies("a/more", other)
	n.agreement("bureau/a2", "second", "2027-12-31", graded)
	n.resource("b/more", 1)
	n.product("second/risk", product.Primary, "bureau/a2", "a/more", "b/more")
	n.now = at("2026-03-03 12:00")
	n.duty("a", "application.review", "x/yn", other, true)
	n.price("second/risk", market.Call, 100, true)
	n.use("second/risk@1", "finance", units(100, 0), units(100, 1))
	n.now = at("2026-03-10 12:00")
	n.sell("s2", "second/risk", market.Call, "2026-03-05", "2026-03-05", 200, "200.00", "finance",
		"exchange")
	n.block(day("2026-04-16"))
	n.block(day("2026-04-16") + 600)
	// In Yunnan a has 100 and weighs 11,000 against b's 10,000.
	for who, want := range map[string]string{"a": "104.76", "b": "95.24"} {
		if s, _ := settle.GetStatement(n.s, "2026Q1", "second", who); s.Amount != yuan(want) {
			t.Errorf("%s receives %s of second, want %s", who, s.Amount, want)
		}
	}
	// In Guizhou everything stays as it is without the other province.
	if s, _ := settle.GetStatement(n.s, "2026Q1", "operator", "a"); s.Amount != yuan("127894.74") {
		t.Errorf("a receives %s of operator", s.Amount)
	}
	for _, p := range n.ask("payouts", "period", "2026Q1").(settle.PayoutsShown).Payouts {
		if p.Payee == "a" && (len(p.OnBehalf) != 1 || p.OnBehalf[0].Party != "a" ||
			p.Amount != yuan("127999.50")) {
			t.Errorf("%+v", p)
		}
	}
	text := n.ask("explain", "period", "2026Q1", "payee", "a").(settle.Explained)
	if text.Title == "" ||
		len(text.Items) == 0 {
		t.Error("nothing is explained")
	}
}
