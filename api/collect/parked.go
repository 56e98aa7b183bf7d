package collect

import (
	"encoding/binary"
	"encoding/json"

	"github.com/dgraph-io/badger/v4"
)

// Parked is what waits for a person: a dataset or job that no rule of the map names, or a line of a
// log that cannot be read.
type Parked struct {
	Kind      string `json:"kind"` // dataset, job, oversized or line
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Runs      int    `json:"runs"`
	Why       string `json:"why"`
	Command   string `json:"command"` // that names it
}

const maxParked = 512 // bytes kept of a bad line

// parkLine keeps a bad line of a log.
func (t *tail) parkLine(at int64, line []byte, why error) pair {
	p := Parked{Kind: "line", Namespace: t.o.Source, Name: string(line[:min(len(line), maxParked)]),
		Why: why.Error()}
	key := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(append([]byte(t.o.Source),
		0), t.o.File), uint64(at))
	return pair{keyOf(keyParked, []byte("line\x00"), key), mustJSON(p)}
}

// Parked lists up to n things that wait for a person.
func (c *Collector) Parked(n int) ([]Parked, error) { return c.store.parked(n) }

func (s *store) parked(n int) ([]Parked, error) {
	out := []Parked{}
	err := s.each([]byte{keyParked}, nil, true, func(_ []byte, item *badger.Item) (bool, error) {
		var p Parked
		err := item.Value(func(v []byte) error { return json.Unmarshal(v, &p) })
		out = append(out, p)
		return len(out) < n, err
	})
	return out, err
}
