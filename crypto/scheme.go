// Package crypto holds the two signature suites of the ledger, its digests and its key files.
//
// secp256k1 over Keccak-256 and SM2 over SM3 (GB/T 32918, GB/T 32905) are equal citizens: every
// key and every digest carries an algorithm tag, and one institution may mix both. This is the
// only package that touches a curve. It imports nothing else of this module and keeps no state:
// whether a key may sign is decided by the register of keys, never here.
//
// Consensus votes and block hashes are CometBFT's own (Ed25519, SHA-256) and do not pass here.
package crypto

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Sizes of the fixed-width values, in bytes; they are the same for both suites.
const (
	PublicKeySize = 33 // compressed point: 02 or 03, then x
	SecretSize    = 32 // big-endian scalar
	SignatureSize = 64 // r||s, each 32 bytes big-endian
)

// Errors of keys and their text forms; test with errors.Is.
var (
	ErrAlg       = errors.New("crypto: unknown algorithm")
	ErrPublicKey = errors.New("crypto: not a public key of its algorithm")
	ErrSecret    = errors.New("crypto: not a secret key of its algorithm")
	ErrText      = errors.New("crypto: malformed text form")
)

// Alg tags a signature suite: a curve together with the hash of the preimage. The zero Alg means
// absent and has the empty text form.
type Alg uint8

const (
	// Secp256k1 is ECDSA on secp256k1 over Keccak-256 of the preimage, with low s.
	Secp256k1 Alg = 1
	// SM2 is SM2 over SM3(ZA || preimage), ZA taken with the user id UserID.
	SM2 Alg = 2
)

// Valid tells whether a is a suite this version knows.
func (a Alg) Valid() bool { return a == Secp256k1 || a == SM2 }

// String gives the text form, or "alg(7)" for a suite this version does not know.
func (a Alg) String() string {
	switch a {
	case 0:
		return ""
	case Secp256k1:
		return "secp256k1"
	case SM2:
		return "sm2"
	}
	return fmt.Sprintf("alg(%d)", uint8(a))
}

// MarshalText gives "secp256k1" or "sm2", "" for the zero Alg, and ErrAlg otherwise.
func (a Alg) MarshalText() ([]byte, error) {
	if a != 0 && !a.Valid() {
		return nil, fmt.Errorf("%w: %d", ErrAlg, uint8(a))
	}
	return []byte(a.String()), nil
}

// UnmarshalText accepts exactly what MarshalText gives.
func (a *Alg) UnmarshalText(text []byte) error {
	switch string(text) {
	case "":
		*a = 0
	case "secp256k1":
		*a = Secp256k1
	case "sm2":
		*a = SM2
	default:
		return fmt.Errorf("%w: %.32q", ErrAlg, text)
	}
	return nil
}

// PublicKey is a tagged public key: the compressed point, 33 bytes on both curves. Its RLP form
// is the struct; its text and JSON form is "sm2:02ab…", the zero key being the empty text.
//
// A decoded PublicKey may hold anything of its shape: Check decides, and Verify refuses whatever
// Check refuses.
type PublicKey struct {
	Alg   Alg    `json:"alg"`
	Bytes []byte `json:"bytes" max:"33"`
}

// ParsePublicKey reads the text form and checks the key.
func ParsePublicKey(s string) (PublicKey, error) {
	var p PublicKey
	if err := p.UnmarshalText([]byte(s)); err != nil {
		return PublicKey{}, err
	}
	if err := p.Check(); err != nil {
		return PublicKey{}, err
	}
	return p, nil
}

// IsZero tells whether the key is absent.
func (p PublicKey) IsZero() bool { return p.Alg == 0 && len(p.Bytes) == 0 }

// Equal tells whether both keys have the same tag and the same point.
func (p PublicKey) Equal(q PublicKey) bool {
	return p.Alg == q.Alg && bytes.Equal(p.Bytes, q.Bytes)
}

// Check refuses anything but the canonical compressed form of a point of the tagged curve. There
// is no second encoding of a key that passes, so equal keys have equal bytes.
func (p PublicKey) Check() error {
	if !p.Alg.Valid() {
		return fmt.Errorf("%w: %d", ErrAlg, uint8(p.Alg))
	}
	if len(p.Bytes) != PublicKeySize {
		return fmt.Errorf("%w: %s wants %d bytes, got %d",
			ErrPublicKey, p.Alg, PublicKeySize, len(p.Bytes))
	}
	ok := false
	switch p.Alg {
	case Secp256k1:
		ok = secp256k1Check(p.Bytes)
	case SM2:
		ok = sm2Point(p.Bytes) != nil
	}
	if !ok {
		return fmt.Errorf("%w: not a compressed point of %s", ErrPublicKey, p.Alg)
	}
	return nil
}

// SigningDigest is what the suite really signs for this preimage: Keccak-256(preimage), or
// SM3(ZA || preimage). An external signer whose device takes digests is handed this value.
func (p PublicKey) SigningDigest(preimage []byte) ([32]byte, error) {
	if err := p.Check(); err != nil {
		return [32]byte{}, err
	}
	if p.Alg == SM2 {
		return sm2Digest(p.Bytes, sm2Point(p.Bytes), preimage), nil
	}
	return Keccak256(preimage), nil
}

// Verify tells whether rs is this key's signature of the preimage. It is false, and never panics,
// for an unknown suite, a malformed key, r or s zero or not below the order, and for secp256k1
// an s above half the order, so that nobody but the signer can make a second valid signature.
func (p PublicKey) Verify(preimage []byte, rs [SignatureSize]byte) bool {
	if len(p.Bytes) != PublicKeySize {
		return false
	}
	switch p.Alg {
	case Secp256k1:
		return secp256k1Verify(p.Bytes, preimage, rs)
	case SM2:
		return sm2Verify(p.Bytes, preimage, rs)
	}
	return false
}

// Fingerprint is a short form for people to compare by eye, such as
// "sm2:3f2a-91bc-0d4e-77aa-1c55": the tag and the first 80 bits of the SHA-256 of the text form,
// so that `printf %s sm2:02ab… | sha256sum` gives the same digits. It identifies nothing in state.
func (p PublicKey) Fingerprint() string {
	sum := sha256.Sum256([]byte(p.String()))
	groups := make([]string, 5)
	for i := range groups {
		groups[i] = hex.EncodeToString(sum[2*i : 2*i+2])
	}
	return p.Alg.String() + ":" + strings.Join(groups, "-")
}

// String gives the text form, also of a key that would not pass Check.
func (p PublicKey) String() string {
	if p.IsZero() {
		return ""
	}
	return p.Alg.String() + ":" + hex.EncodeToString(p.Bytes)
}

// MarshalText gives "alg:hex", "" for the zero key, and ErrAlg for an unknown suite.
func (p PublicKey) MarshalText() ([]byte, error) {
	if !p.IsZero() && !p.Alg.Valid() {
		return nil, fmt.Errorf("%w: %d", ErrAlg, uint8(p.Alg))
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads "alg:hex" (lower-case, at most 33 bytes) or the empty text. It judges the
// form only, so that the text form says no more and no less than the RLP form; see Check.
func (p *PublicKey) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = PublicKey{}
		return nil
	}
	name, digits, ok := bytes.Cut(text, []byte(":"))
	var alg Alg
	if !ok || len(name) == 0 {
		return fmt.Errorf("%w: a public key reads secp256k1:… or sm2:…", ErrText)
	}
	if err := alg.UnmarshalText(name); err != nil {
		return err
	}
	if len(digits) > 2*PublicKeySize {
		return fmt.Errorf("%w: a public key has %d bytes", ErrText, PublicKeySize)
	}
	b, err := lowerHex(digits)
	if err != nil {
		return err
	}
	*p = PublicKey{Alg: alg, Bytes: b}
	return nil
}

// lowerHex decodes lower-case hex; refusing capitals keeps one text form per value.
func lowerHex(digits []byte) ([]byte, error) {
	if len(digits)%2 != 0 {
		return nil, fmt.Errorf("%w: an odd number of hex digits", ErrText)
	}
	for _, c := range digits {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return nil, fmt.Errorf("%w: not lower-case hex", ErrText)
		}
	}
	b := make([]byte, len(digits)/2)
	_, err := hex.Decode(b, digits)
	return b, err
}
