package crypto

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

func TestDigestVectors(t *testing.T) {
	sixteen := strings.Repeat("abcd", 16)
	for _, c := range []struct {
		alg       DigestAlg
		name, in  string
		want      string
		piecewise func(...[]byte) [32]byte
	}{
		{DigestSHA256, "sha256", "abc",
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", SHA256},
		{DigestSM3, "sm3", "abc", // GB/T 32905 A.1
			"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", SM3},
		{DigestSM3, "sm3", sixteen, // GB/T 32905 A.2
			"debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732", SM3},
		{DigestKeccak256, "keccak256", "",
			"c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470", Keccak256},
		{DigestKeccak256, "keccak256", "abc",
			"4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45", Keccak256},
	} {
		d := DigestOf(c.alg, []byte(c.in))
		if d.String() != c.name+":"+c.want {
			t.Errorf("%s of %q is %s", c.name, c.in, d)
		}
		whole := c.piecewise([]byte(c.in))
		half := len(c.in) / 2
		parts := c.piecewise([]byte(c.in)[:half], nil, []byte(c.in)[half:])
		if whole != d.Sum || parts != d.Sum {
			t.Errorf("%s of %q in pieces: %x, %x", c.name, c.in, whole, parts)
		}
		h := c.alg.New()
		h.Write([]byte(c.in)[:half])
		h.Write([]byte(c.in)[half:])
		if got := hex.EncodeToString(h.Sum(nil)); got != c.want {
			t.Errorf("%s streamed: %s", c.name, got)
		}
		if !d.Matches([]byte(c.in)) || d.Matches([]byte(c.in+"x")) || d.Check() != nil {
			t.Errorf("%s: Matches or Check is wrong", c.name)
		}
	}
	if SHA256() != SHA256(nil) || SM3() != SM3(nil) || Keccak256() != Keccak256(nil) {
		t.Error("no piece and an empty piece differ")
	}
}

func TestUnknownDigest(t *testing.T) {
	if d := DigestOf(4, []byte("x")); !d.IsZero() || d.Matches([]byte("x")) {
		t.Errorf("got %v", d)
	}
	for _, d := range []Digest{{}, {Alg: 4}} {
		if err := d.Check(); !errors.Is(err, ErrDigestAlg) {
			t.Errorf("%v: %v", d, err)
		}
	}
	if (Digest{Alg: DigestSM3}).IsZero() {
		t.Error("a tagged digest is not absent")
	}
}
