package scenario

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/wire"
)

var ledgerFields = []string{"chain", "start", "period", "freeze_after_days", "land_lead_seconds",
	"objection_working_days", "late_seconds_ahead", "lateness_days", "restate_months",
	"profile_timelock_days", "calendars", "regimes", "overlays", "authorities"}

// readLedger reads the header that says which ledger the story happens on.
func (s *Story) readLedger(p page) error {
	f := map[string]source{}
	for name, v := range p.ledger {
		e, err := s.lets.expand(v)
		if err != nil {
			return err
		}
		f[name] = e
	}
	var err error
	if s.Chain, err = f["chain"].optional(); err != nil {
		return err
	}
	if s.Chain == "" {
		s.Chain = "test-scenario"
	}
	start, err := parseWhen(f["start"])
	if err != nil {
		return err
	}
	if !start.given || start.relative {
		return p.whole.err("ledger.start is required: the law time of the beginning, such as " +
			"2026-01-05 09:00")
	}
	s.Start = start.time
	if err := s.readParameters(f); err != nil {
		return err
	}
	if err := s.readRegimes(f["regimes"], p.whole); err != nil {
		return err
	}
	if s.Overlays, err = texts(f["overlays"]); err != nil {
		return err
	}
	for _, a := range f["authorities"].list() {
		if err := s.readAuthority(a); err != nil {
			return err
		}
	}
	for _, c := range f["calendars"].list() {
		year, own, err := readCalendar(c)
		switch {
		case err != nil:
			return err
		case own != nil:
			s.More = append(s.More, *own)
		default:
			s.Calendars = append(s.Calendars, year)
		}
	}
	return nil
}

// readAuthority reads a root certificate in DER, as hex.
func (s *Story) readAuthority(v source) error {
	text, err := v.text()
	if err != nil {
		return err
	}
	var a party.Authority
	if a.Certificate.UnmarshalText([]byte(text)) != nil || len(a.Certificate) == 0 {
		return v.err("an authority is its root certificate in DER, as hex")
	}
	s.Authorities = append(s.Authorities, a)
	return nil
}

func (s *Story) readParameters(f map[string]source) error {
	s.Parameters = genesis.DefaultParameters()
	if v := f["period"]; v.given() {
		var err error
		if s.Parameters.Period, err = v.text(); err != nil {
			return err
		}
		if periodMonths[s.Parameters.Period] == 0 {
			return v.err("ledger.period is one of month, quarter, half, year, not %q", s.Parameters.Period)
		}
	}
	for name, into := range map[string]*uint32{
		"freeze_after_days":      &s.Parameters.FreezeAfterDays,
		"land_lead_seconds":      &s.Parameters.LandLeadSeconds,
		"objection_working_days": &s.Parameters.ObjectionWorkingDays,
		"late_seconds_ahead":     &s.Parameters.LateSecondsAhead,
		"lateness_days":          &s.Parameters.LatenessDays,
		"restate_months":         &s.Parameters.RestateMonths,
		"profile_timelock_days":  &s.Parameters.ProfileTimelockDays,
	} {
		v := f[name]
		if !v.given() {
			continue
		}
		text, err := v.text()
		if err != nil {
			return err
		}
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return v.err("%s is a number of %s", name, name[strings.LastIndexByte(name, '_')+1:])
		}
		*into = uint32(n)
	}
	return nil
}

func (s *Story) readRegimes(v, whole source) error {
	if !v.given() {
		return whole.err("ledger.regimes is required, such as [{use: guizhou}]")
	}
	for _, r := range v.list() {
		spec := genesis.RegimeSpec{}
		if !r.isMap() {
			name, err := r.text()
			if err != nil {
				return err
			}
			if name, err = s.regimeOf(r, name); err != nil {
				return err
			}
			s.Regimes = append(s.Regimes, genesis.RegimeSpec{Name: name})
			continue
		}
		f, err := r.fields("a regime", "use", "from", "override")
		if err != nil {
			return err
		}
		if spec.Name, err = f["use"].text(); err != nil {
			return err
		}
		if spec.Name, err = s.regimeOf(f["use"], spec.Name); err != nil {
			return err
		}
		if from := f["from"]; from.given() {
			text, err := from.text()
			if err != nil {
				return err
			}
			if spec.EffectiveFrom, err = wire.ParseDate(text); err != nil {
				return from.err("%q is no date", text)
			}
		}
		if f["override"].given() {
			if spec.Override, err = readOverride(f["override"]); err != nil {
				return err
			}
		}
		s.Regimes = append(s.Regimes, spec)
	}
	return nil
}

// shippedRegime refuses a regime that does not come with the program.
func shippedRegime(v source, name string) error {
	files, err := fs.Glob(genesis.Files(), "regimes/*.yaml")
	if err != nil {
		return err
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(strings.TrimPrefix(f, "regimes/"), ".yaml")
	}
	if !slices.Contains(files, name) {
		return v.err("no regime %q comes with the program%s", name, hint(name, files))
	}
	return nil
}

func readOverride(v source) (out []genesis.Override, err error) {
	list, err := v.pairs("override")
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		o := genesis.Override{Key: p.name, Values: []string{}}
		if _, known := regime.Lookup(p.name); !known {
			return nil, p.key.err("the regime has no key %q%s", p.name, hint(p.name, regimeKeys()))
		}
		for _, item := range p.value.list() {
			text, err := item.text()
			if err != nil {
				return nil, err
			}
			o.Values = append(o.Values, text)
		}
		out = append(out, o)
	}
	return out, nil
}

// regimeOf names a regime that comes with the program, or one in a file beside the story, whose
// first mistake is told with its line.
func (s *Story) regimeOf(v source, name string) (string, error) {
	if !strings.HasSuffix(name, ".yaml") {
		return name, shippedRegime(v, name)
	}
	b, err := os.ReadFile(v.path(name))
	if err != nil {
		return "", v.err("%v", err)
	}
	if _, found := genesis.CheckRegime(name, b); len(found) > 0 {
		return "", v.err("%s", found[0])
	}
	own := strings.TrimSuffix(filepath.Base(name), ".yaml")
	if s.Own == nil {
		s.Own = map[string][]byte{}
	}
	s.Own[own] = b
	return own, nil
}

func regimeKeys() (out []string) {
	for _, k := range regime.Schema {
		out = append(out, k.Name)
	}
	return out
}

// readCalendar reads a shipped year, a file, or {year, notice, off, worked, test}.
func readCalendar(v source) (year string, own *regime.GenesisCalendar, err error) {
	if v.isMap() {
		own, err = inlineCalendar(v)
		return "", own, err
	}
	text, err := v.text()
	if err != nil {
		return "", nil, err
	}
	if !strings.HasSuffix(text, ".yaml") {
		if _, err := genesis.LoadCalendar(genesis.Files(), text); err != nil {
			return "", nil, v.err("no calendar of %s comes with the program; give a file or an inline "+
				"calendar", text)
		}
		return text, nil, nil
	}
	b, err := os.ReadFile(v.path(text))
	if err != nil {
		return "", nil, v.err("%v", err)
	}
	c, err := genesis.ParseCalendar(strings.TrimSuffix(filepath.Base(text), ".yaml"), b)
	if err != nil {
		return "", nil, v.err("%v", err)
	}
	return "", &c, nil
}

func inlineCalendar(v source) (*regime.GenesisCalendar, error) {
	f, err := v.fields("a calendar", "year", "notice", "off", "worked", "test", "jurisdiction")
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	scalar := func(name, as string) {
		if text, err := f[name].optional(); err == nil && text != "" {
			fmt.Fprintf(&b, "%s: %s\n", as, text)
		}
	}
	quoted := func(name, as string) {
		if text, err := f[name].optional(); err == nil {
			fmt.Fprintf(&b, "%s: %q\n", as, text)
		}
	}
	scalar("year", "year")
	scalar("test", "test")
	quoted("jurisdiction", "jurisdiction")
	quoted("notice", "number")
	quoted("notice", "title")
	b.WriteString("issuer: 国务院办公厅\n")
	for _, name := range []string{"off", "worked"} {
		fmt.Fprintf(&b, "%s:\n", name)
		for _, d := range f[name].list() {
			text, err := d.text()
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "  - %q\n", text)
		}
	}
	c, err := genesis.ParseCalendar("inline", []byte(b.String()))
	if err != nil {
		return nil, v.err("%v", err)
	}
	return &c, nil
}
