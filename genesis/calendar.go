package genesis

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

type calendarFile struct {
	Jurisdiction string   `yaml:"jurisdiction"`
	Year         uint16   `yaml:"year"`
	Number       string   `yaml:"number"`
	Title        string   `yaml:"title"`
	Issuer       string   `yaml:"issuer"`
	Issued       string   `yaml:"issued"`
	Off          []string `yaml:"off"`    // days, or first..last
	Worked       []string `yaml:"worked"` // days, or first..last
	Test         bool     `yaml:"test"`
}

// LoadCalendar reads calendar/<name>.yaml.
func LoadCalendar(from fs.FS, name string) (regime.GenesisCalendar, error) {
	b, err := fs.ReadFile(from, "calendar/"+name+".yaml")
	if err != nil {
		return regime.GenesisCalendar{}, fmt.Errorf("%w: calendar %q: %w", ErrDocument, name, err)
	}
	return ParseCalendar(name, b)
}

// ParseCalendar reads a calendar file. A run of days may be written first..last. The error lists
// every problem.
func ParseCalendar(name string, b []byte) (regime.GenesisCalendar, error) {
	var f calendarFile
	at := "calendar/" + name + ".yaml"
	if err := decodeYAML(b, &f); err != nil {
		return regime.GenesisCalendar{}, fmt.Errorf("%w: %s: %s", ErrDocument, at, oneLine(err))
	}
	var out regime.Problems
	c := regime.GenesisCalendar{Jurisdiction: f.Jurisdiction, Year: f.Year, Number: f.Number,
		Title: f.Title, Issuer: f.Issuer, Test: f.Test, Off: dates(&out, at+": off", f.Off),
		Worked: dates(&out, at+": worked", f.Worked)}
	issued, err := wire.ParseDate(f.Issued)
	if err != nil {
		out.Add(at+": issued", "%s", oneLine(err))
	}
	c.Issued = issued
	if len(out) == 0 {
		c.Check(&out, at+": ", true)
	}
	return c, failed(out)
}

func dates(out *regime.Problems, at string, list []string) []wire.Date {
	days := []wire.Date{}
	for i, s := range list {
		field := fmt.Sprintf("%s[%d]", at, i)
		first, last, run := strings.Cut(s, "..")
		if !run {
			last = first
		}
		a, err := wire.ParseDate(first)
		b, err2 := wire.ParseDate(last)
		if err != nil || err2 != nil || a == 0 || b < a || b/10000 != a/10000 {
			out.Add(field, "%q is neither a day nor first..last", s)
			continue
		}
		for ; a <= b; a = a.Add(1) {
			days = append(days, a)
		}
	}
	return days
}
