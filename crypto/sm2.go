package crypto

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"

	gmsm2 "github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm2/sm2ec"
	"github.com/emmansun/gmsm/sm3"
)

// UserID is the signer's distinguishing identifier in ZA, the default of GM/T 0009.
const UserID = "1234567812345678"

// sm2Prefix is what ZA hashes before the public key: the bit length of UserID in two bytes,
// UserID, and the curve's a, b, xG, yG (GB/T 32918.2 §5.5).
var sm2Prefix = func() []byte {
	c := gmsm2.P256().Params()
	a := new(big.Int).Sub(c.P, big.NewInt(3))
	b := binary.BigEndian.AppendUint16(nil, uint16(len(UserID)*8))
	b = append(b, UserID...)
	for _, v := range []*big.Int{a, c.B, c.Gx, c.Gy} {
		b = append(b, v.FillBytes(make([]byte, 32))...)
	}
	return b
}()

// sm2Point parses a 33-byte compressed point, or gives nil.
func sm2Point(b []byte) *ecdsa.PublicKey {
	if b[0] != 2 && b[0] != 3 {
		return nil
	}
	x, y := sm2ec.UnmarshalCompressed(gmsm2.P256(), b)
	if x == nil {
		return nil
	}
	return &ecdsa.PublicKey{Curve: gmsm2.P256(), X: x, Y: y}
}

// sm2Digest is e = SM3(ZA || preimage); compressed and point are the same key.
func sm2Digest(compressed []byte, point *ecdsa.PublicKey, preimage []byte) [32]byte {
	var y [32]byte
	point.Y.FillBytes(y[:])
	za := SM3(sm2Prefix, compressed[1:], y[:])
	return SM3(za[:], preimage)
}

// sm2Verify wants a 33-byte key. The library refuses r, s, or r+s zero, and r or s not below n.
func sm2Verify(key, preimage []byte, rs [SignatureSize]byte) bool {
	point := sm2Point(key)
	if point == nil {
		return false
	}
	e := sm2Digest(key, point, preimage)
	r, s := new(big.Int).SetBytes(rs[:32]), new(big.Int).SetBytes(rs[32:])
	return gmsm2.Verify(point, e[:], r, s)
}

type sm2Key struct {
	key *ecdsa.PrivateKey
	pub PublicKey
}

func newSM2Key(secret []byte) (PrivateKey, error) {
	curve := gmsm2.P256()
	d := new(big.Int).SetBytes(secret)
	// n-1 is excluded because signing inverts 1+d (GB/T 32918.1 §6.1).
	top := new(big.Int).Sub(curve.Params().N, big.NewInt(2))
	if d.Sign() == 0 || d.Cmp(top) > 0 {
		return nil, fmt.Errorf("%w: out of range for sm2", ErrSecret)
	}
	key := &ecdsa.PrivateKey{D: d}
	key.Curve = curve
	key.X, key.Y = curve.ScalarBaseMult(secret)
	b := append([]byte{2 + byte(key.Y.Bit(0))}, key.X.FillBytes(make([]byte, 32))...)
	return &sm2Key{key: key, pub: PublicKey{Alg: SM2, Bytes: b}}, nil
}

func (k *sm2Key) Public() PublicKey { return clonePublic(k.pub) }

func (k *sm2Key) Sign(preimage []byte) (rs [SignatureSize]byte, err error) {
	e := sm2Digest(k.pub.Bytes, &k.key.PublicKey, preimage)
	return k.signDigest(e, newSM2Nonces(k.secret(), e))
}

func (k *sm2Key) signDigest(e [32]byte, nonces io.Reader) (rs [SignatureSize]byte, err error) {
	r, s, err := gmsm2.Sign(nonces, k.key, e[:])
	if err != nil {
		return rs, fmt.Errorf("crypto: sign with sm2: %w", err)
	}
	r.FillBytes(rs[:32])
	s.FillBytes(rs[32:])
	return rs, nil
}

func (k *sm2Key) secret() []byte { return k.key.D.FillBytes(make([]byte, SecretSize)) }

// Format prints the public key whatever the verb, so that no log or dump can show the secret.
func (k *sm2Key) Format(f fmt.State, _ rune) { formatSecret(f, k.pub) }

// sm2Nonces is the stream HMAC-SM3(d, tag || e || i), i = 0, 1, …: unpredictable without d and
// different for every key and digest, so a signature repeats byte for byte and a run of a
// scenario repeats with it. The library mixes d and e into what it reads once more; the stream is
// safe even if a later version of it did not.
type sm2Nonces struct {
	secret []byte
	e      [32]byte
	block  uint32
	rest   []byte
}

func newSM2Nonces(secret []byte, e [32]byte) *sm2Nonces {
	return &sm2Nonces{secret: secret, e: e}
}

// Read answers a read of one byte with zero and without moving: the library throws such a byte
// away at random, exactly to stop callers from relying on the stream.
func (n *sm2Nonces) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	for done := 0; done < len(p); {
		if len(n.rest) == 0 {
			m := hmac.New(sm3.New, n.secret)
			m.Write([]byte("suyuan/sm2-nonce/1\x00"))
			m.Write(n.e[:])
			m.Write(binary.BigEndian.AppendUint32(nil, n.block))
			n.block++
			n.rest = m.Sum(nil)
		}
		c := copy(p[done:], n.rest)
		n.rest = n.rest[c:]
		done += c
	}
	return len(p), nil
}
