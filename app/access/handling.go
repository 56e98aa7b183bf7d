package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// KindImport is non-public data that was brought in under an agreement (GZ §29, HE §23¶2). It is
// read by jobs and shown in lineage; it is never public and nobody's contribution.
const KindImport = "import"

// What a job is for. A regime may want sampled and desensitized data of all but production.
const (
	Production  = "production" // also where nothing is said
	Training    = "training"
	Validation  = "validation"
	Development = "development"
	Testing     = "testing"
)

// Person is one data-processing worker on file (YN §25(1), HB 四(四)). Who it is stays with the
// employer: the ledger keeps a salted hash and the digests of the documents.
type Person struct {
	ID           wire.ID              `json:"id"` // its party employs the person
	Jurisdiction string               `json:"jurisdiction" max:"6"`
	Regime       regime.Ref           `json:"regime"`
	Handle       wire.Hash            `json:"handle"`
	Controls     []authorization.Item `json:"controls" max:"10"`
	From         wire.Time            `json:"from"`
	To           wire.Time            `json:"to"` // 0: still at work
	Cause        string               `json:"cause" max:"200"`
	Registered   Act                  `json:"registered"`
	Ended        Act                  `json:"ended"`
}

// Import is non-public data that an agreement's holder may use in its jobs.
type Import struct {
	ID        wire.ID    `json:"id"`        // its party imported it
	Agreement wire.ID    `json:"agreement"` // authorization agreement, or dev agreement
	Regime    regime.Ref `json:"regime"`
	Name      string     `json:"name" max:"200"`
	Of        string     `json:"of" max:"12"` // enterprise, personal, government or other
	Secret    bool       `json:"trade_secret"`
	Source    string     `json:"source" max:"100"`
	Fields    []string   `json:"fields" max:"400"`
	From      wire.Time  `json:"from"`
	To        wire.Time  `json:"to"`       // exclusive; 0: open
	Rules     wire.ID    `json:"rules"`    // the operator's rules that bound then
	Recorded  Act        `json:"recorded"` // with the evidence of its lawful basis
}

// States of a request for raw data, in order.
const (
	RawRequested = "submitted"
	RawAssessed  = "assessed" // by the operator
	RawReviewed  = "reviewed" // by the authority, where the regime wants it
	RawProvided  = "provided" // inside the operating space
	RawRejected  = "rejected" // by the operator or the authority
)

// RawAccess is a developer's way to raw data, which never leaves the operating space (GZ §19¶2 §28,
// YN §25(3)). Once provided, a grant of the same id opens the items to the developer's jobs.
type RawAccess struct {
	ID           wire.ID    `json:"id"` // its party is the developer
	Agreement    wire.ID    `json:"agreement"`
	Regime       regime.Ref `json:"regime"`
	Jurisdiction string     `json:"jurisdiction" max:"6"`
	Operator     string     `json:"operator" max:"32"`
	Items        []Item     `json:"items" max:"32"`
	Need         string     `json:"need" max:"500"` // why products are not enough
	Status       string     `json:"status" max:"10"`
	Requested    Act        `json:"requested"`
	Assessed     Act        `json:"assessed"`
	Authority    string     `json:"authority" max:"32"`
	Reviewed     Act        `json:"reviewed"`
	Place        string     `json:"place" max:"200"` // the space or controlled environment
	Provided     Act        `json:"provided"`
}

// ConsentSet is what one document says: the consents of some individuals or enterprises to the use
// of what points to them (HB 四(五)2, GD §25¶2), for one product or one purpose, over [From, To).
// Each has a number of this ledger, from First on in the order of the paper.
type ConsentSet struct {
	ID           wire.ID   `json:"id"` // its party collected them
	Jurisdiction string    `json:"jurisdiction" max:"6"`
	Of           string    `json:"of" max:"10"` // individual or enterprise
	Product      wire.ID   `json:"product"`     // zero: any product of the purpose
	Purpose      string    `json:"purpose" max:"32"`
	From         wire.Time `json:"from"`
	To           wire.Time `json:"to"` // exclusive; 0: until revoked
	First        uint64    `json:"first"`
	Count        uint32    `json:"count"`
	Given        Act       `json:"given"`
}

// Consent is one of a set. Subject is a salted hash of which the collector keeps the salt; it is
// never derived from an identity number alone (rulings L4).
type Consent struct {
	Set     wire.ID   `json:"set"`
	Subject wire.Hash `json:"subject"`
	Revoked wire.Time `json:"revoked"` // 0: not revoked
}

// during tells whether an interval [begin, end) covers all of [from, to); end 0 is open.
func during(begin, end, from, to wire.Time) bool {
	return begin <= from && (end == 0 || max(to, from+1) <= end)
}
