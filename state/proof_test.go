package state

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

func proofs(t testing.TB) (d *DB, exist, absent ProofBundle) {
	d = openMem(t)
	w := model{}
	for i := range 300 {
		w[fmt.Sprintf("key%03d", i)] = fmt.Sprint("value ", i)
	}
	commit(t, d, w)
	commit(t, d, model{"key007": "changed", "other": "x"})
	var err error
	if exist, err = d.View().Prove([]byte("key123")); err != nil {
		t.Fatal(err)
	}
	if absent, err = d.View().Prove([]byte("key123x")); err != nil {
		t.Fatal(err)
	}
	return d, exist, absent
}

func TestProofs(t *testing.T) {
	d, exist, absent := proofs(t)
	if err := exist.Verify(); err != nil || string(exist.Value) != "value 123" {
		t.Fatalf("existence: %v, value %q", err, exist.Value)
	}
	if err := absent.Verify(); err != nil || absent.Value != nil {
		t.Fatalf("absence: %v", err)
	}
	for _, k := range []string{"a", "key000a", "zzz"} { // before the first, between, after the last
		p, err := d.View().Prove([]byte(k))
		if err != nil || p.Value != nil || p.Verify() != nil {
			t.Errorf("absence of %q: %v %v", k, err, p.Verify())
		}
	}
	old, err := d.ViewAt(1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := old.Prove([]byte("key007"))
	if err != nil || p.Verify() != nil || string(p.Value) != "value 7" || p.Height != 1 {
		t.Fatalf("at height 1: %v %q", err, p.Value)
	}
	root := d.Root()
	longer := func(tail ...byte) []byte { return append(bytes.Clone(exist.Proof), tail...) }
	for name, err := range map[string]error{
		"other value":         VerifyProof(root, exist.Key, []byte("value 124"), exist.Proof),
		"other key":           VerifyProof(root, []byte("key124"), exist.Value, exist.Proof),
		"other root":          VerifyProof(p.Root, exist.Key, exist.Value, exist.Proof),
		"present as absent":   VerifyProof(root, exist.Key, nil, exist.Proof),
		"absent as present":   VerifyProof(root, absent.Key, []byte("v"), absent.Proof),
		"absence of a key":    VerifyProof(root, exist.Key, nil, absent.Proof),
		"absence of another":  VerifyProof(root, []byte("key200x"), nil, absent.Proof),
		"empty value":         VerifyProof(root, exist.Key, []byte{}, exist.Proof),
		"empty key":           VerifyProof(root, nil, nil, absent.Proof),
		"no proof":            VerifyProof(root, exist.Key, exist.Value, nil),
		"trailing byte":       VerifyProof(root, exist.Key, exist.Value, longer(0)),
		"unknown field added": VerifyProof(root, exist.Key, exist.Value, longer(0x78, 1)),
	} {
		if !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := openMem(t).View().Prove([]byte("k")); err == nil {
		t.Error("proved something about an empty tree")
	}
}

// TestEveryFlippedByteFails flips each bit of every byte of proof, value and root.
func TestEveryFlippedByteFails(t *testing.T) {
	_, exist, absent := proofs(t)
	for _, p := range []ProofBundle{exist, absent} {
		flip := func(name string, b []byte) {
			for i := range b {
				for bit := range 8 {
					b[i] ^= 1 << bit
					if p.Verify() == nil {
						t.Errorf("%s byte %d bit %d is not covered", name, i, bit)
					}
					b[i] ^= 1 << bit
				}
			}
		}
		flip("proof", p.Proof)
		flip("value", p.Value)
		for i := range p.Root {
			p.Root[i] ^= 1
			if p.Verify() == nil {
				t.Errorf("root byte %d is not covered", i)
			}
			p.Root[i] ^= 1
		}
		if err := p.Verify(); err != nil {
			t.Fatal(err)
		}
		for i := range p.Proof {
			if VerifyProof(p.Root, p.Key, p.Value, p.Proof[:i]) == nil {
				t.Errorf("the first %d bytes verify", i)
			}
		}
	}
}

func FuzzVerifyProof(f *testing.F) {
	d, exist, absent := proofs(f)
	root := d.Root()
	f.Add(exist.Key, exist.Value, exist.Proof)
	f.Add(absent.Key, []byte{}, absent.Proof)
	f.Add([]byte("k"), []byte("v"), []byte{0x0a, 0x02, 0x0a, 0x00})
	f.Add([]byte("k"), []byte{}, []byte{0x12, 0x03, 0x0a, 0x01, 'k'})
	f.Fuzz(func(t *testing.T, key, value, proof []byte) {
		if len(value) == 0 {
			value = nil
		}
		if VerifyProof(root, key, value, proof) != nil {
			return
		}
		have, ok := d.View().Get(key)
		if ok != (value != nil) || string(have) != string(value) {
			t.Fatalf("%q = %q (%v) was proved as %q", key, have, ok, value)
		}
	})
}
