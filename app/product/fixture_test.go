package product_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
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

	products []string // of plans to come
}

const mechanism = operation.Mechanism

var (
	id, date, evidence = trial.ID, trial.Date, trial.Evidence
	apply, items       = trial.Run, operation.Items

	laws = trial.Of(product.Chapter())
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

// second is a province beside Guizhou. Its profile is Guizhou's under other articles; a key set as
// "2:key" is changed there.
const second = "530000"

// places are the provinces by the prefix of their parties.
var places = map[string]operation.Province{
	"gz": operation.Guizhou,
	"yn": {Place: second, Prefix: "yn"},
}

var founder, abroad = places["gz"].Founder, places["yn"].Founder

var founders = operation.Founders(
	founder("gz-third", party.Enterprise, "third"),
	abroad("yn-bureau", party.Administrative, "bureau"),
	abroad("yn-gov", party.Administrative, "government"),
	abroad("yn-operator", party.StateEnterprise, "operator"),
	abroad("yn-water", party.StateEnterprise, "provider"),
	abroad("yn-registry", party.Institution, "registry"),
)

// newBook opens the ledger with three registered resources. set gives profile keys other values,
// parted by commas; "test_clock", "" opens a test ledger, "providers", "" one with nine more.
func newBook(t *testing.T, set ...string) *book {
	t.Helper()
	b := &book{T: t, store: state.NewMemStore(), time: trial.At("2025-02-10 09:00"), chain: "gz-1"}
	gz := operation.Rules(t, set...)
	law := province.Section(operation.Calendars(t, "2025", "2026"), gz, besides(gz, set))
	if slices.Contains(set, "test_clock") {
		b.chain, law.TestClock = "test-gz", &regime.TestStart{Start: b.time, Header: b.time}
	}
	parties := founders
	if slices.Contains(set, "providers") {
		for i := range 9 {
			parties = append(parties[:len(parties):len(parties)],
				founder(fmt.Sprintf("gz-p%d", i), party.Institution, "provider"))
		}
	}
	province.Found(t, &rule.Ctx{Store: b.store, Height: 1, Time: b.time, Chain: b.chain}, parties, law)
	for _, name := range []string{"gz-health/visits", "gz-hospital/beds", "gz-hospital/staff"} {
		b.resource(name, "month", "sex", "name")
	}
	return b
}

// besides is the profile of the second province.
func besides(gz regime.GenesisProfile, set []string) regime.GenesisProfile {
	var own []string
	for i := 0; i < len(set); i += 2 {
		if key, there := strings.CutPrefix(set[i], "2:"); there {
			own = append(own, key, set[i+1])
		}
	}
	p := operation.Changed(gz, own...)
	p.Jurisdiction = second
	for i := range p.Keys {
		p.Keys[i].Article = strings.Replace(p.Keys[i].Article, "GZ", "YN", 1)
	}
	return p
}

// resource carries a resource to its registration in the province of its party's prefix.
func (b *book) resource(name string, fields ...string) {
	b.Helper()
	prefix, _, _ := strings.Cut(name, "-")
	b.desk().Resource(places[prefix], name, fields...)
}

// agreement carries plan, selection and agreement over visits and beds; it runs from 2025-03-01.
func (b *book) agreement() wire.ID {
	b.Helper()
	return b.agreementIn("gz", id("gz-health/visits"), id("gz-hospital/beds"))
}

// agreementIn is agreement in the province whose parties begin with a prefix.
func (b *book) agreementIn(in string, resources ...wire.ID) wire.ID {
	b.Helper()
	return b.desk().Agreement(places[in],
		authorization.PlanDraft{Resources: resources, Products: b.products})
}

// admit carries a developer to its admission in Guizhou, admitIn in the province of a prefix.
func (b *book) admit(developer string) {
	b.Helper()
	b.admitIn("gz", developer)
}

func (b *book) admitIn(in, developer string) {
	b.Helper()
	b.desk().Admit(places[in], id(developer+"/admission-"+in))
}
