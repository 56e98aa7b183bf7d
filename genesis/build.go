package genesis

import (
	"io/fs"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Spec is what a document is assembled from.
type Spec struct {
	ChainID     string
	GenesisTime wire.Time
	TestStart   wire.Time    // law time of a test ledger's beginning; 0: a real ledger
	Algorithms  []crypto.Alg // none: both
	Regimes     []RegimeSpec
	Overlays    []string                 // national documents, such as "price-formation"
	Calendars   []string                 // file names without .yaml, such as "2026"
	More        []regime.GenesisCalendar // calendars that are not in files
	Parties     []party.Founder
	Validators  []party.GenesisVoter
	Authorities []party.Authority // root certificates of SM2, DER (rulings U2)
	// AcknowledgeConcentration is the document by which founders accept a group of a third or more.
	AcknowledgeConcentration string
	Parameters               regime.Parameters // zero: DefaultParameters
	Terms                    govern.Terms      // how members decide; zero: govern.DefaultTerms
	Files                    fs.FS             // nil: Files()
}

// RegimeSpec takes a regime file into the document.
type RegimeSpec struct {
	Name          string     // of the file, such as "guizhou"
	EffectiveFrom wire.Date  // assumed first day of a draft; 0: the file's
	Override      []Override // values other than the file's
}

// Override replaces one key's value. Without an article the value is marked as ours.
type Override struct {
	Key     string
	Values  []string
	Article string
	Mark    string
}

// DefaultParameters are the ledger's own lengths where the founders name none.
func DefaultParameters() regime.Parameters {
	return regime.Parameters{Period: regime.Quarter, FreezeAfterDays: 15, LandLeadSeconds: 600,
		ObjectionWorkingDays: 10, LateSecondsAhead: 120, LatenessDays: 7, RestateMonths: 14,
		ProfileTimelockDays: 7}
}

// Build assembles and validates a document. The error lists every problem of the document.
func Build(s Spec) (Document, error) {
	if s.Files == nil {
		s.Files = Files()
	}
	if len(s.Algorithms) == 0 {
		s.Algorithms = []crypto.Alg{crypto.Secp256k1, crypto.SM2}
	}
	if s.Parameters == (regime.Parameters{}) {
		s.Parameters = DefaultParameters()
	}
	d := Document{Format: Format, ChainID: s.ChainID, GenesisTime: s.GenesisTime,
		AcceptedAlgorithms: s.Algorithms, Party: party.Genesis{Parties: s.Parties,
			Validators: s.Validators, AcknowledgeConcentration: s.AcknowledgeConcentration,
			Authorities: s.Authorities},
		Govern: govern.Section{Terms: govern.Section{Terms: s.Terms}.Given()},
		Regime: regime.Section{Period: s.Parameters.Period, FreezeAfterDays: s.Parameters.FreezeAfterDays,
			LandLeadSeconds:      s.Parameters.LandLeadSeconds,
			ObjectionWorkingDays: s.Parameters.ObjectionWorkingDays,
			LateSecondsAhead:     s.Parameters.LateSecondsAhead, LatenessDays: s.Parameters.LatenessDays,
			RestateMonths:       s.Parameters.RestateMonths,
			ProfileTimelockDays: s.Parameters.ProfileTimelockDays,
			Profiles:            []regime.GenesisProfile{}, Calendars: []regime.GenesisCalendar{}}}
	if s.TestStart != 0 {
		d.Regime.TestClock = &regime.TestStart{Start: s.TestStart, Header: s.GenesisTime}
	}
	var out regime.Problems
	for _, r := range s.Regimes {
		d.Regime.Profiles = append(d.Regime.Profiles, r.profile(&out, s.Files))
	}
	for _, name := range s.Overlays {
		o, err := LoadOverlay(s.Files, name)
		if err != nil {
			out.Add("overlays", "%s", oneLine(err))
			continue
		}
		d.Regime.Overlays = append(d.Regime.Overlays, o.genesis())
	}
	for _, name := range s.Calendars {
		c, err := LoadCalendar(s.Files, name)
		if err != nil {
			out.Add("calendars", "%s", oneLine(err))
			continue
		}
		d.Regime.Calendars = append(d.Regime.Calendars, c)
	}
	d.Regime.Calendars = append(d.Regime.Calendars, s.More...)
	if err := failed(out); err != nil {
		return Document{}, err
	}
	if err := d.Validate(); err != nil {
		return Document{}, err
	}
	return d, nil
}

func (s RegimeSpec) profile(out *regime.Problems, files fs.FS) regime.GenesisProfile {
	r, err := LoadRegime(files, s.Name)
	if err != nil {
		out.Add("regimes", "%s", oneLine(err))
		return r.Profile
	}
	set := s.Override
	if s.EffectiveFrom != 0 {
		set = append(set[:len(set):len(set)], Override{Key: "legal.effective_from",
			Values: []string{s.EffectiveFrom.String()}})
	}
	for _, o := range set {
		at := "regimes." + s.Name + ".override." + o.Key
		if _, known := regime.Lookup(o.Key); !known {
			out.Add(at, "unknown key")
		}
		if o.Article == "" {
			o.Article, o.Mark = rule.DefaultRule, regime.MarkDefault
		}
		for i := range r.Profile.Keys {
			if r.Profile.Keys[i].Key == o.Key {
				r.Profile.Keys[i] = regime.GenesisKey{Key: o.Key, Values: o.Values, Article: o.Article,
					Mark: o.Mark}
			}
		}
	}
	lapses(r.Profile.Keys)
	return r.Profile
}

// lapses fills in the last day of rules that state their first day and the years they are valid
// (GD §45: from the day of issue, two years).
func lapses(keys []regime.GenesisKey) {
	at := map[string]*regime.GenesisKey{}
	for i := range keys {
		at[keys[i].Key] = &keys[i]
	}
	stated := func(key string) string {
		if k := at[key]; k != nil && len(k.Values) == 1 {
			return k.Values[0]
		}
		return ""
	}
	from, err := wire.ParseDate(stated("legal.effective_from"))
	years, bad := strconv.ParseUint(stated("legal.valid_years"), 10, 8)
	last := at["legal.expires"]
	if err != nil || !from.Valid() || bad != nil || years == 0 || last == nil ||
		stated("legal.expires") != "" {
		return
	}
	last.Values = []string{regime.TermLastDay(from, years).String()}
}
