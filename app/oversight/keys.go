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
)

var collections = []state.Collection{evaluations.Descriptor(), rectifications.Descriptor(),
	measures.Descriptor(), entries.Descriptor(), endings.Descriptor(), logs.Descriptor()}
