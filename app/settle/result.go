package settle

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Head is what a result says of the whole run. Its records follow in the order in which they land:
// carry rows, outstanding differences, deltas, restated periods, payouts, statements, scores.
type Head struct {
	Period    string    `json:"period" max:"16"`
	Fault     string    `json:"fault" max:"64"` // why nothing could be computed, "" otherwise
	InputHash wire.Hash `json:"input_hash"`
	LinesRoot wire.Hash `json:"lines_root"`
	Lines     uint32    `json:"lines"`
	Totals    Totals    `json:"totals"`
	Pool      wire.Fen  `json:"pool"` // cash of corrections after the run
	// RFC 6962 root over the directory of the statements, see Entry
	Directory wire.Hash `json:"directory"`
}

// Result is the part of an outcome that lands in state. Encode gives the bytes that rule.Results
// hands to EndBlock.
type Result struct {
	Head
	Carry       []Carry
	Outstanding []Outstanding
	Deltas      []Delta
	Restated    []Restated
	Payouts     []Payout
	Statements  []Statement
	Scores      []ScoreRow
}

const kindsOfRecord = 7

// counts are the numbers of records by kind.
func (v Result) counts() [kindsOfRecord]int {
	return [...]int{len(v.Carry), len(v.Outstanding), len(v.Deltas), len(v.Restated),
		len(v.Payouts), len(v.Statements), len(v.Scores)}
}

// record is the i-th record of a kind.
func (v Result) record(kind, i int) any {
	switch kind {
	case 0:
		return v.Carry[i]
	case 1:
		return v.Outstanding[i]
	case 2:
		return v.Deltas[i]
	case 3:
		return v.Restated[i]
	case 4:
		return v.Payouts[i]
	case 5:
		return v.Statements[i]
	}
	return v.Scores[i]
}

// within reports whether every record is one that state holds.
func (v Result) within() bool {
	for kind, n := range v.counts() {
		for i := range n {
			if wire.Limits(v.record(kind, i)) != nil {
				return false
			}
		}
	}
	return wire.Limits(v.Head) == nil
}

// Encode returns the form of a result that landing reads record by record: the length of the head
// and the head; how many records of each kind there are; where each ends; the records.
func (v Result) Encode() []byte {
	head := wire.MustEncode(v.Head)
	out := append(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head...)
	var ends, records []byte
	for kind, n := range v.counts() {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
		for i := range n {
			records = append(records, wire.MustEncode(v.record(kind, i))...)
			ends = binary.BigEndian.AppendUint64(ends, uint64(len(records)))
		}
	}
	return append(append(out, ends...), records...)
}

// Encoded is a result in the form of Encode, read as far as its head.
type Encoded struct {
	Head
	Counts  [kindsOfRecord]int
	ends    []byte
	records []byte
}

var errResult = errors.New("settle: not an encoded result")

// ReadResult reads the head of what Encode wrote; the records stay as they are.
func ReadResult(b []byte) (e Encoded, err error) {
	if len(b) < 4 {
		return e, errResult
	}
	n := uint64(binary.BigEndian.Uint32(b))
	if b = b[4:]; uint64(len(b)) < n+4*kindsOfRecord {
		return e, errResult
	}
	if err := wire.Decode(b[:n], &e.Head); err != nil {
		return e, err
	}
	all := uint64(0)
	for i := range e.Counts {
		e.Counts[i] = int(binary.BigEndian.Uint32(b[n+4*uint64(i):]))
		all += uint64(e.Counts[i])
	}
	b = b[n+4*kindsOfRecord:]
	if uint64(len(b))/8 < all {
		return e, errResult
	}
	e.ends, e.records = b[:8*all], b[8*all:]
	return e, nil
}

// All is how many records the result has.
func (e Encoded) All() int { return len(e.ends) / 8 }

// record is the bytes of the i-th record of all.
func (e Encoded) record(i int) ([]byte, error) {
	from, to := uint64(0), binary.BigEndian.Uint64(e.ends[8*i:])
	if i > 0 {
		from = binary.BigEndian.Uint64(e.ends[8*i-8:])
	}
	if from > to || to > uint64(len(e.records)) {
		return nil, errResult
	}
	return e.records[from:to], nil
}

// kind is which list the i-th record of all is in.
func (e Encoded) kind(i int) (kind int) {
	for i >= e.Counts[kind] {
		i -= e.Counts[kind]
		kind++
	}
	return kind
}

// keys bounds what the i-th record writes: a carry row is listed when it is the first about its
// thing, a statement under its pair.
func (e Encoded) keys(i int) int { return [kindsOfRecord]int{3, 1, 1, 1, 1, 2, 1}[e.kind(i)] }

// one decodes the i-th record of all.
func one[V any](e Encoded, i int) (v V, err error) {
	b, err := e.record(i)
	if err == nil {
		err = wire.Decode(b, &v)
	}
	return v, err
}

// write puts the i-th record of the result into state.
func (run Run) write(c *rule.Ctx, e Encoded, i int) error {
	switch e.kind(i) {
	case 0:
		return land(e, i, func(v Carry) { v.put(c.Store, run.Seq) })
	case 1:
		return land(e, i, func(v Outstanding) {
			outstanding.Set(c.Store, outstandingKey{run.Seq, v.Party, v.Payer, v.Period}, v)
		})
	case 2:
		return land(e, i, func(v Delta) {
			deltas.Set(c.Store, deltaKey{run.Seq, v.Period, v.Payer, v.Payee, v.Party}, v)
		})
	case 3:
		return land(e, i, func(v Restated) {
			restatedPeriods.Set(c.Store, restatedKey{run.Seq, v.Period}, v)
			c.Emit(PeriodRestated{v.Period, run.Period, v.Delta})
		})
	case 4:
		return land(e, i, func(v Payout) {
			payouts.Set(c.Store, payoutKey{run.Period, v.Payee}, v)
		})
	case 5:
		return land(e, i, func(s Statement) {
			statements.Set(c.Store, statementKey{s.Period, s.Payer, s.Payee}, s)
			pairs.Set(c.Store, pairAt(pair{s.Payer, s.Payee}, s.Seq), periodOf{s.Period})
		})
	}
	return land(e, i, func(v ScoreRow) {
		scores.Set(c.Store, scoreKey{v.Period, v.Place, v.Institution}, v)
	})
}

func land[V any](e Encoded, i int, put func(V)) error {
	v, err := one[V](e, i)
	if err == nil {
		put(v)
	}
	return err
}

// DecodeResult reads all of what Encode wrote.
func DecodeResult(b []byte) (v Result, err error) {
	e, err := ReadResult(b)
	if err != nil {
		return v, err
	}
	v.Head = e.Head
	for i, kind := 0, 0; err == nil && kind < kindsOfRecord; kind++ {
		for n := 0; err == nil && n < e.Counts[kind]; n++ {
			err = v.read(e, kind, i)
			i++
		}
	}
	if err == nil && !bytes.Equal(v.Encode(), b) {
		err = errResult
	}
	return v, err
}

func (v *Result) read(e Encoded, kind, i int) error {
	switch kind {
	case 0:
		return land(e, i, func(r Carry) { v.Carry = append(v.Carry, r) })
	case 1:
		return land(e, i, func(r Outstanding) { v.Outstanding = append(v.Outstanding, r) })
	case 2:
		return land(e, i, func(r Delta) { v.Deltas = append(v.Deltas, r) })
	case 3:
		return land(e, i, func(r Restated) { v.Restated = append(v.Restated, r) })
	case 4:
		return land(e, i, func(r Payout) { v.Payouts = append(v.Payouts, r) })
	case 5:
		return land(e, i, func(r Statement) { v.Statements = append(v.Statements, r) })
	}
	return land(e, i, func(r ScoreRow) { v.Scores = append(v.Scores, r) })
}
