package trace

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

const rolePlatform = "platform"

// Record records one usage batch of one product version. Its window is part of one day at +08:00
// (rulings M4), its counters add up to Count, and nothing of it may be counted before.
type Record struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Product  wire.ID       `json:"product" need:"yes"`
	Version  uint32        `json:"version" need:"yes"`
	Stream   string        `json:"stream" max:"32" need:"yes"`
	From     wire.Time     `json:"from" need:"yes"`
	To       wire.Time     `json:"to" need:"yes"` // exclusive
	Purpose  string        `json:"purpose" max:"32" need:"yes"`
	Customer wire.Hash     `json:"customer"`
	Counters []Counter     `json:"counters" max:"64" need:"yes"`
	Count    uint64        `json:"count"`
	Root     wire.Hash     `json:"root"`           // over the single calls, kept by the recorder
	Log      crypto.Digest `json:"log" need:"yes"` // of the platform's log
	Consents []Covered     `json:"consents" max:"10000"`
}

// Check refuses a body that no state could make right.
func (m *Record) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Product.Valid():
		return rule.Malformed("product", "须为 主体/编号", "must be party/name")
	case m.Version == 0:
		return rule.Malformed("version", "从 1 起", "counts from 1")
	case !wire.IsName(m.Stream):
		return rule.Malformed("stream", "不是合格的名称", "not a name")
	case m.From == 0 || m.To <= m.From:
		return rule.Malformed("to", "须晚于 from", "must be after from")
	case m.From.Date() != (m.To - 1).Date():
		return ErrDay.At("to", "from", m.From, "to", m.To)
	case m.Purpose == "":
		return ErrPurpose.At("purpose")
	case m.Log.Check() != nil:
		return rule.Malformed("log", "须写明日志摘要", "a digest of the log is required")
	case len(m.Counters) == 0:
		return ErrCounter.At("counters", "index", 0, "zh", "至少一项", "en", "at least one is needed")
	}
	if err := m.checkConsents(); err != nil {
		return err
	}
	return m.checkCounters()
}

func (m *Record) checkCounters() error {
	wrong := func(i int, zh, en string) error {
		return ErrCounter.At("counters["+strconv.Itoa(i)+"]", "index", i, "zh", zh, "en", en)
	}
	var sum uint64
	for i, n := range m.Counters {
		switch {
		case n.Units == 0 || n.Units > maxUnits:
			return wrong(i, "数量须在 1 与上限之间", "units are 1 up to the maximum")
		case len(n.Members) == 0:
			return wrong(i, "未列明输入", "no input is named")
		}
		for k := 1; k < len(n.Members); k++ {
			if n.Members[k-1] >= n.Members[k] {
				return wrong(i, "输入序号须严格递增", "input indexes must ascend")
			}
		}
		for _, earlier := range m.Counters[:i] {
			if slices.Equal(earlier.Members, n.Members) {
				return wrong(i, "同一组输入重复", "a set of inputs is repeated")
			}
		}
		sum += n.Units
	}
	if sum != m.Count {
		return rule.Malformed("count", "须等于各计数项之和 "+strconv.FormatUint(sum, 10),
			"must be the sum of the counters, "+strconv.FormatUint(sum, 10))
	}
	return nil
}

// Writes are the batch, its window, its log, its place, its total and where that is listed, both
// sides' tally and its mark, what stands behind its product, two of the product's log, two entries
// of a late one, and one sum for each counter. Consents are only read.
func (m *Record) Writes() uint32 { return recordWrites + uint32(len(m.Counters)) }

const recordWrites = 12

// Apply counts the batch.
func (m *Record) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if b, ok := batches.Get(c.Store, m.ID); ok {
		return m.again(c, b)
	}
	p, contract, err := m.product(c)
	if err != nil {
		return err
	}
	if c.Author() != p.Maker &&
		!party.HasRole(c.Standing(), c.Author(), rolePlatform, contract.Jurisdiction, c.Time) {
		return ErrRecorder.At("", "party", c.Author(), "product", m.Product)
	}
	profile := regime.At(c.Store, contract.Regime)
	use, err := m.use(profile, p)
	if err != nil {
		return err
	}
	if err := m.checkWindow(c, p, contract); err != nil {
		return err
	}
	if !m.Customer.IsZero() && !HasCustomer(c.Store, p.Maker, m.Customer) {
		return ErrCustomer.At("customer", "seller", p.Maker)
	}
	b, fresh := behindOf(c.Store, p)
	if err := m.checkChain(c, p, contract, b); err != nil {
		return err
	}
	if err := m.requireConsents(c, p, contract, b); err != nil {
		return err
	}
	if err := m.count(c, p, contract, use, m.flags(c, p, contract, b)); err != nil {
		return err
	}
	if fresh {
		behinds.Set(c.Store, nodeKey{p.ID, p.Version}, b)
	}
	return nil
}
