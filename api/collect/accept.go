package collect

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Use is a raw use with what it is counted as.
type Use struct {
	Meter
	Trace
}

// Delivery is what a source hands over at once: all of it is accepted or nothing.
type Delivery struct {
	// ID names the delivery; delivering it again gives the first answer, and another content under
	// the same ID is ErrConflict. Empty where Offset says how far the source was read.
	ID     string
	Uses   []Use
	Offset *Offset
	pairs  []pair // further changes of the same transaction
}

// Accepted is the answer to a delivery.
type Accepted struct {
	ID    string `json:"id"`
	Uses  int    `json:"uses"`
	Again bool   `json:"again"` // it had been accepted before
}

// ErrConflict says that the same id came with another content.
var ErrConflict = errors.New("the same id was delivered with another content（同一编号，内容不同）")

// ErrClosed says that the collector is stopping.
var ErrClosed = errors.New("the collector is stopping")

// chunk are leaves of one group on their way into the queue.
type chunk struct {
	of     groupID
	group  group
	uses   int
	units  uint64
	sets   map[string]bool
	leaves []byte
	value  []byte // as the store keeps it
}

// full tells whether a use must go to another chunk, because no batch could hold both.
func (k *chunk) full(l leaf, most int) bool {
	if k.group.Consented {
		most = min(most, maxConsents)
	}
	return k.uses >= most || len(k.leaves) >= chunkBytes || k.units+l.units > maxUnits ||
		len(k.sets) == maxSets && !k.sets[string(l.members)]
}

// A chunk, one value of the queue, holds up to this many uses and bytes. The bytes, with one more
// use, compressed, stay below what the store keeps beside its tables.
const (
	maxChunk   = 4096
	chunkBytes = 256 << 10
)

type request struct {
	Delivery
	digest wire.Hash
	chunks []*chunk
	done   chan response
}

type response struct {
	accepted Accepted
	err      error
}

// Deliver accepts a delivery. When it returns without an error, the uses are on disk and will be
// counted exactly once.
func (c *Collector) Deliver(ctx context.Context, d Delivery) (Accepted, error) {
	r := &request{Delivery: d, done: make(chan response, 1)}
	if err := r.pack(c.limits.BatchUses); err != nil {
		return Accepted{}, err
	}
	select {
	case c.requests <- r:
	case <-ctx.Done():
		return Accepted{}, ctx.Err()
	case <-c.stopped:
		return Accepted{}, ErrClosed
	}
	select {
	case a := <-r.done:
		return a.accepted, a.err
	case <-c.stopped:
		return Accepted{}, ErrClosed
	}
}

// pack checks the uses and sorts them into chunks, so that the one writer only writes.
func (r *request) pack(most int) error {
	most = min(max(most/10, 1), maxChunk) // so that whole chunks fill a batch
	open := map[group]*chunk{}
	var buf []byte
	for i := range r.Uses {
		u := &r.Uses[i]
		if err := u.check(); err != nil {
			return fmt.Errorf("use %d: %w", i+1, err)
		}
		if u.Purpose == "" || !u.Product.Valid() || u.Version == 0 || !wire.IsName(u.Stream) ||
			len(u.Stream) > maxStream || len(u.Purpose) > 32 {
			return fmt.Errorf("use %d: %w: product, version, stream or purpose is missing（缺少产品、版本、"+
				"计量流或用途）", i+1, ErrTrace)
		}
		g := group{Meter: u.Meter, Day: u.At.Date(), Consented: u.Consent != 0}
		buf = u.appendLeaf(buf[:0])
		l, _ := parseLeaf(buf)
		k := open[g]
		if k == nil || k.full(l, most) {
			k = &chunk{of: g.id(), group: g, sets: map[string]bool{}}
			open[g] = k
			r.chunks = append(r.chunks, k)
		}
		if !k.sets[string(l.members)] {
			k.sets[string(l.members)] = true
		}
		k.leaves = appendItem(k.leaves, buf)
		k.uses++
		k.units += l.units
		if len(open) > maxGroups {
			return fmt.Errorf("%w: one delivery names more than %d meters and days（一次报送的计量项过多）",
				ErrTrace, maxGroups)
		}
	}
	for _, k := range r.chunks {
		var err error
		if k.value, err = packChunk(k.uses, k.leaves); err != nil {
			return err
		}
	}
	if r.ID != "" {
		h := sha256.New()
		for _, k := range r.chunks {
			h.Write(k.of[:])
			h.Write(k.leaves)
		}
		for _, p := range r.pairs {
			h.Write(p.key)
			h.Write(p.value)
		}
		r.digest = wire.Hash(h.Sum(nil))
	}
	return nil
}

// delivered is what the store keeps of a delivery.
type delivered struct {
	Digest   wire.Hash `json:"digest"`
	Accepted Accepted  `json:"accepted"`
	At       int64     `json:"at"`
}

// Groups of deliveries that share a synced write.
const (
	groupRequests = 256
	groupBytes    = 512 << 10
	maxGroups     = 500 // of one delivery, so that it fits one transaction of the store
)

// writeLoop is the only writer of the queue: deliveries that wait while one write is under way
// share the next.
func (c *Collector) writeLoop() {
	defer c.loops.Done()
	for {
		var batch []*request
		select {
		case r := <-c.requests:
			batch = append(batch, r)
		case <-c.stopped:
			return
		}
		size := batch[0].size()
	gather:
		for len(batch) < groupRequests && size < groupBytes {
			select {
			case r := <-c.requests:
				batch = append(batch, r)
				size += r.size()
			default:
				break gather
			}
		}
		c.accept(batch)
	}
}

func (r *request) size() (n int) {
	for _, k := range r.chunks {
		n += len(k.value)
	}
	for _, p := range r.pairs {
		n += len(p.value)
	}
	return n
}

// accept writes deliveries in one transaction and answers each.
func (c *Collector) accept(batch []*request) {
	var pairs []pair
	var fresh []*request
	var queued []queuedChunk
	answers := map[*request]response{}
	now := map[string]delivered{} // of this write
	uses := uint64(0)
	for _, r := range batch {
		a, known, err := c.knownDelivery(r, now)
		if known || err != nil {
			answers[r] = response{a, err}
			continue
		}
		a = Accepted{ID: r.ID, Uses: len(r.Uses)}
		answers[r] = response{accepted: a}
		if r.ID != "" {
			d := delivered{r.digest, a, time.Now().Unix()}
			now[r.ID] = d
			pairs = append(pairs, pair{keyOf(keyDelivery, []byte(r.ID)), mustJSON(d)})
		}
		for _, k := range r.chunks {
			if !c.known[k.of] {
				pairs = append(pairs, pair{keyOf(keyGroup, k.of[:]), mustJSON(k.group)})
			}
			c.lastChunk++
			pairs = append(pairs, pair{keyOf(keyChunk, k.of[:], number(c.lastChunk)), k.value})
			queued = append(queued, queuedChunk{k.of, k.group, c.lastChunk, k.uses, len(k.leaves)})
		}
		if r.Offset != nil {
			pairs = append(pairs, r.Offset.pair())
		}
		pairs = append(pairs, r.pairs...)
		uses += uint64(len(r.Uses))
		fresh = append(fresh, r)
	}
	if len(fresh) > 0 {
		total := c.accepted.Load() + uses
		pairs = append(pairs, pair{keyOf(keyTotals, []byte("accepted")), number(total)})
		c.step("accept.before")
		if err := c.store.write(pairs...); err != nil {
			for _, r := range fresh {
				answers[r] = response{err: err}
			}
		} else {
			c.step("accept.after")
			c.accepted.Store(total)
			for _, q := range queued {
				c.known[q.of] = true
			}
			c.enqueue(queued)
		}
	}
	for _, r := range batch {
		r.done <- answers[r]
	}
}

// knownDelivery answers a delivery that was accepted before.
func (c *Collector) knownDelivery(r *request, now map[string]delivered) (Accepted, bool, error) {
	if r.ID == "" {
		return Accepted{}, false, nil
	}
	d, ok := now[r.ID]
	if !ok {
		b, found, err := c.store.get(keyOf(keyDelivery, []byte(r.ID)))
		if err != nil || !found {
			return Accepted{}, false, err
		}
		if err := json.Unmarshal(b, &d); err != nil {
			return Accepted{}, false, err
		}
	}
	if d.Digest != r.digest {
		return Accepted{}, false, fmt.Errorf("%w: %s", ErrConflict, r.ID)
	}
	d.Accepted.Again = true
	return d.Accepted, true, nil
}
