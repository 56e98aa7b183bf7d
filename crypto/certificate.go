package crypto

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"

	gmsm2 "github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

// MaxChain is how many certificates a chain may have, leaf and intermediates, the root apart.
const MaxChain = 4

// Errors of certificates; test with errors.Is.
var (
	// ErrCertificate says that bytes are no SM2 certificates of version 3 as this package takes them.
	ErrCertificate = errors.New("crypto: not a certificate of SM2 with SM3")
	// ErrChain says that a certificate does not lead to a trusted root.
	ErrChain = errors.New("crypto: the certificate leads to no trusted root")
	// ErrCertificateTime says that a certificate of the chain is not valid yet, or no more.
	ErrCertificateTime = errors.New("crypto: the certificate is not valid at that time")
)

// Certificate is what an X.509 certificate of an SM2 key says (GM/T 0015, GB/T 20518).
type Certificate struct {
	Public   PublicKey
	Subject  string // distinguished name, for people
	Serial   string // the subject's serialNumber attribute (2.5.4.5), "" without one
	From, To int64  // unix seconds, both inclusive
}

// ParseChain reads certificates one after the other in DER, the leaf first, each signed with SM2
// over SM3. What it says is not checked: see VerifyChain.
func ParseChain(der []byte) (leaf Certificate, err error) {
	list, err := parseMember(der)
	if err != nil {
		return Certificate{}, err
	}
	return certified(list[0])
}

// VerifyChain follows a chain from its leaf to one of the roots, which are single certificates in
// DER, and checks every signature, validity at the given unix second, the right to issue and the
// length of the path. It asks neither a clock, nor the system's roots, nor the network: revocation
// is not looked up.
func VerifyChain(der []byte, roots [][]byte, at int64) (leaf Certificate, err error) {
	list, err := parseMember(der)
	if err != nil {
		return Certificate{}, err
	}
	for i, c := range list {
		if at < c.NotBefore.Unix() || at > c.NotAfter.Unix() {
			return Certificate{}, ErrCertificateTime
		}
		if i > 0 && !issued(list[i-1], c, i-1) {
			return Certificate{}, ErrChain
		}
	}
	last := list[len(list)-1]
	for _, raw := range roots {
		root, err := parseChain(raw)
		if err != nil || len(root) != 1 {
			return Certificate{}, fmt.Errorf("%w: a trusted root", ErrCertificate)
		}
		if bytes.Equal(root[0].Raw, last.Raw) && len(list) > 1 || issued(last, root[0], len(list)-1) {
			if at < root[0].NotBefore.Unix() || at > root[0].NotAfter.Unix() {
				return Certificate{}, ErrCertificateTime
			}
			return certified(list[0])
		}
	}
	return Certificate{}, ErrChain
}

// CheckRoot refuses bytes that are no self-signed certificate of an authority.
func CheckRoot(der []byte) error {
	list, err := parseChain(der)
	if err != nil {
		return err
	}
	if len(list) != 1 || !issued(list[0], list[0], 0) {
		return fmt.Errorf("%w: not a single self-signed authority", ErrCertificate)
	}
	return nil
}

// issued tells whether parent may issue certificates, with so many authorities below it, and signed
// this one.
func issued(child, parent *smx509.Certificate, below int) bool {
	if !parent.BasicConstraintsValid || !parent.IsCA ||
		!bytes.Equal(child.RawIssuer, parent.RawSubject) {
		return false
	}
	if max := parent.MaxPathLen; (max > 0 || max == 0 && parent.MaxPathLenZero) && below > max {
		return false
	}
	return child.CheckSignatureFrom(parent) == nil
}

// parseChain turns a panic of the parser into an error: its bytes come from anybody.
func parseChain(der []byte) (list []*smx509.Certificate, err error) {
	defer func() {
		if p := recover(); p != nil {
			list, err = nil, fmt.Errorf("%w: %v", ErrCertificate, p)
		}
	}()
	if list, err = smx509.ParseCertificates(der); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCertificate, err)
	}
	if len(list) == 0 || len(list) > MaxChain {
		return nil, fmt.Errorf("%w: %d certificates, 1 to %d are taken", ErrCertificate, len(list),
			MaxChain)
	}
	for _, c := range list {
		if c.Version != 3 || c.SignatureAlgorithm != smx509.SM2WithSM3 || sm2Of(c) == nil {
			return nil, ErrCertificate
		}
		if len(c.UnhandledCriticalExtensions) > 0 {
			return nil, fmt.Errorf("%w: an unknown critical extension", ErrCertificate)
		}
	}
	return list, nil
}

// parseMember is parseChain of one whose leaf may sign papers, and is no authority's.
func parseMember(der []byte) ([]*smx509.Certificate, error) {
	list, err := parseChain(der)
	if err != nil {
		return nil, err
	}
	if u := list[0].KeyUsage; list[0].IsCA || u != 0 && u&x509.KeyUsageDigitalSignature == 0 {
		return nil, fmt.Errorf("%w: its key may not sign papers", ErrCertificate)
	}
	return list, nil
}

func sm2Of(c *smx509.Certificate) *ecdsa.PublicKey {
	if k, ok := c.PublicKey.(*ecdsa.PublicKey); ok && k.Curve == gmsm2.P256() {
		return k
	}
	return nil
}

func certified(c *smx509.Certificate) (Certificate, error) {
	k := sm2Of(c)
	compressed := append([]byte{2 + byte(k.Y.Bit(0))}, new(big.Int).Set(k.X).FillBytes(
		make([]byte, 32))...)
	out := Certificate{Public: PublicKey{Alg: SM2, Bytes: compressed},
		Subject: c.Subject.String(), Serial: c.Subject.SerialNumber, From: c.NotBefore.Unix(),
		To: c.NotAfter.Unix()}
	return out, out.Public.Check()
}
