package crypto

import (
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"

	"github.com/emmansun/gmsm/smx509"
)

// PEM writes an SM2 key as other programs read it: SubjectPublicKeyInfo with the curve's object
// identifier 1.2.156.10197.1.301 (GM/T 0009 §7.1). ErrAlg for a key of another suite, ErrPublicKey
// for one that Check refuses.
func (p PublicKey) PEM() (string, error) {
	if p.Alg != SM2 {
		return "", fmt.Errorf("%w: %s keys are not written as PEM", ErrAlg, p.Alg)
	}
	if err := p.Check(); err != nil {
		return "", err
	}
	der, err := smx509.MarshalPKIXPublicKey(sm2Point(p.Bytes))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrPublicKey, err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

// SignatureDER writes r||s as other programs read a signature: a sequence of the two integers in
// DER (GM/T 0009 §7.3).
func SignatureDER(rs [SignatureSize]byte) ([]byte, error) {
	return asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(rs[:32]),
		new(big.Int).SetBytes(rs[32:])})
}
