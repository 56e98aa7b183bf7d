package bundle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

var every = flag.Bool("every", false, "flip every byte of the files, not a sample of them")

// TestFlippedBytes changes single bytes of a statement file and of its table: none may verify.
func TestFlippedBytes(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	file := c.export("operator", "treasury")
	trust := c.trust()
	r, err := Verify(file, trust)
	must(t, err)
	table := CSV(r, file)
	flips(t, "the file", file, 2000, func(b []byte) error { _, err := Verify(b, trust); return err })
	flips(t, "the table", table, 300, func(b []byte) error { _, err := VerifyCSV(b, file, trust); return err })
}

func flips(t *testing.T, name string, b []byte, sample int, verify func([]byte) error) {
	seed := int64(20261009)
	rnd := rand.New(rand.NewSource(seed))
	positions := rnd.Perm(len(b))
	if !*every {
		positions = positions[:min(sample, len(positions))]
	}
	masks := []byte{0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff}
	for i, at := range positions {
		for k := range 2 {
			mask := masks[(i+k*4)%len(masks)]
			b[at] ^= mask
			if err := verify(b); err == nil || code(err) == "file.broken" {
				t.Errorf("seed %d: %s with byte %d ^ %#x: %v", seed, name, at, mask, err)
			}
			b[at] ^= mask
		}
	}
	t.Logf("%d of %d bytes of %s flipped", len(positions), len(b), name)
}

// forged is a file of a changed proof. What people read stays as it was: the proof is checked first.
func forged(t *testing.T, b []byte, change func(*Proof)) []byte {
	t.Helper()
	f, fault := decode(b)
	must(t, fault)
	change(&f.Proof)
	out, err := f.encode()
	must(t, err)
	return out
}

func TestForgedSeals(t *testing.T) {
	c := newChain(t, "test-bundle", 5)
	e, err := NewExporter(context.Background(), c, period)
	must(t, err)
	b, err := e.Export(context.Background(), Pair{"operator", "treasury"})
	must(t, err)
	for _, v := range []struct {
		name, code string
		change     func(*types.Header, *types.Commit)
	}{
		{"another app hash", "commit.block", func(h *types.Header, _ *types.Commit) { h.AppHash[0]++ }},
		{"another time", "commit.block", func(h *types.Header, _ *types.Commit) { h.Time = h.Time.Add(1) }},
		{"another header, signed by nobody", "commit.signature", func(h *types.Header, k *types.Commit) {
			h.AppHash[0]++
			k.BlockID.Hash = h.Hash()
		}},
		{"another round", "commit.signature", func(_ *types.Header, k *types.Commit) { k.Round++ }},
		{"a bad signature past two thirds", "commit.signature",
			func(_ *types.Header, k *types.Commit) { k.Signatures[3].Signature[5] ^= 1 }},
		{"signatures exchanged", "commit.signature", func(_ *types.Header, k *types.Commit) {
			k.Signatures[0], k.Signatures[1] = k.Signatures[1], k.Signatures[0]
		}},
		{"two of four sign", "commit.power", func(_ *types.Header, k *types.Commit) {
			k.Signatures[1], k.Signatures[2] = types.NewCommitSigAbsent(), types.NewCommitSigAbsent()
		}},
		{"two of four sign, two for nil", "commit.power", func(h *types.Header, k *types.Commit) {
			for i := range 2 {
				k.Signatures[i].BlockIDFlag = types.BlockIDFlagNil
				c.resign(h.ChainID, k, i)
			}
		}},
		{"a nil vote that is not signed", "commit.signature",
			func(_ *types.Header, k *types.Commit) { k.Signatures[2].BlockIDFlag = types.BlockIDFlagNil }},
		{"an absent entry with a signature", "commit.content",
			func(_ *types.Header, k *types.Commit) { k.Signatures[2].BlockIDFlag = types.BlockIDFlagAbsent }},
		{"an entry too few", "commit.size",
			func(_ *types.Header, k *types.Commit) { k.Signatures = k.Signatures[:3] }},
		{"another chain", "commit.signature", func(h *types.Header, k *types.Commit) {
			h.ChainID = "test-bundlf"
			k.BlockID.Hash = h.Hash()
		}},
		{"signed for another chain", "trust.chain", func(h *types.Header, k *types.Commit) {
			h.ChainID = "test-bundlf"
			k.BlockID.Hash = h.Hash()
			for i := range k.Signatures {
				c.resign(h.ChainID, k, i)
			}
		}},
	} {
		out := forged(t, b, func(p *Proof) {
			h, k := unseal(t, *p)
			v.change(&h, k)
			reseal(t, p, h, k)
		})
		if _, err := Verify(out, c.trust()); code(err) != v.code {
			t.Errorf("%s: %v", v.name, err)
		}
	}
}

func unseal(t *testing.T, p Proof) (types.Header, *types.Commit) {
	t.Helper()
	var ph cmtproto.Header
	var pk cmtproto.Commit
	must(t, ph.Unmarshal(p.Header))
	must(t, pk.Unmarshal(p.Commit))
	h, err := types.HeaderFromProto(&ph)
	must(t, err)
	k, err := types.CommitFromProto(&pk)
	must(t, err)
	return h, k
}

func reseal(t *testing.T, p *Proof, h types.Header, k *types.Commit) {
	t.Helper()
	var err error
	p.Header, err = h.ToProto().Marshal()
	must(t, err)
	p.Commit, err = k.ToProto().Marshal()
	must(t, err)
}

// TestExactlyTwoThirds holds the threshold: more than two thirds, not two thirds.
func TestExactlyTwoThirds(t *testing.T) {
	c := newChain(t, "test-bundle", 1)
	h := *c.signed[1].Header
	for _, v := range []struct {
		powers []int64
		signed []bool
		code   string
	}{
		{[]int64{1, 1, 1}, []bool{true, true, false}, "commit.power"},
		{[]int64{1, 1, 1}, []bool{true, true, true}, ""},
		{[]int64{2001, 999}, []bool{true, false}, ""},
		{[]int64{2000, 1000}, []bool{true, false}, "commit.power"},
		{[]int64{667, 333}, []bool{true, false}, ""},
		{[]int64{666, 334}, []bool{true, false}, "commit.power"},
		{[]int64{types.MaxTotalVotingPower - 1, 1}, []bool{false, true}, "commit.power"},
		{[]int64{types.MaxTotalVotingPower - 1, 1}, []bool{true, false}, ""},
	} {
		var list []*types.Validator
		flag := map[string]bool{}
		for i, power := range v.powers {
			key := ed25519.GenPrivKeyFromSecret([]byte{byte(i)})
			list = append(list, types.NewValidator(key.PubKey(), power))
			flag[key.PubKey().Address().String()] = v.signed[i]
		}
		c.set = types.NewValidatorSet(list)
		h.ValidatorsHash = c.set.Hash()
		commit := c.sign(&h)
		var p Proof
		for i, val := range c.set.Validators {
			if !flag[val.Address.String()] {
				commit.Signatures[i] = types.NewCommitSigAbsent()
			}
			p.Validators = append(p.Validators, Validator{val.PubKey.Bytes(), uint64(val.VotingPower)})
		}
		h.Height = 2
		commit.Height = 2
		commit.BlockID.Hash = h.Hash()
		for i := range commit.Signatures {
			c.resign(h.ChainID, commit, i)
		}
		reseal(t, &p, h, commit)
		if _, fault := p.openSeal(); fault == nil && v.code != "" || fault != nil && fault.Code != v.code {
			t.Errorf("%v %v: %v", v.powers, v.signed, fault)
		}
	}
}

func TestForgedProofs(t *testing.T) {
	c := newChain(t, "test-bundle", 5)
	b := c.export("operator", "treasury")
	other, fault := decode(c.export("operator", "operator"))
	must(t, fault)
	old := exportAt(t, c, 3, Pair{"operator", "treasury"})
	leaves, w := c.world.leaves, c.world
	with := func(p *Proof, indexes []uint32, own ...int) {
		p.Lines = nil
		for _, i := range indexes {
			p.Lines = append(p.Lines, Line{Index: i, Own: slices.Contains(own, int(i)), Leaf: string(leaves[i])})
		}
		p.Path = jointPath(leaves, indexes)
	}
	indexes := func(p *Proof) (out []uint32) {
		for _, l := range p.Lines {
			out = append(out, l.Index)
		}
		return out
	}
	mine := w.own[Pair{"operator", "treasury"}]
	for _, v := range []struct {
		name, code string
		change     func(*Proof)
	}{
		{"unknown field in the header", "header.encoding", func(p *Proof) { p.Header = append(p.Header, 0x78, 1) }},
		{"unknown field in the commit", "commit.encoding", func(p *Proof) { p.Commit = append(p.Commit, 0x78, 1) }},
		{"no header", "header.encoding", func(p *Proof) { p.Header = nil }},
		{"validators in another order", "validators.list", func(p *Proof) { slices.Reverse(p.Validators) }},
		{"a validator more powerful", "validators.hash", func(p *Proof) { p.Validators[0].Power += 5 }},
		{"a validator twice", "validators.list", func(p *Proof) { p.Validators[1] = p.Validators[0] }},
		{"no validators", "validators.list", func(p *Proof) { p.Validators = nil }},
		{"power past all bounds", "validators.list", func(p *Proof) { p.Validators[1].Power = 1<<64 - 1 }},
		{"the header of another height", "records.ledger", func(p *Proof) {
			p.Header, p.Commit = old.Proof.Header, old.Proof.Commit
		}},
		{"records of another height", "records.ledger", func(p *Proof) { p.Records = old.Proof.Records }},
		{"another statement", "records.key", func(p *Proof) { p.Records[2] = other.Proof.Records[2] }},
		{"another statement and its parties", "lines.statement", func(p *Proof) { p.Records = other.Proof.Records }},
		{"payer and payee exchanged", "records.key", func(p *Proof) {
			p.Records[3], p.Records[4] = p.Records[4], p.Records[3]
			p.Records[3].Name, p.Records[4].Name = "payer", "payee"
		}},
		{"a record missing", "records.count", func(p *Proof) { p.Records = p.Records[:5] }},
		{"records in another order", "records.order", func(p *Proof) { slices.Reverse(p.Records) }},
		{"the clock said to be absent", "records.clock", func(p *Proof) { p.Records[5].Value = nil }},
		{"an absent key for the clock", "records.key", func(p *Proof) { p.Records[5] = absent(t, c, "nobody") }},
		{"the run said to be absent", "records.run", func(p *Proof) { p.Records[1].Value = nil }},
		{"an absent key for the run", "records.value", func(p *Proof) {
			p.Records[1] = absent(t, c, "nobody")
			p.Records[1].Name = "run"
		}},
		{"an omitted line", "lines.statement", func(p *Proof) { with(p, indexes(p)[:len(p.Lines)-1], mine...) }},
		{"a line said not to be the statement's", "lines.statement",
			func(p *Proof) { with(p, indexes(p), mine[1:]...) }},
		{"an ancestor said to be the statement's", "lines.statement", func(p *Proof) { p.Lines[0].Own = true }},
		{"an omitted ancestor", "lines.parent", func(p *Proof) { with(p, indexes(p)[1:], mine...) }},
		{"an idle line", "lines.idle", func(p *Proof) {
			with(p, slices.Sorted(slices.Values(append(indexes(p), 3))), mine...)
		}},
		{"a line twice", "lines.order", func(p *Proof) { p.Lines = slices.Insert(p.Lines, 1, p.Lines[0]) }},
		{"a line outside the run", "lines.order", func(p *Proof) { p.Lines[len(p.Lines)-1].Index = 4_000_000_000 }},
		{"lines in another order", "lines.order", func(p *Proof) { p.Lines[0], p.Lines[1] = p.Lines[1], p.Lines[0] }},
		{"a changed ancestor", "lines.run", func(p *Proof) {
			p.Lines[0].Leaf = strings.Replace(p.Lines[0].Leaf, "1500000", "1500001", 1)
		}},
		{"a changed line", "lines.statement", func(p *Proof) { p.Lines[len(p.Lines)-1].Leaf += " " }},
		{"a path too short", "lines.run", func(p *Proof) { p.Path = p.Path[1:] }},
		{"a path too long", "lines.run", func(p *Proof) { p.Path = append(p.Path, wire.Hash{}) }},
		{"no statement before", "statement.opening", func(p *Proof) { p.Previous = nil }},
		{"another statement before", "statement.opening",
			func(p *Proof) { p.Previous = p.Records[2].Value[1:] }},
	} {
		if _, err := Verify(forged(t, b, v.change), c.trust()); code(err) != v.code {
			t.Errorf("%s: %v", v.name, err)
		}
	}
}

// exportAt makes a file at a height of its own.
func exportAt(t *testing.T, c *chain, height uint64, pair Pair) File {
	t.Helper()
	e := &Exporter{src: c, period: period, known: map[string]Record{}}
	must(t, e.at(context.Background(), height))
	b, err := e.Export(context.Background(), pair)
	must(t, err)
	f, fault := decode(b)
	must(t, fault)
	return f
}

// absent is a true proof that no party of this name exists.
func absent(t *testing.T, c *chain, id string) Record {
	t.Helper()
	key := parties.Key(id)
	_, proof, err := c.Ask(context.Background(), pathKey, key, c.height-1, true)
	must(t, err)
	return Record{Name: "clock", Key: key, Proof: proof}
}

// TestSums forges what only dishonest validators could have signed: records that do not add up.
func TestSums(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	f, fault := decode(c.export("operator", "treasury"))
	must(t, fault)
	for _, v := range []struct {
		name, code string
		change     func(*facts, []ledgerLine)
	}{
		{"nothing", "", func(*facts, []ledgerLine) {}},
		{"a run that is landing", "statement.stage", func(f *facts, _ []ledgerLine) { f.run.Stage = settle.Landing }},
		{"another period", "statement.run", func(f *facts, _ []ledgerLine) { f.statement.Period = "2026Q3" }},
		{"another run", "statement.run", func(f *facts, _ []ledgerLine) { f.statement.RunRoot[0]++ }},
		{"more than its lines", "statement.amount", func(f *facts, _ []ledgerLine) { f.statement.Amount++ }},
		{"transfers without lines", "statement.amount", func(f *facts, _ []ledgerLine) { f.statement.Transfer++ }},
		{"a share moved", "statement.on_behalf", func(f *facts, _ []ledgerLine) {
			f.statement.OnBehalf[0].Amount++
			f.statement.OnBehalf[1].Amount--
		}},
		{"a share missing", "statement.on_behalf",
			func(f *facts, _ []ledgerLine) { f.statement.OnBehalf = f.statement.OnBehalf[1:] }},
		{"a line that pays nobody", "statement.line", func(_ *facts, l []ledgerLine) { l[0].own = true }},
		{"closing", "statement.closing", func(f *facts, _ []ledgerLine) { f.statement.Closing-- }},
		{"an offset beyond what is due", "statement.closing", func(f *facts, _ []ledgerLine) {
			f.statement.Offset, f.statement.Closing = 999_999_999, 379562-999_999_999
		}},
		{"kept by another", "statement.closing", func(f *facts, _ []ledgerLine) {
			f.statement.Kept, f.statement.Closing = 1, f.statement.Closing-1
		}},
		{"opening", "statement.opening", func(f *facts, _ []ledgerLine) {
			f.statement.Opening, f.statement.Closing = 701, f.statement.Closing+1
		}},
		{"sums that wrap around", "statement.amount", func(_ *facts, l []ledgerLine) {
			for i := range l {
				l[i].Amount = 1 << 62
			}
		}},
	} {
		s, fault := f.Proof.openSeal()
		must(t, fault)
		facts, fault := f.Proof.openRecords(s.app)
		must(t, fault)
		lines, fault := f.Proof.openLines(facts)
		must(t, fault)
		v.change(facts, lines)
		if fault := f.Proof.checkStatement(facts, lines); fault == nil && v.code != "" ||
			fault != nil && fault.Code != v.code {
			t.Errorf("%s: %v", v.name, fault)
		}
	}
}

// TestOverspentLines catches lines that each follow from their parents but together take too much.
func TestOverspentLines(t *testing.T) {
	inflow := settlement.Line{ID: "L0000001", Kind: "inflow", Node: "p", To: "p", Amount: 100}
	part := func(id string, fen int64) ledgerLine {
		return ledgerLine{Line: settlement.Line{ID: id, Kind: "fee", Node: "p", To: "x", Amount: fen,
			Parents: []string{"L0000001"}}, own: true}
	}
	at := map[string]int{"L0000001": 0, "L0000002": 1, "L0000003": 2}
	if f := checkSplits([]ledgerLine{{Line: inflow}, part("L0000002", 60), part("L0000003", 40)}, at); f != nil {
		t.Error(f)
	}
	if f := checkSplits([]ledgerLine{{Line: inflow}, part("L0000002", 60), part("L0000003", 41)}, at); f == nil {
		t.Error("101 fen of 100")
	}
	share := settlement.Line{ID: "L0000001", Kind: "share", Node: "p", To: "inputs", Amount: 100}
	if f := checkSplits([]ledgerLine{{Line: share}, part("L0000002", 60), part("L0000003", 40)}, at); f == nil {
		t.Error("one share went on twice")
	}
}

// TestHugeInputs ends quickly and with a fault, whatever is sent.
func TestHugeInputs(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	b := c.export("operator", "treasury")
	many := forged(t, b, func(p *Proof) {
		for range 200_000 {
			p.Validators = append(p.Validators, p.Validators[0])
		}
	})
	long := forged(t, b, func(p *Proof) {
		p.Lines = make([]Line, 300_000)
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
				out := strings.Replace(string(b), fmt.Sprintf("%q: %s", field, from), fmt.Sprintf("%q: null", field), 1)
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
	f.Add([]byte(`{"format":"suyuan-statement/1","proof_version":1,"proof":{"header":"0a","commit":"08"}}`))
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
	f.Add([]byte(good.Header), []byte(good.Commit), []byte(good.Records[2].Proof), good.Lines[0].Leaf, good.Lines[0].Index)
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
