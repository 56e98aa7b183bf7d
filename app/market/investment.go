package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxDues bounds a schedule: thirty years.
const maxDues = 30

// Due is the part of an investment that may be recovered from a day on.
type Due struct {
	Day    wire.Date `json:"day"`
	Amount wire.Fen  `json:"amount"`
}

// Investment (投入) is a cost with a schedule: each part enters the run of its own period, once the
// implementing body has confirmed it. Profit on it is what a return tier of the agreement gives
// (rulings M10).
type Investment struct {
	ID        wire.ID       `json:"id"`
	Agreement wire.ID       `json:"agreement"`
	Product   wire.ID       `json:"product"`
	Version   uint32        `json:"version"`
	Class     string        `json:"class" max:"32"`
	Investor  string        `json:"investor" max:"32"`
	Amount    wire.Fen      `json:"amount"`
	Date      wire.Date     `json:"date"`
	Schedule  []Due         `json:"schedule" max:"30"` // at least one part; they add up to Amount
	Voucher   crypto.Digest `json:"voucher"`
	Evidence  rule.Evidence `json:"evidence"`
	Status    string        `json:"status" max:"10"`
	Reason    string        `json:"reason" max:"200"`
	Objection wire.ID       `json:"objection"`      // the last one raised
	Parts     []DuePart     `json:"parts" max:"30"` // of the schedule, once confirmed
	By        []tx.Account  `json:"by" max:"9"`
	Recorded  wire.Time     `json:"recorded"`
	Checked   []tx.Account  `json:"checked" max:"9"`
	Confirmed wire.Time     `json:"confirmed"` // or rejected
}

// DuePart is where a part of a confirmed investment entered, and what was taken off it since.
type DuePart struct {
	Period    string   `json:"period" max:"16"` // "" of one that finance or audit keeps out
	Corrected wire.Fen `json:"corrected"`       // confirmed corrections so far, positive
}

// Due is a part of an investment seen as the cost that enters its period. Parts count from 1.
func (v Investment) Due(part int) Cost {
	c := Cost{ID: v.ID, Agreement: v.Agreement, Product: v.Product, Version: v.Version,
		Class: v.Class, Investor: v.Investor, Amount: v.Schedule[part-1].Amount, Voucher: v.Voucher,
		Date: v.Schedule[part-1].Day, Status: v.Status, Part: uint32(part)}
	if part <= len(v.Parts) {
		c.Period, c.Corrected = v.Parts[part-1].Period, v.Parts[part-1].Corrected
	}
	return c
}

type dueKey struct {
	Period string
	ID     wire.ID
	Part   uint32 // counts from 1
}

// GetInvestment returns the investment named id.
func GetInvestment(r state.Reader, id wire.ID) (Investment, bool) { return investments.Get(r, id) }

// EachDue visits the parts of confirmed investments that are due in a period, by id, until fn
// returns false. Parts count from 1.
func EachDue(r state.Reader, period string, fn func(v Investment, part int) bool) {
	dues.EachPrefix(r, []any{period}, func(k dueKey) bool {
		v, _ := investments.Get(r, k.ID)
		return fn(v, int(k.Part))
	})
}
