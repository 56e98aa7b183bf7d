package trace_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/test/trial/operation"
	"github.com/suyuan-ledger/suyuan/wire"
)

// world is a ledger at rest under the Guizhou regime: what earlier chapters would have written is
// put under the keys their tables declare; the kinds of this chapter are applied.
type world struct {
	testing.TB
	s       *state.MemStore
	kinds   []rule.Kind
	checks  []rule.Invariant
	queries []rule.Query
	side    rule.Side
	now     wire.Time
	height  uint64
	seq     uint64
}

// node is the key of a product version.
type node struct {
	ID      wire.ID
	Version uint32
}

var (
	gz = operation.Regime

	ref, date, day, at, digest = trial.ID, trial.Date, trial.Day, trial.At, trial.Digest
)

// plain pays everything to the owner of the product.
const plain = `{"layer":"primary","tiers":[{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`

func newWorld(t testing.TB, chapters ...rule.Chapter) *world {
	return newWorldWith(t, nil, chapters...)
}

// newWorldWith gives profile keys other values.
func newWorldWith(t testing.TB, set map[string]string, chapters ...rule.Chapter) *world {
	w := &world{TB: t, s: state.NewMemStore()}
	w.under(chapters)
	var keys []string
	for k, v := range set {
		keys = append(keys, k, v)
	}
	w.rest().Enact(operation.Section(operation.Calendars(t, "2026"), operation.Rules(t, keys...)))
	return w
}

// under puts the world under the laws of chapters.
func (w *world) under(chapters []rule.Chapter) {
	laws := trial.Of(chapters...)
	w.kinds, w.checks = laws.Kinds, laws.Invariants
	for _, c := range chapters {
		w.queries = append(w.queries, c.Queries...)
	}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// table opens a collection of another chapter by the place its table declares.
func table[K comparable, V any](c rule.Chapter, name string) state.Map[K, V] {
	return trial.Table[K, V](c, name)
}

func (w *world) rest() operation.Rest {
	return operation.Rest{TB: w.TB, Store: w.s, Seq: &w.seq}
}

func (w *world) party(v party.Party, roles ...string) { w.rest().Party(v, roles...) }
func (w *world) resource(id string, weight uint32)    { w.rest().Resource(id, weight) }

func (w *world) agreement(id, operator, last, text string) {
	w.rest().Agreement(id, operator, last, text)
}

func (w *world) devAgreement(id, parent, developer, text string) {
	w.rest().DevAgreement(id, parent, developer, text)
}

func (w *world) product(id, stage, agreement string, inputs ...string) {
	w.rest().Product(id, stage, agreement, inputs...)
}

func (w *world) freeze(period string)        { w.rest().Freeze(w.height, period) }
func (w *world) end(id string, at wire.Time) { w.rest().End(id, at) }

// apply runs a paper at an instant, in a block of its own, and returns its refusal.
func (w *world) apply(at wire.Time, m rule.Msg, signers ...string) ([]rule.Event, error) {
	w.Helper()
	w.height, w.now = w.height+1, at
	c := trial.Signed(rule.Ctx{Store: w.s, Height: w.height, Time: at, Chain: "gz-1"}, signers...)
	laws := trial.Laws{Kinds: w.kinds, Invariants: w.checks}
	events, _, err := laws.Apply(w.TB, c, m)
	return events, err
}

// ok applies a paper that must be accepted.
func (w *world) ok(at wire.Time, m rule.Msg, signers ...string) []rule.Event {
	w.Helper()
	events, err := w.apply(at, m, signers...)
	w.must(err)
	return events
}

// refused applies a paper that must be refused for def.
func (w *world) refused(def *rule.Refusal, at wire.Time, m rule.Msg,
	signers ...string) *rule.Refused {
	w.Helper()
	_, err := w.apply(at, m, signers...)
	return trial.Refused(w.TB, m, err, def.Name)
}

// ask answers a query of the chapters under test.
func (w *world) ask(name string, args ...string) any {
	w.Helper()
	q := rule.Ask{Store: w.s, Height: w.height, Time: w.now, Side: w.side}
	got, err := trial.Ask(w.TB, w.queries, q, name, args...)
	w.must(err)
	return got
}
