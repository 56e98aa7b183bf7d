package market

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What free use was found to be (law/matrix S16, §4.3).
const (
	Resold     = "resold"      // the buyer sold it on
	OtherUse   = "other_use"   // used for another purpose than the declared one (HE §19)
	FlagResold = "resold_free" // free supply to a buyer that turned free use to account before
)

// maxCounters bounds the rows of a batch, see trace.Batch.
const maxCounters = 64

// Violation (用途违规) is free use that was found to be no public use. The batch stays as it was
// recorded. Once another party has confirmed the violation, its units count as commercial in the
// period of their window, which is restated where it is closed (rulings M3); what they cost is
// billed by a receipt of its own. It is a ground for a measure of oversight.
type Violation struct {
	ID        wire.ID       `json:"id"`
	Batch     wire.ID       `json:"batch"`
	Product   wire.ID       `json:"product"`
	Version   uint32        `json:"version"`
	Agreement wire.ID       `json:"agreement"`
	Customer  wire.Hash     `json:"customer"`
	Found     string        `json:"found" max:"10"`
	Units     []uint64      `json:"units" max:"64"` // of each counter of the batch
	Total     uint64        `json:"total"`
	Period    string        `json:"period" max:"16"` // of the batch
	Evidence  rule.Evidence `json:"evidence"`
	Status    string        `json:"status" max:"10"`
	Reason    string        `json:"reason" max:"200"`
	Entered   uint64        `json:"entered"` // height of the block that confirmed it into its period
	// Uncounted says that its period could no longer be restated: it is on record only.
	Uncounted bool         `json:"uncounted"`
	By        []tx.Account `json:"by" max:"9"`
	Recorded  wire.Time    `json:"recorded"`
	Checked   []tx.Account `json:"checked" max:"9"`
	Confirmed wire.Time    `json:"confirmed"` // or rejected
}

// recounted is what of a batch counts as commercial by confirmed violations.
type recounted struct {
	Units []uint64 `json:"units" max:"64"`
}

type resellerKey struct {
	Product  wire.ID
	Customer wire.Hash
}

var (
	violations = state.NewMap[wire.ID, Violation](9, 38, "market/violations",
		"free use that was found to be no public use, by id")
	periodViolations = state.NewIndex[costKey](9, 39, "market/period_violations",
		"confirmed violations by the settlement period of their uses")
	recounts = state.NewMap[wire.ID, recounted](9, 40, "market/recounts",
		"what of a usage batch counts as commercial by confirmed violations")
	resellers = state.NewMap[resellerKey, recordOf](9, 41, "market/resellers",
		"the first confirmed violation of a customer in a product")
)

var violationCollections = []state.Collection{violations.Descriptor(),
	periodViolations.Descriptor(), recounts.Descriptor(), resellers.Descriptor()}

// GetViolation returns the violation named id.
func GetViolation(r state.Reader, id wire.ID) (Violation, bool) { return violations.Get(r, id) }

// EachViolation visits the violations that changed how uses of a period count, by id, until fn
// returns false.
func EachViolation(r state.Reader, period string, fn func(Violation, trace.Batch) bool) {
	periodViolations.EachPrefix(r, []any{period}, func(k costKey) bool {
		v, _ := violations.Get(r, k.ID)
		b, _ := trace.GetBatch(r, v.Batch)
		return fn(v, b)
	})
}

// fits refuses a violation that names more units than the batch has left as free use.
func (v Violation) fits(r state.Reader, b trace.Batch, field string) error {
	had, _ := recounts.Get(r, b.ID)
	for i, n := range v.Units {
		if i >= len(b.Counters) {
			return ErrViolationUnits.At(field, "batch", b.ID, "most", 0)
		}
		most := b.Counters[i].Units
		if i < len(had.Units) {
			most -= had.Units[i]
		}
		if n > most {
			return ErrViolationUnits.At(field, "batch", b.ID, "most", most)
		}
	}
	return nil
}

// recount adds the units of a confirmed violation to those of its batch.
func (v Violation) recount(c *rule.Ctx) {
	had, _ := recounts.Get(c.Store, v.Batch)
	sum := make([]uint64, max(len(had.Units), len(v.Units)))
	copy(sum, had.Units)
	for i, n := range v.Units {
		sum[i] += n
	}
	recounts.Set(c.Store, v.Batch, recounted{sum})
}

// finders are the roles that may report a violation beside the parties of the contract.
var finders = []string{"bureau", "audit", "finance", rolePlatform}

// mayFind reports whether a party may report how a product of a contract was used.
func mayFind(c *rule.Ctx, k trace.Contract, maker, who string) bool {
	if who == maker || who == k.Operator || who == k.Impl {
		return true
	}
	for _, role := range finders {
		if party.HasRole(c.Standing(), who, role, k.Jurisdiction, c.Time) {
			return true
		}
	}
	return false
}

// violationConfirmer is who confirmed a violation: the implementing body, or, where that reported
// it itself, the bureau, audit or finance (rulings L3).
func violationConfirmer(c *rule.Ctx, k trace.Contract, v Violation) (string, error) {
	if !party.SameGroup(c.Store, k.Impl, v.ID.Party) {
		return k.Impl, confirms(c, v.ID, k.Impl, v.ID.Party)
	}
	for _, role := range finders[:3] {
		by, err := party.SignerWith(c, role, k.Jurisdiction)
		if err == nil && !party.SameGroup(c.Store, by, v.ID.Party) {
			return by, confirms(c, v.ID, by, v.ID.Party)
		}
	}
	return "", ErrConfirmer.At("id", "id", v.ID, "confirmer", "bureau|audit|finance")
}
