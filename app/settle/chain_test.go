package settle_test

import (
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// chain is a world with blocks: after each one its state is kept, so that results are computed from
// the state at the cut, as a node does.
type chain struct {
	*world
	at     map[uint64]state.Reader
	forged map[string][]byte // results given instead of the computed ones
	budget int
	later  bool // results are computed from the newest state instead of the one at the cut

	unlisted bool // the node has no lists of lines
}

func newChain(w *world) *chain {
	n := &chain{world: w, at: map[uint64]state.Reader{}, forged: map[string][]byte{}}
	w.side = n
	return n
}

// Settlement is rule.Results.
func (n *chain) Settlement(period string, cut uint64) []byte {
	if b, ok := n.forged[period]; ok {
		return b
	}
	if n.later {
		return settle.Compute(n.s, period).Encode()
	}
	return settle.Compute(n.at[cut], period).Encode()
}

// Lines is rule.Side.
func (n *chain) Lines(period string, cut uint64) ([][]byte, bool) {
	r, ok := n.at[cut]
	if !ok {
		return nil, false
	}
	return settle.Compute(r, period).Leaves, true
}

// Listed is rule.Side.
func (n *chain) Listed(period string, cut uint64, name string) (places []uint32, ok bool) {
	r, ok := n.at[cut]
	if !ok || n.unlisted {
		return nil, false
	}
	for _, l := range settle.Compute(r, period).Lists {
		if l.Name == name {
			places = l.Places
		}
	}
	return places, true
}

// Leaves is rule.Side.
func (n *chain) Leaves(period string, cut uint64, places []uint32) (out [][]byte, ok bool) {
	leaves, ok := n.Lines(period, cut)
	for _, i := range places {
		if int(i) >= len(leaves) {
			return nil, false
		}
		out = append(out, leaves[i])
	}
	return out, ok
}

// Line is rule.Side.
func (n *chain) Line(period string, cut uint64, i uint32) ([]byte, [][32]byte, bool) {
	leaves, ok := n.Lines(period, cut)
	if !ok || int(i) >= len(leaves) {
		return nil, nil, false
	}
	return leaves[i], settlement.AuditPath(leaves, int(i)), true
}

// Input is rule.Side: the whole input in one piece.
func (n *chain) Input(period string, cut uint64, piece uint32) ([]byte, uint32, bool) {
	r, ok := n.at[cut]
	if !ok || piece > 0 {
		return nil, 0, false
	}
	text, err := settle.Export(r, period)
	return text, 1, err == nil
}

// block runs EndBlock at an instant and keeps the state after it.
func (n *chain) block(at wire.Time) []rule.Event {
	n.Helper()
	n.height, n.now = n.height+1, at
	c := &rule.Ctx{Store: state.NewOverlay(n.s), Height: n.height, Time: at, Chain: "gz-1", Bulk: n}
	if n.budget > 0 {
		c.Budget = &rule.Budget{Left: n.budget}
	}
	settle.EndBlock(c)
	if w := c.Store.(*state.Overlay).Writes(); w > 2000 {
		n.Errorf("EndBlock wrote %d keys", w)
	}
	c.Store.(*state.Overlay).Flush(n.s)
	kept := state.NewMemStore()
	n.s.Iterate(nil, nil, func(k, v []byte) bool {
		kept.Set(append([]byte(nil), k...), append([]byte(nil), v...))
		return true
	})
	n.at[n.height] = kept
	for _, i := range n.checks {
		if err := i.Check(n.s); err != nil {
			n.Errorf("%s: %v", i.Name, err)
		}
	}
	return c.Events()
}

// names are the names of events, in order.
func names(events []rule.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, e.Event())
	}
	return strings.Join(out, " ")
}

// expect runs a block and compares the names of its events.
func (n *chain) expect(at wire.Time, want string) {
	n.Helper()
	if got := names(n.block(at)); got != want {
		n.Errorf("%s: events %q, want %q", at, got, want)
	}
}

func (n *chain) run(period string) settle.Run {
	v, _ := settle.GetRun(n.s, period)
	return v
}

func yuan(s string) wire.Fen {
	v, err := wire.ParseFen(s)
	if err != nil {
		panic(err)
	}
	return v
}

// sell records and confirms what a product version sold for a window, on its seller's own tariff.
// Venue "" is a direct sale.
func (n *chain) sell(id, of, unit, from, to string, units uint64, amount, purpose, venue string) {
	n.Helper()
	at := n.now
	name, _, _ := strings.Cut(of, "@")
	seller := ref(name).Party
	t := &market.TradeConfirm{ID: ref(seller + "/t-" + id), Product: ref(name), Version: 1,
		Customer: wire.Hash{1}, Purpose: purpose, Unit: unit, Venue: market.Direct}
	signers := []string{seller}
	if venue != "" {
		t.Venue, t.Exchange, t.ExchangeRef = market.OnExchange, venue, id
		signers = append(signers, venue)
	}
	n.ok(at, t, signers...)
	n.ok(at, &market.ReceiptRecord{ID: ref(seller + "/" + id), Trade: t.ID, FirstDay: date(from),
		LastDay: date(to), Units: units, Amount: yuan(amount), Invoice: digest("invoice " + id)}, seller)
	by := "bureau"
	if venue != "" {
		by = venue
	}
	n.ok(at, &market.ReceiptConfirm{ID: ref(seller + "/" + id), Accept: true}, by)
}

// price sets ceiling and tariff of a product in fen per unit.
func (n *chain) price(of, unit string, fen uint64, guided bool) {
	n.Helper()
	if guided {
		n.ok(n.now, &market.PriceCap{Product: ref(of), Unit: unit, From: 20260101, Price: fen * 10_000,
			Evidence: rule.Evidence{Number: "C-1", Digest: digest("C-1")}}, "bureau")
	}
	n.ok(n.now, &market.PriceTariff{Product: ref(of), Unit: unit, From: 20260101,
		Brackets: []market.Bracket{{Price: fen * 10_000}}}, ref(of).Party)
}

// use records a batch of a product version on its own day.
func (n *chain) use(of, purpose string, counters ...trace.Counter) {
	n.Helper()
	n.batch++
	name, _, _ := strings.Cut(of, "@")
	id := fmt.Sprintf("%s/b%d", ref(name).Party, n.batch)
	m := &trace.Record{ID: ref(id), Product: ref(name), Version: 1, Stream: "s" + fmt.Sprint(n.batch),
		From: n.now - 3600, To: n.now - 1800, Purpose: purpose, Counters: counters, Log: digest(id)}
	for _, c := range counters {
		m.Count += c.Units
	}
	n.ok(n.now, m, ref(name).Party)
}

func units(n uint64, members ...uint16) trace.Counter {
	return trace.Counter{Members: members, Units: n}
}

// spend records and confirms a cost; of "" makes it common.
func (n *chain) spend(id, agreement, of, class, amount string) {
	n.Helper()
	m := &market.CostRecord{ID: ref(id), Agreement: ref(agreement), Class: class,
		Investor: ref(id).Party, Amount: yuan(amount), Voucher: digest("voucher " + id),
		Date: n.now.Date()}
	if name, _, _ := strings.Cut(of, "@"); name != "" {
		m.Product, m.Version = ref(name), 1
	}
	n.ok(n.now, m, ref(id).Party)
	n.ok(n.now, &market.CostConfirm{ID: m.ID, Accept: true}, "bureau")
}

// base is a world with the bodies that every story needs.
func base(t *world) *world {
	t.party(party.Party{ID: "bureau", Nature: party.Administrative, RemitTo: "treasury"}, "bureau",
		"impl")
	t.party(party.Party{ID: "treasury", Nature: party.Administrative}, "treasury")
	t.party(party.Party{ID: "operator"}, "operator")
	t.party(party.Party{ID: "exchange", Nature: party.StateEnterprise}, "exchange")
	return t
}
