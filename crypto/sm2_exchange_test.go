package crypto

import (
	"crypto/ecdsa"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"testing"

	gmsm2 "github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

// Another reader of the same forms finds the same key, and accepts the signature.
func TestExchangeForms(t *testing.T) {
	for _, seed := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		k := FromSeed(SM2, seed)
		text, err := k.Public().PEM()
		if err != nil {
			t.Fatal(err)
		}
		block, rest := pem.Decode([]byte(text))
		if block == nil || block.Type != "PUBLIC KEY" || len(rest) > 0 {
			t.Fatal(text)
		}
		any, err := smx509.ParsePKIXPublicKey(block.Bytes)
		public, ok := any.(*ecdsa.PublicKey)
		if err != nil || !ok || !public.Equal(sm2Point(k.Public().Bytes)) {
			t.Fatalf("%s: another key: %v", seed, err)
		}
		rs, err := k.Sign([]byte(seed))
		if err != nil {
			t.Fatal(err)
		}
		der, err := SignatureDER(rs)
		var two struct{ R, S *big.Int }
		if rest, bad := asn1.Unmarshal(der, &two); err != nil || bad != nil || len(rest) > 0 {
			t.Fatal(err, bad, rest)
		}
		if two.R.Sign() <= 0 || two.S.Sign() <= 0 ||
			!gmsm2.VerifyASN1WithSM2(public, []byte(UserID), []byte(seed), der) {
			t.Errorf("%s: the signature does not hold in its other form", seed)
		}
	}
	if _, err := FromSeed(Secp256k1, "a").Public().PEM(); !errors.Is(err, ErrAlg) {
		t.Errorf("another suite: %v", err)
	}
	if _, err := (PublicKey{Alg: SM2, Bytes: make([]byte, 33)}).PEM(); !errors.Is(err, ErrPublicKey) {
		t.Errorf("no point: %v", err)
	}
}
