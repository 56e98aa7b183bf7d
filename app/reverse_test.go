package app

import (
	"errors"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Every list that says it can be asked for from its end reads that argument.
func TestReverseIsRead(t *testing.T) {
	n := 0
	for _, c := range Standard().Chapters() {
		for _, q := range c.Queries {
			if !slices.ContainsFunc(q.Args, func(a rule.Arg) bool { return a.Name == rule.Reverse.Name }) {
				continue
			}
			n++
			args := map[string]string{rule.Reverse.Name: "backwards"}
			for _, a := range q.Args {
				if a.Required {
					args[a.Name] = "a/b"
				}
			}
			_, err := q.Serve(rule.Ask{Store: state.NewMemStore(), Args: args})
			var bad *rule.Refused
			if !errors.As(err, &bad) || bad.Field != rule.Reverse.Name {
				t.Errorf("%s: %v", q.Name, err)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d lists from their end", n)
	}
}
