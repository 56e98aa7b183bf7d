package crypto

import (
	"crypto/ecdsa"
	"fmt"

	geth "github.com/ethereum/go-ethereum/crypto"
)

// secp256k1Key wraps go-ethereum's key, which signs through libsecp256k1 when built with cgo and
// in pure Go otherwise. Both take their nonces from RFC 6979 and give the same signature.
type secp256k1Key struct {
	key *ecdsa.PrivateKey
	pub PublicKey
}

func newSecp256k1Key(secret []byte) (PrivateKey, error) {
	key, err := geth.ToECDSA(secret)
	if err != nil {
		return nil, fmt.Errorf("%w: out of range for secp256k1", ErrSecret)
	}
	pub := PublicKey{Alg: Secp256k1, Bytes: geth.CompressPubkey(&key.PublicKey)}
	return &secp256k1Key{key: key, pub: pub}, nil
}

func (k *secp256k1Key) Public() PublicKey { return clonePublic(k.pub) }

func (k *secp256k1Key) Sign(preimage []byte) (rs [SignatureSize]byte, err error) {
	digest := Keccak256(preimage)
	sig, err := geth.Sign(digest[:], k.key)
	if err != nil {
		return rs, fmt.Errorf("crypto: sign with secp256k1: %w", err)
	}
	copy(rs[:], sig) // the 65th byte, the recovery id, is not part of our form
	return rs, nil
}

func (k *secp256k1Key) secret() []byte { return geth.FromECDSA(k.key) }

// Format prints the public key whatever the verb, so that no log or dump can show the secret.
func (k *secp256k1Key) Format(f fmt.State, _ rune) { formatSecret(f, k.pub) }

// secp256k1Check wants 33 bytes; the prefix is judged here because the two builds of go-ethereum
// need not agree on exotic ones.
func secp256k1Check(b []byte) bool {
	if b[0] != 2 && b[0] != 3 {
		return false
	}
	_, err := geth.DecompressPubkey(b)
	return err == nil
}

// secp256k1Verify wants a 33-byte key. go-ethereum refuses r or s zero or overflowing and high s.
func secp256k1Verify(key, preimage []byte, rs [SignatureSize]byte) bool {
	if key[0] != 2 && key[0] != 3 {
		return false
	}
	digest := Keccak256(preimage)
	return geth.VerifySignature(key, digest[:], rs[:])
}
