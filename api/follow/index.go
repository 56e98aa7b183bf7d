package follow

import (
	"cmp"
	"encoding/json"
	"iter"
	"math"
	"slices"
	"sync"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Index follows one ledger: the graph, and what was used of every product version.
type Index struct {
	mu     sync.RWMutex
	graph  *Graph
	uses   map[string]map[useKey]counted // by node key
	height uint64                        // the state it equals; 0: none yet
	from   uint64                        // the height it was loaded at
	loaded bool
	broken bool // an error of the store: answers come from state again

	waiting []change // blocks to follow, under their own lock
	queue   sync.Mutex
	wake    chan struct{}
	stop    chan struct{}
	once    sync.Once
	done    sync.WaitGroup

	kept *Index // the newest index built for one question, by its height
	most int    // records or batches of a state that is indexed for one question

	heights func(paper wire.Hash) (uint64, bool)
}

// change is a block to follow.
type change struct {
	store  state.Reader
	height uint64
	runs   []wire.ID
	made   []product.Place
	used   []wire.ID
}

// New returns an index that knows nothing yet.
func New() *Index {
	return &Index{graph: NewGraph(0, 0), uses: map[string]map[useKey]counted{},
		wake: make(chan struct{}, 1), stop: make(chan struct{}), most: scratch}
}

// Start loads the index from the state at a height, in the background, and follows what Block
// tells. Heights tells the height of the block that a paper is in, where the node knows it.
func (x *Index) Start(r state.Reader, height uint64,
	heights func(paper wire.Hash) (uint64, bool)) {
	x.heights = heights
	x.done.Add(1)
	go func() {
		defer x.done.Done()
		x.guarded(func() { x.load(r, height, math.MaxInt) })
		for {
			for _, c := range x.take() {
				x.guarded(func() { x.apply(c) })
			}
			select {
			case <-x.wake:
			case <-x.stop:
				return
			}
		}
	}()
}

func (x *Index) take() []change {
	x.queue.Lock()
	defer x.queue.Unlock()
	out := x.waiting
	x.waiting = nil
	return out
}

// Close ends the following.
func (x *Index) Close() {
	x.once.Do(func() { close(x.stop) })
	x.done.Wait()
}

func (x *Index) ending() bool {
	select {
	case <-x.stop:
		return true
	default:
		return false
	}
}

// guarded keeps a damaged store from taking the node down from here: whoever reads it next does.
func (x *Index) guarded(fn func()) {
	defer func() {
		if recover() != nil {
			x.mu.Lock()
			x.broken = true
			x.mu.Unlock()
		}
	}()
	fn()
}

// Block tells the index of a committed block: its state, and the events of its papers.
func (x *Index) Block(r state.Reader, height uint64, events iter.Seq2[string, []byte]) {
	c := change{store: r, height: height}
	for name, data := range events {
		var e struct {
			ID      wire.ID         `json:"id"`
			Product json.RawMessage `json:"product"`
			Version uint32          `json:"version"`
		}
		switch name {
		case access.ProcessingRecorded{}.Event(), product.Created{}.Event(),
			trace.BatchRecorded{}.Event():
			if json.Unmarshal(data, &e) != nil {
				continue
			}
		}
		switch name {
		case access.ProcessingRecorded{}.Event():
			c.runs = append(c.runs, e.ID)
		case product.Created{}.Event():
			var id wire.ID
			if json.Unmarshal(e.Product, &id) == nil {
				c.made = append(c.made, product.Place{Kind: access.KindProduct, ID: id,
					Version: e.Version})
			}
		case trace.BatchRecorded{}.Event():
			c.used = append(c.used, e.ID)
		}
	}
	x.queue.Lock()
	x.waiting = append(x.waiting, c)
	x.queue.Unlock()
	select {
	case x.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// load reads everything, and tells whether it was no more than so many records. Records go in by
// the time of their recording, so that those that were read come before those that read them, with
// the key as the tie.
func (x *Index) load(r state.Reader, height uint64, most int) bool {
	all := make([]record, 0, 1024)
	product.EachDescent(r, func(d product.Descent) bool {
		all = append(all, recordOf(d))
		return len(all) <= most && !x.ending()
	})
	if len(all) > most || x.ending() {
		return false
	}
	slices.SortFunc(all, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.key, b.key))
	})
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range all {
		x.graph.Add(all[i].key, all[i].at, height, all[i].inputs)
		all[i] = record{}
	}
	read := 0
	trace.EachBatch(r, func(b trace.Batch) bool {
		x.count(b)
		read++
		return read <= most && !x.ending()
	})
	x.height, x.from, x.loaded = height, height, read <= most
	return x.loaded
}

// record is a descent in the graph's words.
type record struct {
	key    string
	at     wire.Time
	inputs []string
}

func recordOf(d product.Descent) record {
	out := record{key: d.Place.Key(), at: d.At, inputs: make([]string, len(d.Inputs))}
	for i, in := range d.Inputs {
		out.inputs[i] = in.Key()
	}
	return out
}

// apply adds a block's records, jobs before products because products are made of jobs.
func (x *Index) apply(c change) {
	var all []record
	for _, id := range c.runs {
		if rec, ok := access.GetProcessing(c.store, id); ok {
			all = append(all, recordOf(product.ReadBy(rec)))
		}
	}
	for _, at := range c.made {
		if d, ok := product.Find(c.store, at); ok {
			all = append(all, recordOf(d))
		}
	}
	batches := make([]trace.Batch, 0, len(c.used))
	for _, id := range c.used {
		if b, ok := trace.GetBatch(c.store, id); ok {
			batches = append(batches, b)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if c.height <= x.height {
		return // in the state that was loaded
	}
	for _, r := range all {
		x.graph.Add(r.key, r.at, c.height, r.inputs)
	}
	for _, b := range batches {
		x.count(b)
	}
	x.height = c.height
}
