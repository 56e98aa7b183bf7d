package app

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

type spoiled struct {
	name  string
	kind  string
	body  any
	paper func(p *tx.Paper)
	sigs  func(t *tx.Tx)
	env   func(e *Env)
	want  *rule.Refusal // nil: admitted
}

func account(party string, n uint16) tx.Account { return tx.Account{Party: party, Number: n} }

var evidence = rule.Evidence{Title: "决定", Digest: crypto.DigestOf(crypto.DigestSHA256, []byte("x"))}

var spoils = []spoiled{
	{name: "good"},
	{name: "good, kind of later rules", kind: "probe.later", env: func(e *Env) { e.Rules = 2 }},
	{name: "good, kind of earlier rules", kind: "probe.past", env: func(e *Env) { e.Rules = 0 }},
	{name: "good, last second", env: func(e *Env) { e.Time = now + 3599 }},
	{name: "good, SM2", paper: func(p *tx.Paper) { p.Author = account(sub, 1) }},
	{name: "good, two institutions", paper: func(p *tx.Paper) {
		p.CoSigners = []tx.Account{account(sub, 2)}
	}},
	{name: "good, dual", kind: "probe.dual", paper: func(p *tx.Paper) {
		p.CoSigners = []tx.Account{account(sub, 1), account(bureau, 2), account(sub, 3)}
	}},
	{name: "good, single", kind: "probe.dual", paper: func(p *tx.Paper) {
		p.Author = account(oneSeat, 1)
	}},
	{name: "good, root", kind: "dual.set", body: party.DualSet{Single: true, Evidence: evidence},
		paper: func(p *tx.Paper) { p.Author = account(bureau, 0) }},
	{name: "good, 30 days", paper: func(p *tx.Paper) { p.Expires = now + MaxAhead }},
	{name: "good, highest nonce", paper: func(p *tx.Paper) { p.Nonce = WindowSize }},

	{name: "another chain", paper: func(p *tx.Paper) { p.Chain = "gz-other" }, want: ErrChain},
	{name: "another genesis", paper: func(p *tx.Paper) { p.Genesis[0] ^= 1 }, want: ErrGenesis},
	{name: "expired at the instant", env: func(e *Env) { e.Time = now + 3600 }, want: ErrExpired},
	{name: "never expires", paper: func(p *tx.Paper) { p.Expires = 0 }, want: ErrExpired},
	{name: "expires late", paper: func(p *tx.Paper) { p.Expires = now + MaxAhead + 1 },
		want: ErrExpiry},
	{name: "expires in no year", paper: func(p *tx.Paper) { p.Expires = 1<<64 - 1 }, want: ErrExpiry},
	{name: "no kind", kind: "probe.none", want: ErrKind},
	{name: "kind not yet", kind: "probe.later", want: ErrKind},
	{name: "kind no more", kind: "probe.past", want: ErrKind},
	{name: "test kind", kind: "probe.test", want: ErrKind},
	{name: "no party", paper: func(p *tx.Paper) { p.CoSigners = []tx.Account{account("who", 1)} },
		want: ErrSigner},
	{name: "no account", paper: func(p *tx.Paper) { p.Author.Number = 9 }, want: ErrSigner},
	{name: "before the account", env: func(e *Env) { e.Time = now - 1001 }, want: ErrSigner},
	{name: "no key", sigs: func(t *tx.Tx) { t.Signatures[0].Key = 2 }, want: ErrKey},
	{name: "other algorithm", sigs: func(t *tx.Tx) { t.Signatures[0].Alg = crypto.SM2 },
		want: ErrAlgorithm},
	{name: "unknown algorithm", sigs: func(t *tx.Tx) { t.Signatures[0].Alg = 7 }, want: ErrAlgorithm},
	{name: "root elsewhere", paper: func(p *tx.Paper) { p.Author.Number = 0 }, want: ErrRootAccount},
	{name: "root co-signs", paper: func(p *tx.Paper) { p.CoSigners = []tx.Account{account(sub, 0)} },
		want: ErrRootAccount},
	{name: "root not author", kind: "dual.set", body: party.DualSet{Single: true, Evidence: evidence},
		paper: func(p *tx.Paper) { p.CoSigners = []tx.Account{account(bureau, 0)} }, want: ErrRootAuthor},
	{name: "nonce zero", paper: func(p *tx.Paper) { p.Nonce = 0 }, want: ErrNonce},
	{name: "nonce far", paper: func(p *tx.Paper) { p.Nonce = WindowSize + 1 }, want: ErrNonce},
	{name: "one seat", kind: "probe.dual", want: ErrMakerChecker},
	{name: "one seat of the other", kind: "probe.dual", paper: func(p *tx.Paper) {
		p.CoSigners = []tx.Account{account(bureau, 2), account(sub, 1)}
	}, want: ErrMakerChecker},
	{name: "bad signature", sigs: func(t *tx.Tx) { t.Signatures[0].RS[40] ^= 1 }, want: ErrSignature},
	{name: "changed paper", sigs: func(t *tx.Tx) { t.Paper.Nonce = 2 }, want: ErrSignature},
	{name: "signature of another account", sigs: func(t *tx.Tx) {
		s, _ := t.Paper.Sign(keyFor(account(bureau, 2)), 1)
		t.Signatures[0] = s
	}, want: ErrSignature},
	{name: "unsigned", sigs: func(t *tx.Tx) { t.Signatures = nil }, want: ErrSigners},
	{name: "one signature more", sigs: func(t *tx.Tx) {
		t.Signatures = append(t.Signatures, t.Signatures[0])
	}, want: ErrSigners},
	{name: "same signer twice", paper: func(p *tx.Paper) { p.CoSigners = []tx.Account{p.Author} },
		want: ErrSigners},
	{name: "other body", body: evidence, want: ErrBody},
	{name: "body and more", paper: func(p *tx.Paper) { p.Body = append(p.Body, 0) }, want: ErrBody},
	{name: "no body", paper: func(p *tx.Paper) { p.Body = nil }, want: ErrBody},
	{name: "malformed field", body: probe{Do: "malformed"}, want: rule.BadField},
	{name: "panic in Check", body: probe{Do: "checkpanic"}, want: rule.Internal},
}

func (s spoiled) raw(tb testing.TB) []byte {
	kind, body := s.kind, s.body
	if kind == "" {
		kind = "probe.run"
	}
	if body == nil {
		body = probe{Do: "ok", Key: "k", Count: 1}
	}
	return sign(tb, paperOf(tb, kind, body, s.paper), s.sigs)
}

func TestAdmit(t *testing.T) {
	w := newWorld(t)
	before := dump(w.store)
	for _, s := range spoils {
		env := w.env
		if s.env != nil {
			s.env(&env)
		}
		v := w.m.Admit(w.store, env, s.raw(t))
		expect(t, s.name, v.Refused, s.want)
		if s.want == nil && (v.Msg == nil || v.Cost != v.Kind.Writes+1 || v.Parsed.ID.IsZero()) {
			t.Errorf("%s: got %+v", s.name, v)
		}
	}
	expect(t, "large", w.m.Admit(w.store, w.env, make([]byte, tx.MaxBytes+1)).Refused, ErrTooLarge)
	expect(t, "bytes", w.m.Admit(w.store, w.env, []byte("paper")).Refused, ErrUndecodable)
	expect(t, "nothing", w.m.Admit(w.store, w.env, nil).Refused, ErrUndecodable)
	if !bytes.Equal(before, dump(w.store)) {
		t.Error("admission wrote")
	}
}

func expect(t *testing.T, name string, got *rule.Refused, want *rule.Refusal) {
	t.Helper()
	switch {
	case got == nil && want == nil:
	case got == nil:
		t.Errorf("%s: admitted, want %s", name, want.Name)
	case want == nil || got.Refusal != want:
		t.Errorf("%s: got %v", name, got)
	default:
		told := got.Tell()
		if strings.ContainsAny(told.FixZh+told.FixEn, "{}") || strings.Contains(told.En, "{") {
			t.Errorf("%s: an argument is not filled in: %s", name, told.En)
		}
	}
}

func dump(r state.Reader) []byte {
	var out []byte
	r.Iterate(nil, nil, func(k, v []byte) bool {
		out = append(append(append(out, k...), '='), v...)
		return true
	})
	return out
}

// What state says of a signer counts from the block after the change.
func TestStanding(t *testing.T) {
	w := newWorld(t)
	root := func(kind string, body any, n uint64) []byte {
		return sign(t, paperOf(t, kind, body, func(p *tx.Paper) {
			p.Author, p.CoSigners, p.Nonce = account(bureau, 0), []tx.Account{account(bureau, 3)}, n
		}), nil)
	}
	out := w.block(root("key.revoke", party.KeyRevoke{Account: 1, Number: 1}, 1),
		run(t, probe{Key: "same", Count: 1}, 1))
	if out[0].Code != 0 || out[1].Code != 0 {
		t.Fatalf("a key revoked in this block still signs in it: %+v", out)
	}
	expect(t, "revoked", w.m.Admit(w.store, w.env, run(t, probe{}, 2)).Refused, ErrKey)

	out = w.block(root("account.close", party.AccountClose{Number: 2}, 2))
	second := sign(t, paperOf(t, "probe.run", probe{}, func(p *tx.Paper) { p.Author.Number = 2 }), nil)
	expect(t, "closed", w.m.Admit(w.store, w.env, second).Refused, ErrSigner)
	if out[0].Code != 0 {
		t.Errorf("got %+v", out)
	}

	party.SetAlgorithms(w.store, []crypto.Alg{crypto.SM2})
	third := sign(t, paperOf(t, "probe.run", probe{}, func(p *tx.Paper) { p.Author.Number = 3 }), nil)
	expect(t, "not accepted", w.m.Admit(w.store, w.env, third).Refused, ErrAlgorithm)
}

func TestVerifierOfTheNode(t *testing.T) {
	w := newWorld(t)
	calls := 0
	w.env.Verify = func(sum wire.Hash, p tx.Parsed, keys []crypto.PublicKey) bool {
		calls++
		return VerifyAll(p, keys)
	}
	expect(t, "good", w.m.Admit(w.store, w.env, run(t, probe{}, 1)).Refused, nil)
	w.env.Verify = func(wire.Hash, tx.Parsed, []crypto.PublicKey) bool { return false }
	expect(t, "bad", w.m.Admit(w.store, w.env, run(t, probe{}, 1)).Refused, ErrSignature)
	if calls != 1 || VerifyAll(tx.Parsed{}, nil) {
		t.Errorf("%d calls", calls)
	}
}

// remembered is a memory that counts.
type remembered struct {
	papers          map[wire.Hash]Known
	recalled, asked int
}

func (m *remembered) Recall(sum wire.Hash) (Known, bool) {
	k, ok := m.papers[sum]
	m.asked++
	if ok {
		m.recalled++
	}
	return k, ok
}

func (m *remembered) Keep(sum wire.Hash, k Known) { m.papers[sum] = k }

// A memory changes what admission costs, never what it answers: every spoilt paper is refused alike
// with and without, whatever was admitted before, and the outcome of a block is the same.
func TestMemory(t *testing.T) {
	plain, w := newWorld(t), newWorld(t)
	mem := &remembered{papers: map[wire.Hash]Known{}}
	w.env.Memory = mem
	more := append(slices.Clone(spoils), spoiled{name: "good, bounded", kind: "probe.bounded",
		body: bounded{Count: 1, Bound: 1}}, spoiled{name: "late, bounded", kind: "probe.bounded",
		body: bounded{Count: 1, Bound: 1}, env: func(e *Env) { e.Height, e.Time = 9, now+3600 }})
	for range 2 {
		for _, s := range more {
			raw, one, two := s.raw(t), plain.env, w.env
			if s.env != nil {
				s.env(&one)
				s.env(&two)
			}
			a, b := plain.m.Admit(plain.store, one, raw), w.m.Admit(w.store, two, raw)
			if (a.Refused == nil) != (b.Refused == nil) || a.Cost != b.Cost ||
				a.Refused != nil && a.Refused.Error() != b.Refused.Error() ||
				a.Refused == nil && !reflect.DeepEqual(a.Parsed, b.Parsed) {
				t.Errorf("%s: %+v with a memory %+v", s.name, a.Refused, b.Refused)
			}
		}
	}
	if mem.recalled == 0 || len(mem.papers) == 0 {
		t.Fatal("nothing was recalled")
	}
	raws := [][]byte{run(t, probe{Key: "a", Count: 3}, 1), run(t, probe{Do: "refuse"}, 2),
		run(t, probe{Key: "a", Count: 3}, 1)}
	for _, raw := range raws {
		w.m.Admit(w.store, w.env, raw)
	}
	if a, b := plain.block(raws...), w.block(raws...); !reflect.DeepEqual(a, b) {
		t.Errorf("a block gives %+v, with a memory %+v", a, b)
	}
	// What state decides is judged anew: the nonce is used, the paper expires.
	expect(t, "replayed", w.m.Admit(w.store, w.env, raws[0]).Refused, ErrReplayed)
	w.env.Time += 7200
	expect(t, "expired", w.m.Admit(w.store, w.env, raws[0]).Refused, ErrExpired)
}

func TestTestKinds(t *testing.T) {
	w := newWorld(t)
	l, _ := GetLedger(w.store)
	l.Test = true
	ledger.Set(w.store, l)
	raw := sign(t, paperOf(t, "probe.test", probe{}, nil), nil)
	expect(t, "on a test ledger", w.m.Admit(w.store, w.env, raw).Refused, nil)
}

// Every refusal of the envelope is produced by a transaction of these tables.
func TestEveryEnvelopeRefusal(t *testing.T) {
	seen := map[*rule.Refusal]bool{ErrTooLarge: true, ErrUndecodable: true, // TestAdmit
		ErrReplayed:     true,                    // TestReplay
		rule.OverBudget: true,                    // TestEndBudget
		ErrQuery:        true, ErrArgument: true, // TestQuery
	}
	for _, s := range spoils {
		seen[s.want] = true
	}
	for _, r := range envelopeRefusals {
		if !seen[r] {
			t.Errorf("no transaction is refused with %s", r.Name)
		}
	}
}

// FuzzAdmit holds that no bytes make admission panic, and none are admitted whose signatures the
// keys in state do not verify.
func FuzzAdmit(f *testing.F) {
	w := newWorld(f)
	for _, s := range spoils {
		f.Add(s.raw(f))
	}
	f.Add([]byte{})
	f.Add([]byte{0xc0})
	f.Add(bytes.Repeat([]byte{0xf8}, 300))
	f.Fuzz(func(t *testing.T, raw []byte) {
		v := w.m.Admit(w.store, w.env, raw)
		if v.Refused != nil {
			return
		}
		for i, s := range v.Parsed.Paper.Signers() {
			sig := v.Parsed.Signatures[i]
			key, ok := party.AccountKey(w.store, s, sig.Key)
			if !ok || !key.Public.Verify(v.Parsed.Preimage, sig.RS) {
				t.Fatalf("admitted without a valid signature of %s", s)
			}
		}
		again, err := wire.Encode(v.Parsed.Tx)
		if err != nil || !bytes.Equal(again, raw) {
			t.Fatalf("admitted bytes are not canonical")
		}
	})
}

func BenchmarkAdmit(b *testing.B) {
	w := newWorld(b)
	fill := bytes.Repeat([]byte{7}, 200)
	raw := sign(b, paperOf(b, "probe.run", probe{Do: "ok", Key: "k", Count: 1, Fill: fill}, nil), nil)
	sm2 := sign(b, paperOf(b, "probe.run", probe{Do: "ok", Key: "k", Count: 1, Fill: fill},
		func(p *tx.Paper) { p.Author = account(sub, 1) }), nil)
	known := func(wire.Hash, tx.Parsed, []crypto.PublicKey) bool { return true }
	for _, c := range []struct {
		name   string
		raw    []byte
		verify func(wire.Hash, tx.Parsed, []crypto.PublicKey) bool
	}{{"secp256k1", raw, nil}, {"sm2", sm2, nil}, {"verified", raw, known}} {
		b.Run(c.name, func(b *testing.B) {
			env := w.env
			env.Verify = c.verify
			b.ReportAllocs()
			for b.Loop() {
				if v := w.m.Admit(w.store, env, c.raw); v.Refused != nil {
					b.Fatal(v.Refused)
				}
			}
		})
	}
}
