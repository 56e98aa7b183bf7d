package abci

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"

	"github.com/suyuan-ledger/suyuan/wire"
)

// PathRange reads a range of raw state; data: a RangeAsked. It is bounded by records and bytes.
const PathRange = "/range"

// The most records that one answer of PathRange counts or shows, and about how many bytes it reads.
const (
	RangeRecords = 4096
	rangeBytes   = 2 << 20
)

// RangeAsked asks about the keys from From on, before To; a To of no bytes is the end.
type RangeAsked struct {
	From  wire.Bytes `json:"from"`
	To    wire.Bytes `json:"to"`
	Limit int        `json:"limit"` // records at most; 0 for RangeRecords
	Show  bool       `json:"show"`  // the records themselves, not only their digest
}

// Range is the first records of a range: how many, and the SHA-256 over each key and value, both
// with their length in four bytes before them. Next is the first key that is not counted, of no
// bytes where the range ended.
type Range struct {
	Height  uint64     `json:"height"`
	Count   int        `json:"count"`
	Digest  wire.Hash  `json:"digest"`
	Next    wire.Bytes `json:"next"`
	Records []RawPair  `json:"records"` // none unless asked for
}

// RawPair is a record as it is stored.
type RawPair struct {
	Key   wire.Bytes `json:"key"`
	Value wire.Bytes `json:"value"`
}

// ranged serves PathRange.
func (a *Application) ranged(at head, data []byte) ([]byte, error) {
	var q RangeAsked
	if err := json.Unmarshal(data, &q); err != nil {
		return nil, ErrQuery.At("data", "zh", "须为 from、to、limit、show", "en",
			"takes from, to, limit, show")
	}
	if q.Limit < 1 || q.Limit > RangeRecords {
		q.Limit = RangeRecords
	}
	out := Range{Height: at.height, Records: []RawPair{}}
	sum, size := sha256.New(), 0
	part := func(b []byte) {
		sum.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		sum.Write(b)
		size += len(b)
	}
	at.store.Iterate(q.From, q.To, func(key, value []byte) bool {
		if out.Count == q.Limit || size > rangeBytes {
			out.Next = bytes.Clone(key)
			return false
		}
		part(key)
		part(value)
		out.Count++
		if q.Show {
			out.Records = append(out.Records, RawPair{bytes.Clone(key), bytes.Clone(value)})
		}
		return true
	})
	out.Digest = wire.Hash(sum.Sum(nil))
	return mustJSON(out), nil
}
