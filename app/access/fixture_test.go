package access_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/test/trial/operation"
	"github.com/suyuan-ledger/suyuan/test/trial/province"
	"github.com/suyuan-ledger/suyuan/wire"
)

// book is a ledger of one store whose papers are applied one by one at its time: the kinds of all
// chapters so far, under the shipped Guizhou profile with some keys changed.
type book struct {
	*testing.T
	store *state.MemStore
	time  wire.Time
	chain string

	scenarios []string // that the plan and the agreement name
}

const mechanism = operation.Mechanism

var (
	id, date, evidence = trial.ID, trial.Date, trial.Evidence
	apply, items       = trial.Run, operation.Items

	laws = trial.Of(access.Chapter())
	seen = trial.Met{}
)

func (b *book) at(s string) { b.time = trial.At(s) }

func (b *book) ctx(s state.Store, signers []string) *rule.Ctx {
	return trial.Signed(rule.Ctx{Store: s, Height: 2, Time: b.time, Chain: b.chain}, signers...)
}

func (b *book) must(m rule.Msg, signers ...string) []rule.Event {
	b.Helper()
	return laws.Must(b, b.ctx(b.store, signers), m)
}

func (b *book) refuse(m rule.Msg, code string, signers ...string) *rule.Refused {
	b.Helper()
	seen[code] = true
	return laws.Refuse(b, b.ctx(b.store, signers), m, code)
}

func (b *book) desk() operation.Desk {
	return operation.Desk{TB: b.T, Store: b.store, Time: &b.time, Must: b.must}
}

var founders = operation.Founders()

// newBook opens the ledger with three registered resources. set gives profile keys other values,
// parted by commas; "test_clock", "" opens a test ledger.
func newBook(t *testing.T, set ...string) *book {
	t.Helper()
	b := &book{T: t, store: state.NewMemStore(), time: trial.At("2025-02-10 09:00"), chain: "gz-1"}
	law := province.Section(operation.Calendars(t, "2025", "2026"), operation.Rules(t, set...))
	if slices.Contains(set, "test_clock") {
		b.chain, law.TestClock = "test-gz", &regime.TestStart{Start: b.time, Header: b.time}
	}
	province.Found(
		t,
		&rule.Ctx{Store: b.store, Height: 1, Time: b.time, Chain: b.chain},
		founders,
		law,
	)
	for _, name := range []string{"gz-health/visits", "gz-hospital/beds", "gz-hospital/staff"} {
		b.resource(name, "month", "sex", "name")
	}
	return b
}

// resource carries a resource to its registration.
func (b *book) resource(name string, fields ...string) {
	b.Helper()
	b.desk().Resource(operation.Guizhou, name, fields...)
}

// agreement carries plan, selection and agreement over visits and beds; it runs from 2025-03-01.
func (b *book) agreement() wire.ID {
	b.Helper()
	return b.desk().Agreement(operation.Guizhou, authorization.PlanDraft{
		Scenarios: b.scenarios,
		Resources: []wire.ID{id("gz-health/visits"), id("gz-hospital/beds")}})
}

// admit carries a developer to its admission.
func (b *book) admit(developer string) {
	b.Helper()
	b.desk().Admit(operation.Guizhou, id(developer+"/admission"))
}
