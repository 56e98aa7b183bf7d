package catalog

import (
	"crypto/sha256"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a resource, in order. A returned entry is drafted again.
const (
	Drafted    = "drafted"
	Returned   = "returned"
	Reviewed   = "reviewed"
	Published  = "published"
	Registered = "registered"
)

// The origins of a resource: the provider's own data, or data that another unit shared with it.
const (
	Own    = "own"
	Shared = "shared"
)

// The roles this chapter asks for beside those that the profile names.
const (
	roleProvider = "provider"
	roleBureau   = "bureau"
	roleRegistry = "registry"
	rolePlatform = "platform"
	roleImpl     = "impl"
)

// Resource is one catalogue entry. The ledger knows what it is called and made of, never its data.
type Resource struct {
	ID           wire.ID       `json:"id"` // its party is the provider
	Version      uint32        `json:"version"`
	Name         string        `json:"name" max:"200"`
	Class        string        `json:"class" max:"40"` // 分类
	Grade        string        `json:"grade" max:"40"` // 分级
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Regime       regime.Ref    `json:"regime"` // in force when it was drafted
	Fields       []Field       `json:"fields" max:"400"`
	Origin       string        `json:"origin" max:"10"`
	Sharer       string        `json:"sharer" max:"32"` // who shared it, when the origin is shared
	Personal     bool          `json:"personal"`
	Secret       bool          `json:"trade_secret"` // of the enterprises it points to
	Restricted   []string      `json:"restricted" max:"16"`
	Requirements string        `json:"requirements" max:"500"` // of whoever uses it (YN §5¶3)
	Sample       crypto.Digest `json:"sample"`
	Weight       uint32        `json:"weight"` // in settlement, at least 1
	Status       string        `json:"status" max:"12"`
	Reason       string        `json:"reason" max:"500"` // why it was returned
	Seq          uint64        `json:"seq"`              // of lineage nodes, from publication
	RegistryNo   string        `json:"registry_no" max:"64"`
	Attested     bool          `json:"attested"` // registered without the registry's signature
	Evidence     rule.Evidence `json:"evidence"` // of an attested registration
	Reviewer     string        `json:"reviewer" max:"32"`
	Publisher    string        `json:"publisher" max:"32"`
	Venue        string        `json:"venue" max:"24"` // where it is public, a word of catalog.public
	Registrar    string        `json:"registrar" max:"32"`
	Drafted      wire.Time     `json:"drafted"`
	Reviewed     wire.Time     `json:"reviewed"`
	Published    wire.Time     `json:"published"`
	Registered   wire.Time     `json:"registered"`
	RegisteredBy []tx.Account  `json:"registered_by" max:"9"`
	Updated      wire.Time     `json:"updated"`    // when this version was made of the one before
	Aggregated   wire.Time     `json:"aggregated"` // when its data were gathered on the platform
	Gathering    rule.Evidence `json:"gathering"`  // of that, where the platform did not sign
}

// Field is a column of a resource; approvals and grants list fields (rulings L2).
type Field struct {
	Name     string `json:"name" max:"64"`
	Type     string `json:"type" max:"32"`
	Personal bool   `json:"personal"`
}

// Digest identifies an entry as it stands: SHA-256 of its RLP.
func (v Resource) Digest() wire.Hash { return sha256.Sum256(wire.MustEncode(v)) }

// Has reports whether the resource has a field of that name.
func (v Resource) Has(field string) bool {
	for _, f := range v.Fields {
		if f.Name == field {
			return true
		}
	}
	return false
}

// Get returns the entry named id.
func Get(r state.Reader, id wire.ID) (Resource, bool) { return resources.Get(r, id) }

// At returns one version of an entry: the newest, or an earlier one as it last stood.
func At(r state.Reader, id wire.ID, version uint32) (Resource, bool) {
	v, ok := Get(r, id)
	if !ok || v.Version == version {
		return v, ok
	}
	return versions.Get(r, versionKey{id, version})
}

// NextSeq takes the next number of the ledger-wide sequence of lineage nodes: resources at
// publication, product versions at creation. Inputs therefore have smaller numbers than products.
func NextSeq(c *rule.Ctx) uint64 {
	n, _ := sequence.Get(c.Store)
	n.Last++
	sequence.Set(c.Store, n)
	return n.Last
}

// Sequence is the last number given to a lineage node.
type Sequence struct {
	Last uint64 `json:"last"`
}
