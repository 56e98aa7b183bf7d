package product

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The stages of a product.
const (
	Primary     = "primary"
	Redeveloped = "redeveloped"
)

// The states of a product version, in order.
const (
	Developed  = "developed"
	InReview   = "in_review"
	Passed     = "passed"
	Failed     = "failed"
	Registered = "registered"
	OnSale     = "published"
	Suspended  = "suspended"
	Withdrawn  = "withdrawn"
)

// kindResource is the kind of an input that is a resource.
const kindResource = access.KindResource

// Input is something outside that a version was made of.
type Input struct {
	Object  wire.ID `json:"object"`
	Kind    string  `json:"kind" max:"10"` // access.KindResource or access.KindProduct
	Version uint32  `json:"version"`
	Public  bool    `json:"public"` // leads to public data
}

// Answer is a reviewer's answer to one point of a compliance review; a risk fails the product.
type Answer struct {
	Point     string `json:"point" max:"40"`
	Risk      bool   `json:"risk"`
	Consented bool   `json:"consented"` // the risk stands with its subjects' consent
	Note      string `json:"note" max:"300"`
	By        string `json:"by" max:"32"`
}

// Product is one version of a data product or service.
type Product struct {
	ID           wire.ID    `json:"id"`
	Version      uint32     `json:"version"`
	Seq          uint64     `json:"seq"` // place in the ledger-wide order of lineage nodes
	Laws         []Law      `json:"laws" max:"16"`
	Regime       regime.Ref `json:"regime"` // of the first law, which is its own agreement's
	Jurisdiction string     `json:"jurisdiction" max:"6"`
	Stage        string     `json:"stage" max:"12"`
	Name         string     `json:"name" max:"200"`
	Form         string     `json:"form" max:"32"` // dataset, api, model, report, index …
	Purpose      string     `json:"purpose" max:"32"`
	// the maker states that nobody can be recognized in it; the review answers for that
	Anonymized bool   `json:"anonymized"`
	Maker      string `json:"maker" max:"32"`
	// authorization agreement, or dev agreement; none of a third party's product
	Agreement wire.ID   `json:"agreement"`
	Also      []wire.ID `json:"also" max:"7"`    // further agreements, with the same rule
	Inputs    []Input   `json:"inputs" max:"64"` // in order of first use
	// the records whose outputs it consists of
	Processing []wire.ID     `json:"processing" max:"128"`
	Resources  []wire.ID     `json:"resources" max:"300"`  // every resource behind it, sorted
	Fields     []string      `json:"fields" max:"500"`     // columns of its datasets, sorted
	Status     string        `json:"status" max:"12"`      // derived from the acts below
	Panel      []Seat        `json:"panel" max:"64"`       // seats of the review
	Answers    []Answer      `json:"answers" max:"1280"`   // point by point
	RegistryNo string        `json:"registry_no" max:"64"` // registration number
	Sample     crypto.Digest `json:"sample"`               // of the sample data
	Created    access.Act    `json:"created"`              // by the maker
	Submitted  wire.Time     `json:"submitted"`            // for review
	Reviewed   wire.Time     `json:"reviewed"`             // last decision
	ReviewOf   uint32        `json:"review_of"`            // version whose review holds for this one
	// at each registry; RegistryNo and Registration are the first
	Registrations []Registration `json:"registrations" max:"16"`
	Registration  access.Act     `json:"registration"`    // by the registry, or attested
	Places        []string       `json:"places" max:"2"`  // where it is published
	Publication   access.Act     `json:"publication"`     // by the maker
	Pauses        []Pause        `json:"pauses" max:"64"` // in which it was not public, in order
	Withdrawal    access.Act     `json:"withdrawal"`      // by the maker or the authorizing body
	Cause         string         `json:"cause" max:"200"` // of the withdrawal
}

// Node names a version in lineage, settlement and logs: "party/local@1".
func Node(id wire.ID, version uint32) string {
	return id.String() + "@" + strconv.FormatUint(uint64(version), 10)
}

// Get returns one version of a product.
func Get(r state.Reader, id wire.ID, version uint32) (Product, bool) {
	return products.Get(r, nodeKey{id, version})
}

// Latest returns the newest version of a product, whatever its state.
func Latest(r state.Reader, id wire.ID) (Product, bool) {
	_, p, ok := products.Last(r, []any{id})
	return p, ok
}

// Each visits every version of every product in order of id and version.
func Each(r state.Reader, fn func(Product) bool) {
	products.Each(r, func(_ nodeKey, p Product) bool { return fn(p) })
}

// Node names the version.
func (p Product) Node() string { return Node(p.ID, p.Version) }

func set(s state.Store, p Product) { products.Set(s, nodeKey{p.ID, p.Version}, p) }

// need reads the version a paper is about.
func need(c *rule.Ctx, id wire.ID, version uint32) (Product, error) {
	p, ok := Get(c.Store, id, version)
	if !ok {
		return p, ErrUnknown.At("product", "product", Node(id, version))
	}
	return p, nil
}

func checkNode(id wire.ID, version uint32) error {
	if !id.Valid() || version == 0 {
		return rule.Malformed("product", "须写明产品编号和版本", "a product id and a version are required")
	}
	return nil
}

// requireStatus refuses an act in the wrong state.
func requireStatus(p Product, allowed ...string) error {
	for _, s := range allowed {
		if p.Status == s {
			return nil
		}
	}
	return ErrStatus.At("product", "product", p.Node(), "status", p.Status)
}
