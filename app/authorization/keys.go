package authorization

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// applicationKey is one applicant of one selection.
type applicationKey struct {
	Selection wire.ID
	Applicant string
}

// subjectKey is what a publicity period is about.
type subjectKey struct {
	Subject string
	ID      wire.ID
}

// objectionKey is one objection, numbered from 1 within its publicity period.
type objectionKey struct {
	Subject string
	ID      wire.ID
	No      uint32
}

// objectorKey is one party in one publicity period.
type objectorKey struct {
	Subject string
	ID      wire.ID
	Party   string
}

// objector is the number of the party's newest objection there.
type objector struct {
	No uint32 `json:"no"`
}

// admittedKey is one admission interval.
type admittedKey struct {
	Party        string
	Jurisdiction string
	Operator     string // with whom; "" where a body admits for all
	From         wire.Time
}

// filingKey is one leg of a filing.
type filingKey struct {
	Object wire.ID
	Duty   string
	No     uint32
}

// markKey is one dated cause on an agreement.
type markKey struct {
	Agreement wire.ID
	Cause     wire.ID
}

// appraisalKey is an operator in a province.
type appraisalKey struct {
	Operator string
	Province string
}

// requestKey is what the operator asked about its agreement.
type requestKey struct {
	Agreement wire.ID
	Kind      string
}

// planVersionKey is one approved or awaited version of a plan.
type planVersionKey struct {
	Plan    wire.ID
	Version uint32
}

// versionKey is one version of an agreement that was amended.
type versionKey struct {
	Agreement wire.ID
	Version   uint32
}

// exceptionKey is a version of an agreement whose term is above the usual maximum.
type exceptionKey struct {
	Agreement wire.ID
	Version   uint32
}

// incidentKey is one incident of a party.
type incidentKey struct {
	Party string
	At    wire.Time
	Cause wire.ID
}

var (
	plans = state.NewMap[wire.ID, Plan](5, 1, "authorization/plans",
		"implementation plans by id; the party of the id drafted it")
	selections = state.NewMap[wire.ID, Selection](5, 2, "authorization/selections",
		"choices of an operator by id")
	applications = state.NewMap[applicationKey, Application](5, 3, "authorization/applications",
		"applications to become the operator")
	publicities = state.NewMap[subjectKey, Publicity](5, 4, "authorization/publicities",
		"publicity periods by what they are about")
	objections = state.NewMap[objectionKey, Objection](5, 5, "authorization/objections",
		"objections raised during publicity periods")
	agreements = state.NewMap[wire.ID, Agreement](5, 6, "authorization/agreements",
		"authorized-operation agreements by id")
	developers = state.NewMap[wire.ID, Developer](5, 7, "authorization/developers",
		"developers' applications for admission by id")
	admitted = state.NewMap[admittedKey, Admission](5, 8, "authorization/admitted",
		"admission intervals by developer and jurisdiction")
	objectors = state.NewMap[objectorKey, objector](5, 9, "authorization/objectors",
		"the newest objection of a party in a publicity period")
	filings = state.NewMap[filingKey, Filing](5, 20, "authorization/filings",
		"legs of filings and publications, by what is filed")
	marks = state.NewMap[markKey, Mark](5, 21, "authorization/marks",
		"dated causes on agreements: rectifications and failed evaluations")
	requests = state.NewMap[requestKey, Request](5, 22, "authorization/requests",
		"what operators asked about their agreements: renewal, exit")
	appraisals = state.NewMap[appraisalKey, Appraisal](5, 60, "authorization/appraisals",
		"the newest evaluation of an operator in a province")
	planVersions = state.NewMap[planVersionKey, Plan](5, 30, "authorization/plan_versions",
		"versions of plans that were approved or wait for approval")
	versions = state.NewMap[versionKey, AgreementVersion](5, 31, "authorization/versions",
		"versions of agreements that were amended")
	cuts = state.NewMap[wire.Date, Cut](5, 32, "authorization/cuts",
		"days on which some agreement's distribution rule changes")
	exceptions = state.NewMap[exceptionKey, Exception](5, 33, "authorization/exceptions",
		"terms above the usual maximum, accepted on a government's document")
	services = state.NewMap[wire.ID, Entrustment](5, 34, "authorization/services",
		"third-party services entrusted, by id")
	legacies = state.NewMap[wire.ID, Legacy](5, 35, "authorization/legacies",
		"operations that were there before the regime, by id")
	incidents = state.NewMap[incidentKey, Incident](5, 36, "authorization/incidents",
		"security incidents by the party they happened to")
)

var collections = []state.Collection{plans.Descriptor(), selections.Descriptor(),
	applications.Descriptor(), publicities.Descriptor(), objections.Descriptor(),
	agreements.Descriptor(), developers.Descriptor(), admitted.Descriptor(),
	objectors.Descriptor(), filings.Descriptor(), marks.Descriptor(), requests.Descriptor(),
	appraisals.Descriptor(), planVersions.Descriptor(), versions.Descriptor(), cuts.Descriptor(),
	exceptions.Descriptor(), services.Descriptor(), legacies.Descriptor(), incidents.Descriptor()}
