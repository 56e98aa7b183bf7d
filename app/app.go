package app

import (
	"fmt"
	"regexp"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Machine is the whole subject: every chapter with its kinds, refusals, events, collections and
// queries by name. It holds no state and is safe for concurrent use.
type Machine struct {
	chapters []rule.Chapter // chapter 0 first
	kinds    map[string]*rule.Kind
	refusals map[string]*rule.Refusal
	queries  map[string]*rule.Query
	texts    map[string]*textPlan // by kind
}

// New puts chapters together, in ascending order of number, after chapter 0 of its own. It reports
// the first contradiction of their tables: anything that is named twice, numbered outside its
// chapter, without texts, or outside the wire format.
func New(chapters ...rule.Chapter) (*Machine, error) {
	m := &Machine{
		chapters: append([]rule.Chapter{chapterZero()}, chapters...),
		kinds:    map[string]*rule.Kind{},
		refusals: map[string]*rule.Refusal{},
		queries:  map[string]*rule.Query{},
		texts:    map[string]*textPlan{},
	}
	t := tables{m: m, names: map[string]string{}, codes: map[uint32]string{}}
	var collections []state.Collection
	for i, c := range m.chapters {
		if i > 0 && c.Number <= m.chapters[i-1].Number {
			return nil, fmt.Errorf("chapter %d %s: numbers must ascend", c.Number, c.Name)
		}
		if err := t.chapter(c); err != nil {
			return nil, fmt.Errorf("chapter %d %s: %w", c.Number, c.Name, err)
		}
		collections = append(collections, c.Collections...)
	}
	if err := state.CheckCollections(collections); err != nil {
		return nil, err
	}
	return m, nil
}

var (
	chapterName = regexp.MustCompile(`^[a-z]+$`)
	dottedName  = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$`)
	queryName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// Chapters returns every chapter in order, chapter 0 first.
func (m *Machine) Chapters() []rule.Chapter { return m.chapters }

// Kind returns a kind by name, whatever rules version it exists in.
func (m *Machine) Kind(name string) (rule.Kind, bool) {
	if k := m.kinds[name]; k != nil {
		return *k, true
	}
	return rule.Kind{}, false
}

// Refusal returns a refusal by its dotted name.
func (m *Machine) Refusal(name string) (*rule.Refusal, bool) {
	r, ok := m.refusals[name]
	return r, ok
}

// CheckInvariants reports the first invariant of any chapter that r breaks.
func (m *Machine) CheckInvariants(r state.Reader) error {
	for _, c := range m.chapters {
		for _, i := range c.Invariants {
			if err := i.Check(r); err != nil {
				return fmt.Errorf("invariant %s: %w", i.Name, err)
			}
		}
	}
	return nil
}
