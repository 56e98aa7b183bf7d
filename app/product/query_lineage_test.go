package product_test

import (
	"errors"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// asked is a read index that tells what it was asked.
type asked struct{ name string }

func (a *asked) Answer(name string, q rule.Ask) (any, error) {
	a.name = name
	return q.Args["node"], nil
}

// Questions of the read index go to it, and say so where a node keeps none.
func TestQuestionsOfTheIndex(t *testing.T) {
	n := 0
	for _, q := range product.Chapter().Queries {
		a := new(asked)
		if len(q.Name) < 9 || q.Name[:8] != "lineage_" {
			continue
		}
		n++
		got, err := q.Serve(rule.Ask{Follow: a, Args: map[string]string{"node": "x/y"}})
		if err != nil || got != "x/y" || a.name != q.Name {
			t.Errorf("%s: %v %v, asked %s", q.Name, got, err, a.name)
		}
		var refused *rule.Refused
		if _, err := q.Serve(rule.Ask{}); !errors.As(err, &refused) ||
			refused.Name != "product.no_index" {
			t.Errorf("%s without an index: %v", q.Name, err)
		}
		seen["product.no_index"] = true
	}
	if n != 5 {
		t.Errorf("%d questions", n)
	}
}

// What a record was made of is found under its key, and keys read back.
func TestDescent(t *testing.T) {
	b := redeveloped(t)
	found := 0
	product.EachDescent(b.store, func(d product.Descent) bool {
		found++
		at, ok := product.ParsePlace(d.Place.Key())
		again, known := product.Find(b.store, at)
		if !ok || !known || again.At != d.At || len(again.Inputs) != len(d.Inputs) || d.At == 0 {
			t.Errorf("%s: %+v", d.Place.Key(), again)
		}
		for _, in := range d.Inputs {
			if _, ok := product.Find(b.store, in); !ok {
				t.Errorf("%s was made of %s, which nobody knows", d.Place.Key(), in.Key())
			}
		}
		return true
	})
	if found < 5 {
		t.Errorf("%d records", found)
	}
	for _, key := range []string{"", "product:gz/x", "processing:gz/x@1", "thing:gz/x@1",
		"resource:gz/x@0", "product:gz/x@01"} {
		if at, ok := product.ParsePlace(key); ok {
			t.Errorf("%q reads as %+v", key, at)
		}
	}
}
