package operation

import (
	"encoding/json"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
)

// Section is a ledger's law of some rules with the parameters that genesis proposes.
func Section(calendars []regime.GenesisCalendar, rules ...regime.GenesisProfile) regime.Section {
	p := genesis.DefaultParameters()
	return regime.Section{Profiles: rules, Calendars: calendars, Period: p.Period,
		FreezeAfterDays: p.FreezeAfterDays, LandLeadSeconds: p.LandLeadSeconds,
		ObjectionWorkingDays: p.ObjectionWorkingDays, LateSecondsAhead: p.LateSecondsAhead,
		LatenessDays: p.LatenessDays}
}

// Enact puts the law into the store on 2025-01-01.
func (r Rest) Enact(law regime.Section) {
	r.Helper()
	c := &rule.Ctx{Store: r.Store, Chain: "gz-1", Time: trial.Day("2025-01-01")}
	body, err := json.Marshal(law)
	if err == nil {
		err = regime.Chapter().Genesis(c, body)
	}
	if err != nil {
		r.Fatal(err)
	}
}

// Period sets the length of the ledger's settlement period.
func (r Rest) Period(length string) {
	const name = "regime/parameters"
	c := regime.Chapter()
	i := slices.IndexFunc(c.Collections, func(d state.Collection) bool { return d.Name == name })
	p := regime.Periods(r.Store)
	p.Period = length
	state.NewItem[regime.Parameters](c.Number, c.Collections[i].Number, name, "parameters").
		Set(r.Store, p)
}

// Freeze closes a period on 2026-07-16 at a height.
func (r Rest) Freeze(height uint64, period string) {
	regime.Freeze(&rule.Ctx{Store: r.Store, Height: height, Time: trial.Day("2026-07-16")}, period)
}

type settingKey struct {
	Jurisdiction string
	Version      uint32
	Key          string
}

// Set changes a key of Guizhou's rules.
func (r Rest) Set(key string, values ...string) {
	trial.Table[settingKey, regime.Setting](regime.Chapter(), "regime/settings").Set(r.Store,
		settingKey{Guizhou.Place, 1, key}, regime.Setting{Values: values, Article: "XX §1",
			Mark: regime.MarkText})
}

type overlayKey struct{ Name, Key string }

// Overlay takes a national document along as genesis would, with other values of some keys.
func (r Rest) Overlay(name string, values map[string]string) {
	r.Helper()
	o, err := genesis.LoadOverlay(genesis.Files(), name)
	if err != nil {
		r.Fatal(err)
	}
	trial.Table[string, regime.OverlayIssue](regime.Chapter(), "regime/overlays").
		Set(r.Store, o.Schema.Name, regime.OverlayIssue{TitleZh: o.TitleZh, TitleEn: o.TitleEn,
			Number: o.Number, Issuer: o.Issuer, From: o.From})
	for _, k := range o.Keys {
		s := regime.Setting{Values: k.Values, Article: k.Article, Mark: k.Mark}
		if v := values[k.Key]; v != "" {
			s.Values = []string{v}
		}
		trial.Table[overlayKey, regime.Setting](regime.Chapter(), "regime/overlay_settings").
			Set(r.Store, overlayKey{o.Schema.Name, k.Key}, s)
	}
}
