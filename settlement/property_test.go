package settlement

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand"
	"reflect"
	"slices"
	"testing"
)

// worlds is how many random worlds the oracle settles; each for three periods.
var worlds = flag.Int64("worlds", 20000, "random worlds to compare with the oracle")

// TestOracle compares the pass with the naive oracle on random worlds over three periods.
func TestOracle(t *testing.T) {
	kinds := map[string]int{}
	for seed := range *worlds {
		in := randomWorld(seed)
		for period := range 3 {
			if codes := Validate(in); len(codes) > 0 {
				t.Fatalf("seed %d: %v", seed, codes)
			}
			r, err := Compute(in)
			if err != nil {
				t.Fatal(err)
			}
			if err := compareWithOracle(settleNaively(in), r); err != nil {
				t.Fatalf("seed %d period %d: %v", seed, period, err)
			}
			if err := r.Check(in); err != nil {
				t.Fatalf("seed %d period %d: %v", seed, period, err)
			}
			for _, l := range r.Lines {
				kinds[l.Kind]++
			}
			state := r.State
			in = nextPeriod(in, seed+int64(period))
			in.State = &state
		}
	}
	for _, n := range names {
		if kinds[n.kind] < 20 {
			t.Errorf("the worlds hold %d lines of kind %s", kinds[n.kind], n.kind)
		}
	}
}

func compareWithOracle(o *oracle, r Report) error {
	deficit, reserve, caps := map[string]int64{}, map[string]int64{}, map[string]CapState{}
	for _, d := range r.State.Deficit {
		deficit[d.Product] = d.Amount
	}
	for _, v := range r.State.Reserve {
		reserve[v.Name] = v.Amount
	}
	for _, c := range r.State.Cap {
		caps[c.Party] = c
	}
	costs := map[string]*CostState{}
	for _, c := range r.State.Costs {
		costs[c.ID] = &c
	}
	for _, part := range []struct {
		name      string
		got, want any
	}{
		{"take", amountMap(r.PartyTake), nonZero(o.take)},
		{"deficit", deficit, nonZero(o.deficit)}, {"reserve", reserve, nonZero(o.reserve)},
		{"costs", costs, o.cost}, {"caps", caps, o.cap}, {"pool", r.State.Restate.Pool, o.pool},
		{"receivable", amountMap(r.State.Restate.Receivable), nonZero(o.owes)},
		{"payable", amountMap(r.State.Restate.Payable), nonZero(o.due)},
	} {
		if !reflect.DeepEqual(part.got, part.want) {
			return fmt.Errorf("%s\n got %v\nwant %v", part.name, part.got, part.want)
		}
	}
	return nil
}

func nonZero(m map[string]int64) map[string]int64 {
	m = maps.Clone(m)
	maps.DeleteFunc(m, func(_ string, v int64) bool { return v == 0 })
	return m
}

// TestOrder holds I5 and I10: shuffled lists give the same bytes, root included.
func TestOrder(t *testing.T) {
	for seed := range int64(300) {
		in := randomWorld(seed)
		want, err := Compute(in)
		if err != nil {
			t.Fatal(err)
		}
		shuffled := shuffle(in, seed)
		got, err := Compute(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := want.MarshalJSON()
		b, _ := got.MarshalJSON()
		if !bytes.Equal(a, b) {
			t.Fatalf("seed %d: order matters", seed)
		}
	}
}

func shuffle(in Input, seed int64) Input {
	r := rand.New(rand.NewSource(seed))
	in.Parties, in.Nodes = mixed(r, in.Parties), mixed(r, in.Nodes)
	in.Sales, in.Traces = mixed(r, in.Sales), mixed(r, in.Traces)
	in.Costs, in.Caps = mixed(r, in.Costs), mixed(r, in.Caps)
	for i := range in.Nodes {
		in.Nodes[i].Inputs = mixed(r, in.Nodes[i].Inputs)
	}
	for i := range in.Traces {
		in.Traces[i].Members = mixed(r, in.Traces[i].Members)
	}
	if in.State != nil {
		s := *in.State
		s.Costs = mixed(r, s.Costs)
		s.Restate.Payable, s.Restate.Receivable = mixed(r, s.Restate.Payable), mixed(r,
			s.Restate.Receivable)
		in.State = &s
	}
	return in
}

func mixed[T any](r *rand.Rand, list []T) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	return list
}

// TestSplitTable holds I6: cutting a resource into several with the same weight in all, used
// wherever the whole was used, moves not a fen between parties.
func TestSplitTable(t *testing.T) {
	for seed := range int64(600) {
		in := randomWorld(seed)
		pieces := 2 + int(seed%3)
		split := in
		for i := range in.Nodes {
			in.Nodes[i].Weight *= 6
		}
		split.Nodes, split.Traces = cutTable(in, pieces)
		a, err := Compute(in)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Compute(split)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a.PartyTake, b.PartyTake) {
			t.Fatalf("seed %d:\n%v\n%v", seed, a.PartyTake, b.PartyTake)
		}
	}
}

// cutTable cuts the first resource. Volumes are cut with it and in all stay as they were.
func cutTable(in Input, pieces int) ([]Node, []Trace) {
	old := in.Nodes[0]
	var ids []string
	nodes := slices.Clone(in.Nodes[1:])
	for k := range pieces {
		piece := old
		piece.ID, piece.Seq = fmt.Sprintf("%s%c", old.ID, 'a'+k), int64(-1-k)
		piece.Weight = old.Weight / 6
		if k == 0 {
			piece.Weight = old.Weight - int64(pieces-1)*(old.Weight/6)
		}
		ids = append(ids, piece.ID)
		nodes = append(nodes, piece)
	}
	for i, n := range nodes {
		if k := slices.Index(n.Inputs, old.ID); k >= 0 {
			nodes[i].Inputs = slices.Replace(slices.Clone(n.Inputs), k, k+1, ids...)
		}
	}
	traces := slices.Clone(in.Traces)
	for i, tr := range traces {
		if k := slices.Index(tr.Members, old.ID); k >= 0 {
			traces[i].Members = slices.Replace(slices.Clone(tr.Members), k, k+1, ids...)
		}
		if v, used := tr.Volume[old.ID]; used {
			traces[i].Volume = maps.Clone(tr.Volume)
			delete(traces[i].Volume, old.ID)
			for _, id := range ids[1:] {
				if part := v / int64(pieces); part > 0 {
					traces[i].Volume[id] = part
				}
			}
			for _, id := range ids[1:] {
				v -= traces[i].Volume[id]
			}
			traces[i].Volume[ids[0]] = v
		}
	}
	return nodes, traces
}

// TestTelescope holds I8: what was paid, plus the differences of each correction, is what the last
// corrected input pays; and a posted difference is settled in full by the periods that follow.
func TestTelescope(t *testing.T) {
	for seed := range int64(200) {
		first := []Input{randomWorld(seed), nextPeriod(randomWorld(seed), seed)}
		versions := [][]Input{first}
		for k := range int64(3) {
			next := slices.Clone(versions[len(versions)-1])
			next[k%2].Sales = nextPeriod(next[k%2], seed*7+k).Sales
			versions = append(versions, next)
		}
		paid := takes(t, versions[0])
		for k := 1; k < len(versions); k++ {
			d, err := Restate(versions[k-1], versions[k])
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range d.Delta {
				paid[a.Party] += a.Amount
			}
		}
		if want := takes(t, versions[len(versions)-1]); !reflect.DeepEqual(nonZero(paid), nonZero(want)) {
			t.Fatalf("seed %d:\n got %v\nwant %v", seed, paid, want)
		}
	}
}

func takes(t *testing.T, periods []Input) map[string]int64 {
	t.Helper()
	reports, err := History(periods)
	if err != nil {
		t.Fatal(err)
	}
	sum := map[string]int64{}
	for _, r := range reports {
		for _, a := range r.PartyTake {
			sum[a.Party] += a.Amount
		}
	}
	return sum
}

// TestPost carries a difference into an open period: gains become payable, losses receivable, and
// once offsets have filled the pool everybody has what the corrected input gives.
func TestPost(t *testing.T) {
	var request struct{ Old, New []Input }
	decode(t, readTestdata(t, "example/restate.json"), &request)
	d, err := Restate(request.Old, request.New)
	if err != nil {
		t.Fatal(err)
	}
	if d.DeltaSum != 0 || len(d.Delta) == 0 {
		t.Fatalf("delta %v", d)
	}
	reports, err := History(request.Old)
	if err != nil {
		t.Fatal(err)
	}
	state, err := reports[0].State.Post(d)
	if err != nil {
		t.Fatal(err)
	}
	open := request.Old[0]
	open.Costs, open.State = nil, &state
	r, err := Compute(open)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(open); err != nil {
		t.Fatal(err)
	}
	bare := open
	bare.State = &reports[0].State
	without, err := Compute(bare)
	if err != nil {
		t.Fatal(err)
	}
	got, base := amountMap(r.PartyTake), amountMap(without.PartyTake)
	for _, a := range d.Delta {
		if got[a.Party]-base[a.Party] != a.Amount {
			t.Errorf("%s: %d, not %d", a.Party, got[a.Party]-base[a.Party], a.Amount)
		}
	}
	if s := r.State.Restate; len(s.Payable) > 0 || len(s.Receivable) > 0 || s.Pool != 0 {
		t.Errorf("left over %v", s)
	}
}

// TestLayers holds I7: with a base on value added a chain pays rate × final price, whatever the
// number of layers and the prices in between, up to one fen per layer.
func TestLayers(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	for range 300 {
		layers := 1 + r.Intn(6)
		in := Input{Parties: []Party{{ID: "gov", Kind: Institution}, {ID: "dev", Kind: Developer}},
			Nodes: []Node{{ID: "n0", Seq: 0, Kind: Resource, Owner: "gov", Weight: 1, Public: true}},
			Agreements: map[string]Agreement{"a": {Layer: LayerRe, Tiers: []Tier{
				{Base: &Rated{Rate: Rate{N: 1, D: 10}, Of: OfValueAdded}},
				{Remainder: &Remainder{Parts: []Part{{ToOwner, 1}}}}},
				Contribution: &Contribution{Count: []string{Commercial}, Fallback: FallbackLineage}}}}
		price := int64(0)
		for k := 1; k <= layers; k++ {
			price += int64(1 + r.Intn(100_000))
			s := Sale{ID: fmt.Sprint("s", k), Product: fmt.Sprint("n", k), Amount: price, Units: 1}
			if k < layers {
				s.ForProduct = fmt.Sprint("n", k+1)
			}
			in.Nodes = append(in.Nodes, Node{ID: s.Product, Seq: int64(k), Kind: Product, Owner: "dev",
				Weight: 1, Layer: LayerRe, Inputs: []string{fmt.Sprint("n", k-1)}, Agreement: "a"})
			in.Sales = append(in.Sales, s)
		}
		if codes := Validate(in); len(codes) > 0 {
			t.Fatal(codes)
		}
		report, err := Compute(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := amountMap(report.PartyTake)["gov"]; got > price/10 || got < price/10-int64(layers) {
			t.Fatalf("%d layers at %d pay %d", layers, price, got)
		}
	}
}

// TestFaults holds that Check finds any one amount, payee, parent, total or state row changed, also
// when the forger makes takes, payouts and root agree with the forged lines.
func TestFaults(t *testing.T) {
	in := province(t)
	report, err := Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Check(in); err != nil {
		t.Fatal(err)
	}
	forge := func(name string, change func(*Report)) {
		forged := report
		forged.Lines = slices.Clone(report.Lines)
		forged.PartyTake, forged.Payouts = slices.Clone(report.PartyTake), slices.Clone(report.Payouts)
		forged.State.Costs = slices.Clone(report.State.Costs)
		change(&forged)
		if err := forged.Check(in); !errors.Is(err, ErrCheck) {
			t.Errorf("%s goes unseen", name)
		}
	}
	agree := func(r *Report) {
		take := map[string]int64{}
		for _, l := range r.Lines {
			if l.PaysParty() {
				take[l.To] += l.Amount
			}
		}
		parties := map[string]Party{}
		for _, p := range in.Parties {
			parties[p.ID] = p
		}
		r.PartyTake = amounts(take)
		r.Payouts, _ = route(r.PartyTake, parties)
		r.LinesRoot = LinesRoot(r.Lines)
	}
	for i, l := range report.Lines {
		for _, by := range []int64{-1, 1} {
			forge(l.ID+" amount", func(r *Report) { r.Lines[i].Amount += by; agree(r) })
		}
		forge(l.ID+" payee", func(r *Report) { r.Lines[i].To = "dev-ins2"; agree(r) })
		forge(l.ID+" dropped", func(r *Report) { r.Lines = slices.Delete(r.Lines, i, i+1); agree(r) })
		for k := range l.Parents {
			forge(l.ID+" parent", func(r *Report) {
				r.Lines[i].Parents = slices.Clone(l.Parents)
				r.Lines[i].Parents[k] = "L0000001"
				if l.Parents[k] == "L0000001" {
					r.Lines[i].Parents[k] = "L0000002"
				}
				agree(r)
			})
		}
	}
	forge("take", func(r *Report) { r.PartyTake[0].Amount++ })
	forge("payout", func(r *Report) { r.Payouts[0].Amount++ })
	forge("root", func(r *Report) { r.LinesRoot[0]++ })
	forge("totals", func(r *Report) { r.Totals.Sales++ })
	forge("cost", func(r *Report) { r.State.Costs[0].Rec++ })
	forge("deficit", func(r *Report) { r.State.Deficit = []ProductAmount{{"p-health", -1}} })
	forge("period", func(r *Report) { r.Period = "other" })
}
