package crypto

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	geth "github.com/ethereum/go-ethereum/crypto"
)

// ErrDigestAlg says that a digest's tag is unknown.
var ErrDigestAlg = errors.New("crypto: unknown digest algorithm")

// DigestAlg tags a digest. The zero DigestAlg means absent and has the empty text form.
type DigestAlg uint8

// The digests this version knows, under the numbers they have on the wire.
const (
	DigestSHA256    DigestAlg = 1
	DigestSM3       DigestAlg = 2
	DigestKeccak256 DigestAlg = 3
)

// Valid tells whether a is a digest this version knows.
func (a DigestAlg) Valid() bool { return a >= DigestSHA256 && a <= DigestKeccak256 }

// String gives the text form, or "digest(7)" for one this version does not know.
func (a DigestAlg) String() string {
	switch a {
	case 0:
		return ""
	case DigestSHA256:
		return "sha256"
	case DigestSM3:
		return "sm3"
	case DigestKeccak256:
		return "keccak256"
	}
	return fmt.Sprintf("digest(%d)", uint8(a))
}

// MarshalText gives "sha256", "sm3" or "keccak256", "" for zero, and ErrDigestAlg otherwise.
func (a DigestAlg) MarshalText() ([]byte, error) {
	if a != 0 && !a.Valid() {
		return nil, fmt.Errorf("%w: %d", ErrDigestAlg, uint8(a))
	}
	return []byte(a.String()), nil
}

// UnmarshalText accepts exactly what MarshalText gives.
func (a *DigestAlg) UnmarshalText(text []byte) error {
	for v := DigestAlg(0); v <= DigestKeccak256; v++ {
		if v.String() == string(text) {
			*a = v
			return nil
		}
	}
	return fmt.Errorf("%w: %.32q", ErrDigestAlg, text)
}

// New starts a digest that is fed piece by piece, for files; nil for an unknown tag.
func (a DigestAlg) New() hash.Hash {
	switch a {
	case DigestSHA256:
		return sha256.New()
	case DigestSM3:
		return sm3.New()
	case DigestKeccak256:
		return geth.NewKeccakState()
	}
	return nil
}

// Digest is a tagged digest of content that is kept elsewhere. Its text and JSON form is
// "sm3:66c7…", the zero digest being the empty text; its RLP form is the struct.
type Digest struct {
	Alg DigestAlg `json:"alg"`
	Sum [32]byte  `json:"sum"`
}

// DigestOf digests b; the zero Digest for an unknown tag.
func DigestOf(a DigestAlg, b []byte) Digest {
	h := a.New()
	if h == nil {
		return Digest{}
	}
	h.Write(b)
	d := Digest{Alg: a}
	h.Sum(d.Sum[:0])
	return d
}

// IsZero tells whether the digest is absent.
func (d Digest) IsZero() bool { return d == Digest{} }

// Check refuses a digest with an unknown tag, also the zero one.
func (d Digest) Check() error {
	if !d.Alg.Valid() {
		return fmt.Errorf("%w: %d", ErrDigestAlg, uint8(d.Alg))
	}
	return nil
}

// Matches tells whether d is the digest of b; false for an unknown tag.
func (d Digest) Matches(b []byte) bool { return d.Alg.Valid() && DigestOf(d.Alg, b) == d }

// String gives the text form, also of a digest that would not pass Check.
func (d Digest) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Alg.String() + ":" + hex.EncodeToString(d.Sum[:])
}

// MarshalText gives "alg:hex", "" for the zero digest, and ErrDigestAlg for an unknown tag.
func (d Digest) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Alg.Valid() {
		return nil, fmt.Errorf("%w: %d", ErrDigestAlg, uint8(d.Alg))
	}
	return []byte(d.String()), nil
}

// UnmarshalText accepts exactly what MarshalText gives.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Digest{}
		return nil
	}
	name, digits, ok := bytes.Cut(text, []byte(":"))
	if !ok || len(name) == 0 || len(digits) != 64 {
		return fmt.Errorf("%w: a digest reads sha256:, sm3: or keccak256: and 64 hex digits", ErrText)
	}
	var v Digest
	if err := v.Alg.UnmarshalText(name); err != nil {
		return err
	}
	b, err := lowerHex(digits)
	if err != nil {
		return err
	}
	copy(v.Sum[:], b)
	*d = v
	return nil
}

// SHA256 is the SHA-256 of the pieces joined.
func SHA256(b ...[]byte) [32]byte {
	if len(b) == 1 {
		return sha256.Sum256(b[0])
	}
	return sum(sha256.New(), b)
}

// SM3 is the SM3 (GB/T 32905) of the pieces joined.
func SM3(b ...[]byte) [32]byte {
	if len(b) == 1 {
		return sm3.Sum(b[0])
	}
	return sum(sm3.New(), b)
}

// Keccak256 is the Keccak-256 of the pieces joined: the original padding, as Ethereum uses it,
// not the SHA3-256 of FIPS 202.
func Keccak256(b ...[]byte) [32]byte { return geth.Keccak256Hash(b...) }

func sum(h hash.Hash, pieces [][]byte) (out [32]byte) {
	for _, p := range pieces {
		h.Write(p)
	}
	h.Sum(out[:0])
	return out
}
