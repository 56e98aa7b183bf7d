package regime

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/suyuan-ledger/suyuan/app/party"
)

// Problems collects what is wrong with a document, one line each, every line naming its field.
type Problems []string

// Add notes a problem of a field.
func (p *Problems) Add(field, format string, args ...any) {
	*p = append(*p, field+": "+fmt.Sprintf(format, args...))
}

// Validate returns everything that is wrong with the section on a ledger called chain.
func (s Section) Validate(chain string) []string {
	var out Problems
	s.checkNumbers(&out)
	s.checkClock(&out, chain)
	seen := map[Ref]bool{}
	for i, p := range s.Profiles {
		at := fmt.Sprintf("regime.profiles[%d]", i)
		ref := Ref{p.Jurisdiction, p.Version}
		if seen[ref] {
			out.Add(at, "%s version %d appears twice", p.Jurisdiction, p.Version)
		}
		seen[ref] = true
		p.Check(&out, at+".")
	}
	checkOrder(&out, s.Profiles)
	if len(s.Profiles) == 0 {
		out.Add("regime.profiles", "at least one regime profile is required")
	}
	s.checkOverlays(&out)
	years := map[YearOf]bool{}
	for i, c := range s.Calendars {
		at := fmt.Sprintf("regime.calendars[%d]", i)
		y := YearOf{c.Jurisdiction, c.Year}
		if years[y] {
			out.Add(at, "the calendar of %d for %q appears twice", c.Year, c.Jurisdiction)
		}
		years[y] = true
		c.Check(&out, at+".", s.TestClock != nil)
	}
	return out
}

func (s Section) checkNumbers(out *Problems) {
	switch s.Period {
	case Month, Quarter, Half, Year:
	default:
		out.Add("regime.period", "%q is none of month, quarter, half, year", s.Period)
	}
	p := s.parameters()
	for _, b := range Bounds {
		if v := *p.named(b.Name); v < b.Min || v > b.Max {
			out.Add("regime."+b.Name, "%d is not from %d to %d", v, b.Min, b.Max)
		}
	}
}

func (s Section) checkClock(out *Problems, chain string) {
	named := strings.HasPrefix(chain, TestPrefix)
	switch {
	case s.TestClock != nil && !named:
		out.Add("regime.test_clock", "a test clock needs a chain id that begins with %q, not %q",
			TestPrefix, chain)
	case s.TestClock == nil && named:
		out.Add("regime.test_clock", "a chain id that begins with %q needs a test clock", TestPrefix)
	case s.TestClock != nil && !s.TestClock.Header.Date().Valid():
		out.Add("regime.test_clock.header", "must be the document's genesis_time")
	case s.TestClock != nil && (!s.TestClock.Start.Date().Valid() ||
		s.TestClock.Start.Date() >= lastDate):
		out.Add("regime.test_clock.start", "must be a time from 1971 to 2998")
	}
}

// Check notes what is wrong with the calendar on a ledger with a test clock or without. Field names
// follow prefix at.
func (c GenesisCalendar) Check(out *Problems, at string, test bool) {
	if c.Jurisdiction != "" && !party.IsJurisdiction(c.Jurisdiction) {
		out.Add(at+"jurisdiction", "%q is not a six-digit division code", c.Jurisdiction)
	}
	line(out, at+"number", c.Number, 64, false)
	line(out, at+"title", c.Title, 200, true)
	line(out, at+"issuer", c.Issuer, 100, true)
	if field, _, en := checkYear(c.Year, c.Off, c.Worked); field != "" {
		out.Add(at+field, "%s", en)
	}
	if len(c.Off) > 130 || len(c.Worked) > 60 {
		out.Add(at+"off", "more than 130 days off or 60 make-up days")
	}
	if c.Test && !test {
		out.Add(at+"test", "a calendar marked test needs a test clock")
	}
}

// line checks one line of text against the wire's limits.
func line(out *Problems, field, s string, max int, filled bool) {
	switch {
	case filled && s == "":
		out.Add(field, "must not be empty")
	case len(s) > max:
		out.Add(field, "is longer than %d bytes", max)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		out.Add(field, "holds a control character or invalid UTF-8")
	}
}
