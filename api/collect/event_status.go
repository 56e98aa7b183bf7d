package collect

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What became of an event, in the order in which it happens.
const (
	EventOpen     = "open"     // its run has not ended
	EventWaiting  = "waiting"  // its run ended and is about to be turned into records
	EventParked   = "parked"   // no rule names the job or a dataset: a person maps it
	EventNone     = "none"     // the run failed, or read or wrote nothing: there is nothing to record
	EventFiling   = "filing"   // records are on their way
	EventRecorded = "recorded" // all records are on the ledger
	EventRefused  = "refused"  // the ledger refused a record
)

// EventStatus says what became of an event.
type EventStatus struct {
	ID      string        `json:"id"`
	Status  string        `json:"status"`
	Run     string        `json:"run"`
	State   string        `json:"run_state"` // START, RUNNING, COMPLETE, ABORT, FAIL or OTHER
	Basis   string        `json:"time_basis,omitempty"`
	Flagged []string      `json:"flagged_facets,omitempty"`
	Records []EventRecord `json:"records"`
	Parked  []Parked      `json:"parked"`
}

// EventRecord is a processing record of the event's run.
type EventRecord struct {
	ID      wire.ID  `json:"id"`
	State   string   `json:"state"`
	Height  uint64   `json:"height,omitempty"`
	Refusal *Refusal `json:"refusal,omitempty"`
}

// eventID names an event: its run and the first half of its digest.
func eventID(e openlineage.Event) string {
	return e.RunID + "." + hex.EncodeToString(e.Digest[:16])
}

// EventStatus says what became of an accepted event; ErrNoEvent when there is none.
func (c *Collector) EventStatus(from Source, id string) (EventStatus, error) {
	s := EventStatus{ID: id, Records: []EventRecord{}, Parked: []Parked{}}
	run, _, _ := strings.Cut(id, ".")
	events, err := c.store.eventsOf(strings.ToLower(run))
	if err != nil {
		return s, err
	}
	at := slices.IndexFunc(events, func(e openlineage.Event) bool { return eventID(e) == id })
	if at < 0 || from.mayReport(events[at], nil) != nil {
		return s, ErrNoEvent
	}
	e := events[at]
	s.Basis = e.Basis
	for _, d := range slices.Concat(e.Inputs, e.Outputs) {
		for _, f := range d.Flagged {
			s.Flagged = append(s.Flagged, d.Name.String()+": "+f)
		}
	}
	openlineage.Sort(events)
	r := openlineage.Merge(events)[0]
	s.Run, s.State = r.ID, r.State
	if s.Records, err = c.store.recordsOf(r.ID); err != nil {
		return s, err
	}
	if s.Parked, err = c.store.parkedOf(r); err != nil {
		return s, err
	}
	s.Status = s.becomes(r)
	return s, nil
}

func (s EventStatus) becomes(r openlineage.Run) string {
	has := func(state string) bool {
		return slices.ContainsFunc(s.Records, func(v EventRecord) bool { return v.State == state })
	}
	switch {
	case has(Refused):
		return EventRefused
	case has(Sealed), has(Signed):
		return EventFiling
	case has(Final):
		return EventRecorded
	case !r.Terminal():
		return EventOpen
	case !r.Finished() || !openlineage.Recordable(r):
		return EventNone
	case len(s.Parked) > 0:
		return EventParked
	}
	return EventWaiting
}

// ErrNoEvent says that no such event was accepted from this sender.
var ErrNoEvent = fmt.Errorf("there is no such event of this sender（没有该报送方的该事件）")

// eventsOf reads the events of a run, archived ones too.
func (s *store) eventsOf(run string) (out []openlineage.Event, err error) {
	for _, space := range []byte{keyEvent, keyArchive} {
		if len(run) != runBytes {
			break
		}
		err := s.each(keyOf(space, []byte(run)), nil, true, func(_ []byte, item *badger.Item) (bool,
			error) {
			return true, item.Value(func(v []byte) error {
				_, e, err := unpackEvent(v)
				out = append(out, e)
				return err
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// recordsOf lists the jobs of a run's records.
func (s *store) recordsOf(run string) ([]EventRecord, error) {
	out := []EventRecord{}
	var ids []string
	prefix := keyOf(keyRun, []byte(run))
	err := s.each(prefix, nil, false, func(key []byte, _ *badger.Item) (bool, error) {
		ids = append(ids, string(key[len(prefix):]))
		return true, nil
	})
	for _, text := range ids {
		id, _ := wire.ParseID(text)
		j, ok, err := s.jobNamed(id)
		if err != nil || !ok {
			return nil, err
		}
		r := EventRecord{ID: id, State: j.State, Height: j.Height}
		if no := j.Refusal; no != nil && j.State == Refused {
			r.Refusal = &Refusal{text, no.Code, no.Zh, no.En}
		}
		out = append(out, r)
	}
	return out, err
}

// parkedOf lists what waits for a rule and belongs to a run.
func (s *store) parkedOf(r openlineage.Run) ([]Parked, error) {
	mine := []openlineage.Name{r.Job}
	for _, d := range slices.Concat(r.Inputs, r.Outputs) {
		mine = append(mine, d.Names()...)
	}
	all, err := s.parked(maxUnmapped)
	return slices.DeleteFunc(all, func(p Parked) bool {
		return p.Kind == "line" || !slices.Contains(mine, openlineage.Name{Namespace: p.Namespace,
			Name: p.Name})
	}), err
}

// eventStatus answers GET /api/v1/openlineage/events/{id}.
func (f *front) eventStatus(w http.ResponseWriter, r *http.Request, from Source) error {
	s, err := f.c.EventStatus(from, r.PathValue("id"))
	if err == nil {
		answer(w, http.StatusOK, s)
	}
	return err
}
