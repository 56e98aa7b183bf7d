package crypto

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"time"

	gmsm2 "github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

const testCode = "91520000MA6DKLMN0X" // the form of a credit code; only its digest counts

var testFrom = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// authority is a key with its certificate.
type authority struct {
	key  PrivateKey
	cert *x509.Certificate
	der  []byte
}

func secretOf(t *testing.T, k PrivateKey) *gmsm2.PrivateKey {
	t.Helper()
	out, err := new(gmsm2.PrivateKey).FromECPrivateKey(k.(*sm2Key).key)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// issue makes a certificate of the seed's key, signed by an authority or by itself.
func issue(t *testing.T, by *authority, seed string, change func(*x509.Certificate)) authority {
	t.Helper()
	a := authority{key: FromSeed(SM2, seed)}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: seed},
		NotBefore: testFrom, NotAfter: testFrom.AddDate(2, 0, 0), BasicConstraintsValid: true,
		SignatureAlgorithm: smx509.SM2WithSM3, KeyUsage: x509.KeyUsageCertSign, IsCA: true}
	change(tmpl)
	parent, signer := tmpl, secretOf(t, a.key)
	if by != nil {
		parent, signer = by.cert, secretOf(t, by.key)
	}
	var err error
	a.der, err = smx509.CreateCertificate(rand.Reader, tmpl, parent,
		&ecdsa.PublicKey{Curve: gmsm2.P256(), X: secretOf(t, a.key).X, Y: secretOf(t, a.key).Y}, signer)
	if err != nil {
		t.Fatal(err)
	}
	c, err := smx509.ParseCertificate(a.der)
	if err != nil {
		t.Fatal(err)
	}
	a.cert = c.ToX509()
	return a
}

func leafOf(c *x509.Certificate) {
	c.IsCA, c.KeyUsage, c.Subject.SerialNumber = false, x509.KeyUsageDigitalSignature, testCode
}

// A chain holds up to a trusted root, at a time when all of it is valid, and in no other case.
func TestCertificateChain(t *testing.T) {
	ca := func(*x509.Certificate) {}
	root := issue(t, nil, "root", ca)
	other := issue(t, nil, "other", ca)
	middle := issue(t, &root, "middle", ca)
	leaf := issue(t, &middle, "leaf", leafOf)
	direct := issue(t, &root, "direct", leafOf)
	tight := issue(t, nil, "tight", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	under := issue(t, &tight, "under", ca)
	low := issue(t, &under, "low", leafOf)
	plain := issue(t, &root, "plain", leafOf)
	forged := issue(t, &plain, "forged", leafOf)
	seal := issue(t, &root, "seal", func(c *x509.Certificate) {
		leafOf(c)
		c.KeyUsage = x509.KeyUsageKeyEncipherment
	})
	at := testFrom.AddDate(1, 0, 0).Unix()
	join := func(list ...authority) (out []byte) {
		for _, a := range list {
			out = append(out, a.der...)
		}
		return out
	}
	for name, v := range map[string]struct {
		chain []byte
		at    int64
		want  error
	}{
		"by the root":            {join(direct), at, nil},
		"through a middle":       {join(leaf, middle), at, nil},
		"with the root":          {join(leaf, middle, root), at, nil},
		"without the middle":     {join(leaf), at, ErrChain},
		"another middle":         {join(leaf, under), at, ErrChain},
		"of another root":        {join(issue(t, &other, "stray", leafOf)), at, ErrChain},
		"an authority's own":     {join(root), at, ErrCertificate},
		"a path too long":        {join(low, under, tight), at, ErrChain},
		"issued by no authority": {join(forged, plain), at, ErrChain},
		"too early":              {join(direct), testFrom.Unix() - 1, ErrCertificateTime},
		"the last second":        {join(direct), testFrom.AddDate(2, 0, 0).Unix(), nil},
		"too late": {join(direct), testFrom.AddDate(2, 0, 0).Unix() + 1,
			ErrCertificateTime},
		"a key that may not sign":  {join(seal), at, ErrCertificate},
		"nothing":                  {nil, at, ErrCertificate},
		"no certificate":           {[]byte("x"), at, ErrCertificate},
		"something after it":       {append(join(direct), 0), at, ErrCertificate},
		"more than are taken":      {join(leaf, middle, root, root, root), at, ErrCertificate},
		"the order turned around":  {join(middle, leaf), at, ErrCertificate},
		"a changed byte signed by": {changed(direct.der), at, ErrChain},
	} {
		got, err := VerifyChain(v.chain, [][]byte{tight.der, root.der}, v.at)
		if !errors.Is(err, v.want) {
			t.Errorf("%s: %v, want %v", name, err, v.want)
		}
		if v.want == nil && (got.Public.Check() != nil || got.From != testFrom.Unix()) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	got, err := ParseChain(join(leaf, middle))
	if err != nil || !got.Public.Equal(leaf.key.Public()) || got.Serial != testCode ||
		got.Subject == "" {
		t.Errorf("%+v %v", got, err)
	}
	if CheckRoot(root.der) != nil || CheckRoot(middle.der) == nil || CheckRoot(direct.der) == nil ||
		CheckRoot(join(root, other)) == nil {
		t.Error("roots are told apart wrongly")
	}
}

// changed turns a bit inside of the signature.
func changed(der []byte) []byte {
	out := append([]byte{}, der...)
	out[len(out)-3] ^= 1
	return out
}

// Damaged certificates are refused and never panic.
func FuzzParseChain(f *testing.F) {
	f.Add([]byte{0x30, 0x03, 0x02, 0x01, 0x00})
	f.Fuzz(func(t *testing.T, der []byte) {
		if c, err := ParseChain(der); err == nil && c.Public.Check() != nil {
			t.Errorf("%+v", c)
		}
	})
}
