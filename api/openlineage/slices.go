package openlineage

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// Slices are the states of a run that goes on, one after each group of its events: run state is
// cumulative, so that the datasets of a state are those of all events up to there, with the last
// facets. Events and Digest are those of the group alone. A group without events gives an empty
// state.
func Slices(groups [][]Event) []Run {
	out := make([]Run, len(groups))
	var so Run
	for i, group := range groups {
		if len(group) == 0 {
			continue
		}
		group = slices.Clone(group)
		Sort(group)
		if so.ID == "" {
			so.ID, so.Started = group[0].RunID, group[0].Time
		}
		var text bytes.Buffer
		for _, e := range group {
			so.State, so.Job = e.Type, e.Job
			for _, d := range e.Inputs {
				so.Inputs = fold(so.Inputs, d)
			}
			for _, d := range e.Outputs {
				so.Outputs = fold(so.Outputs, d)
			}
			text.Write(e.Canonical)
			text.WriteByte('\n')
		}
		out[i] = so
		out[i].Inputs, out[i].Outputs = slices.Clone(so.Inputs), slices.Clone(so.Outputs)
		out[i].Events, out[i].Digest = len(group), sha256.Sum256(text.Bytes())
	}
	return out
}

// InOrder puts runs into the order in which they ended, unfinished ones last, as Merge does.
func InOrder(runs []Run) {
	slices.SortStableFunc(runs, func(a, b Run) int {
		switch {
		case a.Ended.IsZero() || b.Ended.IsZero():
			return rank(a) - rank(b)
		default:
			return a.Ended.Compare(b.Ended)
		}
	})
}

func rank(r Run) int {
	if r.Ended.IsZero() {
		return 1
	}
	return 0
}
