package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A proof holds for its use, unit and batch, and for nothing that was changed.
func TestProofsFail(t *testing.T) {
	b := newBook()
	c := open(t, t.TempDir(), b, Limits{BatchUses: 500})
	defer c.Close()
	all := uses(rand.New(rand.NewPCG(6, 6)), 100, at("2026-05-04 09:00"))
	if _, err := c.Deliver(context.Background(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	p, err := c.Prove(Wanted{Key: all[42].Key})
	if err != nil {
		t.Fatal(err)
	}
	v := b.batches[p.Batch]
	got, err := p.Verify(v)
	if err != nil || !reflect.DeepEqual(got, all[42].Trace) {
		t.Fatalf("%+v, %v", got, err)
	}
	key, value := trace.BatchKey(v.ID), stateOf(t, v)
	if got, err := p.VerifyState(key, value); err != nil || got.Key != all[42].Key {
		t.Errorf("%+v, %v", got, err)
	}
	for _, w := range [][2][]byte{{trace.BatchKey(ref("operator/other")), value}, {key, nil},
		{key, value[1:]}, {nil, value}} {
		if _, err := p.VerifyState(w[0], w[1]); !errors.Is(err, ErrProof) {
			t.Errorf("%x: %v", w[0], err)
		}
	}
	text, _ := json.Marshal(p)
	for _, forged := range []string{strings.Replace(string(text), `"key":"`, `"key":"x`, 1),
		strings.Replace(string(text), `{`, `{"more":1,`, 1), "{}", "null", string(text) + "{}"} {
		if _, err := ParseProof([]byte(forged)); !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", forged, err)
		}
	}
	if back, err := ParseProof(text); err != nil || !reflect.DeepEqual(back, p) {
		t.Errorf("%+v, %v", back, err)
	}
	for i := range p.Leaf { // any byte of the leaf
		q := p
		q.Leaf = bytes.Clone(p.Leaf)
		q.Leaf[i] ^= 1
		if _, err := q.Verify(v); err == nil {
			t.Fatalf("byte %d of the leaf may be changed", i)
		}
	}
	for name, change := range map[string]func(*Proof, *trace.Batch){
		"index":    func(p *Proof, _ *trace.Batch) { p.Index++ },
		"leaves":   func(p *Proof, _ *trace.Batch) { p.Leaves++ },
		"offset":   func(p *Proof, _ *trace.Batch) { p.Offset++ },
		"batch":    func(p *Proof, _ *trace.Batch) { p.Batch.Local += "x" },
		"sum":      func(p *Proof, _ *trace.Batch) { p.Path[0].Sum++ },
		"path":     func(p *Proof, _ *trace.Batch) { p.Path = p.Path[1:] },
		"longer":   func(p *Proof, _ *trace.Batch) { p.Path = append(p.Path, Sibling{}) },
		"count":    func(_ *Proof, b *trace.Batch) { b.Count++ },
		"window":   func(_ *Proof, b *trace.Batch) { b.To = b.From },
		"counters": func(_ *Proof, b *trace.Batch) { slices.Reverse(b.Counters) },
	} {
		q, w := p, v
		q.Path, w.Counters = slices.Clone(p.Path), slices.Clone(v.Counters)
		change(&q, &w)
		if _, err := q.Verify(w); !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for unit := range v.Count { // each unit belongs to exactly the use that covers it
		q, err := c.Prove(Wanted{Batch: p.Batch, Unit: &unit})
		if err != nil || unit < q.Offset || unit >= q.Offset+q.Trace.Units {
			t.Fatalf("unit %d: offset %d, %d units, %v", unit, q.Offset, q.Trace.Units, err)
		}
		if _, err := q.Verify(v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Prove(Wanted{Key: "nobody"}); !errors.Is(err, ErrNoTrace) {
		t.Errorf("%v", err)
	}
}

// stateOf is the value that state has of a batch.
func stateOf(t *testing.T, b trace.Batch) []byte {
	t.Helper()
	text, err := wire.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte{1}, text...)
}
