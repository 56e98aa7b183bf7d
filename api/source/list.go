package source

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"strconv"
)

// pageLimit is how many records a page is asked to hold: the most that every list query gives.
const pageLimit = 1000

// Each walks all records of a list query, page after page, at one height. An error is yielded last.
func Each[T any](ctx context.Context, s *Source, name string, args map[string]string) iter.Seq2[T,
	error] {
	return func(yield func(T, error) bool) {
		var none T
		args := maps.Clone(args)
		if args == nil {
			args = map[string]string{}
		}
		if args["limit"] == "" {
			args["limit"] = strconv.Itoa(pageLimit)
		}
		for {
			doc, err := s.Query(ctx, name, args)
			if err != nil {
				yield(none, err)
				return
			}
			var p page
			if err := json.Unmarshal(doc, &p); err != nil {
				yield(none, fmt.Errorf("query %s: %w", name, err))
				return
			}
			for _, raw := range p.Items {
				var v T
				if err := json.Unmarshal(raw, &v); err != nil {
					yield(none, fmt.Errorf("query %s: %w", name, err))
					return
				}
				if !yield(v, nil) {
					return
				}
			}
			if p.Next == "" || p.Next == args["after"] {
				return
			}
			args["after"] = p.Next
		}
	}
}

// page is what every list query answers.
type page struct {
	Items []json.RawMessage `json:"items"`
	Next  string            `json:"next"` // give as after for the next page
}
