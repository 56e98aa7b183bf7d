package regime

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func told(err error) rule.Told { return err.(*rule.Refused).Tell() }

func TestCurrent(t *testing.T) {
	l := ledger(t, section(t,
		profile("520000", 1, with(plain, "legal.expires", "2026-12-31")),
		profile("520000", 2, with(plain, "legal.effective_from", "2026-07-01")),
		profile("520100", 1, with(plain, "legal.effective_from", "2026-01-01", "legal.expires",
			"2026-03-31"))))
	for _, c := range []struct {
		place, at string
		want      Ref
	}{
		{"520000", "2025-01-06 23:59:59", Ref{}},
		{"520000", "2025-01-07 00:00:00", Ref{"520000", 1}},
		{"520111", "2025-06-01 00:00:00", Ref{"520000", 1}},
		{"520111", "2026-02-01 00:00:00", Ref{"520100", 1}},
		{"520100", "2026-03-31 23:59:59", Ref{"520100", 1}},
		{"520100", "2026-04-01 00:00:00", Ref{"520000", 1}},
		{"520000", "2026-07-01 00:00:00", Ref{"520000", 2}},
		{"520000", "2027-06-01 00:00:00", Ref{"520000", 2}},
		{"530000", "2026-07-01 00:00:00", Ref{}},
	} {
		p, ok := Current(l.Store, c.place, instant(t, c.at))
		if p.Ref() != c.want || ok != (c.want != Ref{}) {
			t.Errorf("%s at %s: %v %v, want %v", c.place, c.at, p.Ref(), ok, c.want)
		}
	}
}

func TestRequire(t *testing.T) {
	l := ledger(t, section(t, profile("130000", 1, with(plain, "legal.expires",
		"2027-01-31 @ HE §40"))))
	l.Time = instant(t, "2027-02-01 00:00:00")
	_, err := Require(l, "130100")
	if refused(t, err) != "regime.lapsed" || told(err).Article != "HE §40" {
		t.Errorf("after the last day: %v", err)
	}
	if _, err = Require(l, "440000"); refused(t, err) != "regime.none" {
		t.Errorf("unknown place: %v", err)
	}
	// What was frozen at signing goes on.
	if p := At(l.Store, Ref{"130000", 1}); p.Int("agreement.term_max_years") != 3 {
		t.Error("a frozen profile must stay readable")
	}
}

// A draft without a first day is on the ledger and never in force.
func TestDraft(t *testing.T) {
	l := ledger(t, section(t, profile("440000", 1, with(plain, "legal.status", "draft",
		"legal.effective_from", ""))))
	if _, ok := Current(l.Store, "440000", instant(t, "2030-01-01 00:00:00")); ok {
		t.Error("a draft is in force")
	}
}

func TestReadersAndCitations(t *testing.T) {
	s := section(t, profile("520000", 1, plain))
	for i, k := range s.Profiles[0].Keys {
		if k.Key == "selection.methods" {
			s.Profiles[0].Keys[i].Values = []string{"招标", "谈判"}
		}
	}
	l := ledger(t, s)
	p := At(l.Store, Ref{"520000", 1})
	if p.Int("agreement.term_max_years") != 3 || p.Int("selection.methods") != 2 ||
		!p.Bool("clock.roll_deadline") ||
		p.Text("operator_publicity.unit") != UnitWorkingDays || !p.Has("selection.methods", "谈判") ||
		!reflect.DeepEqual(p.List("legal.status"), []string{"in_force_trial"}) ||
		p.Text("legal.expires") != "" {
		t.Error("a reader is wrong")
	}
	ours := rule.Refuse(299, "x", "", "", "", "").Under("trade.primary.venue")
	if r := told(p.Refuse(ours, "venue")); r.Article != rule.DefaultRule || r.Mark != MarkDefault {
		t.Errorf("our own rule cites %q %q", r.Article, r.Mark)
	}
	law := rule.Refuse(298, "y", "", "", "", "").Under("agreement.term_max_years")
	if r := told(p.Refuse(law, "last_day")); r.Article != "GZ §9" || r.Mark != MarkText {
		t.Errorf("the text's rule cites %q %q", r.Article, r.Mark)
	}
	for name, fn := range map[string]func(){
		"unknown key": func() { p.Int("no.such") },
		"wrong type":  func() { p.Bool("agreement.term_max_years") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s must panic: it is a mistake in code", name)
				}
			}()
			fn()
		}()
	}
}

func TestTables(t *testing.T) {
	ch := Chapter()
	if err := state.CheckCollections(ch.Collections); err != nil {
		t.Error(err)
	}
	for _, k := range ch.Kinds {
		if err := wire.CheckType(k.Body()); err != nil {
			t.Error(err)
		}
	}
	for _, e := range ch.Events {
		if err := wire.CheckType(reflect.TypeOf(e)); err != nil {
			t.Error(err)
		}
	}
	for _, v := range []any{Issue{}, Setting{}, Calendar{}, Duty{}, Parameters{}, Freezing{},
		Clock{}} {
		if err := wire.CheckType(reflect.TypeOf(v)); err != nil {
			t.Error(err)
		}
	}
	codes := map[uint32]bool{}
	for _, r := range ch.Refusals {
		if codes[r.Code] || r.Code/100 != number {
			t.Errorf("code %d of %s", r.Code, r.Name)
		}
		codes[r.Code] = true
		if _, ok := Lookup(r.Key); r.Key != "" && !ok {
			t.Errorf("%s enforces the unknown key %s", r.Name, r.Key)
		}
	}
	for _, k := range Schema {
		if k.Zh == "" || k.En == "" {
			t.Errorf("key %s has no meaning", k.Name)
		}
	}
}
