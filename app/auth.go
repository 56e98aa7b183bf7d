package app

import (
	"crypto/sha256"
	"errors"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Env is the block a paper is judged for. Admission is a function of Env, the paper and the state
// after the block before (rulings E1); Verify changes its cost, never its answer.
type Env struct {
	Chain   string
	Genesis wire.Hash // digest of the genesis document
	Height  uint64
	Time    wire.Time // law time of Height
	Rules   uint64    // rules version (rulings E10)
	Bulk    rule.Results
	// Hash of the decided block and address of its proposer, for EndBlock; admission has neither.
	Hash       wire.Hash
	Proposer   []byte
	Misbehaved []rule.Misbehaved // validators that the decided block proves at fault
	Emergency  []byte            // the plan that the block revives the ledger under
	// Verify checks every signature of the paper against its key, in the signers' order, and may
	// remember positive answers by sum, the SHA-256 of all bytes. Nil checks each one plainly.
	Verify func(sum wire.Hash, p tx.Parsed, keys []crypto.PublicKey) bool
	// Memory spares reading a paper again that was found admissible before. Nil reads each time.
	Memory Memory
}

// Known is what follows from the bytes of a paper alone: that they are canonical, what they say,
// that the body passed its own checks. Whether the paper is admissible now is judged anew each
// time.
type Known struct {
	Parsed tx.Parsed
	Cost   uint32
}

// Memory remembers papers that were admitted, by SHA-256 of all of their bytes. It may forget any
// of them, and is asked from several goroutines.
type Memory interface {
	Recall(sum wire.Hash) (Known, bool)
	Keep(sum wire.Hash, k Known)
}

// MaxAhead is how far ahead of law time a paper may expire, in seconds (rulings E11).
const MaxAhead = 30 * 86400

// Verdict is the answer of admission: either Refused, or everything the block needs of the paper.
type Verdict struct {
	Sum     wire.Hash // SHA-256 of all bytes, signatures included
	Parsed  tx.Parsed
	Kind    *rule.Kind
	Msg     rule.Msg // nil when the paper was recalled: see message
	Cost    uint32   // keys it may write, its nonce included: its gas (rulings E4)
	Refused *rule.Refused
}

// Admit decides whether raw may stand in the block of env on top of view: size, decoding, chain and
// genesis, expiry, kind, standing of each signer, replay, maker–checker, signatures, body. Cheap
// checks come first and signatures before anything that grows with the body. It reads view only,
// writes nothing, and is the same in CheckTx, PrepareProposal, ProcessProposal and FinalizeBlock.
func (m *Machine) Admit(view state.Reader, env Env, raw []byte) Verdict {
	return m.Door(view, env).Admit(raw)
}

// Admit is Machine.Admit for the block and the state of this door.
func (d *Door) Admit(raw []byte) (v Verdict) {
	v.Sum = sha256.Sum256(raw)
	known, recalled := recall(d.env, v.Sum)
	if recalled {
		v.Parsed = known.Parsed
	} else if v.Refused = v.parse(raw); v.Refused != nil {
		return v
	}
	if v.Refused = d.judge(&v); v.Refused != nil {
		return v
	}
	if recalled {
		v.Cost = known.Cost
		return v
	}
	if v.Msg, v.Refused = d.m.readBody(v.Kind, v.Parsed.Paper.Body); v.Refused != nil {
		return v
	}
	v.Cost = cost(v.Kind, v.Msg)
	if d.env.Memory != nil {
		d.env.Memory.Keep(v.Sum, Known{Parsed: v.Parsed, Cost: v.Cost})
	}
	return v
}

// recall asks what is known of the bytes. Nothing that state decides is among it, and what a
// refused paper's verdict holds does not depend on it.
func recall(env Env, sum wire.Hash) (Known, bool) {
	if env.Memory == nil {
		return Known{}, false
	}
	return env.Memory.Recall(sum)
}

// judge is the part of admission that looks at the block and at state, signatures last.
func (d *Door) judge(v *Verdict) (no *rule.Refused) {
	p := &v.Parsed.Paper
	if no = checkPlace(d.env, p); no != nil {
		return no
	}
	if v.Kind, no = d.m.kindFor(d.view, d.env, p.Kind); no != nil {
		return no
	}
	v.Cost = v.Kind.Writes + 1
	keys, no := d.signerKeys(v)
	if no != nil {
		return no
	}
	if no = d.checkNonce(p); no != nil {
		return no
	}
	if no = checkDual(d.view, v.Kind, p); no != nil {
		return no
	}
	if !verify(d.env, v, keys) {
		return ErrSignature.At("signatures")
	}
	return nil
}

// cost is what a paper may write, its nonce included: the kind's maximum, or less where the body
// itself says so.
func cost(k *rule.Kind, msg rule.Msg) uint32 {
	writes := k.Writes
	if b, ok := msg.(rule.Bounded); ok {
		writes = min(writes, b.Writes())
	}
	return writes + 1
}

func (v *Verdict) parse(raw []byte) *rule.Refused {
	parsed, err := tx.Parse(raw)
	v.Parsed = parsed
	switch {
	case err == nil:
		return nil
	case errors.Is(err, tx.ErrTooLarge):
		return ErrTooLarge.At("", "size", len(raw), "max", tx.MaxBytes)
	case errors.Is(err, tx.ErrSigners):
		return ErrSigners.At("signatures")
	}
	return ErrUndecodable.At("", "detail", err)
}

// checkPlace refuses a paper for another ledger or another time.
func checkPlace(env Env, p *tx.Paper) *rule.Refused {
	switch {
	case p.Chain != env.Chain:
		return ErrChain.At("chain", "chain", p.Chain, "here", env.Chain)
	case p.Genesis != env.Genesis:
		return ErrGenesis.At("genesis")
	case p.Expires <= env.Time:
		return ErrExpired.At("expires", "expires", instant(p.Expires), "now", env.Time)
	case p.Expires-env.Time > MaxAhead:
		return ErrExpiry.At("expires", "expires", instant(p.Expires), "now", env.Time, "days", 30)
	}
	return nil
}

// instant shows a time from outside, which may be none or beyond any calendar.
func instant(t wire.Time) string {
	switch {
	case t == 0:
		return "0"
	case t >= 1<<38:
		return "9999+"
	}
	return t.String()
}

// kindFor finds the kind at this rules version; test kinds exist on test ledgers only (rulings
// E16).
func (m *Machine) kindFor(view state.Reader, env Env, name string) (*rule.Kind, *rule.Refused) {
	k := m.kinds[name]
	if k == nil || env.Rules < k.Since || (k.Until != 0 && env.Rules >= k.Until) {
		return nil, ErrKind.At("kind", "kind", name)
	}
	if k.Test {
		if l, _ := ledger.Get(view); !l.Test {
			return nil, ErrKind.At("kind", "kind", name)
		}
	}
	return k, nil
}

func verify(env Env, v *Verdict, keys []crypto.PublicKey) bool {
	if env.Verify != nil {
		return env.Verify(v.Sum, v.Parsed, keys)
	}
	return VerifyAll(v.Parsed, keys)
}

// VerifyAll checks the signatures of p against keys, one by one in the signers' order.
func VerifyAll(p tx.Parsed, keys []crypto.PublicKey) bool {
	if len(keys) == 0 || len(keys) != len(p.Signatures) {
		return false
	}
	for i, s := range p.Signatures {
		if !keys[i].Verify(p.Preimage, s.RS) {
			return false
		}
	}
	return true
}
