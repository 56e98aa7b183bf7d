package oversight_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
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
}

const mechanism = operation.Mechanism

var (
	id, date, evidence = trial.ID, trial.Date, trial.Evidence
	apply, items       = trial.Run, operation.Items

	laws = trial.Of(oversight.Chapter())
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

var founders = operation.Founders(operation.Guizhou.Founder("gz-third", party.Institution, "third"))

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
		Resources: []wire.ID{id("gz-health/visits"), id("gz-hospital/beds")}})
}

func (b *book) publicized(subject string, what wire.ID) {
	b.Helper()
	b.desk().Publicized(operation.Guizhou, subject, what)
}

// admit carries a developer to its admission.
func (b *book) admit(developer string) {
	b.Helper()
	b.desk().Admit(operation.Guizhou, id(developer+"/admission"))
}

// landed puts the run of a period where the settlement chapter keeps it.
func (b *book) landed(period string) {
	trial.Table[string, settle.Run](settle.Chapter(), "settle/runs").
		Set(b.store, period, settle.Run{Period: period, Stage: settle.Landed})
}

// day ends the blocks of a day: the clock of the chapter runs until nothing is left to open.
func (b *book) day(s string) {
	b.Helper()
	b.at(s)
	for range 20 {
		c := b.ctx(b.store, nil)
		c.Budget = &rule.Budget{Left: 2000}
		laws.End(b, c, oversight.Chapter().EndBlock)
	}
}

// due holds a deadline to its day and state now.
func (b *book) due(owner, duty, object, day, state string) {
	b.Helper()
	d, ok := regime.Deadline(b.store, regime.DutyID{Owner: owner, Duty: duty, Object: object}, b.time)
	if !ok || d.Due != date(day) || d.State != state {
		b.Errorf("%s %s %s: %v %s %s, want %s %s", owner, duty, object, ok, d.Due, d.State, day, state)
	}
}

// dev carries a developer to its development-use agreement.
func (b *book) dev(developer string) wire.ID {
	b.Helper()
	b.admit(developer)
	text := wire.Bytes(fmt.Sprintf(mechanism, "re"))
	a, _ := authorization.GetAgreement(b.store, id("gz-bureau/a1"))
	canonical, err := authorization.ReadMechanism(b.store, regime.At(b.store, a.Regime), "rule",
		settlement.LayerRe, text)
	if err != nil {
		b.Fatal(err)
	}
	m := &access.DevAgreementSign{ID: id("gz-operator/" + developer), Operator: "gz-operator",
		Developer: developer, Parent: a.ID, FirstDay: date("2025-03-01"), LastDay: date("2027-02-28"),
		Rule: text, RuleHash: authorization.RuleHash(canonical), Evidence: evidence("协议")}
	b.must(m, "gz-operator", developer)
	return m.ID
}
