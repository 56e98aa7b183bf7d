package oversight

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const chapter = 11

// endingKey is an agreement of a subject: operators' and developers' agreements are named apart.
type endingKey struct {
	Subject   string
	Agreement wire.ID
}

var (
	evaluations = state.NewMap[wire.ID, Evaluation](chapter, 1, "oversight/evaluations",
		"results of evaluations of operators and developers")
	rectifications = state.NewMap[wire.ID, Rectification](chapter, 2, "oversight/rectifications",
		"orders to put something right, with what became of them")
	measures = state.NewMap[wire.ID, Measure](chapter, 3, "oversight/measures",
		"measures against operators and developers, dated")
	entries = state.NewMap[wire.ID, Entry](chapter, 4, "oversight/blacklist",
		"blacklist entries on developers, dated")
	endings = state.NewMap[endingKey, Ending](chapter, 5, "oversight/endings",
		"what became of an agreement after its end")
	logs = state.NewMap[wire.ID, Log](chapter, 6, "oversight/logs",
		"batches of logs that are kept off the ledger")
	round = state.NewItem[Round](chapter, 7, "oversight/round",
		"how far the clock has opened the duties that come back")
	incidents = state.NewMap[wire.ID, Incident](chapter, 8, "oversight/incidents",
		"security incidents of operators and developers")
	disclosures = state.NewMap[wire.ID, Disclosure](chapter, 9, "oversight/disclosures",
		"what was made public about agreements")
	requested = state.NewMap[wire.ID, Request](chapter, 10, "oversight/requests",
		"reports that implementing bodies asked their operators for")
	reported = state.NewMap[wire.ID, Report](chapter, 11, "oversight/reports",
		"reports filed with the offices they go to")
	scores = state.NewMap[wire.ID, Score](chapter, 12, "oversight/scores",
		"how punctual data providers were in a period")
	records = state.NewMap[wire.ID, Record](chapter, 13, "oversight/records",
		"inspections, cooperation, drills, surveys of demand, archived files")
	cases = state.NewMap[wire.ID, Case](chapter, 14, "oversight/cases",
		"coordination and disputes about data")
	evidences = state.NewMap[wire.ID, EvidenceAsked](chapter, 15, "oversight/evidence_requests",
		"documents that supervisors asked their custodians for")
)

var collections = []state.Collection{evaluations.Descriptor(), rectifications.Descriptor(),
	measures.Descriptor(), entries.Descriptor(), endings.Descriptor(), logs.Descriptor(),
	round.Descriptor(), incidents.Descriptor(), disclosures.Descriptor(), requested.Descriptor(),
	reported.Descriptor(), scores.Descriptor(), records.Descriptor(), cases.Descriptor(),
	evidences.Descriptor(), filings.Descriptor()}
