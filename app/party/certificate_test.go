package party

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"

	gmsm2 "github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const healthCode = "91350100M000100Y43" // the example of GB 32100

// certificate is one of the key, of a subject's code, signed by another key; to two years on.
func certificate(t *testing.T, k, by crypto.PrivateKey, code string, ca bool) []byte {
	t.Helper()
	of := func(k crypto.PrivateKey) *gmsm2.PrivateKey {
		key := new(ecdsa.PrivateKey)
		key.Curve, key.D = gmsm2.P256(), new(big.Int).SetBytes(crypto.Secret(k))
		key.X, key.Y = key.Curve.ScalarBaseMult(crypto.Secret(k))
		out, err := new(gmsm2.PrivateKey).FromECPrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true,
		Subject: pkix.Name{CommonName: "root"}, BasicConstraintsValid: true,
		NotBefore: wire.Time(began).Std(), NotAfter: wire.Time(began + 730*86400).Std(),
		KeyUsage: x509.KeyUsageCertSign, SignatureAlgorithm: smx509.SM2WithSM3}
	c := *authority
	if !ca {
		c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature
		c.Subject = pkix.Name{CommonName: "health", SerialNumber: code}
	}
	der, err := smx509.CreateCertificate(rand.Reader, &c, authority, &of(k).PublicKey, of(by))
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// certifiedWorld is a world whose genesis trusts one authority and knows the code of gz-health.
func certifiedWorld(t *testing.T, authorities ...[]byte) *world {
	t.Helper()
	g := founders()
	for _, der := range authorities {
		g.Authorities = append(g.Authorities, Authority{der})
	}
	for i := range g.Parties {
		if g.Parties[i].ID == "gz-health" {
			g.Parties[i].USCC = crypto.DigestOf(crypto.DigestSM3, []byte(healthCode))
		}
	}
	section, err := wire.ToJSON(g)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: state.NewMemStore(), now: began}
	SetAlgorithms(w.store, []crypto.Alg{crypto.SM2, crypto.Secp256k1})
	if err := loadGenesis(w.ctx(), section); err != nil {
		t.Fatal(err)
	}
	w.now += 100
	return w
}

// A certificate is taken with a key when it leads to an authority of genesis, is valid, of this key
// and of this institution; the proof of possession stays needed.
func TestCertificates(t *testing.T) {
	ca, k, other := crypto.FromSeed(crypto.SM2, "ca"), crypto.FromSeed(crypto.SM2, "k"),
		crypto.FromSeed(crypto.SM2, "other")
	w := certifiedWorld(t, certificate(t, ca, ca, "", true))
	good := certificate(t, k, ca, healthCode, false)
	m := &KeyEnroll{Account: 1, Number: 2, Key: k.Public(), Proof: proof(t, "gz-health", 1, 2, k)}
	refused := func(want *rule.Refusal, der []byte) {
		t.Helper()
		m.Certificate = der
		w.refused(want, m, healthRoot...)
	}
	refused(rule.BadField, []byte("x"))
	refused(ErrCertificateChain, certificate(t, k, other, healthCode, false))
	refused(ErrCertificateKey, certificate(t, other, ca, healthCode, false))
	refused(ErrCertificateSubject, certificate(t, k, ca, "91520000MA6DKLMN0X", false))
	refused(ErrCertificateSubject, certificate(t, k, ca, "", false))
	for _, at := range []wire.Time{began - 1, began + 730*86400 + 1} {
		was := w.now
		w.now = at
		refused(ErrCertificateTime, good)
		w.now = was
	}
	m.Proof[0] ^= 1
	refused(ErrProof, good)
	m.Proof[0] ^= 1
	w.ok(m, healthRoot...)
	v, ok := CertificateOf(w.store, tx.Account{Party: "gz-health", Number: 1}, 2)
	if !ok || string(v.Chain) != string(good) || v.From != began || v.To != began+730*86400 {
		t.Errorf("%+v", v)
	}
	ask := rule.Ask{Store: w.store, Args: map[string]string{"account": "gz-health/1", "key": "2"}}
	if got, err := viewCertificate(ask); err != nil || got.(Certified).Subject != v.Subject {
		t.Errorf("%+v %v", got, err)
	}
	ask.Args["key"] = "1"
	if _, err := viewCertificate(ask); err == nil {
		t.Error("a key without a certificate has one")
	}

	// The certificate's end does not end the key, and an account may open with one.
	w.now = began + 800*86400
	if key, _ := AccountKey(w.store, tx.Account{Party: "gz-health", Number: 1}, 2); !key.ActiveAt(
		w.now) {
		t.Error("the key ended with its certificate")
	}
	w.now = began + 200
	w.ok(&AccountOpen{Number: 9, Duty: DutyMachine, Key: other.Public(), Certificate: certificate(t,
		other, ca, healthCode, false), Proof: proof(t, "gz-health", 9, FirstKey, other)}, healthRoot...)
	if _, ok := CertificateOf(w.store, tx.Account{Party: "gz-health", Number: 9}, FirstKey); !ok {
		t.Error("the certificate of a new account's key is not kept")
	}
}

// Without authorities no certificate is taken; an institution without a recorded code has none; and
// genesis takes authorities only.
func TestAuthorities(t *testing.T) {
	ca, k := crypto.FromSeed(crypto.SM2, "ca"), crypto.FromSeed(crypto.SM2, "k")
	leaf := certificate(t, k, ca, healthCode, false)
	w := certifiedWorld(t)
	m := &KeyEnroll{Account: 1, Number: 2, Key: k.Public(), Proof: proof(t, "gz-health", 1, 2, k),
		Certificate: leaf}
	w.refused(ErrCertificateChain, m, healthRoot...)
	m.Certificate = nil
	w.ok(m, healthRoot...)
	w = certifiedWorld(t, certificate(t, ca, ca, "", true))
	w.refused(ErrCertificateSubject, &KeyEnroll{Account: 1, Number: 2, Key: k.Public(),
		Proof: proof(t, "gz-bureau", 1, 2, k), Certificate: leaf}, "gz-bureau/0", "gz-bureau/1")
	for _, bad := range [][]byte{nil, []byte("x"), leaf} {
		g := founders()
		g.Authorities = []Authority{{bad}}
		if g.Validate() == nil {
			t.Errorf("%.8x is taken for an authority", bad)
		}
	}
}
