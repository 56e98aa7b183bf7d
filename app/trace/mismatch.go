package trace

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a difference.
const (
	MismatchOpen     = "open"
	MismatchMatched  = "matched"  // later records made both counts equal
	MismatchResolved = "resolved" // both sides, or the implementing body, said which count stands
)

const dutyMismatch = "trace.mismatch"

// Mismatch is a difference between both sides' counts of the same uses. It is numbered, owned by
// the provider's side, which is paid by its own count, and due within the regime's time.
type Mismatch struct {
	Number       uint64        `json:"number"`
	Product      wire.ID       `json:"product"`
	Version      uint32        `json:"version"`
	Day          wire.Date     `json:"day"`
	Purpose      string        `json:"purpose" max:"32"`
	Customer     wire.Hash     `json:"customer"`
	Agreement    wire.ID       `json:"agreement"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Regime       regime.Ref    `json:"regime"`
	Owner        string        `json:"owner" max:"32"`
	Reporter     string        `json:"reporter" max:"32"` // of the consumer's side
	Provider     uint64        `json:"provider"`
	Consumer     uint64        `json:"consumer"`
	Opened       wire.Time     `json:"opened"`
	Closed       wire.Time     `json:"closed"`
	Status       string        `json:"status" max:"10"`
	Stands       string        `json:"stands" max:"10"`
	Reason       string        `json:"reason" max:"2000"`
	Evidence     rule.Evidence `json:"evidence"`
	By           []tx.Account  `json:"by" max:"9"`
}

// mismatchAt lists differences: all of them under no agreement, and each under its own.
type mismatchAt struct {
	Agreement wire.ID
	Done      uint8 // 0 open, 1 closed
	Number    uint64
}

type counted struct {
	N uint64 `json:"n"`
}

var (
	mismatches = state.NewMap[uint64, Mismatch](8, 11, "trace/mismatches",
		"differences between the counts of both sides, by number")
	mismatchCount = state.NewItem[counted](8, 12, "trace/mismatch_count",
		"how many differences were ever opened")
	mismatchList = state.NewIndex[mismatchAt](8, 23, "trace/mismatch_list",
		"differences, open ones apart: all, and by agreement")
)

func (m Mismatch) duty() regime.DutyID {
	return regime.DutyID{Owner: m.Owner, Duty: dutyMismatch,
		Object: "mismatch/" + strconv.FormatUint(m.Number, 10)}
}

func (m Mismatch) key() tallyKey {
	return tallyKey{m.Product, m.Version, m.Day, m.Purpose, m.Customer}
}

// places are where the lists hold the difference.
func (m Mismatch) places() [2]mismatchAt {
	var done uint8
	if m.Closed != 0 {
		done = 1
	}
	return [2]mismatchAt{{Done: done, Number: m.Number}, {m.Agreement, done, m.Number}}
}

func openMismatch(c *rule.Ctx, t Tally) (uint64, error) {
	p, _ := product.Get(c.Store, t.Product, t.Version)
	k, _ := ContractOf(c.Store, p)
	n, _ := mismatchCount.Get(c.Store)
	m := Mismatch{Number: n.N + 1, Product: t.Product, Version: t.Version, Day: t.Day,
		Purpose: t.Purpose, Customer: t.Customer, Agreement: k.ID, Jurisdiction: k.Jurisdiction,
		Regime: k.Regime, Owner: p.Maker, Reporter: t.Reporter, Provider: t.Provider,
		Consumer: t.Consumer, Opened: c.Time, Status: MismatchOpen}
	profile := regime.At(c.Store, k.Regime).Within(k.Jurisdiction)
	if span, ok := profile.Span("trace.mismatch.deadline"); ok {
		if err := regime.OpenFor(c, profile, m.duty(), k.ID, c.Time.Date(), span); err != nil {
			return 0, err
		}
	}
	mismatchCount.Set(c.Store, counted{m.Number})
	mismatches.Set(c.Store, m.Number, m)
	for _, at := range m.places() {
		mismatchList.Add(c.Store, at)
	}
	c.Emit(MismatchOpened{Number: m.Number, Product: p.Node(), Day: t.Day, Owner: m.Owner,
		Provider: t.Provider, Consumer: t.Consumer})
	return m.Number, nil
}

// updateMismatch keeps an open difference's counts up to date.
func updateMismatch(c *rule.Ctx, t Tally) {
	m, _ := mismatches.Get(c.Store, t.Mismatch)
	m.Provider, m.Consumer = t.Provider, t.Consumer
	mismatches.Set(c.Store, m.Number, m)
}

// closeMismatch ends the tally's open difference.
func closeMismatch(c *rule.Ctx, t *Tally, status string, mark func(*Mismatch)) error {
	m, _ := mismatches.Get(c.Store, t.Mismatch)
	if _, ok := regime.Deadline(c.Store, m.duty(), c.Time); ok {
		if err := regime.Meet(c, m.duty()); err != nil {
			return err
		}
	}
	for _, at := range m.places() {
		mismatchList.Remove(c.Store, at)
	}
	m.Status, m.Closed, m.Provider, m.Consumer = status, c.Time, t.Provider, t.Consumer
	mark(&m)
	mismatches.Set(c.Store, m.Number, m)
	for _, at := range m.places() {
		mismatchList.Add(c.Store, at)
	}
	t.Mismatch, t.Stands = 0, m.Stands
	c.Emit(MismatchClosed{Number: m.Number, Status: status, Stands: m.Stands})
	return nil
}
