package party

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Account is a seat of a party that signs: open over [Opened, Closed), Closed zero while open.
type Account struct {
	Duty    string    `json:"duty" max:"32"` // such as root, maker, checker, finance, machine
	Opened  wire.Time `json:"opened"`
	Closed  wire.Time `json:"closed"`
	LastKey uint16    `json:"last_key"` // number of the newest key
	Active  uint16    `json:"active"`   // keys that are not revoked
}

// OpenAt reports whether the account may sign at the instant at.
func (a Account) OpenAt(at wire.Time) bool { return covers(a.Opened, a.Closed, at) }

// Key is a public key of an account, valid over [From, To), To zero while it is.
type Key struct {
	Public crypto.PublicKey `json:"public"`
	From   wire.Time        `json:"from"`
	To     wire.Time        `json:"to"`
}

// ActiveAt reports whether the key signs at the instant at.
func (k Key) ActiveAt(at wire.Time) bool { return covers(k.From, k.To, at) }

func covers(from, to, at wire.Time) bool { return from <= at && (to == 0 || at < to) }

// KeyOwner is the account and number a public key was enrolled under.
type KeyOwner struct {
	Account tx.Account `json:"account"`
	Number  uint16     `json:"number"`
}

// Root is the number of the account that changes the others (rulings E14).
const Root = 0

// FirstKey is the number of an account's first key; later ones count on.
const FirstKey = 1

// Duties with a meaning of their own; others are free text.
const (
	DutyRoot    = "root"
	DutyMaker   = "maker"   // 制单
	DutyChecker = "checker" // 复核
	DutyFinance = "finance" // 财务负责人
	DutyMachine = "machine" // 系统
)

// GetAccount returns an account, open or closed.
func GetAccount(r state.Reader, a tx.Account) (Account, bool) { return accounts.Get(r, a) }

// AccountKey returns one key of an account, active or not.
func AccountKey(r state.Reader, a tx.Account, number uint16) (Key, bool) {
	return keys.Get(r, keyOf{a.Party, a.Number, number})
}

// OwnerOf returns whose key p is. A key belongs to one account for ever, also once revoked.
func OwnerOf(r state.Reader, p crypto.PublicKey) (KeyOwner, bool) {
	return keyOwners.Get(r, keyBytesOf(p))
}

// Accepted reports whether genesis admits the algorithm.
func Accepted(r state.Reader, a crypto.Alg) bool {
	set, _ := algorithms.Get(r)
	return slices.Contains(set.Accepted, a)
}

// SetAlgorithms records at genesis which algorithms the ledger accepts.
func SetAlgorithms(s state.Store, accepted []crypto.Alg) {
	algorithms.Set(s, algorithmSet{Accepted: slices.Clone(accepted)})
}

// enrolDomain separates proofs of possession from signed papers.
const enrolDomain = "suyuan/enroll/1"

type enrolment struct {
	Chain   string           `json:"chain" max:"50"`
	Party   string           `json:"party" max:"32"`
	Account uint16           `json:"account"`
	Number  uint16           `json:"number"`
	Public  crypto.PublicKey `json:"public"`
}

// EnrolPreimage is what a new key signs to prove that its secret is held:
// "suyuan/enroll/1" || RLP{chain, party, account, number, public}. Number is the key's number in
// the account: FirstKey in a new account, otherwise last_key + 1.
func EnrolPreimage(chain string, a tx.Account, number uint16, public crypto.PublicKey) []byte {
	e := enrolment{chain, a.Party, a.Number, number, public}
	return append([]byte(enrolDomain), wire.MustEncode(e)...)
}

// EnrolProof signs EnrolPreimage with the new key itself.
func EnrolProof(chain string, a tx.Account, number uint16, k crypto.PrivateKey) (tx.RS, error) {
	rs, err := k.Sign(EnrolPreimage(chain, a, number, k.Public()))
	return tx.RS(rs), err
}

// requireKey refuses a key that may not become key number of account a.
func requireKey(c *rule.Ctx, field string, a tx.Account, n uint16, p crypto.PublicKey,
	rs tx.RS) error {
	if !Accepted(c.Store, p.Alg) {
		return ErrAlgorithm.At(field, "algorithm", p.Alg)
	}
	if _, taken := OwnerOf(c.Store, p); taken {
		return ErrKeyTaken.At(field, "fingerprint", p.Fingerprint())
	}
	if !p.Verify(EnrolPreimage(c.Chain, a, n, p), rs) {
		return ErrProof.At(field, "account", a, "number", n)
	}
	return nil
}

// addKey writes key n of account a; the caller keeps the account's LastKey.
func addKey(s state.Store, a tx.Account, n uint16, p crypto.PublicKey, from wire.Time) {
	keys.Set(s, keyOf{a.Party, a.Number, n}, Key{Public: p, From: from})
	keyOwners.Set(s, keyBytesOf(p), KeyOwner{Account: a, Number: n})
}
