package collect

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ErrKept says that raw uses must be kept.
var ErrKept = errors.New("the raw uses must be kept（原始记录须继续保存）")

// Released is what the ledger says of a deposit of logs.
type Released struct {
	ID       wire.ID       `json:"id"`
	Keeper   string        `json:"keeper"`
	Class    string        `json:"class"`
	From     wire.Date     `json:"from"`
	To       wire.Date     `json:"to"`
	Digest   crypto.Digest `json:"digest"`
	Released wire.Time     `json:"released"` // 0 while it must be kept
}

// classNetwork is the class of logs that raw uses are (网络日志).
const classNetwork = "network"

// Manifest names the batches of some days: what a log deposit on the ledger stands for.
type Manifest struct {
	From    wire.Date     `json:"from"`
	To      wire.Date     `json:"to"`
	Batches int           `json:"batches"`
	Uses    uint64        `json:"uses"`
	Digest  crypto.Digest `json:"digest"` // over the batches' ids and log digests
}

// Manifest is the manifest of the batches whose windows lie on days from first to last.
func (c *Collector) Manifest(first, last wire.Date) (Manifest, error) {
	m, _, err := c.store.manifest(first, last)
	return m, err
}

func (s *store) manifest(first, last wire.Date) (m Manifest, jobs []*Job, err error) {
	m.From, m.To = first, last
	h := sha256.New()
	err = s.eachJob(func(j *Job) bool {
		if j.Kind != KindTrace || j.State != Final {
			return true
		}
		if day := j.Record.From.Date(); day < first || day > last {
			return true
		}
		fmt.Fprintf(h, "%s %s\n", j.ID, j.Record.Log)
		m.Batches, m.Uses = m.Batches+1, m.Uses+j.Uses
		jobs = append(jobs, j)
		return true
	})
	m.Digest = crypto.Digest{Alg: crypto.DigestSHA256, Sum: [32]byte(h.Sum(nil))}
	return m, jobs, err
}

// Purged says what was removed.
type Purged struct {
	Batches int    `json:"batches"`
	Uses    uint64 `json:"uses"`
}

// Purge removes the raw uses of the days of a deposit that the ledger has released, and only when
// the deposit was made over exactly the batches that are here. Batches, their counters and roots
// stay.
func (c *Collector) Purge(l Released, now time.Time) (p Purged, err error) {
	m, jobs, err := c.store.manifest(l.From, l.To)
	switch {
	case err != nil:
		return p, err
	case l.Released == 0:
		return p, fmt.Errorf("%w: the ledger has not released %s", ErrKept, l.ID)
	case l.Keeper != c.account.Party || l.Class != classNetwork:
		return p, fmt.Errorf("%w: %s is not a deposit of network logs by %s", ErrKept, l.ID,
			c.account.Party)
	case m.Digest != l.Digest:
		return p, fmt.Errorf("%w: %s was deposited over other batches than those here", ErrKept, l.ID)
	}
	for _, j := range jobs {
		if j.Purged != 0 {
			continue
		}
		j.Purged = now.Unix()
		if err := c.store.write(append(j.pairs(), pair{key: keyOf(keySegment, number(j.Seq))},
			pair{key: keyOf(keyFilter, number(j.Seq))})...); err != nil {
			return p, err
		}
		p.Batches, p.Uses = p.Batches+1, p.Uses+j.Uses
	}
	c.store.collectGarbage()
	return p, nil
}
