package vectors

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

type txVector struct {
	Name     string          `json:"name"`
	JSON     json.RawMessage `json:"json"`
	Body     json.RawMessage `json:"body_json"` // what paper.body encodes
	Preimage string          `json:"preimage"`  // what every signer signs
	ID       string          `json:"id"`        // SHA-256 of the paper's RLP
	Signers  []signerVector  `json:"signers"`
	RLP      string          `json:"rlp"` // the transaction as it is broadcast
}

type signerVector struct {
	Account string `json:"account"`
	Public  string `json:"public"`
	Secret  string `json:"secret"` // derived from a published seed: never use it
	Digest  string `json:"digest"` // Keccak-256(preimage), or SM3(ZA || preimage)
	RS      string `json:"rs"`
}

type signer struct {
	account tx.Account
	key     crypto.PrivateKey
}

func at(text string, alg crypto.Alg) signer {
	a, err := tx.ParseAccount(text)
	if err != nil {
		panic(err)
	}
	return signer{a, crypto.FromSeed(alg, text)}
}

// sign makes a whole transaction: resource.publish of gz-health/visits.
func sign(t *testing.T, by ...signer) (tx.Tx, catalog.ResourcePublish) {
	t.Helper()
	body := catalog.ResourcePublish{ID: wire.ID{Party: "gz-health", Local: "visits"}}
	p := tx.Paper{Chain: "test-vectors", Genesis: wire.Hash(crypto.SHA256([]byte("genesis"))),
		Author: by[0].account, CoSigners: []tx.Account{}, Lane: 0, Nonce: 1,
		Expires: wire.Date(20261010).Start(), Kind: "resource.publish", Body: wire.MustEncode(&body)}
	for _, s := range by[1:] {
		p.CoSigners = append(p.CoSigners, s.account)
	}
	out := tx.Tx{Paper: p}
	for _, s := range by {
		sig, err := p.Sign(s.key, 1)
		if err != nil {
			t.Fatal(err)
		}
		out.Signatures = append(out.Signatures, sig)
	}
	return out, body
}

func vectorOf(t *testing.T, name string, by ...signer) txVector {
	t.Helper()
	x, body := sign(t, by...)
	v := txVector{Name: name, JSON: raw(t, x), Body: raw(t, body), RLP: rlpHex(t, x)}
	b, _ := hex.DecodeString(v.RLP)
	parsed, err := tx.Parse(b)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	v.Preimage, v.ID = hex.EncodeToString(parsed.Preimage), parsed.ID.String()
	for i, s := range by {
		public := s.key.Public()
		digest, err := public.SigningDigest(parsed.Preimage)
		if err != nil {
			t.Fatal(err)
		}
		rs := x.Signatures[i].RS
		if !public.Verify(parsed.Preimage, rs) {
			t.Errorf("%s: signature %d does not verify", name, i)
		}
		v.Signers = append(v.Signers, signerVector{Account: s.account.String(), Public: public.String(),
			Secret: hex.EncodeToString(crypto.Secret(s.key)), Digest: hex.EncodeToString(digest[:]),
			RS: hex.EncodeToString(rs[:])})
	}
	return v
}

type refusedVector struct {
	Name string `json:"name"`
	Why  string `json:"why"` // encoding, signers or signature
	RLP  string `json:"rlp"`
}

func TestTransactions(t *testing.T) {
	secp, sm2 := at("gz-bureau/1", crypto.Secp256k1), at("gz-bureau/2", crypto.SM2)
	golden(t, "tx.json", struct {
		Accepted  []txVector        `json:"accepted"`
		Refused   []refusedVector   `json:"refused"`
		Enrolment []enrolmentVector `json:"enrolment"`
	}{
		[]txVector{vectorOf(t, "secp256k1", secp), vectorOf(t, "sm2", sm2),
			vectorOf(t, "maker secp256k1, checker sm2", secp, sm2)},
		refusedTransactions(t, secp, sm2),
		[]enrolmentVector{enrolment(t, secp), enrolment(t, sm2)},
	})
}

func refusedTransactions(t *testing.T, secp, sm2 signer) []refusedVector {
	one, _ := sign(t, secp)
	change := func(by signer, f func(x *tx.Tx)) tx.Tx {
		x, _ := sign(t, by)
		f(&x)
		return x
	}
	bytes := func(x tx.Tx) []byte { b, _ := hex.DecodeString(rlpHex(t, x)); return b }
	good := bytes(one)
	out := []refusedVector{
		refuse(t, "a byte after the end", append(append([]byte{}, good...), 0), secp),
		refuse(t, "cut short", good[:len(good)-1], secp),
		refuse(t, "no signature", bytes(change(secp, func(x *tx.Tx) { x.Signatures = nil })), secp),
		refuse(t, "a signer twice", bytes(change(secp, func(x *tx.Tx) {
			x.Paper.CoSigners = []tx.Account{x.Paper.Author}
			x.Signatures = append(x.Signatures, x.Signatures[0])
		})), secp),
		refuse(t, "another nonce than signed", bytes(change(secp, func(x *tx.Tx) { x.Paper.Nonce++ })),
			secp),
		refuse(t, "secp256k1 with high s", bytes(change(secp, highS)), secp),
		refuse(t, "SM2 with r zero", bytes(change(sm2, func(x *tx.Tx) {
			clear(x.Signatures[0].RS[:32])
		})), sm2),
		refuse(t, "signed by another key", bytes(change(secp, func(x *tx.Tx) {
			x.Signatures[0], _ = x.Paper.Sign(crypto.FromSeed(crypto.Secp256k1, "other"), 1)
		})), secp),
	}
	return out
}

// highS replaces s by n-s, which plain ECDSA would accept as well.
func highS(x *tx.Tx) {
	n, _ := new(big.Int).SetString(
		"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
	s := x.Signatures[0].RS[32:]
	n.Sub(n, new(big.Int).SetBytes(s)).FillBytes(s)
}

// refuse names the first gate that refuses the bytes.
func refuse(t *testing.T, name string, b []byte, by signer) refusedVector {
	t.Helper()
	v := refusedVector{Name: name, RLP: hex.EncodeToString(b)}
	parsed, err := tx.Parse(b)
	switch {
	case errors.Is(err, tx.ErrSigners):
		v.Why = "signers"
	case errors.Is(err, wire.ErrEncoding):
		v.Why = "encoding"
	case err == nil && !by.key.Public().Verify(parsed.Preimage, parsed.Signatures[0].RS):
		v.Why = "signature"
	default:
		t.Errorf("%s: not refused (%v)", name, err)
	}
	return v
}

type enrolmentVector struct {
	Account  string `json:"account"`
	Number   uint16 `json:"number"`
	Public   string `json:"public"`
	Preimage string `json:"preimage"`
	Proof    string `json:"proof"`
}

// enrolment is the proof of possession of a key that becomes number 2 of its account.
func enrolment(t *testing.T, s signer) enrolmentVector {
	t.Helper()
	pre := party.EnrolPreimage("test-vectors", s.account, 2, s.key.Public())
	rs, err := party.EnrolProof("test-vectors", s.account, 2, s.key)
	if err != nil || !s.key.Public().Verify(pre, rs) {
		t.Fatal(err)
	}
	return enrolmentVector{s.account.String(), 2, s.key.Public().String(), hex.EncodeToString(pre),
		hex.EncodeToString(rs[:])}
}
