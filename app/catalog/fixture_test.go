package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/test/trial/province"
	"github.com/suyuan-ledger/suyuan/wire"
)

// book is a ledger of one store whose papers are applied one by one at its time.
type book struct {
	t     *testing.T
	store *state.MemStore
	time  wire.Time
}

var (
	laws = trial.Of(Chapter())

	id, evidence  = trial.ID, trial.Evidence
	profile, with = province.Profile, province.With
	founder       = province.Founder
)

func instant(t testing.TB, s string) wire.Time { t.Helper(); return trial.At(s) }

func (b *book) at(s string) { b.time = trial.At(s) }

func (b *book) ctx(store state.Store, signers []string) *rule.Ctx {
	return trial.Signed(rule.Ctx{Store: store, Height: 2, Time: b.time}, signers...)
}

func (b *book) must(m rule.Msg, signers ...string) []rule.Event {
	b.t.Helper()
	return laws.Must(b.t, b.ctx(b.store, signers), m)
}

func (b *book) refuse(m rule.Msg, code string, signers ...string) *rule.Refused {
	b.t.Helper()
	return laws.Refuse(b.t, b.ctx(b.store, signers), m, code)
}

func open(t *testing.T, profiles []regime.GenesisProfile, founders []party.Founder) *book {
	t.Helper()
	b := &book{t: t, store: state.NewMemStore(), time: trial.At("2025-01-10 09:00")}
	province.Found(t, &rule.Ctx{Store: b.store, Height: 1, Time: b.time, Chain: "catalog"}, founders,
		province.Section(nil, profiles...))
	return b
}

var guizhou = map[string]string{
	"legal.status": "in_force_trial @ GZ §34", "legal.effective_from": "2025-01-07 @ GZ §34",
	"legal.expires": "", "catalog.reviewer": "bureau @ GZ §14", "catalog.classified": "true @ GZ §14",
	"resource.registrar": "provider", "shared_data.consent_required": "true",
	"catalog.registration_required": "true @ GZ §14", "neglist.exists": "true @ GZ §2¶2",
	"modes.allowed": "whole", "roles.impl.whole": "bureau",
	"neglist.approver": "government_province @ GZ §2¶2", "neglist.recheck": "",
	"neglist.keeper": "bureau_province @ GZ §2¶2", "neglist.reasons_required": "true @ GZ §2¶2",
	"shared_data.consent_collector": "impl", "quality.reporters": "operator", "quality.set_by": "",
	"quality.deadline": "", "aggregation.deadline": "", "backflow": "by_territory @ GZ §15¶2",
}

// newBook is Guizhou with a bureau, two providers, a registry, and a prefecture with its own
// bureau.
func newBook(t *testing.T, set map[string]string) *book {
	return open(t, []regime.GenesisProfile{profile("520000", set)}, []party.Founder{
		founder("gz-bureau", party.Administrative, "520000", "bureau"),
		founder("gz-health", party.Administrative, "520000", "provider"),
		founder("gz-hr", party.Administrative, "520000", "provider"),
		founder("gz-registry", party.Institution, "520000", "registry"),
		founder("gz-operator", party.StateEnterprise, "520000", "operator"),
		founder("gz-finance", party.Administrative, "520000", "finance"),
		founder("gz-gov", party.Administrative, "520000", "government"),
		founder("gy-gov", party.Administrative, "520100", "government"),
		founder("gz-platform", party.Institution, "520000", "platform"),
		founder("gy-bureau", party.Administrative, "520100", "bureau"),
		founder("gy-hospital", party.Institution, "520100", "provider"),
	})
}

func draft(of string) *ResourceDraft {
	return &ResourceDraft{ID: id(of), Name: "门诊统计", Class: "医疗", Grade: "一般", Jurisdiction: "520000",
		Fields: []Field{{Name: "month", Type: "date"}, {Name: "visits", Type: "int"}}, Origin: Own}
}

// registered carries an entry of a provider through all four steps.
func (b *book) registered(m *ResourceDraft) {
	b.t.Helper()
	b.must(m, m.ID.Party)
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	b.must(&ResourceRegister{ID: m.ID, RegistryNo: "R-" + m.ID.Local}, "gz-registry")
}
