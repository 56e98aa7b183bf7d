package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Refund is an application to return money paid to a treasury (退付申请): what was paid above the due,
// to a wrong account, or what a later run found not to be due. It is never set off (rulings M7).
type Refund struct {
	ID        wire.ID       `json:"id"`
	Slip      wire.ID       `json:"slip"`
	Amount    wire.Fen      `json:"amount"`
	Reason    string        `json:"reason" max:"500"`
	Evidence  rule.Evidence `json:"evidence"`
	Status    string        `json:"status" max:"10"`
	Answer    string        `json:"answer" max:"200"`
	By        []tx.Account  `json:"by" max:"9"`
	Applied   wire.Time     `json:"applied"`
	DecidedBy []tx.Account  `json:"decided_by" max:"9"`
	Decided   wire.Time     `json:"decided"`
	Date      wire.Date     `json:"date"` // on which it was returned
}

// excess is what of a slip counts towards no statement.
func (v Payment) excess() wire.Fen { return v.Amount - v.Counted - v.Returned }

// returnable is the most that may be returned of a slip: what counts towards no statement, and what
// a restatement found its unit to have got too much from the payer.
func (v Payment) returnable(r state.Reader) wire.Fen {
	less := min(max(Receivable(r, v.Payer, v.Unit), 0), v.Counted-v.GivenBack)
	return max(v.excess()+less-v.Applied, 0)
}
