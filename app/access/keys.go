package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const chapter = 6

var (
	applications = state.NewMap[wire.ID, Application](chapter, 1, "access/applications",
		"A scenario application with its reviews.")
	scenarios = state.NewMap[scenarioKey, scenarioUse](chapter, 2, "access/scenarios",
		"The application that holds a scenario of an applicant: one scenario, one application.")
	devAgreements = state.NewMap[wire.ID, DevAgreement](chapter, 3, "access/dev_agreements",
		"A development-use agreement between an operator and a developer.")
	grants = state.NewMap[wire.ID, Grant](chapter, 4, "access/grants",
		"A right of use over named objects and fields, dated.")
	processings = state.NewMap[wire.ID, Processing](chapter, 5, "access/processings",
		"A processing record: one completed job and the dataset it made.")
	outputs = state.NewMap[outputKey, outputUse](chapter, 6, "access/outputs",
		"The processing record of a run's output, so that none is recorded twice.")
	offers = state.NewMap[offerKey, Offered](chapter, 7, "access/offers",
		"A product version that is at developers' disposal, dated.")
	grantLog = state.NewLog[logOf](chapter, 8, 9, "access/grant_log",
		"Openings and closings of grants per object and purpose (rulings E9).")
)

var suspensions = state.NewMap[suspensionKey, Suspension](chapter, 20, "access/suspensions",
	"Intervals in which the grants of a scope are not usable, by the act that says why.")

var (
	stops = state.NewMap[stopKey, stop](chapter, 30, "access/stops",
		"Times in which some suspension lies on a scope; stops of a scope never touch.")
	grounds = state.NewMap[wire.ID, Ground](chapter, 31, "access/grounds",
		"A matter for which grants may be suspended, dated.")
	grantsUnder = state.NewIndex[under](chapter, 32, "access/grants_under",
		"The grants that rest on an agreement of either sort.")
	applicationsUnder = state.NewIndex[under](chapter, 33, "access/applications_under",
		"The applications made under an authorized-operation agreement.")
)

// under is a record that rests on an agreement.
type under struct {
	Agreement wire.ID
	Record    wire.ID
}

type stopKey struct {
	Of    string
	Scope wire.ID
	Since wire.Time
}

type suspensionKey struct {
	Of    string
	Scope wire.ID
	Act   wire.ID
}

var collections = append([]state.Collection{
	applications.Descriptor(), scenarios.Descriptor(), devAgreements.Descriptor(), grants.Descriptor(),
	processings.Descriptor(), outputs.Descriptor(), offers.Descriptor(), suspensions.Descriptor(),
	stops.Descriptor(), grounds.Descriptor(), grantsUnder.Descriptor(), applicationsUnder.Descriptor(),
	developments.Descriptor(),
}, slices.Concat(grantLog.Descriptors(), downstream.Descriptors(), handlingCollections)...)

type scenarioKey struct {
	Applicant string
	Agreement wire.ID
	Scenario  string
}

type scenarioUse struct {
	Application wire.ID `json:"application"`
}

// outputKey holds the digest of run and output name, because both are free text.
type outputKey struct {
	Maker string
	What  [32]byte
}

type outputUse struct {
	Record wire.ID `json:"record"`
}

type offerKey struct {
	Object  wire.ID
	Version uint32
}

type logOf struct {
	Object  wire.ID
	Kind    string
	Purpose string
}

// Opening is an entry of a grant log: a grant begins, or ends before its To.
type Opening struct {
	Grant wire.ID   `json:"grant"`
	Open  bool      `json:"open"`
	From  wire.Time `json:"from"` // of an opening; the end of a closing
	To    wire.Time `json:"to"`
	Tx    wire.Hash `json:"tx"`
}

// GetApplication returns a scenario application.
func GetApplication(r state.Reader, id wire.ID) (Application,
	bool) {
	return applications.Get(r, id)
}

// GetDevAgreement returns a development-use agreement.
func GetDevAgreement(r state.Reader, id wire.ID) (DevAgreement, bool) {
	return devAgreements.Get(r, id)
}

// GetGrant returns a grant, open or not.
func GetGrant(r state.Reader, id wire.ID) (Grant, bool) { return grants.Get(r, id) }

// GetProcessing returns a processing record.
func GetProcessing(r state.Reader, id wire.ID) (Processing, bool) { return processings.Get(r, id) }

// GetOffered returns what chapter 7 offers to developers as a product version.
func GetOffered(r state.Reader, id wire.ID, version uint32) (Offered, bool) {
	return offers.Get(r, offerKey{id, version})
}

// EachProcessing visits every processing record in order of id until fn returns false.
func EachProcessing(r state.Reader, fn func(Processing) bool) {
	processings.Each(r, func(_ wire.ID, rec Processing) bool { return fn(rec) })
}

// Allows tells whether a grant names an object with all of the fields, and else the first field, or
// the object, that it does not name. No fields asks for the whole object.
func (g Grant) Allows(object wire.ID, kind string, fields []string) (missing string, ok bool) {
	it, ok := find(g.Items, object, kind)
	if !ok {
		return object.String(), false
	}
	return it.covers(object, kind, fields)
}
