package bundle

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestHugeInputs ends quickly and with a fault, whatever is sent.
func TestHugeInputs(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	b := c.export("operator", "treasury")
	many := forged(t, b, func(p *Proof) {
		for range 40_000 {
			p.Validators = append(p.Validators, p.Validators[0])
		}
	})
	long := forged(t, b, func(p *Proof) {
		p.Lines = make([]Line, 60_000)
		p.Path = make([]wire.Hash, 20_000)
	})
	for name, v := range map[string][]byte{
		"64 MiB":          make([]byte, MaxBytes+1),
		"deep nesting":    bytes.Repeat([]byte("["), 1<<20),
		"many validators": many, "many lines": long,
		"a large number":     []byte(`{"format":"suyuan-statement/1","proof_version":1e999}`),
		"another version":    []byte(`{"format":"suyuan-statement/1","proof_version":2}`),
		"another format":     []byte(`{"format":"suyuan-statement/2","proof_version":1}`),
		"nothing but a head": []byte(`{"format":"suyuan-statement/1","proof_version":1}`),
		"empty":              nil, "null": []byte("null"), "a list": []byte("[]"),
		"a name twice":    bytes.Replace(b, []byte(`"mark":`), []byte(`"mark":"","mark":`), 1),
		"a strange field": bytes.Replace(b, []byte(`"mark":`), []byte(`"note":"","mark":`), 1),
		"a capital":       bytes.Replace(b, []byte(`"mark":`), []byte(`"Mark":`), 1),
	} {
		began := time.Now()
		_, err := Verify(v, c.trust())
		if err == nil || code(err) == "file.broken" || time.Since(began) > 5*time.Second {
			t.Errorf("%s: %v after %s", name, err, time.Since(began))
		}
	}
}

func TestNullIsNotEmpty(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	for _, s := range c.world.statements {
		b := c.export(s.Payer, s.Payee)
		for _, field := range []string{"path", "lines", "previous", "on_behalf"} {
			for _, from := range []string{"[]", `""`} {
				out := strings.Replace(string(b), fmt.Sprintf("%q: %s", field, from),
					fmt.Sprintf("%q: null", field), 1)
				if _, err := Verify([]byte(out), c.trust()); out != string(b) && err == nil {
					t.Errorf("%s: null for %s verifies", field, from)
				}
			}
		}
	}
}

// TestJointPath holds the path against single audit paths, for every choice of leaves.
func TestJointPath(t *testing.T) {
	for size := range 9 {
		var leaves [][]byte
		for i := range size {
			leaves = append(leaves, []byte{byte(i)})
		}
		root := wire.Hash(settlement.Root(leaves))
		for choice := range 1 << size {
			var in []uint32
			var some [][]byte
			for i := range size {
				if choice>>i&1 == 1 {
					in, some = append(in, uint32(i)), append(some, leaves[i])
				}
			}
			path := jointPath(leaves, in)
			if got, ok := jointRoot(some, in, size, path); !ok || got != root {
				t.Fatalf("%d leaves, %v: path fails", size, in)
			}
			if len(in) == 1 {
				single := settlement.AuditPath(leaves, int(in[0]))
				for _, h := range single {
					if !slices.Contains(path, wire.Hash(h)) {
						t.Errorf("%d leaves, %v: %x is not in the path", size, in, h)
					}
				}
				if len(single) != len(path) {
					t.Errorf("%d leaves, %v: %d hashes for %d", size, in, len(path), len(single))
				}
			}
			if _, ok := jointRoot(some, in, size, append(path, sha256.Sum256(nil))); ok {
				t.Errorf("%d leaves, %v: a hash too many is accepted", size, in)
			}
			if len(in) > 0 {
				some[0] = []byte("x")
				if got, ok := jointRoot(some, in, size, path); ok && got == root {
					t.Errorf("%d leaves, %v: a changed leaf is accepted", size, in)
				}
			}
		}
	}
}

func FuzzVerify(f *testing.F) {
	c := newChain(f, "test-bundle", 4)
	file := c.export("operator", "treasury")
	trust := c.trust()
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte(`{"format":"suyuan-statement/1","proof_version":1}`))
	f.Add([]byte(`{"format":"suyuan-statement/1","proof_version":1,` +
		`"proof":{"header":"0a","commit":"08"}}`))
	rnd := rand.New(rand.NewSource(7))
	for range 20 {
		b := bytes.Clone(file)
		b[rnd.Intn(len(b))] = "0123456789abcdef\"{}[],:null"[rnd.Intn(27)]
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := Verify(b, trust); err == nil && !bytes.Equal(b, file) || code(err) == "file.broken" {
			t.Fatalf("%v", err)
		}
	})
}

// FuzzProof hands changed parts to the proof itself, past the reading of JSON.
func FuzzProof(f *testing.F) {
	c := newChain(f, "test-bundle", 4)
	file, fault := decode(c.export("operator", "treasury"))
	if fault != nil {
		f.Fatal(fault)
	}
	trust, good := c.trust(), file.Proof
	f.Add([]byte(good.Header), []byte(good.Commit), []byte(good.Records[2].Proof),
		good.Lines[0].Leaf, good.Lines[0].Index)
	f.Add([]byte{}, []byte{0x08, 0x02}, []byte{0x0a, 0x00}, "{}", uint32(7))
	f.Fuzz(func(t *testing.T, header, commit, proof []byte, leaf string, index uint32) {
		for _, change := range []func(*Proof){
			func(p *Proof) { p.Header = header }, func(p *Proof) { p.Commit = commit },
			func(p *Proof) { p.Records[2].Proof = proof },
			func(p *Proof) { p.Lines[0].Leaf, p.Lines[0].Index = leaf, index },
		} {
			p := good
			p.Records, p.Lines = slices.Clone(good.Records), slices.Clone(good.Lines)
			change(&p)
			_, _ = p.open(trust)
		}
	})
}
