package tx

import (
	"bytes"
	"errors"
	"testing"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

func paper() Paper {
	return Paper{Chain: "test-1", Genesis: wire.Hash{1}, Author: Account{"gz-bureau", 1},
		CoSigners: []Account{{"gz-operator", 2}}, Lane: 0, Nonce: 9, Expires: 1790000000,
		Kind: "agreement.sign", Body: wire.Bytes{0xc0}}
}

func signed(t *testing.T, p Paper) []byte {
	t.Helper()
	full := Tx{Paper: p}
	for i, alg := range []crypto.Alg{crypto.Secp256k1, crypto.SM2} {
		s, err := p.Sign(crypto.FromSeed(alg, "k"), uint16(i))
		if err != nil {
			t.Fatal(err)
		}
		full.Signatures = append(full.Signatures, s)
	}
	return wire.MustEncode(full)
}

func TestParse(t *testing.T) {
	p := paper()
	got, err := Parse(signed(t, p))
	if err != nil {
		t.Fatal(err)
	}
	if id, _ := p.ID(); got.ID != id {
		t.Error("the id is not that of the paper")
	}
	for i, alg := range []crypto.Alg{crypto.Secp256k1, crypto.SM2} {
		pub := crypto.FromSeed(alg, "k").Public()
		if !pub.Verify(got.Preimage, got.Signatures[i].RS) {
			t.Errorf("signature %d does not verify", i)
		}
		other := paper()
		other.Nonce++
		pre, _ := other.Preimage()
		if pub.Verify(pre, got.Signatures[i].RS) {
			t.Errorf("signature %d verifies another paper", i)
		}
	}
}

func TestSignaturesAreNotPartOfTheID(t *testing.T) {
	a, b := signed(t, paper()), signed(t, paper())
	b[len(b)-1] ^= 1
	pa, _ := Parse(a)
	pb, err := Parse(b)
	if err != nil || pa.ID != pb.ID {
		t.Error("a changed signature changes the id", err)
	}
}

func TestParseRefuses(t *testing.T) {
	p := paper()
	good := signed(t, p)
	twice := p
	twice.CoSigners = []Account{p.Author}
	nobody := p
	nobody.Author.Party = "no body"
	missing := wire.MustEncode(Tx{Paper: p})
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"too large":        {make([]byte, MaxBytes+1), ErrTooLarge},
		"garbage":          {[]byte("hello"), wire.ErrEncoding},
		"trailing":         {append(bytes.Clone(good), 0), wire.ErrEncoding},
		"no signatures":    {missing, ErrSigners},
		"signer twice":     {signed(t, twice), ErrSigners},
		"malformed signer": {signed(t, nobody), wire.ErrEncoding},
	} {
		if _, err := Parse(c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAccountText(t *testing.T) {
	for _, bad := range []string{"", "a", "a/", "/1", "a/01", "a/-1", "a/65536", "a b/1", "a/1/2"} {
		if _, err := ParseAccount(bad); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
	if a, err := ParseAccount("gz-bureau/0"); err != nil || a.String() != "gz-bureau/0" {
		t.Error(a, err)
	}
}

func FuzzParse(f *testing.F) {
	p := paper()
	b, _ := wire.Encode(Tx{Paper: p, Signatures: []Signature{{Alg: crypto.SM2}, {Alg: crypto.SM2}}})
	f.Add(b)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Parse(b)
		if err != nil {
			return
		}
		if again := wire.MustEncode(got.Tx); !bytes.Equal(again, b) {
			t.Fatalf("%x became %x", b, again)
		}
	})
}
