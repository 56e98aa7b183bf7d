package collect

import (
	"bytes"
	"cmp"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/dgraph-io/badger/v4"

	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Limits of one batch beside its uses.
const (
	maxSets     = 64   // counters of a batch on the ledger
	maxConsents = 4000 // different consents, so that the paper stays below 60,000 bytes
	maxStream   = 24   // leaves room for a number behind the name
	maxSegment  = 8 << 20
	maxChunks   = 8000 // that one write of the store can take out of the queue
)

// queuedChunk is a chunk on disk that no segment has taken yet.
type queuedChunk struct {
	of    groupID
	group group
	seq   uint64
	uses  int
	bytes int
}

// waiting are the chunks of one group.
type waiting struct {
	group  group
	chunks []queuedChunk
	uses   int
	since  time.Time // when the oldest came
}

// enqueue tells the sealer of chunks on disk.
func (c *Collector) enqueue(chunks []queuedChunk) {
	c.queueLock.Lock()
	defer c.queueLock.Unlock()
	for _, k := range chunks {
		w := c.queue[k.of]
		if w == nil {
			w = &waiting{group: k.group, since: time.Now()}
			c.queue[k.of] = w
		}
		w.chunks = append(w.chunks, k)
		w.uses += k.uses
		if w.uses >= c.limits.BatchUses {
			c.wake(c.sealing)
		}
	}
}

// ripe takes the chunks of a group that has enough uses or has waited long enough.
func (c *Collector) ripe(all bool) ([]queuedChunk, bool) {
	c.queueLock.Lock()
	defer c.queueLock.Unlock()
	for id, w := range c.queue {
		if !all && w.uses < c.limits.BatchUses && time.Since(w.since) < c.limits.BatchAge {
			continue
		}
		n, uses, size := 0, 0, 0
		for _, k := range w.chunks {
			if n > 0 && (uses+k.uses > c.limits.BatchUses || size+k.bytes > maxSegment ||
				n == maxChunks) {
				break
			}
			n, uses, size = n+1, uses+k.uses, size+k.bytes
		}
		out := slices.Clone(w.chunks[:n])
		if n == len(w.chunks) {
			delete(c.queue, id)
		} else {
			w.chunks, w.uses = w.chunks[n:], w.uses-uses
		}
		return out, true
	}
	return nil, false
}

// sealLoop seals what is ripe.
func (c *Collector) sealLoop() {
	defer c.loops.Done()
	tick := time.NewTicker(min(c.limits.BatchAge, time.Second))
	defer tick.Stop()
	for {
		select {
		case <-c.sealing:
		case <-tick.C:
		case <-c.stopped:
			return
		}
		if err := c.sealRipe(false); err != nil {
			c.fail(err)
		}
	}
}

// sealRipe seals every ripe group, or every group at all.
func (c *Collector) sealRipe(all bool) error {
	c.sealLock.Lock()
	defer c.sealLock.Unlock()
	for {
		chunks, ok := c.ripe(all)
		if !ok {
			return nil
		}
		for len(chunks) > 0 {
			n, err := c.sealChunks(chunks)
			if err != nil {
				c.enqueue(chunks)
				return err
			}
			chunks = chunks[n:]
		}
		c.wake(c.submitting)
	}
}

// sealChunks makes one batch of as many of the chunks as one batch may count, and says how many.
func (c *Collector) sealChunks(chunks []queuedChunk) (int, error) {
	b, err := c.gather(chunks)
	if err != nil {
		return 0, err
	}
	seq := c.lastJob + 1
	job, err := b.job(c.batchID(seq), seq)
	if err != nil {
		return 0, err
	}
	segment, err := c.compress(b.raw)
	if err != nil {
		return 0, err
	}
	stream, window, err := c.freeStream(b)
	if err != nil {
		return 0, err
	}
	job.Record.Stream = stream
	job.Body = wire.MustEncode(job.Record)
	total := c.sealed.Load() + uint64(len(b.leaves))
	pairs := []pair{window, {keyOf(keyTotals, []byte("sealed")), number(total)},
		{keyOf(keySegment, number(seq)), segment}, {keyOf(keyFilter, number(seq)), b.filter()}}
	pairs = append(pairs, job.pairs()...)
	for _, k := range chunks[:b.chunks] {
		pairs = append(pairs, pair{key: keyOf(keyChunk, k.of[:], number(k.seq))})
	}
	c.step("seal.before")
	if err := c.store.write(pairs...); err != nil {
		return 0, err
	}
	c.step("seal.after")
	c.lastJob = seq
	c.sealed.Store(total)
	return b.chunks, nil
}

// batch is what becomes a segment and a paper.
type batch struct {
	group  group
	chunks int
	raw    []byte // the chunks one after the other
	leaves []leaf // in the order of arrival
	units  uint64
	sets   map[string]uint64
	uses   map[uint64]uint64 // by consent
}

// gather reads chunks until another one would not fit.
func (c *Collector) gather(chunks []queuedChunk) (*batch, error) {
	b := &batch{group: chunks[0].group, sets: map[string]uint64{}, uses: map[uint64]uint64{}}
	size := 0
	for _, k := range chunks {
		size += k.bytes
	}
	b.raw = make([]byte, 0, size) // leaves point into it, so it must not move
	err := c.store.db.View(func(txn *badger.Txn) error {
		for _, k := range chunks {
			item, err := txn.Get(keyOf(keyChunk, k.of[:], number(k.seq)))
			if err != nil {
				return fmt.Errorf("chunk %d: %w", k.seq, err)
			}
			var fits bool
			err = item.Value(func(v []byte) error { fits, err = b.add(v); return err })
			if err != nil {
				return err
			}
			if !fits {
				return nil
			}
		}
		return nil
	})
	return b, err
}

// add takes a chunk unless it would make too many sets or consents.
func (b *batch) add(v []byte) (bool, error) {
	start := len(b.raw)
	_, n, packed, err := chunkHead(v)
	if err != nil || start+n > cap(b.raw) {
		return false, errors.Join(err, ErrTrace)
	}
	b.raw = b.raw[:start+n]
	if err := unpackChunk(b.raw[start:], packed); err != nil {
		return false, err
	}
	before := len(b.leaves)
	var units uint64 // a chunk is packed so that it has at most what a batch may have
	sets, consents := map[string]uint64{}, map[uint64]uint64{}
	for rest := b.raw[start:]; len(rest) > 0; {
		var item []byte
		var err error
		if item, rest, err = nextItem(rest); err != nil {
			return false, err
		}
		l, err := parseLeaf(item)
		if err != nil {
			return false, err
		}
		b.leaves = append(b.leaves, l)
		sets[string(l.members)] += l.units
		units += l.units
		if l.consent != 0 {
			consents[l.consent] += l.units
		}
	}
	if before > 0 && (more(b.sets, sets) > maxSets || more(b.uses, consents) > maxConsents ||
		b.units+units > maxUnits) {
		b.raw, b.leaves = b.raw[:start], b.leaves[:before]
		return false, nil
	}
	for k, n := range sets {
		b.sets[k] += n
	}
	for k, n := range consents {
		b.uses[k] += n
	}
	b.units += units
	b.chunks++
	return true, nil
}

// more is how many keys two maps have together.
func more[K comparable](a, b map[K]uint64) int {
	n := len(a)
	for k := range b {
		if _, ok := a[k]; !ok {
			n++
		}
	}
	return n
}

// ordered sorts the leaves into the order of the tree: by inputs, time and key, then as they came.
func ordered(leaves []leaf) []leaf {
	out := slices.Clone(leaves)
	slices.SortStableFunc(out, func(a, b leaf) int {
		return cmp.Or(bytes.Compare(a.members, b.members), cmp.Compare(a.at, b.at),
			bytes.Compare(a.key, b.key))
	})
	return out
}

// nodes are the leaves' nodes of the tree, in its order.
func nodes(ordered []leaf) []node {
	out := make([]node, len(ordered))
	var buf []byte
	for i, l := range ordered {
		out[i], buf = hashLeaf(buf, l)
	}
	return out
}

// job is the paper's body and what is remembered of the batch.
func (b *batch) job(id wire.ID, seq uint64) (*Job, error) {
	top, ok := rootOf(nodes(ordered(b.leaves)))
	if !ok || top.sum > maxUnits {
		return nil, fmt.Errorf("%w: the units of a batch exceed %d", ErrTrace, uint64(maxUnits))
	}
	m := &trace.Record{ID: id, Product: b.group.Product, Version: b.group.Version,
		Purpose: b.group.Purpose, Customer: b.group.Customer, Count: top.sum,
		Root: top.seal(uint64(len(b.leaves))), Log: crypto.Digest{Alg: crypto.DigestSHA256,
			Sum: sha256.Sum256(b.raw)}}
	for _, l := range b.leaves {
		if m.From == 0 || l.at < m.From {
			m.From = l.at
		}
		m.To = max(m.To, l.at+1)
	}
	for _, members := range sortedKeys(b.sets) {
		n := trace.Counter{Units: b.sets[members]}
		for i := 0; i < len(members); i += 2 {
			n.Members = append(n.Members, binary.BigEndian.Uint16([]byte(members[i:])))
		}
		m.Counters = append(m.Counters, n)
	}
	for _, h := range sortedKeys(b.uses) {
		m.Consents = append(m.Consents, trace.Covered{Handle: h, N: b.uses[h]})
	}
	return &Job{Seq: seq, ID: id, Kind: KindTrace, State: Sealed, Sealed: time.Now().Unix(),
		Record: m, Uses: uint64(len(b.leaves)), Base: b.group.Stream}, nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// freeStream finds the first of a meter's streams whose windows leave the batch's free. The ledger
// counts an instant of a stream once; batches of the same seconds, of other purposes, or that came
// late, therefore go to streams named with a number.
func (c *Collector) freeStream(b *batch) (string, pair, error) {
	from, to := b.leaves[0].at, b.leaves[0].at+1
	for _, l := range b.leaves {
		from, to = min(from, l.at), max(to, l.at+1)
	}
	meter := meterOf(b.group.Meter)
	for k := uint32(0); ; k++ {
		prefix := keyOf(keyWindow, meter, binary.BigEndian.AppendUint32(nil, k))
		_, end, err := c.store.last(prefix, append(slices.Clone(prefix), number(uint64(to))...))
		if err != nil {
			return "", pair{}, err
		}
		if end == nil || numberAt(end) <= uint64(from) {
			name := b.group.Stream
			if k > 0 {
				name += "." + strconv.FormatUint(uint64(k), 10)
			}
			return name, pair{append(prefix, number(uint64(from))...), number(uint64(to))}, nil
		}
	}
}

// compress makes a segment of raw leaves.
func (c *Collector) compress(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(raw) / 3)
	if c.deflate == nil {
		w, err := flate.NewWriter(&out, flate.BestSpeed)
		if err != nil {
			return nil, err
		}
		c.deflate = w
	} else {
		c.deflate.Reset(&out)
	}
	if _, err := c.deflate.Write(raw); err != nil {
		return nil, err
	}
	err := c.deflate.Close()
	return out.Bytes(), err
}

// maxRaw bounds what a segment may unfold to.
const maxRaw = 64 << 20

// unfold reads the leaves of a segment in the order of their arrival.
func unfold(segment []byte) (raw []byte, leaves []leaf, err error) {
	raw, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(segment)), maxRaw))
	if err != nil {
		return nil, nil, err
	}
	for rest := raw; len(rest) > 0; {
		var item []byte
		if item, rest, err = nextItem(rest); err != nil {
			return nil, nil, err
		}
		l, err := parseLeaf(item)
		if err != nil {
			return nil, nil, err
		}
		leaves = append(leaves, l)
	}
	return raw, leaves, nil
}
