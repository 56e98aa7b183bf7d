package trace

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CounterReport is the consumer's side of uses that the provider's side reports as batches: how
// often a product version was used on one day for one purpose. Who consumed may report: the party
// that a seller named for its customer, the holder of a grant to the product, or the platform that
// served the calls. It is counted against the provider's batches, never added to them.
type CounterReport struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Product  wire.ID       `json:"product" need:"yes"`
	Version  uint32        `json:"version" need:"yes"`
	Day      wire.Date     `json:"day" need:"yes"`
	Purpose  string        `json:"purpose" max:"32" need:"yes"`
	Customer wire.Hash     `json:"customer"` // as the seller registered it, zero for many
	Grant    wire.ID       `json:"grant"`    // of the reporter, where it reports as a grant's holder
	Counters []Counter     `json:"counters" max:"64" need:"yes"`
	Count    uint64        `json:"count"`
	Log      crypto.Digest `json:"log" need:"yes"` // of the reporter's own log
	Corrects wire.ID       `json:"corrects"`       // its report in force, which this one replaces
}

// Reported is such a report as recorded.
type Reported struct {
	ID       wire.ID       `json:"id"`
	Product  wire.ID       `json:"product"`
	Version  uint32        `json:"version"`
	Day      wire.Date     `json:"day"`
	Purpose  string        `json:"purpose" max:"32"`
	Customer wire.Hash     `json:"customer"`
	Grant    wire.ID       `json:"grant"`
	Counters []Counter     `json:"counters" max:"64"`
	Count    uint64        `json:"count"`
	Log      crypto.Digest `json:"log"`
	Corrects wire.ID       `json:"corrects"`
	Recorded wire.Time     `json:"recorded"`
	By       []tx.Account  `json:"by" max:"9"`
}

var counterReports = state.NewMap[wire.ID, Reported](8, 14, "trace/counter_reports",
	"reports of the consumer's side")

// Check refuses a body that no state could make right.
func (m *CounterReport) Check() error {
	if !m.Day.Valid() {
		return rule.Malformed("day", "须为日期", "must be a date")
	}
	if !m.Corrects.IsZero() && !m.Corrects.Valid() {
		return rule.Malformed("corrects", "须为 主体/编号", "must be party/name")
	}
	return m.batch().Check()
}

// batch is the report as a batch of the whole day, to be checked like one.
func (m *CounterReport) batch() *Record {
	return &Record{ID: m.ID, Product: m.Product, Version: m.Version, Stream: "counter",
		From: m.Day.Start(), To: m.Day.End(), Purpose: m.Purpose, Customer: m.Customer,
		Counters: m.Counters, Count: m.Count, Log: m.Log}
}

// Apply counts the report against the provider's side.
func (m *CounterReport) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if counterReports.Has(c.Store, m.ID) {
		return ErrExists.At("id", "id", m.ID)
	}
	b := m.batch()
	p, contract, err := b.product(c)
	if err != nil {
		return err
	}
	use, err := b.use(regime.At(c.Store, contract.Regime), p)
	if err != nil {
		return err
	}
	if err := m.consumes(c, p, contract); err != nil {
		return err
	}
	period := regime.PeriodOf(c.Store, b.From)
	if err := m.inTime(c, p, period); err != nil {
		return err
	}
	t := tallyOf(c.Store, b.tallyKey(), contract, use, period)
	if err := m.replace(c, p, &t); err != nil {
		return err
	}
	counterReports.Set(c.Store, m.ID, Reported{ID: m.ID, Product: m.Product, Version: m.Version,
		Day: m.Day, Purpose: m.Purpose, Customer: m.Customer, Grant: m.Grant, Counters: m.Counters,
		Count: m.Count, Log: m.Log, Corrects: m.Corrects, Recorded: c.Time, By: c.Signers})
	t.put(c)
	c.Emit(CounterReported{ID: m.ID, Product: p.Node(), Day: m.Day, Count: m.Count})
	return nil
}

// consumes refuses a reporter that is not the consumer's side of these uses.
func (m *CounterReport) consumes(c *rule.Ctx, p product.Product, k Contract) error {
	by := c.Author()
	if party.SameGroup(c.Store, by, p.Maker) {
		return ErrBothSides.At("", "party", by)
	}
	ok := false
	switch {
	case !m.Customer.IsZero():
		v, _ := customers.Get(c.Store, customerKey{p.Maker, m.Customer})
		ok = v.Reporter == by
	case !m.Grant.IsZero():
		g, _ := access.GetGrant(c.Store, m.Grant)
		_, usable := access.ItemUsableDuring(c.Store, m.Grant, m.Product, access.KindProduct,
			m.Day.Start(), m.Day.Start()+1)
		ok = g.Holder == by && usable
	default:
		ok = party.HasRole(c.Standing(), by, rolePlatform, k.Jurisdiction, c.Time)
	}
	if !ok {
		return ErrConsumer.At("", "party", by, "product", p.Node())
	}
	return nil
}

// inTime refuses a day that is not over, on which the product was not published, or whose days for
// late facts are over.
func (m *CounterReport) inTime(c *rule.Ctx, p product.Product, period string) error {
	b := m.batch()
	if m.Day.End() > c.Time {
		return ErrDayRuns.At("day", "day", m.Day)
	}
	if !p.PublishedDuring(b.From, b.From+1) && !p.PublishedDuring(b.To-1, b.To) {
		return ErrNotPublished.At("day", "product", p.Node(), "from", b.From, "to", b.To)
	}
	_, err := b.late(c, period)
	return err
}
