package crypto

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// PrivateKey signs preimages. The keys of this package sign deterministically; an external signer
// may implement the interface without ever showing its secret.
type PrivateKey interface {
	Public() PublicKey
	// Sign signs the preimage itself: hashing it is part of the suite. The result is r||s.
	Sign(preimage []byte) ([SignatureSize]byte, error)
}

// secretKey is a PrivateKey whose secret this process holds.
type secretKey interface {
	PrivateKey
	secret() []byte
}

// Generate makes a new key from the system's randomness.
func Generate(a Alg) (PrivateKey, error) {
	if !a.Valid() {
		return nil, fmt.Errorf("%w: %d", ErrAlg, uint8(a))
	}
	for {
		var b [SecretSize]byte
		if _, err := io.ReadFull(rand.Reader, b[:]); err != nil {
			return nil, fmt.Errorf("crypto: read randomness: %w", err)
		}
		// A draw at or above the order is as likely as a collision of digests; draw again.
		if k, err := FromBytes(a, b[:]); err == nil {
			return k, nil
		}
	}
}

// FromBytes makes the key of a 32-byte big-endian secret. ErrSecret when it has another length, is
// zero, or is out of range: secp256k1 takes 1 to n-1, SM2 takes 1 to n-2.
func FromBytes(a Alg, secret []byte) (PrivateKey, error) {
	if !a.Valid() {
		return nil, fmt.Errorf("%w: %d", ErrAlg, uint8(a))
	}
	if len(secret) != SecretSize {
		return nil, fmt.Errorf("%w: want %d bytes, got %d", ErrSecret, SecretSize, len(secret))
	}
	if a == SM2 {
		return newSM2Key(secret)
	}
	return newSecp256k1Key(secret)
}

// FromSeed makes the same key from the same seed every time, for tests and for the accounts of
// scenario files. Anyone who can read the seed holds the key: never use it in production. It
// panics on an unknown suite.
func FromSeed(a Alg, seed string) PrivateKey {
	if !a.Valid() {
		panic(fmt.Sprintf("crypto: FromSeed with unknown algorithm %d", uint8(a)))
	}
	for i := uint32(0); ; i++ {
		b := binary.BigEndian.AppendUint32([]byte("suyuan/seed-key/1\x00"), i)
		b = append(b, byte(a))
		sum := sha256.Sum256(append(b, seed...))
		if k, err := FromBytes(a, sum[:]); err == nil {
			return k
		}
	}
}

// Secret gives a copy of the 32-byte secret, or nil when the key is not held by this process.
func Secret(k PrivateKey) []byte {
	if s, ok := k.(secretKey); ok {
		return s.secret()
	}
	return nil
}

func clonePublic(p PublicKey) PublicKey {
	return PublicKey{Alg: p.Alg, Bytes: append([]byte(nil), p.Bytes...)}
}

func formatSecret(w io.Writer, p PublicKey) { fmt.Fprintf(w, "secret key of %s", p) }
