package openlineage

import (
	"bytes"
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
// do not. Runs are in the order of their terminal events, unfinished ones last.
func Merge(events []Event) []Run {
	byRun := map[string][]Event{}
	var order []string
	seen := map[duplicate]bool{}
	position := map[string]int{} // of the terminal event
	for i, e := range events {
		key := duplicate{e.RunID, e.Type, e.Time.UnixNano(), e.Digest}
		if seen[key] {
			continue
		}
		seen[key] = true
		if _, ok := byRun[e.RunID]; !ok {
			order = append(order, e.RunID)
			position[e.RunID] = len(events)
		}
		byRun[e.RunID] = append(byRun[e.RunID], e)
		if terminal(e.Type) && position[e.RunID] == len(events) {
			position[e.RunID] = i
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return position[a] - position[b] })
	out := make([]Run, 0, len(order))
	for _, id := range order {
		out = append(out, merge(byRun[id]))
	}
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
		for _, d := range e.Inputs {
			r.Inputs = fold(r.Inputs, d)
		}
		for _, d := range e.Outputs {
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

// fold adds a dataset or lets its facets replace those seen before.
func fold(list []Dataset, d Dataset) []Dataset {
	for i := range list {
		old := &list[i]
		if old.Name != d.Name {
			continue
		}
		if d.Fields != nil {
			old.Fields = d.Fields
		}
		if d.Columns != nil {
			old.Columns, old.Whole = d.Columns, d.Whole
		}
		for _, s := range d.Symlinks {
			if !slices.Contains(old.Symlinks, s) {
				old.Symlinks = append(slices.Clip(old.Symlinks), s)
			}
		}
		for _, f := range d.Flagged {
			if !slices.Contains(old.Flagged, f) {
				old.Flagged = append(slices.Clip(old.Flagged), f)
			}
		}
		if d.Lifecycle != "" {
			old.Lifecycle = d.Lifecycle
		}
		return list
	}
	return append(list, d)
}
