package bundle

import (
	"context"
	"strings"
	"testing"

	cmtjson "github.com/cometbft/cometbft/libs/json"

	"github.com/suyuan-ledger/suyuan/wire"
)

// moved is a chain whose validators change twice: four of the founding, then five, then four others
// that hold the state now.
func moved(t testing.TB, id string) *chain {
	c := newChain(t, id, 3)
	c.handover(0, 1, 2, 3, 4)
	c.block()
	c.block()
	c.handover(2, 3, 4, 5)
	c.block()
	c.block()
	return c
}

// TestChangesOfValidators verifies files of a chain after votes changed its validators: from the
// genesis document, from a checkpoint at a change, from any set on the way (rulings E17).
func TestChangesOfValidators(t *testing.T) {
	c := moved(t, "test-moved")
	file := c.export("operator", "treasury")
	f, fault := decode(file)
	must(t, fault)
	if len(f.Proof.Changes) != 2 || f.ProofVersion != 2 {
		t.Fatalf("%d changes, version %d", len(f.Proof.Changes), f.ProofVersion)
	}
	hash := func(height uint64) wire.Hash { return wire.Hash(c.signed[height].Hash()) }
	set := func(height uint64) wire.Hash { return wire.Hash(c.sets[height].Hash()) }
	for _, v := range []struct {
		name, anchor string
		trust        Trust
	}{{"genesis", "genesis", c.trust()},
		{"a header at a change", "checkpoint", TrustHash(hash(4))},
		{"the second", "checkpoint", TrustHash(hash(7))},
		{"the founding set", "validators", TrustHash(set(1))},
		{"a set between", "validators", TrustHash(set(5))},
		{"the last set", "validators", TrustHash(set(9))}} {
		r, err := Verify(file, v.trust)
		if err != nil || r.Anchor != v.anchor {
			t.Errorf("%s: %v, anchor %v", v.name, err, r)
		}
	}
	if _, err := Verify(file, TrustHash(hash(5))); code(err) != "trust.hash" {
		t.Errorf("a header that is not in the file: %v", err)
	}
	for _, line := range []string{"12", "0"} {
		checkLineSize(t, c, line)
	}
	checkBroken(t, c, file)
}

// checkBroken refuses sequences that are not whole.
func checkBroken(t *testing.T, c *chain, file []byte) {
	later := newChain(t, "test-moved", 1)
	later.handover(7, 8, 9)
	later.block()
	for _, v := range []struct {
		name, code string
		change     func(*Proof)
	}{
		{"none of them", "trust.validators", func(p *Proof) { p.Changes = []Change{} }},
		{"the first missing", "trust.validators", func(p *Proof) { p.Changes = p.Changes[1:] }},
		{"the last missing", "changes.broken", func(p *Proof) { p.Changes = p.Changes[:1] }},
		{"exchanged", "changes.broken",
			func(p *Proof) { p.Changes[0], p.Changes[1] = p.Changes[1], p.Changes[0] }},
		{"one twice", "changes.broken",
			func(p *Proof) { p.Changes = append(p.Changes[:1], p.Changes...) }},
		{"one that changes nothing", "changes.idle", func(p *Proof) {
			idle, err := sealOf(c.signed[2], c.sets[2].Validators)
			must(t, err)
			p.Changes = append([]Change{idle}, p.Changes...)
		}},
		{"signed by another set", "changes.validators.hash",
			func(p *Proof) { p.Changes[1].Validators = p.Changes[0].Validators }},
		{"not signed", "changes.commit.size", func(p *Proof) {
			other, err := sealOf(c.signed[4], c.sets[4].Validators)
			must(t, err)
			p.Changes[1].Commit = other.Commit
		}},
		{"of a fork that strangers signed", "changes.broken", func(p *Proof) {
			fork, err := sealOf(later.signed[2], later.sets[2].Validators)
			must(t, err)
			p.Changes[0] = fork
		}},
		{"version 1", "file.format", func(p *Proof) { p.Changes = nil }},
	} {
		out := forged(t, file, v.change)
		if _, err := Verify(out, c.trust()); code(err) != v.code {
			t.Errorf("%s: %v, want %s", v.name, err, v.code)
		}
	}
	old := strings.Replace(string(file), `"proof_version": 2`, `"proof_version": 1`, 1)
	if _, err := Verify([]byte(old), c.trust()); code(err) != "file.format" {
		t.Errorf("version 1 with changes: %v", err)
	}
	doc, err := cmtjson.MarshalIndent(c.found.Doc, "", "  ")
	must(t, err)
	founding, err := TrustDocument(doc)
	must(t, err)
	if _, err := Verify(file, founding); err != nil || founding.genesis != c.found.Digest {
		t.Errorf("by the genesis document: %v", err)
	}
}

// checkLineSize holds a file for one line under 50 KB.
func checkLineSize(t *testing.T, c *chain, name string) {
	line, err := NewExtractor(context.Background(), c, period)
	must(t, err)
	b, err := line.Line(context.Background(), name)
	must(t, err)
	if _, err := VerifyExtract(b, c.trust()); err != nil || len(b) >= 50_000 {
		t.Errorf("extract of a line: %d bytes, %v", len(b), err)
	}
	t.Logf("a line after two changes: %d bytes", len(b))
}

// TestSetThatCameBack finds the short way where a set came and went again.
func TestSetThatCameBack(t *testing.T) {
	c := newChain(t, "test-back", 3)
	c.handover(1, 2, 3, 4)
	c.block()
	c.handover(0, 1, 2, 3)
	c.block()
	c.block()
	f, fault := decode(c.export("operator", "treasury"))
	must(t, fault)
	if _, err := Verify(c.export("operator", "treasury"), c.trust()); err != nil ||
		len(f.Proof.Changes) != 0 {
		t.Errorf("%d changes: %v", len(f.Proof.Changes), err)
	}
}
