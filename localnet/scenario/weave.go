package scenario

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Weave puts several stories on one ledger: the institutions and regimes of all of them, their
// papers in order of time. Provinces live beside each other, so each paper must fare as it does in
// its own story. Questions, replays, restarts and recomputations are left out. Stories that define
// one institution or one regime differently, or count settlement periods differently, cannot be
// woven.
func Weave(title string, stories ...*Story) (*Story, error) {
	if len(stories) == 0 {
		return nil, fmt.Errorf("no stories to weave")
	}
	out := *stories[0]
	out.File, out.Title, out.Steps = title, title, nil
	out.Parties, out.Regimes, out.Calendars = nil, nil, nil
	out.Own = map[string][]byte{}
	for _, s := range stories {
		out.Start = min(out.Start, s.Start)
		if err := out.settle(s); err != nil {
			return nil, err
		}
		out.Steps = append(out.Steps, s.dated()...)
	}
	slices.SortStableFunc(out.Steps, func(a, b Step) int {
		switch {
		case a.at.time < b.at.time:
			return -1
		case a.at.time > b.at.time:
			return 1
		}
		return 0
	})
	for i := range out.Steps {
		out.Steps[i].No = i + 1
	}
	doc, err := out.Genesis(out.voters()...)
	if err != nil {
		return nil, err
	}
	out.doc = *doc
	return &out, nil
}

// settle adds the institutions, regimes and calendars of a story.
func (s *Story) settle(o *Story) error {
	for _, p := range o.Parties {
		old := s.party(p.ID)
		if old == nil {
			s.Parties = append(s.Parties, p)
			continue
		}
		a, b := *old, p
		a.src, b.src = source{}, source{}
		if !reflect.DeepEqual(a, b) {
			return fmt.Errorf("%s: %s is another institution in another story", o.File, p.ID)
		}
	}
	for _, g := range o.Regimes {
		i := slices.IndexFunc(s.Regimes, func(e genesis.RegimeSpec) bool { return e.Name == g.Name })
		if i < 0 {
			s.Regimes = append(s.Regimes, g)
		} else if !reflect.DeepEqual(s.Regimes[i], g) {
			return fmt.Errorf("%s: %s is another regime in another story", o.File, g.Name)
		}
	}
	for _, name := range o.Overlays {
		if !slices.Contains(s.Overlays, name) {
			s.Overlays = append(s.Overlays, name)
		}
	}
	for _, c := range o.Calendars {
		if !slices.Contains(s.Calendars, c) {
			s.Calendars = append(s.Calendars, c)
		}
	}
	if o.Parameters != s.Parameters {
		return fmt.Errorf("%s counts its settlement periods otherwise", o.File)
	}
	if len(o.More) > 0 || len(o.Own) > 0 {
		return fmt.Errorf("%s brings calendars or regimes of its own", o.File)
	}
	return nil
}

// dated returns the story's papers and stretches of time, each at its absolute instant.
func (s *Story) dated() (out []Step) {
	last := s.Start
	for _, step := range s.Steps {
		if s.skips(step) {
			continue
		}
		if step.Paper == nil && step.Calendar == nil && !step.Until {
			continue
		}
		last = step.at.from(last)
		step.at = when{given: true, time: last}
		step.only, step.home = only{}, s
		out = append(out, step)
	}
	return out
}

// Provinces are the province digits of a story's regimes, ascending.
func (s *Story) Provinces() (out []string) {
	for _, p := range s.doc.Regime.Profiles {
		if !slices.Contains(out, p.Jurisdiction) {
			out = append(out, p.Jurisdiction)
		}
	}
	slices.Sort(out)
	return out
}

// Bodies lists the kinds a story files, each once, in order of first use.
func (s *Story) Bodies() (out []string) {
	for _, step := range s.Steps {
		if step.Paper != nil && !slices.Contains(out, step.Paper.Kind.Name) {
			out = append(out, step.Paper.Kind.Name)
		}
	}
	return out
}

// Ends is the instant of the story's last step.
func (s *Story) Ends() wire.Time {
	last := s.Start
	for _, step := range s.Steps {
		if step.Paper != nil || step.Until {
			last = max(last, step.at.from(last))
		}
	}
	return last
}

// WaitDays lets the clock go on for days after the last step, a block a day.
func (s *Story) WaitDays(days uint16) {
	to := when{given: true, time: s.Ends() + wire.Time(days)*86400}
	s.Steps = append(s.Steps, Step{No: len(s.Steps) + 1, Until: true, at: to})
}
