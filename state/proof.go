package state

import (
	"bytes"
	"errors"
	"fmt"

	ics23 "github.com/cosmos/ics23/go"
)

// ProofBundle proves one key at one height: its value, or that it is absent.
type ProofBundle struct {
	Height uint64   // the height whose results are proved; the header of Height+1 carries Root
	Root   [32]byte // app hash after Height
	Key    []byte
	Value  []byte // nil: absent
	Proof  []byte // marshalled ics23.CommitmentProof
}

// Verify checks the bundle against its own root. Whoever trusts a header compares Root with it
// first.
func (p ProofBundle) Verify() error { return VerifyProof(p.Root, p.Key, p.Value, p.Proof) }

var errEmptyTree = errors.New(
	"the state is empty at this height: there is nothing to prove against")

// Prove proves a key's value or its absence by ICS-23. An empty tree proves nothing and is an
// error.
func (v *View) Prove(key []byte) (ProofBundle, error) {
	if v.tree == nil || v.tree.Size() == 0 {
		return ProofBundle{}, errEmptyTree
	}
	if len(key) == 0 {
		return ProofBundle{}, errors.New("an empty key cannot be proved")
	}
	out := ProofBundle{Height: v.height, Root: v.root, Key: bytes.Clone(key)}
	err := guard(func() error {
		tree, err := v.d.history.GetImmutable(int64(v.height))
		if err != nil {
			return err
		}
		proof, err := tree.GetProof(key)
		if err != nil {
			return err
		}
		if e := proof.GetExist(); e != nil {
			out.Value = bytes.Clone(e.Value)
		}
		out.Proof, err = proof.Marshal()
		return err
	})
	if err == nil {
		return out, nil
	}
	if earliest := v.d.Earliest(); !v.d.has(v.height) {
		return ProofBundle{}, PrunedError{Height: v.height, Earliest: earliest, Latest: v.d.Version()}
	}
	return ProofBundle{}, Fault{Err: fmt.Errorf("prove %x at height %d: %w", key, v.height, err)}
}

// ErrProof is what every refusal of VerifyProof wraps.
var ErrProof = errors.New("the proof does not hold")

// VerifyProof checks that the tree with this root holds value under key or, when value is nil, that
// it holds no such key. The proof must be a plain existence or absence proof in the one encoding
// that Prove gives: bytes that decode to the same proof but differ are refused, so that any changed
// byte fails.
func VerifyProof(root [32]byte, key, value []byte, proof []byte) error {
	if len(key) == 0 {
		return fmt.Errorf("%w: the key is empty", ErrProof)
	}
	if value != nil && len(value) == 0 {
		return fmt.Errorf("%w: the value is empty, and state holds no empty values", ErrProof)
	}
	var p ics23.CommitmentProof
	if err := p.Unmarshal(proof); err != nil {
		return fmt.Errorf("%w: it cannot be decoded: %v", ErrProof, err)
	}
	if again, err := p.Marshal(); err != nil || !bytes.Equal(again, proof) {
		return fmt.Errorf("%w: it is not in its canonical encoding", ErrProof)
	}
	var ok bool
	err := guard(func() error {
		switch {
		case value != nil && p.GetExist() != nil:
			ok = ics23.VerifyMembership(ics23.IavlSpec, root[:], &p, key, value)
		case value == nil && p.GetNonexist() != nil:
			// ics23 does not look at the key named in an absence proof.
			if !bytes.Equal(p.GetNonexist().Key, key) {
				return errors.New("it is about another key")
			}
			ok = ics23.VerifyNonMembership(ics23.IavlSpec, root[:], &p, key)
		case value != nil:
			return errors.New("it is not a proof of existence")
		default:
			return errors.New("it is not a proof of absence")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%w: %v", ErrProof, err)
	}
	if !ok {
		return fmt.Errorf("%w: it does not lead from key %x to root %x", ErrProof, key, root)
	}
	return nil
}
