package collect

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// overEnd are the refusals of a batch whose window reaches over the end, or the beginning, of
// something that it rests on: an agreement, a right of use, the product's publication.
var overEnd = []string{trace.ErrStraddles.Name, trace.ErrNotRunning.Name,
	trace.ErrNotPublished.Name, trace.ErrGrant.Name}

// division is how a refused batch falls apart: at instants and, apart from all others, the uses
// that nothing can make good.
type division struct {
	cuts []wire.Time
	bad  func(leaf) bool
}

// divide makes batches of the parts of a refused one between the instants at which what its product
// rests on, or a consent, began or ended, as the ledger knows them now. The parts that lie inside
// are counted, the others are refused by themselves and wait for a person. False: there is nothing
// to divide.
func (c *Collector) divide(ctx context.Context, j *Job, no *rule.Told) (bool, error) {
	d, err := c.division(ctx, j, no)
	if err != nil || d.bad == nil {
		return false, err
	}
	leaves, err := c.store.arrived(j)
	if err != nil {
		return false, err
	}
	bad := 0
	for _, l := range leaves {
		if d.bad(l) {
			bad++
		}
	}
	if bad == len(leaves) || bad == 0 && len(d.cuts) == 0 {
		return false, nil
	}
	c.sealLock.Lock()
	defer c.sealLock.Unlock()
	pairs, parts, err := c.parts(j, leaves, d)
	if err != nil {
		return false, err
	}
	j.State, j.Refusal, j.Paper = Divided, no, nil
	pairs = append(pairs, j.pairs()...)
	c.step("divide.before")
	if err := c.store.write(pairs...); err != nil {
		return false, err
	}
	c.step("divide.after")
	c.lastJob += uint64(parts)
	delete(c.sentAt, j.Seq)
	delete(c.notBefore, j.Seq)
	return true, nil
}

// division asks the ledger for what the refusal is about; without bad there is nothing to divide.
func (c *Collector) division(ctx context.Context, j *Job, no *rule.Told) (d division, err error) {
	switch {
	case j.Kind != KindTrace:
		return d, nil
	case no.Code == trace.ErrConsent.Name:
		return c.byConsents(ctx, j)
	case !slices.Contains(overEnd, no.Code):
		return d, nil
	}
	ends, err := c.ledger.Ends(ctx, j.Record.Product, j.Record.Version)
	d.cuts = inside(ends, j.Record.From, j.Record.To)
	d.bad = func(leaf) bool { return false }
	return d, err
}

// byConsents divides where a consent begins or ends inside the batch's window, because each must be
// active over all of it (rulings L4). Uses whose own consent was not active, or was never given,
// are put apart, so that they keep no other use from being counted.
func (c *Collector) byConsents(ctx context.Context, j *Job) (d division, err error) {
	var handles []uint64
	for _, u := range j.Record.Consents {
		handles = append(handles, u.Handle)
	}
	spans, err := c.ledger.Consents(ctx, handles)
	if err != nil {
		return d, err
	}
	var ends []wire.Time
	for _, h := range handles {
		if s, known := spans[h]; known {
			ends = append(ends, s.From, s.To)
		}
	}
	d.cuts = inside(ends, j.Record.From, j.Record.To)
	d.bad = func(l leaf) bool {
		s, known := spans[l.consent]
		return !known || l.at < s.From || s.To != 0 && l.at >= s.To
	}
	return d, nil
}

// maxCuts bounds the parts of one batch, so that one write of the store holds them.
const maxCuts = 15

// inside are the instants strictly inside a window, in order.
func inside(ends []wire.Time, from, to wire.Time) (out []wire.Time) {
	for _, t := range ends {
		if t > from && t < to {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), maxCuts)]
}

// parts are the changes that put the jobs of the parts in the place of one job's segment. A part
// between two instants keeps the job's stream, whose window is free there; uses that are put apart
// go to another one.
func (c *Collector) parts(j *Job, leaves []leaf, d division) (pairs []pair, n int, err error) {
	pairs = []pair{{key: keyOf(keySegment, number(j.Seq))}, {key: keyOf(keyFilter, number(j.Seq))}}
	prefix, err := c.store.windowsOf(j)
	if err != nil {
		return nil, 0, err
	}
	pairs = append(pairs, pair{key: append(slices.Clone(prefix), number(uint64(j.Record.From))...)})
	for i := range len(d.cuts) + 2 {
		apart := i > len(d.cuts)
		b := j.part(leaves, func(l leaf) bool {
			if apart || d.bad(l) {
				return apart && d.bad(l)
			}
			return (i == 0 || l.at >= d.cuts[i-1]) && (i == len(d.cuts) || l.at < d.cuts[i])
		})
		if len(b.leaves) == 0 {
			continue
		}
		n++
		stream := func(m *trace.Record) (string, pair, error) {
			return j.Record.Stream, pair{append(slices.Clone(prefix), number(uint64(m.From))...),
				number(uint64(m.To))}, nil
		}
		if apart {
			stream = func(*trace.Record) (string, pair, error) { return c.freeStream(b) }
		}
		made, id, err := c.partJob(b, c.lastJob+uint64(n), stream)
		if err != nil {
			return nil, 0, err
		}
		pairs = append(pairs, made...)
		j.Into = append(j.Into, id)
	}
	return pairs, n, nil
}

// partJob are the changes that make the job of a part.
func (c *Collector) partJob(b *batch, seq uint64,
	stream func(*trace.Record) (string, pair, error)) ([]pair, wire.ID, error) {
	part, err := b.job(c.batchID(seq), seq)
	if err != nil {
		return nil, wire.ID{}, err
	}
	segment, err := c.compress(b.raw)
	if err != nil {
		return nil, wire.ID{}, err
	}
	name, window, err := stream(part.Record)
	if err != nil {
		return nil, wire.ID{}, err
	}
	part.Record.Stream = name
	part.Body = wire.MustEncode(part.Record)
	return append(part.pairs(), window, pair{keyOf(keySegment, number(seq)), segment},
		pair{keyOf(keyFilter, number(seq)), b.filter()}), part.ID, nil
}

// part gathers those leaves of a job that belong to a part, in the order of their arrival.
func (j *Job) part(leaves []leaf, belongs func(leaf) bool) *batch {
	m := j.Record
	b := &batch{group: group{Meter: Meter{m.Product, m.Version, j.Base, m.Purpose, m.Customer},
		Day: m.From.Date(), Consented: len(m.Consents) > 0}, sets: map[string]uint64{},
		uses: map[uint64]uint64{}}
	for _, l := range leaves {
		if !belongs(l) {
			continue
		}
		b.raw = appendItem(b.raw, l.bytes)
		b.leaves = append(b.leaves, l)
		b.units += l.units
		b.sets[string(l.members)] += l.units
		if l.consent != 0 {
			b.uses[l.consent] += l.units
		}
	}
	return b
}

// windowsOf is the key of the windows of a job's stream.
func (s *store) windowsOf(j *Job) ([]byte, error) {
	k := uint64(0)
	if rest := strings.TrimPrefix(j.Record.Stream, j.Base); rest != "" {
		var err error
		if k, err = strconv.ParseUint(strings.TrimPrefix(rest, "."), 10, 32); err != nil {
			return nil, fmt.Errorf("%s: stream %q is not numbered: %w", j.ID, j.Record.Stream, err)
		}
	}
	meter := meterOf(Meter{Product: j.Record.Product, Version: j.Record.Version, Stream: j.Base})
	return keyOf(keyWindow, meter, binary.BigEndian.AppendUint32(nil, uint32(k))), nil
}

// batchID names the batch of a job.
func (c *Collector) batchID(seq uint64) wire.ID {
	return wire.ID{Party: c.account.Party,
		Local: "u-" + c.store.name + "-" + strconv.FormatUint(seq, 10)}
}

// meterOf names, in keys of windows, what the ledger counts an instant of once.
func meterOf(m Meter) []byte {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s@%d/%s", m.Product, m.Version, m.Stream)))
	return sum[:12]
}
