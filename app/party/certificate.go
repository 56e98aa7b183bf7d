package party

import (
	"errors"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Certified is what an authority says of a key, as it was checked when the key was enrolled
// (rulings U2). It adds to the proof of possession and replaces nothing: whether the key signs is
// decided by its interval alone, so that no certificate that ends ever stops an institution.
type Certified struct {
	Chain   wire.Bytes `json:"chain" max:"12000"` // DER, one after the other, the key's own first
	Subject string     `json:"subject" max:"500"`
	From    wire.Time  `json:"from"`
	To      wire.Time  `json:"to"` // last second
}

// rootSet is the authorities that genesis trusts.
type rootSet struct {
	Roots []Authority `json:"roots" max:"16"`
}

// Authority is a root certificate of SM2, self-signed, in DER.
type Authority struct {
	Certificate wire.Bytes `json:"certificate" max:"4000"`
}

// CertificateOf returns what an authority says of a key.
func CertificateOf(r state.Reader, a tx.Account, number uint16) (Certified, bool) {
	return certificates.Get(r, keyOf{a.Party, a.Number, number})
}

// checkCertificate refuses bytes that are no certificates.
func checkCertificate(chain []byte) error {
	if len(chain) == 0 {
		return nil
	}
	if _, err := crypto.ParseChain(chain); err != nil {
		return rule.Malformed("certificate", "不是 SM2 证书的 DER 编码，本证书在前",
			"no SM2 certificates in DER, the key's own first")
	}
	return nil
}

// requireCertificate refuses a certificate of another key or institution, one that leads to no
// authority of genesis, and one that is not valid at law time. The subject's serialNumber is the
// unified social credit code, of which the ledger has the digest.
func requireCertificate(
	c *rule.Ctx,
	key crypto.PublicKey,
	chain []byte,
) (crypto.Certificate, error) {
	if len(chain) == 0 {
		return crypto.Certificate{}, nil
	}
	set, _ := trusted.Get(c.Store)
	var roots [][]byte
	for _, a := range set.Roots {
		roots = append(roots, a.Certificate)
	}
	leaf, err := crypto.VerifyChain(chain, roots, int64(c.Time))
	switch {
	case errors.Is(err, crypto.ErrCertificateTime):
		return leaf, ErrCertificateTime.At("certificate", "time", c.Time)
	case err != nil:
		return leaf, ErrCertificateChain.At("certificate", "roots", len(roots))
	case !leaf.Public.Equal(key):
		return leaf, ErrCertificateKey.At("certificate", "fingerprint", leaf.Public.Fingerprint())
	}
	p, _ := parties.Get(c.Store, c.Author())
	code := crypto.DigestOf(p.USCC.Alg, []byte(leaf.Serial))
	if p.USCC.IsZero() || !IsCreditCode(leaf.Serial) || code != p.USCC {
		return leaf, ErrCertificateSubject.At("certificate", "party", c.Author())
	}
	return leaf, nil
}

// certify keeps the certificate of a key that was just enrolled.
func certify(c *rule.Ctx, a tx.Account, n uint16, chain []byte, leaf crypto.Certificate) {
	if len(chain) == 0 {
		return
	}
	subject := leaf.Subject
	if len(subject) > maxSubject {
		subject = ""
	}
	v := Certified{Chain: chain, Subject: subject, From: wire.Time(leaf.From),
		To: wire.Time(leaf.To)}
	certificates.Set(c.Store, keyOf{a.Party, a.Number, n}, v)
	c.Emit(KeyCertified{Account: a, Number: n, Subject: subject, To: v.To})
}

// maxSubject is the longest distinguished name that is kept apart from its certificate.
const maxSubject = 500

func (g Genesis) validateAuthorities() error {
	for i, a := range g.Authorities {
		if err := crypto.CheckRoot(a.Certificate); err != nil {
			return fmt.Errorf("authorities[%d]: %w", i, err)
		}
	}
	return nil
}

// trust records the authorities of genesis.
func (g Genesis) trust(s state.Store) {
	if len(g.Authorities) > 0 {
		trusted.Set(s, rootSet{Roots: g.Authorities})
	}
}
