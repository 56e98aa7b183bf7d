package regime

import (
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Section is the chapter's part of the genesis document.
type Section struct {
	Profiles             []GenesisProfile  `json:"profiles"`
	Overlays             []GenesisOverlay  `json:"overlays,omitempty"`
	Calendars            []GenesisCalendar `json:"calendars"`
	Period               string            `json:"period"`
	FreezeAfterDays      uint32            `json:"freeze_after_days"`
	LandLeadSeconds      uint32            `json:"land_lead_seconds"`
	ObjectionWorkingDays uint32            `json:"objection_working_days"`
	LateSecondsAhead     uint32            `json:"late_seconds_ahead"`
	LatenessDays         uint32            `json:"lateness_days"`
	RestateMonths        uint32            `json:"restate_months"`
	ProfileTimelockDays  uint32            `json:"profile_timelock_days"`
	TestClock            *TestStart        `json:"test_clock,omitempty"`
}

// TestStart makes the ledger a test ledger whose law time begins at Start. Header is the document's
// genesis_time, the header time that Start stands for.
type TestStart struct {
	Start  wire.Time `json:"start"`
	Header wire.Time `json:"header"`
}

// GenesisProfile is one profile version with all its keys, in Schema's order.
type GenesisProfile struct {
	Jurisdiction string       `json:"jurisdiction"`
	Version      uint32       `json:"version"`
	TitleZh      string       `json:"title_zh"`
	TitleEn      string       `json:"title_en"`
	Number       string       `json:"number"`
	Issuer       string       `json:"issuer"`
	Keys         []GenesisKey `json:"keys"`
	// Above is the version whose keys it leaves as they are; set by ProfileSet alone.
	Above Ref `json:"-"`
}

// GenesisKey is one key of a profile.
type GenesisKey struct {
	Key     string   `json:"key"`
	Values  []string `json:"values"`
	Article string   `json:"article"`
	Mark    string   `json:"mark"`
}

// GenesisCalendar is one year's calendar.
type GenesisCalendar struct {
	Jurisdiction string      `json:"jurisdiction"`
	Year         uint16      `json:"year"`
	Number       string      `json:"number"`
	Title        string      `json:"title"`
	Issuer       string      `json:"issuer"`
	Issued       wire.Date   `json:"issued"`
	Off          []wire.Date `json:"off"`
	Worked       []wire.Date `json:"worked"`
	Test         bool        `json:"test"`
}

// TestPrefix begins the chain id of every test ledger and of no other (rulings E16).
const TestPrefix = "test-"

// genesis writes the chapter's first records. c.Time is the law time of genesis.
func genesis(c *rule.Ctx, section []byte) error {
	var s Section
	if err := wire.FromJSON(section, &s); err != nil {
		return fmt.Errorf("regime: %w", err)
	}
	if problems := s.Validate(c.Chain); len(problems) > 0 {
		return fmt.Errorf("genesis: %s", strings.Join(problems, "\n"))
	}
	for _, p := range s.Profiles {
		writeProfile(c, p)
	}
	for _, o := range s.Overlays {
		writeOverlay(c, o)
	}
	for _, g := range s.Calendars {
		calendars.Set(c.Store, YearOf{g.Jurisdiction, g.Year}, Calendar{Version: 1, Number: g.Number,
			Title: g.Title, Issuer: g.Issuer, Issued: g.Issued, Off: g.Off, Worked: g.Worked,
			Test: g.Test, Set: c.Time})
	}
	parameters.Set(c.Store, s.parameters())
	if s.TestClock != nil {
		testClock.Set(c.Store, Clock{Offset: wire.Int(s.TestClock.Start) - wire.Int(s.TestClock.Header)})
	}
	return nil
}

func writeProfile(c *rule.Ctx, p GenesisProfile) {
	issue := Issue{TitleZh: p.TitleZh, TitleEn: p.TitleEn, Number: p.Number, Issuer: p.Issuer,
		Recorded: c.Time}
	issue.force(p.Keys)
	if issue.EffectiveFrom != 0 {
		issue.From = issue.EffectiveFrom.Start()
	}
	p.write(c, issue)
}

// force takes status, first day and last day from the keys.
func (i *Issue) force(keys []GenesisKey) {
	for _, k := range keys {
		switch k.Key {
		case "legal.status":
			i.Status = k.Values[0]
		case "legal.effective_from":
			i.EffectiveFrom, _ = wire.ParseDate(k.Values[0])
		case "legal.expires":
			i.Expires, _ = wire.ParseDate(k.Values[0])
		}
	}
}

// write records the version: one leaf for its document and one for each key.
func (p GenesisProfile) write(c *rule.Ctx, i Issue) {
	for _, k := range p.Keys {
		settings.Set(c.Store, settingKey{p.Jurisdiction, p.Version, k.Key},
			Setting{Values: k.Values, Article: k.Article, Mark: k.Mark})
	}
	issues.Set(c.Store, Ref{p.Jurisdiction, p.Version}, i)
}
