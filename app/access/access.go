package access

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What an item or an input may be.
const (
	KindResource = "resource" // a registered public-data resource
	KindProduct  = "product"  // a published product that its maker delivers
	KindDataset  = "dataset"  // the output of an earlier processing record of the same maker
)

// The layers of a grant.
const (
	LayerOperator  = "operator"  // opened by the implementing body (GZ §16)
	LayerDeveloper = "developer" // opened by the operator (GZ §19)
)

// States of an application. Overdue is no state: it follows from the deadline of a seat, and never
// stands for consent.
const (
	Submitted   = "submitted"
	UnderReview = "under_review" // some seats have decided
	Approved    = "approved"
	Rejected    = "rejected"
	Returned    = "returned"  // to the applicant, who may complete it and apply anew
	Withdrawn   = "withdrawn" // by the applicant
)

// Steps of an application. Where the regime has two, data is applied for on an approved scenario
// (HB 四(二)(三)).
const (
	StepScenario = "scenario" // the plan of a scenario (场景建设方案)
	StepData     = "data"     // the data of a scenario; with one step, the scenario too
)

// Decisions of one reviewer.
const (
	Yes      = "approve"
	No       = "reject"
	SentBack = "return"
)

// Flags of a processing record.
const (
	FlagLate           = "late"            // recorded after the grant's end or the lateness window
	FlagReplayed       = "replayed"        // times moved to the test ledger's clock
	FlagColumnsOmitted = "columns_omitted" // column lineage too large, kept off chain under Source
)

// Item is an object that is asked for, approved or granted, with its fields. No fields means the
// object as a whole, which is for products only: of a resource the fields are named.
type Item struct {
	Object wire.ID  `json:"object"`
	Kind   string   `json:"kind" max:"10"`
	Fields []string `json:"fields" max:"400"`
}

// Act is who did something, when, and in which paper. A fact of a body without a key is recorded by
// the signer and attested by a document (rulings L3).
type Act struct {
	At       wire.Time     `json:"at"`
	By       []tx.Account  `json:"by" max:"9"`
	Tx       wire.Hash     `json:"tx"`
	Attested bool          `json:"attested"`
	Evidence rule.Evidence `json:"evidence"`
}

// ActOf is the act of the paper that c runs.
func ActOf(c *rule.Ctx, attested bool, e rule.Evidence) Act {
	return Act{At: c.Time, By: c.Signers, Tx: c.TxID, Attested: attested, Evidence: e}
}

// Application is one scenario and the data it needs (一场景一申请), or one of both where the regime
// reviews them in two steps.
type Application struct {
	ID           wire.ID    `json:"id"`
	Regime       regime.Ref `json:"regime"`
	Jurisdiction string     `json:"jurisdiction" max:"6"`
	Applicant    string     `json:"applicant" max:"32"`
	Agreement    wire.ID    `json:"agreement"` // the authorized-operation agreement
	Step         string     `json:"step" max:"10"`
	Plan         wire.ID    `json:"plan"`   // of data: the approved scenario it is for, with two steps
	Former       wire.ID    `json:"former"` // the one for the same scenario before, not approved
	Scenario     string     `json:"scenario" max:"64"`
	Title        string     `json:"title" max:"200"`
	Purpose      string     `json:"purpose" max:"32"`
	Value        string     `json:"value" max:"1000"`  // of a scenario: its value and business model
	Items        []Item     `json:"items" max:"32"`    // asked for
	Approved     []Item     `json:"approved" max:"32"` // what every decision so far allows
	Panel        []Review   `json:"panel" max:"32"`
	Status       string     `json:"status" max:"16"`
	Submitted    Act        `json:"submitted"`
	Decided      wire.Time  `json:"decided"`
	Closed       Act        `json:"closed"` // of one returned or withdrawn
	Reason       string     `json:"reason" max:"500"`
}

// Open tells whether the application awaits decisions.
func (a Application) Open() bool { return a.Status == Submitted || a.Status == UnderReview }

// Grant is a right of use, open from From until To or until it is revoked.
type Grant struct {
	ID           wire.ID    `json:"id"`
	Regime       regime.Ref `json:"regime"`
	Jurisdiction string     `json:"jurisdiction" max:"6"`
	Layer        string     `json:"layer" max:"10"`
	Holder       string     `json:"holder" max:"32"`
	Agreement    wire.ID    `json:"agreement"`   // authorization agreement, or dev agreement
	Application  wire.ID    `json:"application"` // zero where the agreement is the basis
	Purpose      string     `json:"purpose" max:"32"`
	Scenario     string     `json:"scenario" max:"64"` // "" where its basis names none
	Items        []Item     `json:"items" max:"32"`
	Seen         []uint32   `json:"seen" max:"32"` // of product items: the version the decision saw
	From         wire.Time  `json:"from"`
	To           wire.Time  `json:"to"` // exclusive
	Opened       Act        `json:"opened"`
	Revoked      wire.Time  `json:"revoked"` // 0: not revoked
	Cause        string     `json:"cause" max:"200"`
	Revocation   Act        `json:"revocation"`
}

// Input is what a job read: a resource, a delivered product, the dataset of an earlier processing
// record (Object is then that record's id) or imported data; these two have no version.
type Input struct {
	Object  wire.ID  `json:"object"`
	Kind    string   `json:"kind" max:"10"`
	Version uint32   `json:"version"`
	Fields  []string `json:"fields" max:"400"` // the fields read
}

// Source says that an output column depends on one field of one input, and how: the words of the
// OpenLineage column lineage facet, verbatim.
type Source struct {
	Input   uint16 `json:"input"` // index into Inputs
	Field   string `json:"field" max:"200"`
	Type    string `json:"type" max:"32"`    // DIRECT or INDIRECT
	Subtype string `json:"subtype" max:"64"` // IDENTITY, AGGREGATION, JOIN, FILTER …
	Masking bool   `json:"masking"`          // the value itself does not pass
}

// Column is one column of the output with what it depends on.
type Column struct {
	Field string   `json:"field" max:"200"`
	From  []Source `json:"from" max:"2000"`
}

// Processing is one completed job: granted inputs, one output dataset, its columns.
type Processing struct {
	ID       wire.ID       `json:"id"`
	Grant    wire.ID       `json:"grant"`
	Maker    string        `json:"maker" max:"32"`
	Job      string        `json:"job" max:"256"`
	Run      string        `json:"run" max:"64"`
	Started  wire.Time     `json:"started"`
	Ended    wire.Time     `json:"ended"`
	Inputs   []Input       `json:"inputs" max:"64"`
	Output   string        `json:"output" max:"256"` // the maker's own name of the dataset
	Columns  []Column      `json:"columns" max:"500"`
	Whole    []Source      `json:"whole" max:"2000"` // what affects every column: filters, joins
	Source   crypto.Digest `json:"source"`           // canonical digest of the run's events
	Flags    []string      `json:"flags" max:"8"`
	Work     string        `json:"work" max:"12"` // "": production
	Sampled  bool          `json:"sampled_desensitized"`
	Persons  []wire.ID     `json:"persons" max:"16"`
	Recorded Act           `json:"recorded"`
}

// Offered is a product version that developers may be granted: what chapter 7 tells this chapter.
type Offered struct {
	Object    wire.ID   `json:"object"`
	Version   uint32    `json:"version"`
	Maker     string    `json:"maker" max:"32"`
	Agreement wire.ID   `json:"agreement"` // the authorized-operation agreement it was made under
	Resources []wire.ID `json:"resources" max:"256"`
	Fields    []string  `json:"fields" max:"500"`
	From      wire.Time `json:"from"`
	To        wire.Time `json:"to"`              // 0: still offered
	Paused    []Gap     `json:"paused" max:"64"` // in which it was not, in order
}

// Providers are the parties whose resources are in the product, each once, in order.
func (o Offered) Providers() []string { return owners(o.Resources) }
