package regime

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func issued(t testing.TB, number, day string) rule.Evidence {
	e := notice(number)
	e.Date = date(t, day)
	return e
}

// longer allows five years from 2025-06-01 on.
func longer(t testing.TB) *ProfileSet {
	return &ProfileSet{Jurisdiction: "520000", Base: 1, First: date(t, "2025-06-01"),
		Document: issued(t, "黔府〔2025〕9号", "2025-05-20"), Changes: []KeyChange{
			{Key: "agreement.term_max_years", Values: []string{"5"}, Article: "GZ §9", Mark: MarkSoft}}}
}

func locked(t testing.TB, days uint32, more ...GenesisProfile) *rule.Ctx {
	s := section(t, append([]GenesisProfile{profile("520000", 1, plain)}, more...)...)
	s.ProfileTimelockDays = days
	return ledger(t, s)
}

func TestProfileSetCheck(t *testing.T) {
	if err := longer(t).Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		field  string
		change func(m *ProfileSet)
	}{
		"place":     {"jurisdiction", func(m *ProfileSet) { m.Jurisdiction = "52" }},
		"document":  {"document", func(m *ProfileSet) { m.Document = rule.Evidence{} }},
		"number":    {"document", func(m *ProfileSet) { m.Document.Number = "" }},
		"first day": {"effective_from", func(m *ProfileSet) { m.First = 0 }},
		"nothing":   {"changes", func(m *ProfileSet) { m.Changes = nil }},
		"unknown":   {"changes[0].key", func(m *ProfileSet) { m.Changes[0].Key = "nothing.such" }},
		"twice": {"changes[1].key", func(m *ProfileSet) {
			m.Changes = append(m.Changes, m.Changes[0])
		}},
		"first day twice": {"changes[0].key", func(m *ProfileSet) {
			m.Changes[0].Key = "legal.effective_from"
		}},
		"value":  {"changes[0]", func(m *ProfileSet) { m.Changes[0].Values = []string{"five"} }},
		"mark":   {"changes[0]", func(m *ProfileSet) { m.Changes[0].Mark = "law" }},
		"source": {"changes[0]", func(m *ProfileSet) { m.Changes[0].Article = rule.DefaultRule }},
	} {
		m := longer(t)
		c.change(m)
		err := m.Check()
		if refused(t, err) != "body.field" || told(err).Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProfileSetSigners(t *testing.T) {
	for _, c := range []struct {
		want    string
		signers []string
	}{
		{"profile.bureau", []string{"yn-bureau", "gz-bureau"}}, // another province's
		{"profile.bureau", []string{"gz-finance", "gz-bureau"}},
		{"profile.second_body", []string{"gz-bureau"}},
		{"profile.second_body", []string{"gz-bureau", "gz-centre"}},   // one control group
		{"profile.second_body", []string{"gz-bureau", "gz-operator"}}, // no public body
		{"", []string{"gz-bureau", "gz-finance"}},
	} {
		l := locked(t, 0)
		if got := refused(t, longer(t).Apply(signed(l, c.signers...))); got != c.want {
			t.Errorf("%v: %q, want %q", c.signers, got, c.want)
		}
	}
	city := longer(t)
	city.Jurisdiction, city.Base = "520100", 0
	l := locked(t, 0)
	if got := refused(t, city.Apply(signed(l, "gz-bureau", "gz-finance"))); got != "profile.bureau" {
		t.Errorf("a province's bureau on a prefecture's profile: %q", got)
	}
}

func TestProfileSetTakesEffect(t *testing.T) {
	l := locked(t, 7)
	l.Time = instant(t, "2025-05-20 10:00:00")
	term := func(at string) uint64 {
		p, ok := Current(l.Store, "520000", instant(t, at))
		if !ok {
			return 0
		}
		return p.Int("agreement.term_max_years")
	}
	if err := longer(t).Apply(signed(l, "gz-bureau", "gz-finance")); err != nil {
		t.Fatal(err)
	}
	frozen := At(l.Store, Ref{"520000", 1})
	if term("2025-05-31 23:59:59") != 3 || term("2025-06-01 00:00:00") != 5 ||
		frozen.Int("agreement.term_max_years") != 3 {
		t.Fatal("the version does not begin with its first day, or changes the one before it")
	}

	late := longer(t) // its first day is over before the timelock is
	late.Base, late.First = 2, date(t, "2025-06-02")
	late.Changes[0].Values = []string{"4"}
	l.Time = instant(t, "2025-06-01 10:00:00")
	if err := late.Apply(signed(l, "gz-bureau", "gz-finance")); err != nil {
		t.Fatal(err)
	}
	if term("2025-06-08 09:59:59") != 5 || term("2025-06-08 10:00:00") != 4 {
		t.Fatal("the timelock does not hold")
	}
	if err := checkVersions(l.Store); err != nil {
		t.Fatal(err)
	}
	out, err := serveHistory(rule.Ask{Store: l.Store, Time: l.Time,
		Args: map[string]string{"jurisdiction": "520000"}})
	if err != nil {
		t.Fatal(err)
	}
	h := out.([]VersionAnswer)
	if len(h) != 3 || h[0].Until != h[1].From || h[1].Until != h[2].From || h[2].Until != 0 ||
		!h[1].InForce || h[0].InForce || len(h[1].Changed) != 2 || h[1].By != "gz-bureau" {
		t.Fatalf("%+v", h)
	}
}

func TestProfileSetRefusals(t *testing.T) {
	draft := profile("530000", 1, with(plain, "legal.status", "draft", "legal.effective_from", ""))
	for name, c := range map[string]struct {
		want   string
		change func(m *ProfileSet)
	}{
		"old base":  {"profile.base", func(m *ProfileSet) { m.Base = 0 }},
		"new base":  {"profile.base", func(m *ProfileSet) { m.Base = 2 }},
		"neighbour": {"", func(m *ProfileSet) {}},
		"ends before it begins": {"profile.invalid", func(m *ProfileSet) {
			m.Changes = append(m.Changes, KeyChange{Key: "legal.expires", Values: []string{"2025-05-31"},
				Article: rule.DefaultRule, Mark: MarkDefault})
		}},
	} {
		l := locked(t, 0, draft)
		m := longer(t)
		c.change(m)
		if got := refused(t, m.Apply(signed(l, "gz-bureau", "gz-finance"))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	l := locked(t, 0, draft)
	if err := longer(t).Apply(signed(l, "gz-bureau", "gz-finance")); err != nil {
		t.Fatal(err)
	}
	early := longer(t) // before the version that waits
	early.Base = 2
	if got := refused(t, early.Apply(signed(l, "gz-bureau", "gz-finance"))); got != "profile.overlap" {
		t.Errorf("a version that begins with the one before it: %q", got)
	}
	m := longer(t)
	m.Jurisdiction = "530000"
	if got := refused(t, m.Apply(signed(l, "yn-bureau", "gz-finance"))); got != "profile.draft" {
		t.Errorf("a change of a draft: %q", got)
	}
	m.Changes = append(m.Changes, KeyChange{Key: "legal.status", Values: []string{"in_force"},
		Article: "YN §36", Mark: MarkText})
	if err := m.Apply(signed(l, "yn-bureau", "gz-finance")); err != nil {
		t.Fatal(err)
	}
	if p, ok := Current(l.Store, "530000", instant(t, "2025-06-01 00:00:00")); !ok ||
		p.Ref().Version != 2 {
		t.Fatal("the version that replaced the draft is not in force")
	}
}

func TestProfileActivate(t *testing.T) {
	draft := profile("530000", 1, with(plain, "legal.status", "draft", "legal.effective_from", "",
		"legal.valid_years", "2"))
	l := locked(t, 3, draft)
	if _, ok := Current(l.Store, "530000", instant(t, "2030-01-01 00:00:00")); ok {
		t.Fatal("a draft is in force")
	}
	m := &ProfileActivate{Jurisdiction: "530000", Version: 1, Status: "in_force",
		Document: issued(t, "云府〔2025〕1号", "2025-02-01")}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(m *ProfileActivate){
		"jurisdiction":  func(m *ProfileActivate) { m.Jurisdiction = "" },
		"status":        func(m *ProfileActivate) { m.Status = "draft" },
		"document":      func(m *ProfileActivate) { m.Document.Issuer = "" },
		"document.date": func(m *ProfileActivate) { m.Document.Date = 29990101 },
	} {
		bad := *m
		change(&bad)
		if err := bad.Check(); refused(t, err) != "body.field" || told(err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if got := refused(t, m.Apply(signed(l, "gz-bureau", "gz-finance"))); got != "profile.bureau" {
		t.Errorf("another province's bureau: %q", got)
	}
	if got := refused(t, m.Apply(signed(l, "yn-bureau"))); got != "profile.second_body" {
		t.Errorf("alone: %q", got)
	}
	if err := m.Apply(signed(l, "yn-bureau", "gz-finance")); err != nil {
		t.Fatal(err)
	}
	p, ok := Current(l.Store, "530000", instant(t, "2025-02-01 00:00:00"))
	if !ok || p.Text("legal.status") != "in_force" || p.Issue().Number != "云府〔2025〕1号" ||
		p.Text("legal.expires") != "2027-01-31" {
		t.Fatalf("%+v", p)
	}
	again := &ProfileActivate{Jurisdiction: "530000", Version: 1, Status: "in_force",
		Document: m.Document}
	if got := refused(t, again.Apply(signed(l, "yn-bureau",
		"gz-finance"))); got != "profile.not_draft" {
		t.Errorf("twice: %q", got)
	}
}

func TestProfileObject(t *testing.T) {
	l := locked(t, 7)
	m := &ProfileObject{Jurisdiction: "520000", Version: 2, Reason: "期限过长"}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []ProfileObject{{Jurisdiction: "520000"}, {Reason: "无"}} {
		if refused(t, bad.Check()) != "body.field" {
			t.Errorf("%+v is accepted", bad)
		}
	}
	if got := refused(t, m.Apply(signed(l, "gz-operator"))); got != "profile.unknown" {
		t.Errorf("no such version: %q", got)
	}
	if err := longer(t).Apply(signed(l, "gz-bureau", "gz-finance")); err != nil {
		t.Fatal(err)
	}
	if err := m.Apply(signed(l, "gz-operator")); err != nil {
		t.Fatal(err)
	}
	if got := refused(t, m.Apply(signed(l, "gz-operator"))); got != "profile.objected" {
		t.Errorf("twice: %q", got)
	}
	l.Time = instant(t, "2025-06-01 00:00:00") // it took effect all the same
	if got := refused(t, m.Apply(signed(l, "gz-finance"))); got != "profile.settled" {
		t.Errorf("late: %q", got)
	}
	if p, _ := Current(l.Store, "520000", l.Time); p.Ref().Version != 2 {
		t.Fatal("an objection stopped the version")
	}
}

// What replaced a version ends it for good: an amended version that expires does not bring the
// older one back.
func TestLapse(t *testing.T) {
	l := locked(t, 0)
	m := longer(t)
	m.Changes = append(m.Changes, KeyChange{Key: "legal.expires", Values: []string{"2025-12-31"},
		Article: "GZ §34", Mark: MarkText})
	if err := m.Apply(signed(l, "gz-bureau", "gz-finance")); err != nil {
		t.Fatal(err)
	}
	l.Time = instant(t, "2025-12-31 23:59:59")
	if _, err := Require(l, "520000"); err != nil {
		t.Fatal(err)
	}
	l.Time = instant(t, "2026-01-01 00:00:00")
	_, err := Require(l, "520000")
	if refused(t, err) != "regime.lapsed" || told(err).Article != "GZ §34" {
		t.Fatal(err)
	}
	if p, err := Lasting(l, "520000"); err != nil || p.Ref().Version != 2 {
		t.Fatal("what was begun under the lapsed version has no profile")
	}
	if _, err := Lasting(l, "530000"); refused(t, err) != "regime.none" {
		t.Fatal(err)
	}
	allow := profile("520000", 1, with(plain, "legal.expires", "2025-05-31",
		"legal.after_expiry_new_agreements", "allow"))
	l = ledger(t, section(t, allow))
	l.Time = wire.Date(20260101).Start()
	if _, err := Require(l, "520000"); err != nil {
		t.Fatal(err)
	}
}

func TestVersionsInGenesisFollow(t *testing.T) {
	later := with(plain, "legal.effective_from", "2025-06-01")
	for n, c := range []struct {
		ok   bool
		more GenesisProfile
	}{{true, profile("520000", 2, later)}, {false, profile("520000", 2, plain)}} {
		s := section(t, profile("520000", 1, plain), c.more)
		if problems := s.Validate("test-regime"); (len(problems) == 0) != c.ok {
			t.Errorf("%d: %v", n, problems)
		}
	}
}
