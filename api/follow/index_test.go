package follow

import (
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The chapters' own places of the records that these tests put into a state.
type versionKey struct {
	ID      wire.ID
	Version uint32
}

var (
	products    = state.NewMap[versionKey, product.Product](7, 1, "product/versions", "")
	processings = state.NewMap[wire.ID, access.Processing](6, 5, "access/processings", "")
	batches     = state.NewMap[wire.ID, trace.Batch](8, 1, "trace/batches", "")
	parameters  = state.NewItem[regime.Parameters](2, 6, "regime/parameters", "")
)

// world is a growing state with its lineage as the records say it.
type world struct {
	rng    *rand.Rand
	store  *state.MemStore
	at     wire.Time
	height uint64
	n      naive
	nodes  []product.Place
	calls  map[string]uint64 // units by node key
	events [][2]string       // of the block under way
}

func newWorld(seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 9)), store: state.NewMemStore(), at: 1_800_000_000,
		calls: map[string]uint64{},
		n:     naive{map[string][]string{}, map[string]wire.Time{}, map[string]uint64{}}}
	parameters.Set(w.store, regime.Parameters{Period: regime.Quarter})
	return w
}

func (w *world) name() wire.ID {
	return wire.ID{Party: "gz-p" + strconv.Itoa(w.rng.IntN(5)),
		Local: "r" + strconv.Itoa(w.rng.IntN(1_000_000_000))}
}

func (w *world) emit(e rule.Event) {
	b, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	w.events = append(w.events, [2]string{e.Event(), string(b)})
}

func (w *world) node(at product.Place, inputs []product.Place) {
	var keys []string
	for _, in := range inputs {
		keys = append(keys, in.Key())
	}
	w.n.inputs[at.Key()], w.n.born[at.Key()], w.n.height[at.Key()] = keys, w.at, w.height
	w.nodes = append(w.nodes, at)
}

// pick chooses up to n earlier nodes, or resources that nothing has read yet.
func (w *world) pick(n int, kinds ...string) (out []product.Place) {
	for range n {
		at := product.Place{Kind: access.KindResource, ID: w.name(), Version: 1}
		if len(w.nodes) > 0 && w.rng.IntN(4) > 0 {
			at = w.nodes[w.rng.IntN(len(w.nodes))]
		}
		if slices.Contains(kinds, at.Kind) {
			out = append(out, at)
		}
	}
	return out
}

func (w *world) run() {
	rec := access.Processing{ID: w.name(), Started: w.at - 10, Ended: w.at,
		Recorded: access.Act{At: w.at}}
	inputs := w.pick(1+w.rng.IntN(3), access.KindResource, access.KindProduct, product.KindProcessing)
	for _, in := range inputs {
		i := access.Input{Object: in.ID, Kind: in.Kind, Version: in.Version}
		if in.Kind == product.KindProcessing {
			i.Kind, i.Version = access.KindDataset, 0
		}
		rec.Inputs = append(rec.Inputs, i)
	}
	processings.Set(w.store, rec.ID, rec)
	w.node(product.Place{Kind: product.KindProcessing, ID: rec.ID}, inputs)
	w.emit(access.ProcessingRecorded{ID: rec.ID})
}

func (w *world) make() {
	p := product.Product{ID: w.name(), Version: 1, Created: access.Act{At: w.at}}
	inputs := w.pick(1+w.rng.IntN(3), product.KindProcessing)
	if len(inputs) > 0 {
		p.Agreement = w.name()
	} else {
		inputs = w.pick(2, access.KindResource, access.KindProduct)
	}
	for _, in := range inputs {
		if in.Kind == product.KindProcessing {
			p.Processing = append(p.Processing, in.ID)
		} else {
			p.Inputs = append(p.Inputs, product.Input{Object: in.ID, Kind: in.Kind, Version: in.Version})
		}
	}
	products.Set(w.store, versionKey{p.ID, 1}, p)
	w.node(product.Place{Kind: access.KindProduct, ID: p.ID, Version: 1}, inputs)
	w.emit(product.Created{Product: p.ID, Version: 1})
}

func (w *world) call() {
	at := w.pick(1, access.KindProduct)
	if len(at) == 0 {
		return
	}
	b := trace.Batch{ID: w.name(), Product: at[0].ID, Version: 1, Purpose: "credit", Period: "2026Q3",
		Use: trace.Commercial, Count: uint64(1 + w.rng.IntN(50)), From: w.at - 5, To: w.at,
		Recorded: w.at}
	batches.Set(w.store, b.ID, b)
	w.calls[at[0].Key()] += b.Count
	w.emit(trace.BatchRecorded{ID: b.ID, Product: product.Node(b.Product, 1)})
}

// block makes a block of some records.
func (w *world) block() iter.Seq2[string, []byte] {
	w.height++
	w.at += wire.Time(w.rng.IntN(100_000))
	w.events = nil
	for range w.rng.IntN(12) {
		[]func(){w.run, w.run, w.make, w.call}[w.rng.IntN(4)]()
	}
	events := w.events
	return func(yield func(string, []byte) bool) {
		for _, e := range events {
			if !yield(e[0], []byte(e[1])) {
				return
			}
		}
	}
}

func (w *world) ask(x *Index, name string, height uint64, args ...string) (any, error) {
	q := rule.Ask{Store: w.store, Height: height, Time: w.at, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		q.Args[args[i]] = args[i+1]
	}
	return x.Answer(name, q)
}

func fork(s *state.MemStore) *state.MemStore {
	out := state.NewMemStore()
	s.Iterate(nil, nil, func(k, v []byte) bool { out.Set(k, v); return true })
	return out
}

// An index that followed block by block, one that was loaded half way, one built from scratch, and
// the definition give the same closures, at any date and any height they know.
func TestIndexEqualsState(t *testing.T) {
	for seed := range uint64(12) {
		w := newWorld(seed)
		whole, late := New(), New()
		defer whole.Close()
		defer late.Close()
		whole.Start(fork(w.store), 0, nil)
		for i := range 24 {
			events := w.block()
			whole.Block(fork(w.store), w.height, events)
			if i == 11 {
				late.Start(fork(w.store), w.height, nil)
			} else if i > 11 {
				late.Block(fork(w.store), w.height, events)
			}
		}
		for range 40 {
			root := w.nodes[w.rng.IntN(len(w.nodes))]
			args := []string{"node", root.Key(), "detail", "ids", "limit", "3", "direction", "up"}
			down, depth, height := w.rng.IntN(2) == 0, -1, w.height
			if down {
				args[7] = "down"
			}
			if w.rng.IntN(2) == 0 {
				depth = w.rng.IntN(5)
				args = append(args, "depth", strconv.Itoa(depth))
			}
			s := Scope{Height: height}
			if w.rng.IntN(3) == 0 {
				s.AsOf = w.n.born[root.Key()] + wire.Time(w.rng.IntN(500_000))
				args = append(args, "as_of", s.AsOf.String())
			}
			want := w.n.levels(root.Key(), down, depth, s)
			scratch := New()
			scratch.load(w.store, w.height, 1<<30)
			for which, x := range map[string]*Index{"whole": whole, "late": late, "scratch": scratch} {
				got := w.pages(t, x, height, args)
				if !maps.Equal(got, want) {
					t.Fatalf("seed %d, %s, %v: %v, want %v", seed, which, args, got, want)
				}
			}
		}
		w.sameUses(t, whole, late)
	}
}

// pages reads a closure to its end and holds its counts against what came.
func (w *world) pages(t *testing.T, x *Index, height uint64, args []string) map[string]int {
	t.Helper()
	out, after := map[string]int{}, ""
	for {
		doc, err := w.ask(x, "lineage_closure", height, append(args, "after", after)...)
		if err != nil {
			t.Fatal(args, err)
		}
		c := doc.(Closure)
		for _, n := range c.IDs {
			if _, again := out[n.Key]; again {
				t.Fatalf("%s twice", n.Key)
			}
			out[n.Key] = n.Level
		}
		if after = c.After; after == "" {
			sum := c.Total.Resources + c.Total.Processing + c.Total.Products + c.Total.Imports
			if c.Total.Nodes != len(out) || sum != len(out) {
				t.Fatalf("total %+v, %d nodes", c.Total, len(out))
			}
			return out
		}
	}
}

func (w *world) sameUses(t *testing.T, indexes ...*Index) {
	t.Helper()
	for _, at := range w.nodes {
		want := uint64(0)
		for key := range w.n.levels(at.Key(), true, -1, Scope{}) {
			want += w.calls[key]
		}
		for _, x := range indexes {
			doc, err := w.ask(x, "lineage_uses", w.height, "node", at.Key(), "limit", "1000")
			if err != nil {
				t.Fatal(err)
			}
			u, sum, jobs := doc.(Uses), uint64(0), 0
			for _, row := range u.Uses {
				sum += row.Units
				jobs += int(row.Jobs)
			}
			readers := 0
			for key := range w.n.levels(at.Key(), true, 1, Scope{}) {
				if p, _ := product.ParsePlace(key); p.Kind == product.KindProcessing && key != at.Key() {
					readers++
				}
			}
			if u.Units != want || sum != want || jobs != readers || len(u.Uses) != u.Rows {
				t.Fatalf("%s: %d units in %d rows, want %d; %d jobs, want %d", at.Key(), u.Units, u.Rows,
					want, jobs, readers)
			}
		}
	}
}

// A height from before the index was loaded is answered from that height's state, to a size.
func TestOldHeightIsAnsweredFromState(t *testing.T) {
	w := newWorld(3)
	for range 6 {
		w.block()
	}
	old, oldHeight, oldNodes := fork(w.store), w.height, slices.Clone(w.nodes)
	for range 6 {
		w.block()
	}
	x := New()
	defer x.Close()
	x.Start(fork(w.store), w.height, nil)
	root := oldNodes[0]
	want := w.n.levels(root.Key(), true, -1, Scope{Height: oldHeight})
	w.store = old
	if got := w.pages(t, x, oldHeight, []string{"node", root.Key(), "detail", "ids", "direction",
		"down"}); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	x.kept, x.most = nil, 2
	_, err := w.ask(x, "lineage_closure", oldHeight, "node", root.Key())
	var refused *rule.Refused
	if !errors.As(err, &refused) || refused.Name != product.ErrNoIndex.Name {
		t.Errorf("a state above the bound: %v", err)
	}
}

// Jobs, products and resources are described on full pages, every edge once on the page of its To.
func TestFullPagesHoldEveryEdgeOnce(t *testing.T) {
	w := newWorld(5)
	for range 20 {
		w.block()
	}
	x := New()
	defer x.Close()
	x.Start(fork(w.store), w.height, func(wire.Hash) (uint64, bool) { return 7, true })
	for _, at := range w.nodes[len(w.nodes)-20:] {
		for _, direction := range []string{"up", "down"} {
			steps, after, edges := map[string]bool{}, "", 0
			for {
				doc, err := w.ask(x, "lineage_closure", w.height, "node", at.Key(), "direction", direction,
					"limit", "2", "after", after)
				if err != nil {
					t.Fatal(err)
				}
				c := doc.(Closure)
				for _, s := range c.Steps {
					if key := s.From + " " + s.To; steps[key] {
						t.Fatalf("%s twice", key)
					} else {
						steps[key] = true
					}
					if !slices.Contains(w.n.inputs[s.To], s.From) || s.Recorded != w.n.born[s.To] {
						t.Fatalf("step %+v", s)
					}
				}
				edges = c.Total.Edges
				if after = c.After; after == "" {
					break
				}
			}
			if len(steps) != edges {
				t.Fatalf("%s %s: %d steps, %d counted", at.Key(), direction, len(steps), edges)
			}
		}
	}
}

func TestPathInEitherOrder(t *testing.T) {
	w := newWorld(8)
	for range 20 {
		w.block()
	}
	x := New()
	defer x.Close()
	x.Start(fork(w.store), w.height, nil)
	found := 0
	for _, at := range w.nodes {
		for key, level := range w.n.levels(at.Key(), false, -1, Scope{}) {
			a, errA := w.ask(x, "lineage_path", w.height, "from", key, "to", at.Key())
			b, errB := w.ask(x, "lineage_path", w.height, "from", at.Key(), "to", key)
			if p, _ := product.ParsePlace(key); p.Kind == access.KindResource {
				if !errors.Is(errA, rule.ErrNotFound) { // this state has no resources of its own
					t.Fatal(key, errA)
				}
				continue
			}
			if errA != nil || errB != nil || !reflect.DeepEqual(a, b) {
				t.Fatalf("%s, %s: %v %v", key, at.Key(), errA, errB)
			}
			p := a.(Path)
			if !p.Found || len(p.Nodes) != level+1 || len(p.Steps) != level || p.From != key {
				t.Fatalf("%s to %s: %+v", key, at.Key(), p)
			}
			found++
		}
	}
	if found < 50 {
		t.Errorf("only %d paths", found)
	}
}
