package collect

import (
	"github.com/dgraph-io/badger/v4"
)

// Status is where a collector is.
type Status struct {
	Store       string     `json:"store"`
	Accepted    uint64     `json:"accepted"`     // uses on disk since the beginning
	Queued      uint64     `json:"queued"`       // of them in no batch yet
	Sealed      uint64     `json:"sealed"`       // of them in a batch
	Final       uint64     `json:"final"`        // of them counted on the ledger
	Jobs        JobCounts  `json:"jobs"`         // papers
	Parked      int        `json:"parked"`       // datasets and jobs that no rule names
	RefusedJobs []*Refusal `json:"refused_jobs"` // at most 100
	Fault       string     `json:"fault"`        // the last thing that went wrong, "" for none
}

// JobCounts counts papers by their state.
type JobCounts struct {
	Waiting uint64 `json:"waiting"`
	Final   uint64 `json:"final"`
	Refused uint64 `json:"refused"`
}

// Refusal is a paper that the ledger refused.
type Refusal struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Status counts what is in the store.
func (c *Collector) Status() (Status, error) {
	s, err := c.store.status()
	c.faultLock.Lock()
	defer c.faultLock.Unlock()
	s.Fault = c.fault
	return s, err
}

func (s *store) status() (st Status, err error) {
	st.Store, st.RefusedJobs = s.name, []*Refusal{}
	for name, to := range map[string]*uint64{"accepted": &st.Accepted, "sealed": &st.Sealed,
		Final + " uses": &st.Final, Final: &st.Jobs.Final} {
		if *to, err = s.getNumber(keyOf(keyTotals, []byte(name))); err != nil {
			return st, err
		}
	}
	st.Queued = st.Accepted - st.Sealed
	count := func(space byte, n *uint64) error {
		return s.each([]byte{space}, nil, false, func([]byte, *badger.Item) (bool, error) {
			*n++
			return true, nil
		})
	}
	var parked uint64
	if err := count(keyPending, &st.Jobs.Waiting); err != nil {
		return st, err
	}
	if err := count(keyParked, &parked); err != nil {
		return st, err
	}
	st.Parked = int(parked)
	return st, s.each([]byte{keyRefused}, nil, false, func(key []byte, _ *badger.Item) (bool,
		error) {
		st.Jobs.Refused++
		if len(st.RefusedJobs) >= 100 {
			return true, nil
		}
		j, err := s.job(numberAt(key))
		if err == nil && j.Refusal != nil {
			st.RefusedJobs = append(st.RefusedJobs, &Refusal{j.ID.String(), j.Refusal.Code,
				j.Refusal.Zh, j.Refusal.En})
		}
		return true, err
	})
}
