package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The uses that settlement tells apart: what the regime calls public governance or welfare
// (公共治理、公益事业) and everything else.
const (
	Commercial = "commercial"
	Welfare    = "welfare"
)

// FlagLate marks a batch that was recorded after its agreement had ended or after the regime's
// lateness window.
const FlagLate = "late"

// Limits of one batch and of one period.
const (
	maxCounters = 64
	maxMembers  = 64
	// maxUnits bounds the units of one product version in one period: 10^6 points per unit must
	// add up below 2^64 (settlement §2.4).
	maxUnits = 9_000_000_000_000
	// maxSets bounds the different sets of inputs of one product version, one use and one period:
	// 64 inputs have 2^64 subsets, and the run of every party waits for the pass over all of them.
	maxSets = 4096
	// consumerSets is how far reports of the consumer's side may use that up: what they leave is for
	// the uses themselves, so that no consumer keeps a provider from recording them.
	consumerSets = maxSets / 4 * 3
)

// Counter counts the uses that needed the same inputs of the product. Members are indexes into the
// inputs of the product version, ascending.
type Counter struct {
	Members []uint16 `json:"members" max:"64"`
	Units   uint64   `json:"units"`
}

// Batch is one recorded usage batch. The calls themselves stay with the recorder: Root commits to
// them one by one, Log is the digest of the platform's log file.
type Batch struct {
	ID       wire.ID       `json:"id"`
	Product  wire.ID       `json:"product"`
	Version  uint32        `json:"version"`
	Stream   string        `json:"stream" max:"32"` // which meter of the recorder counted
	From     wire.Time     `json:"from"`
	To       wire.Time     `json:"to"` // exclusive
	Purpose  string        `json:"purpose" max:"32"`
	Use      string        `json:"use" max:"10"`
	Customer wire.Hash     `json:"customer"` // pseudonym, zero for many customers (rulings L5)
	Counters []Counter     `json:"counters" max:"64"`
	Count    uint64        `json:"count"`
	Root     wire.Hash     `json:"root"`
	Log      crypto.Digest `json:"log"`
	Consents uint32        `json:"consents"` // how many the paper lists (rulings L4)
	// SHA-256 of that list
	ConsentsRoot wire.Hash    `json:"consents_root"`
	Offset       uint64       `json:"offset"` // units of its day and recorder before it
	Period       string       `json:"period" max:"16"`
	Flags        []string     `json:"flags" max:"4"`
	Recorded     wire.Time    `json:"recorded"`
	By           []tx.Account `json:"by" max:"9"`
}

// Sum is what a period's batches add up to for one product version, one use and one set of inputs.
type Sum struct {
	Product wire.ID  `json:"product"`
	Version uint32   `json:"version"`
	Use     string   `json:"use" max:"10"`
	Members []uint16 `json:"members" max:"64"`
	Units   uint64   `json:"units"`
}

// Total is what a product version's uses of one sort add up to in a period.
type Total struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
	Use     string  `json:"use" max:"10"`
	Units   uint64  `json:"units"`
	Batches uint64  `json:"batches"`
	Sets    uint32  `json:"sets"` // different sets of inputs met
}

// Chapter is the chapter's table.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 8, Name: "trace", Zh: "使用溯源", En: "tracing of use",
		Kinds: append([]rule.Kind{{Name: "trace.record", Zh: "报送一批产品使用记录",
			En: "the maker or the platform records a batch of uses", Law: "GZ §13 §24",
			New: func() rule.Msg { return new(Record) }, Writes: recordWrites + maxCounters,
			Weight: rule.Bulk},
			{Name: "export.record", Zh: "记录产品导出运营空间", En: "a product version leaves the operating space",
				Law: "GZ §27 §28; HE §22 §24; GD §26", New: func() rule.Msg { return new(ExportRecord) },
				Writes: 1, Weight: rule.Ordinary},
			{Name: "customer.register", Zh: "销售方登记客户假名", En: "a seller commits to a customer's pseudonym",
				Law: "GZ §4", New: func() rule.Msg { return new(CustomerRegister) }, Writes: 1,
				Weight: rule.Ordinary}}, auditKinds...),
		Refusals: slices.Concat(refusals, auditRefusals),
		Events: append([]rule.Event{BatchRecorded{}, Exported{}, CustomerRegistered{}},
			auditEvents...),
		Collections: slices.Concat(collections, auditCollections),
		Queries:     slices.Concat(queries, auditQueries),
		EndBlock:    endBlock,
		Invariants:  slices.Concat(invariants, auditInvariants),
	}
}

// GetBatch returns the batch named id.
func GetBatch(r state.Reader, id wire.ID) (Batch, bool) { return batches.Get(r, id) }

// EachCounter visits what the batches of a segment add up to, by product version, use and set of
// inputs, until fn returns false. A period that no rule change cuts is one segment of its own name.
// It never reads single batches.
func EachCounter(r state.Reader, segment string, fn func(Sum) bool) {
	sums.EachPrefix(r, []any{segment}, func(_ sumKey, s Sum) bool { return fn(s) })
}

// EachTotal visits the totals of a period by product version and use until fn returns false.
func EachTotal(r state.Reader, period string, fn func(Total) bool) {
	totals.EachPrefix(r, []any{period}, func(_ totalKey, t Total) bool { return fn(t) })
}

// EachTotalUnder visits the totals of a period of the products that stand under an
// authorized-operation agreement until fn returns false; it reads no others.
func EachTotalUnder(r state.Reader, agreement wire.ID, period string, fn func(Total) bool) {
	totalsUnder.EachPrefix(r, []any{agreement, period}, func(k totalUnder) bool {
		t, _ := totals.Get(r, k.Of)
		return fn(t)
	})
}

// EachBatch visits every batch in order of id until fn returns false.
func EachBatch(r state.Reader, fn func(Batch) bool) {
	batches.Each(r, func(_ wire.ID, b Batch) bool { return fn(b) })
}
