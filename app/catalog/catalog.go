package catalog

import (
	"crypto/sha256"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
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
	Registrar    string        `json:"registrar" max:"32"`
	Drafted      wire.Time     `json:"drafted"`
	Reviewed     wire.Time     `json:"reviewed"`
	Published    wire.Time     `json:"published"`
	Registered   wire.Time     `json:"registered"`
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

// Chapter is the chapter's table.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 4, Name: "catalog", Zh: "公共数据资源目录", En: "catalogue of public data resources",
		Kinds: []rule.Kind{
			{Name: "resource.draft", Zh: "数据提供部门编制本部门的目录条目",
				En: "a provider drafts a catalogue entry of its own data", Law: "GZ §14",
				New: func() rule.Msg { return new(ResourceDraft) }, Writes: 1, Weight: rule.Ordinary},
			{Name: "resource.review", Zh: "数据主管部门审核目录条目",
				En: "the data authority passes or returns an entry", Law: "GZ §14",
				New: func() rule.Msg { return new(ResourceReview) }, Writes: 1, Weight: rule.Urgent,
				Dual: true},
			{Name: "resource.publish", Zh: "通过公共数据服务平台发布目录条目",
				En: "the data authority publishes a reviewed entry", Law: "GZ §14",
				New: func() rule.Msg { return new(ResourcePublish) }, Writes: 2, Weight: rule.Urgent},
			{Name: "resource.register", Zh: "登记公共数据资源",
				En: "a published resource is registered", Law: "GZ §14",
				New: func() rule.Msg { return new(ResourceRegister) }, Writes: 1, Weight: rule.Urgent},
		},
		Refusals: refusals,
		Events: []rule.Event{ResourceDrafted{}, ResourceWasReviewed{}, ResourcePublished{},
			ResourceRegistered{}},
		Collections: collections,
		Queries:     queries,
	}
}

// Get returns the entry named id.
func Get(r state.Reader, id wire.ID) (Resource, bool) { return resources.Get(r, id) }

// The causes why a resource may not be authorized.
const (
	CauseUnknown       = "resource.unknown"
	CauseNotPublished  = "resource.not_published"
	CauseNotRegistered = "resource.not_registered"
	CauseNoConsent     = "resource.no_sharing_consent"
)

// Authorizable reports whether the resource could be authorized at the instant at, and else why
// not: it must be published and, where the profile wants it, registered (GZ §14); data held only
// through sharing needs the sharer's consent.
func Authorizable(r state.Reader, id wire.ID, at wire.Time) (cause string, ok bool) {
	v, found := Get(r, id)
	if !found {
		return CauseUnknown, false
	}
	p := regime.At(r, v.Regime)
	switch {
	case v.Published == 0 || v.Published > at:
		return CauseNotPublished, false
	case p.Bool("catalog.registration_required") && (v.Registered == 0 || v.Registered > at):
		return CauseNotRegistered, false
	case v.Origin == Shared && p.Bool("shared_data.consent_required"):
		return CauseNoConsent, false
	}
	return "", true
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
