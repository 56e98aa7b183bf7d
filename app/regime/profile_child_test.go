package regime

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// leaving is a province whose text leaves the mode and one body to its places; it has no timelock.
var leaving = with(plain, "levels", "prefecture", "modes.lower_levels", "own_choice @ GD §7¶2",
	"modes.allowed", "scenario @ GD §7¶1", "levels.child_keys", "modes.allowed @ GD §7¶2")

// region is a ledger under one profile without timelock.
func region(t *testing.T, set map[string]string) *rule.Ctx {
	t.Helper()
	return ledger(t, section(t, profile("520000", 1, set)))
}

// own is the first profile of a place, which changes one key.
func own(t *testing.T, place, key, value string) *ProfileSet {
	m := longer(t)
	m.Jurisdiction, m.Base, m.TitleEn = place, 0, "Rules of "+place
	m.Changes = []KeyChange{{Key: key, Values: []string{value}, Article: "筑府 §3", Mark: MarkText}}
	return m
}

func modeOf(t *testing.T, r state.Reader, place, at string) (string, Ref) {
	t.Helper()
	p, ok := Current(r, place, instant(t, at))
	if !ok {
		t.Fatalf("no profile of %s at %s", place, at)
	}
	return p.List("modes.allowed")[0], p.Ref()
}

// A prefecture settles what the province's text leaves to it; everything else and every other place
// stays as it is above, and new rules above hold until it settles its own again.
func TestChildProfile(t *testing.T) {
	l := region(t, leaving)
	l.Time = instant(t, "2025-05-20 10:00:00")
	must(t, own(t, "520100", "modes.allowed", "whole").Apply(signed(l, "gy-bureau", "gz-finance")))
	city := Ref{"520100", 1}
	for _, c := range []struct {
		place, at, mode string
		ref             Ref
	}{
		{"520100", "2025-05-31 23:59:59", "scenario", Ref{"520000", 1}},
		{"520100", "2025-06-01 00:00:00", "whole", city},
		{"520102", "2025-06-01 00:00:00", "whole", city},
		{"520300", "2025-06-01 00:00:00", "scenario", Ref{"520000", 1}},
	} {
		if mode, ref := modeOf(t, l.Store, c.place, c.at); mode != c.mode || ref != c.ref {
			t.Errorf("%s at %s: %s %v", c.place, c.at, mode, ref)
		}
	}
	if n := At(l.Store, city).Int("agreement.term_max_years"); n != 3 {
		t.Errorf("the term of the place is %d years", n)
	}

	next := longer(t) // the province's second version, from 2025-08-01
	next.Base, next.First = 1, date(t, "2025-08-01")
	must(t, next.Apply(signed(l, "gz-bureau", "gz-finance")))
	if _, ref := modeOf(t, l.Store, "520102", "2025-08-01 00:00:00"); ref != (Ref{"520000", 2}) {
		t.Errorf("under new rules above: %v", ref)
	}
	if inForce(l.Store, city, instant(t, "2025-08-01 00:00:00")) {
		t.Error("the place's version still stands")
	}
	again := own(t, "520100", "modes.allowed", "sector")
	again.Base, again.First = 1, date(t, "2025-08-01")
	must(t, again.Apply(signed(l, "gy-bureau", "gz-finance")))
	mode, ref := modeOf(t, l.Store, "520102", "2025-08-01 00:00:00")
	if n := At(l.Store, ref).Int("agreement.term_max_years"); mode != "sector" || n != 5 ||
		ref != (Ref{"520100", 2}) {
		t.Errorf("anew: %s, %d years, %v", mode, n, ref)
	}
	must(t, checkVersions(l.Store))
}

// What a place settled before stays when it settles something else.
func TestChildProfileKeepsItsOwn(t *testing.T) {
	l := region(t, leaving)
	keys := settingKey{"520000", 1, "levels.child_keys"}
	s, _ := settings.Get(l.Store, keys)
	s.Values = []string{"modes.allowed", "operator_publicity.min"}
	settings.Set(l.Store, keys, s)
	l.Time = instant(t, "2025-05-20 10:00:00")
	must(t, own(t, "520100", "modes.allowed", "whole").Apply(signed(l, "gy-bureau", "gz-finance")))
	second := own(t, "520100", "operator_publicity.min", "9")
	second.Base, second.First = 1, date(t, "2025-07-01")
	must(t, second.Apply(signed(l, "gy-bureau", "gz-finance")))
	mode, ref := modeOf(t, l.Store, "520100", "2025-07-01 00:00:00")
	if p := At(l.Store, ref); mode != "whole" || p.Int("operator_publicity.min") != 9 {
		t.Errorf("%s, %d days", mode, p.Int("operator_publicity.min"))
	}
}

func TestChildProfileRefusals(t *testing.T) {
	mode := own(t, "520100", "modes.allowed", "whole")
	county := own(t, "520102", "modes.allowed", "whole")
	for name, c := range map[string]struct {
		want, article string
		set           map[string]string
		m             *ProfileSet
		by            string
	}{
		"accepted": {"", "", leaving, mode, "gy-bureau"},
		"not left": {"profile.child_key", "GD §7¶2", leaving,
			own(t, "520100", "redev_ban", "true"), "gy-bureau"},
		"as above": {"profile.child_key", "YN §6",
			with(leaving, "modes.lower_levels", "as_above @ YN §6"), mode, "gy-bureau"},
		"text above": {"profile.child_text", "GD §7¶1",
			with(leaving, "levels.child_keys", "modes.allowed"), mode, "gy-bureau"},
		"default": {"", "",
			with(leaving, "levels.child_keys", "modes.allowed", "modes.allowed", "scenario"), mode,
			"gy-bureau"},
		"county":       {"profile.child_level", "DEFAULT_RULE", leaving, county, "nm-bureau"},
		"the province": {"profile.bureau", "DEFAULT_RULE", leaving, mode, "gz-bureau"},
		"lapsed above": {"regime.none", "DEFAULT_RULE",
			with(leaving, "legal.expires", "2025-05-31"), mode, "gy-bureau"},
	} {
		l := region(t, c.set)
		l.Time = instant(t, "2025-05-20 10:00:00")
		err := c.m.Apply(signed(l, c.by, "gz-finance"))
		if got := refused(t, err); got != c.want || got != "" && told(err).Article != c.article {
			t.Errorf("%s: %v, want %q under %q", name, err, c.want, c.article)
		}
	}
	for _, keys := range []string{"legal.expires", "no.such", "levels"} {
		var out Problems
		profile("520000", 1, with(leaving, "levels.child_keys", keys)).Check(&out, "")
		if len(out) != 1 {
			t.Errorf("%s: %v", keys, out)
		}
	}
}

// Scenario A38: rules that lapse refuse what is new; a successor takes over, and where the profile
// says so what is new may begin without one.
func TestLapseAndSuccessor(t *testing.T) {
	lapsing := with(plain, "legal.expires", "2025-05-31 @ HE §40",
		"legal.after_expiry_new_agreements", "refuse")
	l := region(t, lapsing)
	require := func(at string) string {
		l.Time = instant(t, at)
		_, err := Require(l, "520100")
		return refused(t, err)
	}
	if got := require("2025-05-31 23:59:59"); got != "" {
		t.Error(got)
	}
	if got := require("2025-06-01 00:00:00"); got != "regime.lapsed" {
		t.Error(got)
	}
	if p, err := Lasting(l, "520100"); err != nil || p.Ref() != (Ref{"520000", 1}) {
		t.Errorf("what runs: %v", err)
	}
	next := longer(t)
	next.First = date(t, "2025-06-10")
	next.Changes = append(next.Changes, KeyChange{Key: "legal.expires", Values: []string{""},
		Article: rule.DefaultRule, Mark: MarkDefault})
	must(t, next.Apply(signed(l, "gz-bureau", "gz-finance")))
	if got := require("2025-06-09 23:59:59"); got != "regime.lapsed" {
		t.Error(got)
	}
	if got := require("2025-06-10 00:00:00"); got != "" {
		t.Error(got)
	}
	l = region(t, with(lapsing, "legal.after_expiry_new_agreements", "allow"))
	if got := require("2026-06-01 00:00:00"); got != "" {
		t.Errorf("allowed without a successor: %q", got)
	}
}
