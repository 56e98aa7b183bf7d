package regime

import (
	"strings"
	"testing"
)

// Every mistake is found in one pass, and each line names its field.
func TestValidate(t *testing.T) {
	if p := section(t, profile("520000", 1, plain)).Validate("test-x"); len(p) != 0 {
		t.Fatal(p)
	}
	s := section(t, profile("520000", 1, plain), profile("520000", 1, plain),
		profile("52", 0, with(plain,
			"agreement.term_max_years", "three", "trade.primary.venue", "bazaar", "legal.effective_from",
			"")))
	s.Period, s.LandLeadSeconds, s.LatenessDays = "week", 0, 99999
	keys := s.Profiles[2].Keys
	keys[8].Mark, keys[9].Article = "law", ""
	s.Profiles[2].Keys = append(keys[:len(keys)-1], GenesisKey{Key: "no.such"}, keys[0])
	s.Calendars = append(s.Calendars, s.Calendars[0],
		GenesisCalendar{Jurisdiction: "5", Year: 2027, Test: true,
			Worked: list(t, "2027-01-01")})
	s.TestClock = nil
	got := s.Validate("test-x")
	all := strings.Join(got, "\n")
	for _, want := range []string{
		"regime.period: ", "regime.land_lead_seconds: ", "regime.lateness_days: ", "regime.test_clock: ",
		"regime.profiles[1]: 520000 version 1 appears twice", "regime.profiles[2].jurisdiction: ",
		"regime.profiles[2].version: ",
		"regime.profiles[2].keys.agreement.term_max_years.value: wants type int",
		`regime.profiles[2].keys.trade.primary.venue.value: does not know "bazaar"`,
		"regime.profiles[2].keys." + keys[8].Key + ".mark: ",
		"regime.profiles[2].keys." + keys[9].Key + ".article: ",
		`unknown key "no.such"`, "regime.profiles[2].keys.legal.status: appears twice",
		"regime.profiles[2].keys.clock.roll_deadline: missing",
		"regime.profiles[2].keys.legal.effective_from.value: ", "regime.calendars[2]: ",
		"regime.calendars[3].jurisdiction: ", "regime.calendars[3].title: ",
		"regime.calendars[3].worked[0]: ", "regime.calendars[3].test: ",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("not reported: %s", want)
		}
	}
	for _, line := range got {
		if !strings.HasPrefix(line, "regime.") || strings.Contains(line, "\n") {
			t.Errorf("line without a field: %q", line)
		}
	}
	if t.Failed() {
		t.Log(all)
	}
}

// Either half of a test clock alone is refused (rulings E16).
func TestTestClockNeedsItsName(t *testing.T) {
	s := section(t, profile("520000", 1, plain))
	if len(s.Validate("guizhou-1")) == 0 {
		t.Error("a test clock on a real chain id")
	}
	s.TestClock = nil
	if len(s.Validate("test-guizhou")) == 0 {
		t.Error("a test chain id without a test clock")
	}
	if p := s.Validate("guizhou-1"); len(p) != 0 {
		t.Error(p)
	}
}

func TestMarks(t *testing.T) {
	p := profile("520000", 1, plain)
	p.Keys[0].Mark, p.Keys[0].Article = MarkSoft, "DEFAULT_RULE"
	if got := section(t, p).Validate("test-x"); len(got) != 1 ||
		!strings.Contains(got[0], "legal.status.article") {
		t.Errorf("a rule of the text without its article: %v", got)
	}
}
