package collect

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/dgraph-io/badger/v4"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
)

// When a run that does not end gets a record of what is known so far.
const (
	streamIdle = 15 * time.Minute // no event has come for this long
	streamAge  = time.Hour        // or the first event that is in no record came this long ago
)

// arrived is an event with the second of its arrival.
type arrived struct {
	openlineage.Event
	at int64
}

// stream is how far the records of a run that does not end have come.
type stream struct {
	Cuts []cut `json:"cuts"`
}

// cut ends one record of a stream. Events belong to records by their arrival, so that one that
// comes late is part of the next and changes nothing that is filed.
type cut struct {
	Arrived int64     `json:"arrived"` // second of the last event that is part of it
	Ended   time.Time `json:"ended"`   // time of the latest event so far; the next record begins there
}

// last is the cut before what is in no record yet.
func (s stream) last() (c cut) {
	if n := len(s.Cuts); n > 0 {
		c = s.Cuts[n-1]
	}
	return c
}

// streams reads how far all streams have come.
func (s *store) streams() (map[string]stream, error) {
	out := map[string]stream{}
	err := s.each([]byte{keyStream}, nil, true, func(key []byte, item *badger.Item) (bool, error) {
		return true, item.Value(func(v []byte) error {
			var st stream
			err := json.Unmarshal(v, &st)
			out[string(key[1:])] = st
			return err
		})
	})
	return out, err
}

// streaming tells whether a run is one that need not end: its job says so in the jobType facet, or
// its rule in the map does.
func streaming(events []arrived, m openlineage.Map) bool {
	if rule, ok := m.Job(events[len(events)-1].Job); ok && rule.Stream {
		return true
	}
	return slices.ContainsFunc(events, func(e arrived) bool {
		var doc struct {
			Job struct {
				Facets struct {
					JobType struct {
						ProcessingType string `json:"processingType"`
					} `json:"jobType"`
				} `json:"facets"`
			} `json:"job"`
		}
		return json.Unmarshal(e.Canonical, &doc) == nil &&
			doc.Job.Facets.JobType.ProcessingType == "STREAMING"
	})
}

// inSlices puts the records of streams, each a run of its own that is complete, in the place of
// runs that do not end. It cuts those that are due and remembers when the next one will be.
func (c *Collector) inSlices(k *known, m openlineage.Map, now time.Time) error {
	cuts, err := c.store.streams()
	if err != nil {
		return err
	}
	var next time.Time
	out := make([]openlineage.Run, 0, len(k.runs))
	for _, r := range k.runs {
		s, was := cuts[r.ID]
		events := k.events[r.ID]
		if !was && (r.Terminal() || !streaming(events, m)) {
			out = append(out, r)
			continue
		}
		if !r.Terminal() {
			due, err := c.cutStream(r, &s, events, now)
			if err != nil {
				return err
			}
			if !due.IsZero() && (next.IsZero() || due.Before(next)) {
				next = due
			}
		}
		k.heard[sliceID(r.ID, len(s.Cuts))] = k.heard[r.ID] // what was cut changes no more
		out = append(out, s.slices(r, events)...)
	}
	openlineage.InOrder(out)
	k.runs = out
	c.streamDue.Store(0)
	if !next.IsZero() {
		c.streamDue.Store(next.UnixNano())
	}
	return nil
}

// cutStream cuts a stream whose events wait long enough, and else says when it will.
func (c *Collector) cutStream(r openlineage.Run, s *stream, events []arrived,
	now time.Time) (due time.Time, err error) {
	from := s.last()
	tail := slices.Clone(events)
	tail = slices.DeleteFunc(tail, func(e arrived) bool { return e.at <= from.Arrived })
	if len(tail) == 0 || !openlineage.Recordable(r) {
		return due, nil
	}
	first, end := tail[0].at, cut{tail[0].at, from.Ended}
	for _, e := range tail {
		first, end.Arrived = min(first, e.at), max(end.Arrived, e.at)
		if e.Time.After(end.Ended) {
			end.Ended = e.Time
		}
	}
	idle, age := time.Unix(end.Arrived, 0).Add(c.limits.StreamIdle),
		time.Unix(first, 0).Add(c.limits.StreamAge)
	if due = idle; age.Before(due) {
		due = age
	}
	// An event of this very second may still be on its way to the disk.
	if now.Before(due) || now.Unix() <= end.Arrived {
		return due, nil
	}
	s.Cuts = append(s.Cuts, end)
	c.step("stream.before")
	if err := c.store.write(pair{keyOf(keyStream, []byte(r.ID)), mustJSON(s)}); err != nil {
		return due, err
	}
	c.step("stream.after")
	return time.Time{}, nil
}

// slices are the records' runs of a stream, numbered from 1. When the run has ended, what came
// after the last cut is one more: up to its end when it completed, and else up to the last event
// before it failed, because a stream has written all along.
func (s stream) slices(r openlineage.Run, events []arrived) []openlineage.Run {
	groups := make([][]openlineage.Event, len(s.Cuts)+1)
	for _, e := range events {
		ends := e.Type == openlineage.Complete || e.Type == openlineage.Fail ||
			e.Type == openlineage.Abort
		i := slices.IndexFunc(s.Cuts, func(c cut) bool { return e.at <= c.Arrived })
		switch {
		case i >= 0:
		case !r.Terminal() || e.Time.After(r.Ended) || ends && !r.Finished():
			continue // to come, or not counted
		default:
			i = len(s.Cuts)
		}
		groups[i] = append(groups[i], e.Event)
	}
	out := []openlineage.Run{}
	var ended time.Time
	for i, one := range openlineage.Slices(groups) {
		if i < len(s.Cuts) {
			one.Ended = s.Cuts[i].Ended
		} else {
			for _, e := range groups[i] {
				if one.Ended = later(one.Ended, e.Time); r.Finished() {
					one.Ended = r.Ended
				}
			}
			one.Ended = later(one.Ended, ended)
		}
		if one.Events > 0 {
			one.ID, one.State = sliceID(r.ID, i), openlineage.Complete
			if !ended.IsZero() {
				one.Started = ended
			}
			out = append(out, one)
		}
		ended = later(ended, one.Ended)
	}
	return out
}

// sliceID names the run of a stream's record, the first of which is number 1.
func sliceID(run string, i int) string { return run + "#" + strconv.Itoa(i+1) }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// streamIsDue tells whether a stream waits for its next record.
func (c *Collector) streamIsDue() bool {
	due := c.streamDue.Load()
	return due > 0 && time.Now().UnixNano() >= due
}
