package collect

import (
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"

	"github.com/suyuan-ledger/suyuan/tx"
)

// Limits say when a batch is sealed and when a run is taken for complete.
type Limits struct {
	BatchUses int           // this many uses; 0: 10,000
	BatchAge  time.Duration // or this long after the first; 0: 60 s
	// Settle is how long no event of a run has come before its records are made: events may come in
	// any order.
	Settle time.Duration
	// A run that need not end gets a record when no event has come for StreamIdle, 0: 15 min, or when
	// the first one that is in no record came StreamAge ago, 0: an hour.
	StreamIdle, StreamAge time.Duration
}

// Most uses of a batch: its segment is proved and purged as a whole.
const maxBatch = 100_000

// MemoryBytes is the memory limit that a process which only collects sets itself (Go's soft limit).
const MemoryBytes = 384 << 20

// Options make a collector.
type Options struct {
	Dir     string
	Account tx.Account // signs; its party reports
	Lane    uint16     // of its own: nobody else files in it
	Map     string     // file that maps datasets and jobs; "": no run events
	Ledger  Ledger     // nil: uses wait in segments
	Signer  Signer
	Limits  Limits
	Idle    bool         // nothing is accepted, sealed or sent: for questions only
	Failed  func(error)  // told of what goes wrong and is tried again
	Step    func(string) // called at every step, for tests of kills; nil otherwise
}

// Collector accepts, keeps and reports.
type Collector struct {
	store   *store
	dir     string
	account tx.Account
	lane    uint16
	ledger  Ledger
	signer  Signer
	limits  Limits
	failed  func(error)
	step    func(string)

	requests            chan *request
	sealing, submitting chan struct{}
	stopped             chan struct{}
	stop                sync.Once
	loops               sync.WaitGroup
	accepted, sealed    atomic.Uint64
	changed             atomic.Bool // run events came
	rights              atomic.Pointer[rights]
	streamDue           atomic.Int64 // when the next record of a stream is due, in ns; 0: none

	// of writeLoop
	lastChunk uint64
	known     map[groupID]bool

	queueLock sync.Mutex
	queue     map[groupID]*waiting

	sealLock sync.Mutex // of sealing: lastJob, deflate
	lastJob  uint64
	deflate  *flate.Writer

	// of submitLoop
	nonce     uint64
	sentAt    map[uint64]time.Time
	notBefore map[uint64]time.Time

	faultLock sync.Mutex
	fault     string
}

// ErrNoJob says that there is no such batch.
var ErrNoJob = errors.New("there is no such batch or record（没有该批次或记录）")

// Open opens the store and goes on from where it is.
func Open(o Options) (*Collector, error) {
	if o.Limits.BatchUses == 0 {
		o.Limits.BatchUses = 10_000
	}
	if o.Limits.BatchAge == 0 {
		o.Limits.BatchAge = time.Minute
	}
	if o.Limits.StreamIdle == 0 {
		o.Limits.StreamIdle = streamIdle
	}
	if o.Limits.StreamAge == 0 {
		o.Limits.StreamAge = streamAge
	}
	if o.Limits.BatchUses < 1 || o.Limits.BatchUses > maxBatch || o.Limits.BatchAge < 0 {
		return nil, fmt.Errorf("a batch has 1 to %d uses（批次大小不合规）", maxBatch)
	}
	s, err := openStore(o.Dir, false)
	if err != nil {
		return nil, err
	}
	c := &Collector{
		store:      s,
		dir:        o.Dir,
		account:    o.Account,
		lane:       o.Lane,
		ledger:     o.Ledger,
		signer:     o.Signer,
		limits:     o.Limits,
		failed:     o.Failed,
		step:       o.Step,
		requests:   make(chan *request),
		sealing:    make(chan struct{}, 1),
		submitting: make(chan struct{}, 1),
		stopped:    make(chan struct{}),
		known:      map[groupID]bool{},
		queue:      map[groupID]*waiting{},
		sentAt:     map[uint64]time.Time{},
		notBefore:  map[uint64]time.Time{},
	}
	if c.step == nil {
		c.step = func(string) {}
	}
	if err := c.restore(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if o.Idle {
		return c, nil
	}
	c.loops.Add(3)
	go c.writeLoop()
	go c.sealLoop()
	go c.tidyLoop()
	if o.Map != "" {
		c.loops.Add(1)
		c.changed.Store(true)
		go c.lineageLoop(o.Map)
	}
	if c.ledger != nil {
		c.loops.Add(1)
		go c.submitLoop()
	}
	return c, nil
}

// restore reads what waits in the queue, the numbers given out, and the totals.
func (c *Collector) restore() error {
	groups := map[groupID]group{}
	err := c.store.each([]byte{keyGroup}, nil, true, func(key []byte, item *badger.Item) (bool,
		error) {
		var g group
		err := item.Value(func(v []byte) error { return json.Unmarshal(v, &g) })
		groups[groupID(key[1:])] = g
		c.known[groupID(key[1:])] = true
		return true, err
	})
	if err != nil {
		return err
	}
	var chunks []queuedChunk
	err = c.store.each([]byte{keyChunk}, nil, false, func(key []byte, item *badger.Item) (bool,
		error) {
		k := queuedChunk{of: groupID(key[1:13]), seq: numberAt(key)}
		k.group = groups[k.of]
		c.lastChunk = max(c.lastChunk, k.seq)
		err := item.Value(func(v []byte) error {
			var err error
			k.uses, k.bytes, _, err = chunkHead(v)
			return err
		})
		chunks = append(chunks, k)
		return true, err
	})
	if err != nil {
		return err
	}
	c.enqueue(chunks)
	key, _, err := c.store.last([]byte{keyJob}, []byte{keyJob + 1})
	if err != nil {
		return err
	}
	c.lastJob = numberAt(key)
	for name, to := range map[string]*atomic.Uint64{"accepted": &c.accepted, "sealed": &c.sealed} {
		n, err := c.store.getNumber(keyOf(keyTotals, []byte(name)))
		if err != nil {
			return err
		}
		to.Store(n)
	}
	return nil
}

// Seal seals all that waits, whatever its age.
func (c *Collector) Seal() error { return c.sealRipe(true) }

// Close stops the loops and closes the store. What was accepted stays.
func (c *Collector) Close() error {
	c.stop.Do(func() { close(c.stopped) })
	c.loops.Wait()
	return c.store.close()
}

func (c *Collector) wake(loop chan struct{}) {
	select {
	case loop <- struct{}{}:
	default:
	}
}

// fail keeps the last fault for the status and tells of it.
func (c *Collector) fail(err error) {
	c.faultLock.Lock()
	c.fault = err.Error()
	c.faultLock.Unlock()
	if c.failed != nil {
		c.failed(err)
	}
}
