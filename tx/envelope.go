package tx

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Account is an identity of a party: (party, number), never a key hash. Number 0 is the party's
// root account, which alone changes the others. Text: "party/number".
type Account struct {
	Party  string `json:"party" max:"32"`
	Number uint16 `json:"number"`
}

// String is "party/number".
func (a Account) String() string { return a.Party + "/" + strconv.Itoa(int(a.Number)) }

// MarshalText is String.
func (a Account) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads "party/number".
func (a *Account) UnmarshalText(b []byte) error {
	v, err := ParseAccount(string(b))
	*a = v
	return err
}

// ParseAccount reads "party/number".
func ParseAccount(s string) (Account, error) {
	p, n, _ := strings.Cut(s, "/")
	u, err := strconv.ParseUint(n, 10, 16)
	if err != nil || !wire.IsName(p) || strconv.FormatUint(u, 10) != n {
		return Account{}, fmt.Errorf("%w: %q is not an account such as party/1", wire.ErrEncoding, s)
	}
	return Account{p, uint16(u)}, nil
}

// Paper is what every signer signs.
type Paper struct {
	Chain     string     `json:"chain" max:"50"`
	Genesis   wire.Hash  `json:"genesis"`            // digest of the genesis document
	Author    Account    `json:"author"`             // whose replay window the nonce marks
	CoSigners []Account  `json:"co_signers" max:"8"` // in order, without the author
	Lane      uint16     `json:"lane"`               // 0 for papers of several institutions
	Nonce     uint64     `json:"nonce"`              // from 1, in any order inside the window
	Expires   wire.Time  `json:"expires"`            // at most 30 days ahead of law time
	Kind      string     `json:"kind" max:"40"`      // such as "agreement.sign"
	Body      wire.Bytes `json:"body" max:"60000"`   // strict RLP of the kind's struct
}

// Signature is one signer's: which of the account's keys, and r||s.
type Signature struct {
	Alg crypto.Alg `json:"alg"`
	Key uint16     `json:"key"` // key number inside the account
	RS  RS         `json:"rs"`
}

// RS is a 64-byte signature r||s. JSON: hex.
type RS [64]byte

// MarshalText is lower-case hex.
func (r RS) MarshalText() ([]byte, error) { return wire.Bytes(r[:]).MarshalText() }

// UnmarshalText reads 128 lower-case hex characters.
func (r *RS) UnmarshalText(t []byte) error {
	var b wire.Bytes
	if err := b.UnmarshalText(t); err != nil {
		return err
	}
	if len(b) != len(r) {
		return fmt.Errorf("%w: a signature has 64 bytes", wire.ErrEncoding)
	}
	copy(r[:], b)
	return nil
}

// Tx is a signed paper: one signature per signer, author first, in the paper's order.
type Tx struct {
	Paper      Paper       `json:"paper"`
	Signatures []Signature `json:"signatures" max:"9"`
}

// Signers returns the author and the co-signers in order.
func (p Paper) Signers() []Account {
	return append([]Account{p.Author}, p.CoSigners...)
}

const domain = "suyuan/tx/1"

// Preimage is what every signer signs: the domain followed by the paper's RLP.
func (p Paper) Preimage() ([]byte, error) {
	b, err := wire.Encode(p)
	if err != nil {
		return nil, err
	}
	return append([]byte(domain), b...), nil
}

// ID is the paper's identity: SHA-256 of its RLP, signatures apart.
func (p Paper) ID() (wire.Hash, error) {
	b, err := wire.Encode(p)
	return sha256.Sum256(b), err
}

// MaxBytes is the largest encoded transaction a node reads.
const MaxBytes = 65536

// ErrTooLarge says that a transaction is above MaxBytes.
var ErrTooLarge = errors.New("tx: larger than 65536 bytes")

// ErrSigners says that signers repeat or that signatures and signers differ in number.
var ErrSigners = errors.New("tx: exactly one signature for each signer, no signer twice")

// Parsed is a transaction with what every node needs of it, computed once.
type Parsed struct {
	Tx
	ID       wire.Hash
	Preimage []byte
	Size     int // bytes on the wire
}

// Parse reads the strict RLP form: size first, then shape. It checks no signature. Errors are
// ErrTooLarge, ErrSigners or wire.ErrEncoding.
func Parse(b []byte) (Parsed, error) {
	if len(b) > MaxBytes {
		return Parsed{}, ErrTooLarge
	}
	p := Parsed{Size: len(b)}
	if err := wire.Decode(b, &p.Tx); err != nil {
		return Parsed{}, err
	}
	signers := p.Paper.Signers()
	if len(p.Signatures) != len(signers) {
		return Parsed{}, ErrSigners
	}
	for i, s := range signers {
		if !wire.IsName(s.Party) {
			return Parsed{}, fmt.Errorf("%w: signer %q", wire.ErrEncoding, s)
		}
		for _, earlier := range signers[:i] {
			if earlier == s {
				return Parsed{}, ErrSigners
			}
		}
	}
	paper, err := wire.First(b) // as it encodes: decoding was strict
	if err != nil {
		return Parsed{}, err
	}
	p.ID = sha256.Sum256(paper)
	p.Preimage = append([]byte(domain), paper...)
	return p, nil
}

// Sign returns the signature of one signer with key number key.
func (p Paper) Sign(k crypto.PrivateKey, key uint16) (Signature, error) {
	pre, err := p.Preimage()
	if err != nil {
		return Signature{}, err
	}
	rs, err := k.Sign(pre)
	return Signature{Alg: k.Public().Alg, Key: key, RS: rs}, err
}
