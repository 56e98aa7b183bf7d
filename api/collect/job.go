package collect

import (
	"encoding/json"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The kinds of papers that a collector files.
const (
	KindTrace      = "trace.record"
	KindProcessing = "processing.record"
)

// The states of a job. Final, Refused and Divided are the last ones; Refused waits for a person.
const (
	Sealed  = "sealed"  // the body is made, the raw uses are in their segment
	Signed  = "signed"  // a paper with its nonce is kept and may be on its way
	Final   = "final"   // on the ledger
	Refused = "refused" // the ledger said no
	Divided = "divided" // its parts are filed instead
)

// Job is one paper on its way to the ledger.
type Job struct {
	Seq     uint64        `json:"seq"`
	ID      wire.ID       `json:"id"` // of the batch or processing record
	Kind    string        `json:"kind"`
	State   string        `json:"state"`
	Body    wire.Bytes    `json:"body"`
	Record  *trace.Record `json:"record,omitempty"` // of a batch: Body, to be read
	Uses    uint64        `json:"uses"`             // leaves of the segment
	Base    string        `json:"stream"`           // of the meter, without a number
	Nonce   uint64        `json:"nonce"`
	Paper   wire.Bytes    `json:"paper"` // signed
	PaperID wire.Hash     `json:"paper_id"`
	Expires wire.Time     `json:"expires"`
	Height  uint64        `json:"height"`
	Refusal *rule.Told    `json:"refusal,omitempty"`
	Sealed  int64         `json:"sealed_at"` // seconds of this machine's clock
	Purged  int64         `json:"purged_at,omitempty"`
	Into    []wire.ID     `json:"into,omitempty"` // batches of its parts, once it is divided
}

// done tells whether nothing is left to do.
func (j *Job) done() bool {
	return j.State == Final || j.State == Refused || j.State == Divided
}

// pairs are the changes that put the job, and its place among the pending, into the store.
func (j *Job) pairs() []pair {
	pending := pair{key: keyOf(keyPending, number(j.Seq))}
	if !j.done() {
		pending.value = []byte{1}
	}
	refused := pair{key: keyOf(keyRefused, number(j.Seq))}
	if j.State == Refused {
		refused.value = []byte{1}
	}
	return []pair{{keyOf(keyJob, number(j.Seq)), mustJSON(j)}, pending, refused,
		{keyOf(keyJobID, []byte(j.ID.String())), number(j.Seq)}}
}

func (s *store) job(seq uint64) (*Job, error) {
	var j Job
	ok, err := s.getJSON(keyOf(keyJob, number(seq)), &j)
	if err == nil && !ok {
		err = fmt.Errorf("job %d is not in the store", seq)
	}
	return &j, err
}

// jobNamed finds the job of a batch or processing record.
func (s *store) jobNamed(id wire.ID) (*Job, bool, error) {
	b, ok, err := s.get(keyOf(keyJobID, []byte(id.String())))
	if err != nil || !ok {
		return nil, false, err
	}
	j, err := s.job(numberAt(b))
	return j, err == nil, err
}

// pending lists up to n jobs that are not done, oldest first.
func (s *store) pending(n int) ([]*Job, error) {
	var seqs []uint64
	err := s.each([]byte{keyPending}, nil, false, func(key []byte, _ *badger.Item) (bool, error) {
		seqs = append(seqs, numberAt(key))
		return len(seqs) < n, nil
	})
	var out []*Job
	for _, seq := range seqs {
		j, e := s.job(seq)
		if e != nil {
			return nil, e
		}
		out = append(out, j)
	}
	return out, err
}

// eachJob visits all jobs in the order of their making until fn returns false.
func (s *store) eachJob(fn func(*Job) bool) error {
	return s.each([]byte{keyJob}, nil, true, func(_ []byte, item *badger.Item) (bool, error) {
		var j Job
		err := item.Value(func(v []byte) error { return json.Unmarshal(v, &j) })
		return err == nil && fn(&j), err
	})
}
