package trial

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Laws are the kinds whose papers a test applies and the invariants that hold after each.
type Laws struct {
	Kinds      []rule.Kind
	Invariants []rule.Invariant
}

// Of gathers the laws of chapters.
func Of(chapters ...rule.Chapter) (l Laws) {
	for _, c := range chapters {
		l.Kinds = append(l.Kinds, c.Kinds...)
		l.Invariants = append(l.Invariants, c.Invariants...)
	}
	return l
}

// Kind is the kind whose body a paper has; false for a paper of a chapter that is not under test.
func (l Laws) Kind(m rule.Msg) (rule.Kind, bool) {
	for _, k := range l.Kinds {
		if k.Body() == reflect.TypeOf(m).Elem() {
			return k, true
		}
	}
	return rule.Kind{}, false
}

// Run checks and applies a paper in c. What the envelope's decoder would turn away is checked after
// the body's own rule, so that tests meet the refusal of both.
func Run(c *rule.Ctx, m rule.Msg) error {
	if err := m.Check(); err != nil {
		return err
	}
	if err := wire.Limits(m); err != nil {
		return err
	}
	return m.Apply(c)
}

// Signed adds the first accounts of parties to c as the signers of a paper, the author first.
func Signed(c rule.Ctx, parties ...string) *rule.Ctx {
	for _, p := range parties {
		c.Signers = append(c.Signers, tx.Account{Party: p, Number: 1})
	}
	return &c
}

// Apply applies a paper in c and returns its events, the keys it wrote and its refusal. The test
// fails when a refused paper wrote or said something, when an accepted one wrote more keys than its
// kind and its body declare, when an event has no encoding, and when an invariant is broken.
func (l Laws) Apply(t testing.TB, c *rule.Ctx, m rule.Msg) ([]rule.Event, int, error) {
	t.Helper()
	o, store := state.NewOverlay(c.Store), c.Store
	c.Store = o
	err := Run(c, m)
	c.Store = store
	wrote := o.Writes()
	if err != nil {
		if wrote > 0 || len(c.Events()) > 0 {
			t.Errorf("%T was refused and left a trace: %v", m, err)
		}
		return nil, 0, err
	}
	if k, ok := l.Kind(m); ok {
		declared := k.Writes
		if b, bounded := m.(rule.Bounded); bounded {
			declared = min(declared, b.Writes())
		}
		if wrote > int(declared) {
			t.Errorf("%s wrote %d keys, declared %d", k.Name, wrote, declared)
		}
	}
	l.keep(t, c, o, store)
	return c.Events(), wrote, nil
}

// End runs the end of a block in c, which may write no more keys than the budget allows.
func (l Laws) End(t testing.TB, c *rule.Ctx, end func(*rule.Ctx)) []rule.Event {
	t.Helper()
	o, store := state.NewOverlay(c.Store), c.Store
	allowed := c.Budget.Left
	c.Store = o
	end(c)
	c.Store = store
	if n := o.Writes(); n > allowed {
		t.Errorf("the end of a block wrote %d keys, allowed %d", n, allowed)
	}
	l.keep(t, c, o, store)
	return c.Events()
}

// keep flushes what was written and holds the store to the invariants.
func (l Laws) keep(t testing.TB, c *rule.Ctx, o *state.Overlay, store state.Store) {
	t.Helper()
	for _, e := range c.Events() {
		wire.MustEncode(e)
	}
	o.Flush(store)
	for _, i := range l.Invariants {
		if err := i.Check(store); err != nil {
			t.Errorf("%s: %v", i.Name, err)
		}
	}
}

// Must applies a paper in c that must be accepted.
func (l Laws) Must(t testing.TB, c *rule.Ctx, m rule.Msg) []rule.Event {
	t.Helper()
	events, _, err := l.Apply(t, c, m)
	if err != nil {
		t.Fatalf("%T by %v: %v", m, c.Signers, err)
	}
	return events
}

// Refuse applies a paper in c that must be refused under a code.
func (l Laws) Refuse(t testing.TB, c *rule.Ctx, m rule.Msg, code string) *rule.Refused {
	t.Helper()
	_, _, err := l.Apply(t, c, m)
	return Refused(t, m, err, code)
}

// Refused holds the outcome of a paper to a refusal by its code, and the refusal to its duty: a
// sentence and a remedy in both languages with every argument filled in.
func Refused(t testing.TB, m rule.Msg, err error, code string) *rule.Refused {
	t.Helper()
	var r *rule.Refused
	if !errors.As(err, &r) || r.Name != code {
		t.Fatalf("%T: got %v, want %s", m, err, code)
	}
	told := r.Tell()
	for _, s := range []string{r.SayZh(), r.SayEn(), told.FixZh, told.FixEn} {
		if s == "" || strings.ContainsAny(s, "{}") {
			t.Errorf("%s says %q", code, s)
		}
	}
	return r
}

// Ask answers a query of chapters; args are names and values in turn.
func Ask(t testing.TB, queries []rule.Query, q rule.Ask, name string, args ...string) (any, error) {
	t.Helper()
	q.Args = map[string]string{}
	for i := 0; i < len(args); i += 2 {
		q.Args[args[i]] = args[i+1]
	}
	for _, v := range queries {
		if v.Name == name {
			return v.Serve(q)
		}
	}
	t.Fatalf("no query %s", name)
	return nil, nil
}
