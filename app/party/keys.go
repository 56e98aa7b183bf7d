package party

import (
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// roleAt is one interval of one role; From ends the key so that a walk is in order of time.
type roleAt struct {
	Party        string
	Role         string
	Jurisdiction string
	From         wire.Time
}

// restrictionAt is one act's restriction of a party within a scope.
type restrictionAt struct {
	Party string
	Scope string
	Act   wire.ID
}

// linkEnd is one end of a link; Until is in the key so that a search reads only links that had not
// ended.
type linkEnd struct {
	Party string
	Until wire.Time
	Link  wire.ID
}

// otherEnd is what the link leads to from there.
type otherEnd struct {
	Other    string    `json:"other" max:"64"`
	Relation string    `json:"relation" max:"20"` // "" where it makes no relation
	From     wire.Time `json:"from"`
	Way      uint8     `json:"way"`
}

// freshLink is a link that was recorded and has not been looked into.
type freshLink struct {
	From wire.Time
	Link wire.ID
}

// groupKey is a member of a control group.
type groupKey struct {
	Group string
	Party string
}

// holderKey is a party that holds, or held, a role somewhere.
type holderKey struct {
	Role         string
	Jurisdiction string
	Party        string
}

type keyOf struct {
	Party   string
	Account uint16
	Number  uint16
}

// keyBytes is the algorithm tag and the compressed point: equal keys have equal bytes.
type keyBytes [1 + crypto.PublicKeySize]byte

type algorithmSet struct {
	Accepted []crypto.Alg `json:"accepted" max:"8"`
}

type voter struct {
	Party string
	Name  string
}

var (
	parties = state.NewMap[string, Party](1, 1, "party/parties",
		"institutions by id")
	roleIntervals = state.NewMap[roleAt, roleEnd](1, 2, "party/roles",
		"intervals during which a party holds a role in a jurisdiction")
	accounts = state.NewMap[tx.Account, Account](1, 3, "party/accounts",
		"accounts of parties; number 0 is the root account")
	keys = state.NewMap[keyOf, Key](1, 4, "party/keys",
		"public keys of accounts with the interval in which they sign")
	keyOwners = state.NewMap[keyBytes, KeyOwner](1, 5, "party/key_owners",
		"the one account a public key belongs to for ever (rulings E11)")
	algorithms = state.NewItem[algorithmSet](1, 6, "party/algorithms",
		"signature algorithms this ledger accepts, from genesis")
	validators = state.NewMap[voter, Validator](1, 7, "party/validators",
		"founding validators and their voting power")
	certificates = state.NewMap[keyOf, Certified](1, 8, "party/certificates",
		"certificates that keys were enrolled with")
	trusted = state.NewItem[rootSet](1, 9, "party/authorities",
		"authorities of certificates, from genesis")
	restrictions = state.NewMap[restrictionAt, Restriction](1, 20, "party/restrictions",
		"measures against parties, dated, within an operator or a province")
	links = state.NewMap[wire.ID, Link](1, 30, "party/links",
		"links between parties, dated, past ones too")
	linkEnds = state.NewMap[linkEnd, otherEnd](1, 31, "party/link_ends",
		"links by either end and when they ended")
	freshLinks = state.NewIndex[freshLink](1, 32, "party/fresh_links",
		"links whose effect has not been looked into yet")
	groups  = state.NewIndex[groupKey](1, 33, "party/groups", "parties by control group")
	holders = state.NewIndex[holderKey](1, 34, "party/holders",
		"parties that hold or held a role, by role and jurisdiction")
)

var collections = []state.Collection{parties.Descriptor(), roleIntervals.Descriptor(),
	accounts.Descriptor(), keys.Descriptor(), keyOwners.Descriptor(), algorithms.Descriptor(),
	validators.Descriptor(), restrictions.Descriptor(), links.Descriptor(), linkEnds.Descriptor(),
	freshLinks.Descriptor(), groups.Descriptor(), holders.Descriptor(), certificates.Descriptor(),
	trusted.Descriptor()}

func keyBytesOf(p crypto.PublicKey) (k keyBytes) {
	k[0] = byte(p.Alg)
	copy(k[1:], p.Bytes)
	return k
}
