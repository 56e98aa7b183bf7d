package bundle

import (
	"context"
	"flag"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

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
	flips(t, "the table", table, 300, func(b []byte) error {
		_, err := VerifyCSV(b, file, trust)
		return err
	})
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

// forged is a file of a changed proof. What people read stays as it was: the proof is checked
// first.
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
		{"another time", "commit.block",
			func(h *types.Header, _ *types.Commit) { h.Time = h.Time.Add(1) }},
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
			func(_ *types.Header, k *types.Commit) {
				k.Signatures[2].BlockIDFlag = types.BlockIDFlagAbsent
			}},
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
		if _, fault := p.openSeal(); fault == nil && v.code != "" ||
			fault != nil && fault.Code != v.code {
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
			p.Lines = append(p.Lines, Line{Index: i, Own: slices.Contains(own, int(i)),
				Leaf: string(leaves[i])})
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
		{"unknown field in the header", "header.encoding",
			func(p *Proof) { p.Header = append(p.Header, 0x78, 1) }},
		{"unknown field in the commit", "commit.encoding",
			func(p *Proof) { p.Commit = append(p.Commit, 0x78, 1) }},
		{"no header", "header.encoding", func(p *Proof) { p.Header = nil }},
		{"validators in another order", "validators.list",
			func(p *Proof) { slices.Reverse(p.Validators) }},
		{"a validator more powerful", "validators.hash", func(p *Proof) { p.Validators[0].Power += 5 }},
		{"a validator twice", "validators.list", func(p *Proof) { p.Validators[1] = p.Validators[0] }},
		{"no validators", "validators.list", func(p *Proof) { p.Validators = nil }},
		{"power past all bounds", "validators.list",
			func(p *Proof) { p.Validators[1].Power = 1<<64 - 1 }},
		{"the header of another height", "records.ledger", func(p *Proof) {
			p.Header, p.Commit = old.Proof.Header, old.Proof.Commit
		}},
		{"records of another height", "records.ledger", func(p *Proof) { p.Records = old.Proof.Records }},
		{"another statement", "records.key", func(p *Proof) { p.Records[2] = other.Proof.Records[2] }},
		{"another statement and its parties", "lines.statement",
			func(p *Proof) { p.Records = other.Proof.Records }},
		{"payer and payee exchanged", "records.key", func(p *Proof) {
			p.Records[3], p.Records[4] = p.Records[4], p.Records[3]
			p.Records[3].Name, p.Records[4].Name = "payer", "payee"
		}},
		{"a record missing", "records.count", func(p *Proof) { p.Records = p.Records[:5] }},
		{"records in another order", "records.order", func(p *Proof) { slices.Reverse(p.Records) }},
		{"the clock said to be absent", "records.clock", func(p *Proof) { p.Records[5].Value = nil }},
		{"an absent key for the clock", "records.key",
			func(p *Proof) { p.Records[5] = absent(t, c, "nobody") }},
		{"the run said to be absent", "records.run", func(p *Proof) { p.Records[1].Value = nil }},
		{"an absent key for the run", "records.value", func(p *Proof) {
			p.Records[1] = absent(t, c, "nobody")
			p.Records[1].Name = "run"
		}},
		{"an omitted line", "lines.statement",
			func(p *Proof) { with(p, indexes(p)[:len(p.Lines)-1], mine...) }},
		{"a line said not to be the statement's", "lines.statement",
			func(p *Proof) { with(p, indexes(p), mine[1:]...) }},
		{"an ancestor said to be the statement's", "lines.statement",
			func(p *Proof) { p.Lines[0].Own = true }},
		{"an omitted ancestor", "lines.parent", func(p *Proof) { with(p, indexes(p)[1:], mine...) }},
		{"an idle line", "lines.idle", func(p *Proof) {
			with(p, slices.Sorted(slices.Values(append(indexes(p), 3))), mine...)
		}},
		{"a line twice", "lines.order",
			func(p *Proof) { p.Lines = slices.Insert(p.Lines, 1, p.Lines[0]) }},
		{"a line outside the run", "lines.order",
			func(p *Proof) { p.Lines[len(p.Lines)-1].Index = 4_000_000_000 }},
		{"lines in another order", "lines.order",
			func(p *Proof) { p.Lines[0], p.Lines[1] = p.Lines[1], p.Lines[0] }},
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
