package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// book is a ledger of one store whose papers are applied one by one at its time.
type book struct {
	t     *testing.T
	store *state.MemStore
	time  wire.Time
}

func instant(t testing.TB, s string) wire.Time {
	t.Helper()
	v, err := wire.ParseTime(strings.Replace(s, " ", "T", 1) + ":00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (b *book) at(s string) { b.t.Helper(); b.time = instant(b.t, s) }

func (b *book) ctx(store state.Store, signers []string) *rule.Ctx {
	c := &rule.Ctx{Store: store, Height: 2, Time: b.time}
	for _, p := range signers {
		c.Signers = append(c.Signers, tx.Account{Party: p, Number: 1})
	}
	return c
}

func run(c *rule.Ctx, m rule.Msg) error {
	if err := m.Check(); err != nil {
		return err
	}
	return m.Apply(c)
}

// must applies a paper and holds it to the writes its kind declares.
func (b *book) must(m rule.Msg, signers ...string) []rule.Event {
	b.t.Helper()
	o := state.NewOverlay(b.store)
	c := b.ctx(o, signers)
	if err := run(c, m); err != nil {
		b.t.Fatalf("%T by %v: %v", m, signers, err)
	}
	for _, k := range Chapter().Kinds {
		if reflect.TypeOf(k.New()) == reflect.TypeOf(m) && o.Writes() > int(k.Writes) {
			b.t.Fatalf("%s wrote %d keys, declares %d", k.Name, o.Writes(), k.Writes)
		}
	}
	o.Flush(b.store)
	return c.Events()
}

// refuse applies a paper that must be refused under a code and must leave the store as it was.
func (b *book) refuse(m rule.Msg, code string, signers ...string) *rule.Refused {
	b.t.Helper()
	before := dump(b.store)
	c := b.ctx(b.store, signers)
	err := run(c, m)
	r, ok := err.(*rule.Refused)
	if !ok || r.Name != code {
		b.t.Fatalf("%T by %v: got %v, want %s", m, signers, err, code)
	}
	if !bytes.Equal(before, dump(b.store)) || len(c.Events()) > 0 {
		b.t.Fatalf("%T was refused with %s and left a trace", m, code)
	}
	for _, s := range []string{r.SayZh(), r.SayEn(), r.Tell().FixZh, r.Tell().FixEn} {
		if s == "" || strings.Contains(s, "{") {
			b.t.Fatalf("%s says %q", code, s)
		}
	}
	return r
}

func dump(r state.Reader) []byte {
	var out bytes.Buffer
	r.Iterate(nil, nil, func(k, v []byte) bool {
		fmt.Fprintf(&out, "%x=%x\n", k, v)
		return true
	})
	return out.Bytes()
}

func evidence(number string) rule.Evidence {
	return rule.Evidence{Number: number, Digest: crypto.DigestOf(crypto.DigestSHA256, []byte(number))}
}

// profile gives every key its plainest value, then what set says: values parted by commas, then
// " @ " and the article where the value is the text's.
func profile(jurisdiction string, set map[string]string) regime.GenesisProfile {
	p := regime.GenesisProfile{Jurisdiction: jurisdiction, Version: 1, TitleZh: "办法", TitleEn: "Rules",
		Issuer: "government"}
	for _, k := range regime.Schema {
		v := []string{map[string]string{regime.TypeInt: "0", regime.TypeBool: "false"}[k.Type]}
		switch {
		case len(k.Of) > 0:
			v[0] = k.Of[0]
		case k.Type == regime.TypeList && k.Filled:
			v[0] = "item"
		case k.Type == regime.TypeList:
			v = []string{}
		}
		g := regime.GenesisKey{Key: k.Name, Values: v, Article: rule.DefaultRule,
			Mark: regime.MarkDefault}
		if s, ok := set[k.Name]; ok {
			value, article, cited := strings.Cut(s, " @ ")
			g.Values = []string{value}
			if k.Type == regime.TypeList {
				g.Values = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
			}
			if cited {
				g.Article, g.Mark = article, regime.MarkText
			}
		}
		p.Keys = append(p.Keys, g)
	}
	return p
}

func founder(id, nature, jurisdiction string, roles ...string) party.Founder {
	k := crypto.FromSeed(crypto.Secp256k1, id)
	f := party.Founder{ID: id, Name: id, Nature: nature, Jurisdiction: jurisdiction,
		Accounts: []party.FounderAccount{{Number: 0, Duty: "root", Keys: []crypto.PublicKey{k.Public()}}}}
	for _, r := range roles {
		f.Roles = append(f.Roles, party.FounderRole{Role: r, Jurisdiction: jurisdiction})
	}
	return f
}

func open(t *testing.T, profiles []regime.GenesisProfile, founders []party.Founder) *book {
	t.Helper()
	b := &book{t: t, store: state.NewMemStore()}
	b.at("2025-01-10 09:00")
	g := party.Genesis{Parties: founders, AcknowledgeConcentration: "test",
		Validators: []party.GenesisVoter{
			{Party: founders[0].ID, Name: "n", PubKey: strings.Repeat("A", 43) + "=", Power: 1000}}}
	s := regime.Section{Profiles: profiles, Period: regime.Quarter, FreezeAfterDays: 10,
		LandLeadSeconds: 600, ObjectionWorkingDays: 5, LateSecondsAhead: 120, LatenessDays: 7}
	party.SetAlgorithms(b.store, []crypto.Alg{crypto.Secp256k1})
	c := &rule.Ctx{Store: b.store, Height: 1, Time: b.time, Chain: "catalog"}
	for _, v := range []struct {
		load    func(*rule.Ctx, []byte) error
		section any
	}{{party.Chapter().Genesis, g}, {regime.Chapter().Genesis, s}} {
		body, err := json.Marshal(v.section)
		if err == nil {
			err = v.load(c, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
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

func with(base map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range base {
		out[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
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

func id(s string) wire.ID {
	v, err := wire.ParseID(s)
	if err != nil {
		panic(err)
	}
	return v
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
