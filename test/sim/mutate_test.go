package sim

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// breeder makes papers nobody meant to file from those somebody did.
type breeder struct {
	rng    *rand.Rand
	past   []scenario.Attempt
	values map[string][]any // by field name, each value once
	seats  []tx.Account
}

func newBreeder(seed uint64) *breeder {
	return &breeder{rng: rand.New(rand.NewPCG(seed, 7)), values: map[string][]any{}}
}

func (b *breeder) chance(percent int) bool { return b.rng.IntN(100) < percent }

// breed is a step's paper, mostly as it was meant, among others.
func (b *breeder) breed(a scenario.Attempt) []scenario.Attempt {
	b.learn(a)
	var out []scenario.Attempt
	for range b.rng.IntN(3) {
		out = append(out, b.spoil(a))
	}
	if len(b.past) > 0 && b.chance(60) {
		graft := b.past[b.rng.IntN(len(b.past))]
		graft.At = a.At
		if b.chance(70) {
			graft = b.spoil(graft)
		}
		out = append(out, graft)
	}
	if b.chance(2) {
		return out // a paper that was never filed
	}
	// Mostly the paper comes before its spoilt copies, so that the story goes on.
	at := 0
	if b.chance(15) {
		at = b.rng.IntN(len(out) + 1)
	}
	out = slices.Insert(out, at, a)
	if b.chance(8) {
		out = append(out, a) // a paper filed twice
	}
	return out
}

func (b *breeder) learn(a scenario.Attempt) {
	b.past = append(b.past, a)
	for _, s := range a.By {
		if !slices.Contains(b.seats, s) {
			b.seats = append(b.seats, s)
		}
	}
	b.collect(tree(a.Body))
}

func (b *breeder) collect(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sortedKeys(v) {
			known := slices.ContainsFunc(b.values[name], func(o any) bool {
				return fmt.Sprint(o) == fmt.Sprint(v[name])
			})
			if !known {
				b.values[name] = append(b.values[name], v[name])
			}
			b.collect(v[name])
		}
	case []any:
		for _, e := range v {
			b.collect(e)
		}
	}
}

// spoil changes one to three places of a paper: its fields, or who signs.
func (b *breeder) spoil(a scenario.Attempt) scenario.Attempt {
	a.By = slices.Clone(a.By)
	if b.chance(25) {
		i := b.rng.IntN(len(a.By))
		if s := b.seats[b.rng.IntN(len(b.seats))]; !slices.Contains(a.By, s) {
			a.By[i] = s
		}
	}
	for range 5 {
		t := tree(a.Body)
		if _, named := t["id"].(string); named && b.chance(50) {
			t["id"] = fmt.Sprintf("%s/sim-%d", a.By[0].Party, b.rng.IntN(1_000_000))
		}
		for range 1 + b.rng.IntN(2) {
			b.change(t)
		}
		if m, ok := body(a.Kind, t); ok {
			a.Body = m
			break
		}
	}
	return a
}

// change puts another value in place of one inside the tree, where it can.
func (b *breeder) change(v any) {
	switch v := v.(type) {
	case map[string]any:
		names := sortedKeys(v)
		if len(names) == 0 {
			return
		}
		name := names[b.rng.IntN(len(names))]
		if inner, ok := v[name].(map[string]any); ok && b.chance(80) {
			b.change(inner)
			return
		}
		if list, ok := v[name].([]any); ok && len(list) > 0 && b.chance(70) {
			v[name] = b.changeList(list)
			return
		}
		v[name] = b.other(name, v[name])
	case []any:
		if len(v) > 0 {
			b.change(v[b.rng.IntN(len(v))])
		}
	}
}

func (b *breeder) changeList(list []any) []any {
	i := b.rng.IntN(len(list))
	switch b.rng.IntN(4) {
	case 0:
		return slices.Delete(slices.Clone(list), i, i+1)
	case 1:
		return append(slices.Clone(list), list[i])
	case 2:
		out := slices.Clone(list)
		slices.Reverse(out)
		return out
	}
	b.change(list[i])
	return list
}

// other is a value for a field: one that other papers had there, a neighbour, nothing, too much.
func (b *breeder) other(name string, old any) any {
	if pool := b.values[name]; len(pool) > 0 && b.chance(55) {
		return copied(pool[b.rng.IntN(len(pool))])
	}
	switch v := old.(type) {
	case bool:
		return !v
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return json.Number("18446744073709551615")
		}
		return []any{json.Number("0"), json.Number(fmt.Sprint(n + 1)),
			json.Number(fmt.Sprint(max(n-1, 0))),
			json.Number("4294967295"), json.Number(fmt.Sprint(n * 2))}[b.rng.IntN(5)]
	case string:
		texts := []any{"", v + "x", "gz-bureau/none", "2026-02-29", "99999999999999999.99", "0"}
		return texts[b.rng.IntN(len(texts))]
	case []any:
		return []any{}
	}
	return nil
}

// copied is a value of its own: one put into several trees would be changed in all of them, and
// could in the end lie inside itself.
func copied(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, name := range sortedKeys(v) {
			out[name] = copied(v[name])
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = copied(e)
		}
		return out
	}
	return v
}

// tree is a body as JSON with exact numbers.
func tree(m rule.Msg) map[string]any {
	doc, err := wire.ToJSON(m)
	if err != nil {
		panic(err)
	}
	return parse(doc)
}

func body(k rule.Kind, t map[string]any) (rule.Msg, bool) {
	doc, err := json.Marshal(t)
	if err != nil {
		return nil, false
	}
	m := k.New()
	if err := wire.FromJSON(doc, m); err != nil {
		return nil, false
	}
	_, err = wire.Encode(m)
	return m, err == nil
}
