package openlineage

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
	"time"
)

// Run is the merged state of one run up to its terminal event.
type Run struct {
	ID      string
	Job     Name
	State   string // Complete, Fail, Abort, or the last type seen of an unfinished run
	Started time.Time
	Ended   time.Time // of the terminal event; zero while unfinished
	Inputs  []Dataset // in order of first appearance, the last facets
	Outputs []Dataset
	Events  int      // merged
	Late    int      // later than the terminal event, not merged
	Digest  [32]byte // SHA-256 of the merged events' canonical JSON, one per line
}

// Finished tells whether the run completed. Only a completed run becomes a processing record.
func (r Run) Finished() bool { return r.State == Complete }

// Terminal tells whether the run ended.
func (r Run) Terminal() bool { return terminal(r.State) }

// Recordable tells whether a run read and wrote something, so that there is a record to make of it.
func Recordable(r Run) bool { return len(graph{book: NewBook([]Run{r})}.outputs(&r)) > 0 }

// terminal tells whether an event type ends a run.
func terminal(t string) bool { return t == Complete || t == Fail || t == Abort }

type duplicate struct {
	run, kind string
	at        int64
	digest    [32]byte
}

// Merge gathers sorted events into runs. A repeated event (same run, type, time and content) counts
// once. The state is cut at the first terminal event: events of its instant still count, later ones
// do not. Runs are in the order in which they ended, of those that ended together in the order in
// which they started; unfinished ones last.
func Merge(events []Event) []Run {
	byRun := map[string][]Event{}
	var order []string
	seen := map[duplicate]bool{}
	for _, e := range events {
		key := duplicate{e.RunID, e.Type, e.Time.UnixNano(), e.Digest}
		if seen[key] {
			continue
		}
		seen[key] = true
		if _, ok := byRun[e.RunID]; !ok {
			order = append(order, e.RunID)
		}
		byRun[e.RunID] = append(byRun[e.RunID], e)
	}
	out := make([]Run, 0, len(order))
	for _, id := range order {
		out = append(out, merge(byRun[id]))
	}
	open := func(r Run) int {
		if r.Terminal() {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b Run) int {
		return cmp.Or(open(a)-open(b), a.Ended.Compare(b.Ended), a.Started.Compare(b.Started),
			cmp.Compare(a.ID, b.ID))
	})
	return out
}

// merge folds the events of one run.
func merge(events []Event) Run {
	r := Run{ID: events[0].RunID, Job: events[0].Job, Started: events[0].Time}
	end := slices.IndexFunc(events, func(e Event) bool { return terminal(e.Type) })
	var text bytes.Buffer
	for _, e := range events {
		if end >= 0 && e.Time.After(events[end].Time) {
			r.Late++
			continue
		}
		r.Events++
		r.State = e.Type
		for _, d := range united(e.Inputs) {
			r.Inputs = fold(r.Inputs, d)
		}
		for _, d := range united(e.Outputs) {
			r.Outputs = fold(r.Outputs, d)
		}
		text.Write(e.Canonical)
		text.WriteByte('\n')
	}
	if end >= 0 {
		r.State, r.Ended, r.Job = events[end].Type, events[end].Time, events[end].Job
	}
	r.Digest = sha256.Sum256(text.Bytes())
	return r
}

// united takes the entries that one event has of a dataset, such as the partitions that one
// statement wrote, together.
func united(list []Dataset) []Dataset {
	at := make(map[Name]int, len(list))
	var out []Dataset
	for _, d := range list {
		i, ok := at[d.Name]
		if !ok {
			at[d.Name] = len(out)
			out = append(out, d)
			continue
		}
		u := &out[i]
		if u.Fields != nil {
			d.Fields = added(u.Fields, d.Fields)
		}
		if d.Columns != nil {
			both := *u
			both.derive(d.Columns, d.Whole)
			d.Columns, d.Whole = both.Columns, both.Whole
		}
		if d.Feeds != nil {
			d.Feeds = added(u.Feeds, d.Feeds)
		}
		u.take(d)
	}
	return out
}

// fold adds a dataset or lets its facets replace those seen before.
func fold(list []Dataset, d Dataset) []Dataset {
	for i := range list {
		if list[i].Name == d.Name {
			list[i].take(d)
			return list
		}
	}
	d.Deleted = nil
	return append(list, d)
}

// take lets the facets of a later event replace those seen before. Symlinks add up, because a name
// once used stays one of the dataset's.
func (d *Dataset) take(later Dataset) {
	for _, f := range later.Deleted {
		switch f {
		case facetSchema:
			d.Fields = nil
		case facetColumns:
			d.Columns, d.Whole = nil, nil
		case facetLineage:
			d.Feeds = nil
		case facetSymlinks:
			d.Symlinks = nil
		case facetLifecycle:
			d.Lifecycle, d.Previous = "", Name{}
		}
	}
	if later.Fields != nil {
		d.Fields = later.Fields
	}
	if later.Columns != nil {
		d.Columns, d.Whole = later.Columns, later.Whole
	}
	if later.Feeds != nil {
		d.Feeds = later.Feeds
	}
	d.Symlinks, d.Flagged = added(d.Symlinks, later.Symlinks), added(d.Flagged, later.Flagged)
	if later.Lifecycle != "" {
		d.Lifecycle, d.Previous = later.Lifecycle, later.Previous
	}
}

// added is a list with what another one has beyond it.
func added[T comparable](list, more []T) []T {
	list = slices.Clip(list)
	for _, v := range more {
		list = appendNew(list, v)
	}
	return list
}
