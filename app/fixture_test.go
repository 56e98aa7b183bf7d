package app

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A chapter of its own drives the engine: kinds that write, refuse, panic, fault and overrun.

type probe struct {
	Do    string     `json:"do" max:"10"`
	Key   string     `json:"key" max:"20"`
	Count uint16     `json:"count"`
	Fill  wire.Bytes `json:"fill" max:"60000"`
}

type probed struct {
	Key string `json:"key" max:"20"`
}

func (probed) Event() string { return "probe.done" }

var errProbe = rule.Refuse(9901, "probe.no", "不", "no", "改", "change")

var marks = state.NewMap[string, probed](99, 1, "probe/marks", "what the probe wrote")

func (m *probe) Check() error {
	switch m.Do {
	case "malformed":
		return rule.Malformed("do", "不行", "wrong")
	case "checkpanic":
		panic("check")
	}
	return nil
}

func (m *probe) Apply(c *rule.Ctx) error {
	for i := range m.Count {
		key := fmt.Sprintf("%s%d", m.Key, i)
		marks.Set(c.Store, key, probed{Key: c.Author()})
	}
	switch m.Do {
	case "refuse":
		return errProbe.At("do")
	case "error":
		return fmt.Errorf("not a refusal")
	case "panic":
		var none []int
		_ = none[m.Count]
	case "fault":
		panic(state.Fault{Err: fmt.Errorf("disk")})
	case "big":
		c.Emit(probed{Key: "longer than twenty bytes"})
	}
	c.Emit(probed{Key: m.Key})
	return nil
}

// bounded writes Count keys and says that it writes Bound.
type bounded struct {
	Count uint16 `json:"count"`
	Bound uint16 `json:"bound"`
}

func (m *bounded) Check() error   { return nil }
func (m *bounded) Writes() uint32 { return uint32(m.Bound) }

func (m *bounded) Apply(c *rule.Ctx) error {
	return (&probe{Count: m.Count}).Apply(c)
}

func probeKind(name string, change func(k *rule.Kind)) rule.Kind {
	k := rule.Kind{Name: name, Zh: "试", En: "probe", Law: "none",
		New: func() rule.Msg { return new(probe) }, Writes: 4}
	if change != nil {
		change(&k)
	}
	return k
}

func probeChapter() rule.Chapter {
	return rule.Chapter{Number: 99, Name: "probe", Zh: "试", En: "probe",
		Kinds: []rule.Kind{
			probeKind("probe.run", nil),
			probeKind("probe.dual", func(k *rule.Kind) { k.Dual = true }),
			probeKind("probe.test", func(k *rule.Kind) { k.Test = true }),
			probeKind("probe.bounded", func(k *rule.Kind) {
				k.New = func() rule.Msg { return new(bounded) }
			}),
			probeKind("probe.later", func(k *rule.Kind) { k.Since = 2 }),
			probeKind("probe.past", func(k *rule.Kind) { k.Until = 1 }),
		},
		Refusals:    []*rule.Refusal{errProbe},
		Events:      []rule.Event{probed{}},
		Collections: []state.Collection{marks.Descriptor()},
	}
}

const (
	chain   = "gz-main"
	now     = wire.Time(1_770_000_000)
	bureau  = "gz-bureau"
	sub     = "gz-sm2"
	oneSeat = "gz-single"
)

var genesisHash = wire.Hash(sha256.Sum256([]byte("genesis")))

// keyFor is the one key of an account; gz-sm2 signs with SM2.
func keyFor(a tx.Account) crypto.PrivateKey {
	if a.Party == sub {
		return crypto.FromSeed(crypto.SM2, a.String())
	}
	return crypto.FromSeed(crypto.Secp256k1, a.String())
}

func founder(id string) party.Founder {
	f := party.Founder{ID: id, Name: id, Nature: party.Institution, Jurisdiction: "520000",
		Single: id == oneSeat}
	if id == bureau {
		f.Roles = []party.FounderRole{{Role: "bureau", Jurisdiction: "520000"}}
	}
	for n := range uint16(4) {
		f.Accounts = append(f.Accounts, party.FounderAccount{Number: n, Duty: "seat",
			Keys: []crypto.PublicKey{keyFor(tx.Account{Party: id, Number: n}).Public()}})
	}
	return f
}

func genesisOf(tb testing.TB) Genesis {
	tb.Helper()
	g := party.Genesis{AcknowledgeConcentration: "one"}
	for _, id := range []string{bureau, sub, oneSeat} {
		g.Parties = append(g.Parties, founder(id))
	}
	key := sha256.Sum256([]byte("validator"))
	g.Validators = []party.GenesisVoter{{Party: bureau, Name: "v", Power: 1000,
		PubKey: base64.StdEncoding.EncodeToString(key[:])}}
	section, err := wire.ToJSON(g)
	if err != nil {
		tb.Fatal(err)
	}
	return Genesis{Chain: chain, Digest: genesisHash, Time: now - 1000,
		Algorithms: []crypto.Alg{crypto.Secp256k1, crypto.SM2},
		Sections:   map[string][]byte{"party": section}}
}

type world struct {
	m     *Machine
	store *state.MemStore
	env   Env
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	m, err := New(party.Chapter(), probeChapter())
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{m: m, store: state.NewMemStore(),
		env: Env{Chain: chain, Genesis: genesisHash, Height: 1, Time: now, Rules: 1}}
	if err := m.InitChain(w.store, genesisOf(tb)); err != nil {
		tb.Fatal(err)
	}
	return w
}

// paperOf is a good paper of gz-bureau/1; change spoils it before it is signed.
func paperOf(tb testing.TB, kind string, body any, change func(p *tx.Paper)) tx.Paper {
	tb.Helper()
	b, err := wire.Encode(body)
	if err != nil {
		tb.Fatal(err)
	}
	p := tx.Paper{Chain: chain, Genesis: genesisHash, Author: tx.Account{Party: bureau, Number: 1},
		Nonce: 1, Expires: now + 3600, Kind: kind, Body: b}
	if change != nil {
		change(&p)
	}
	return p
}

// sign signs as every signer and encodes; spoil may change the signatures.
func sign(tb testing.TB, p tx.Paper, spoil func(t *tx.Tx)) []byte {
	tb.Helper()
	t := tx.Tx{Paper: p}
	for _, s := range p.Signers() {
		sig, err := p.Sign(keyFor(s), party.FirstKey)
		if err != nil {
			tb.Fatal(err)
		}
		t.Signatures = append(t.Signatures, sig)
	}
	if spoil != nil {
		spoil(&t)
	}
	raw, err := wire.Encode(t)
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func run(tb testing.TB, m probe, nonce uint64) []byte {
	tb.Helper()
	return sign(tb, paperOf(tb, "probe.run", m, func(p *tx.Paper) { p.Nonce = nonce }), nil)
}

// block delivers papers on top of the store and keeps the outcome.
func (w *world) block(raws ...[]byte) []Result {
	b := w.m.Begin(w.store, w.env)
	var out []Result
	for _, raw := range raws {
		out = append(out, b.Deliver(raw))
	}
	b.End()
	b.Overlay().Flush(w.store)
	w.env.Height++
	w.env.Time++
	return out
}
