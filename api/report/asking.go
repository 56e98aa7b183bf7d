package report

import (
	"context"
	"errors"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// asking is one report being made.
type asking struct {
	ctx   context.Context
	s     *source.Source
	args  map[string]string
	names map[string]string
	known products
	local Local
}

type dict = map[string]string

// each visits the items of a list query.
func each[T any](a *asking, name string, args dict, fn func(T) error) error {
	for v, err := range source.Each[T](a.ctx, a.s, name, args) {
		if err != nil {
			return err
		}
		if err := fn(v); err != nil {
			return err
		}
	}
	return nil
}

// one asks for a document.
func one[T any](a *asking, name string, args dict) (T, error) {
	return source.Into[T](a.ctx, a.s, name, args)
}

// maybe asks for a document that need not be there.
func maybe[T any](a *asking, name string, args dict) (T, bool, error) {
	v, err := one[T](a, name, args)
	if errors.Is(err, source.ErrNotFound) {
		return v, false, nil
	}
	return v, err == nil, err
}

// name is a party's full name, its id where the ledger has none.
func (a *asking) name(id string) string {
	if n, ok := a.names[id]; ok {
		return n
	}
	p, ok, err := maybe[party.View](a, "party", dict{"id": id})
	if err != nil || !ok || p.Name == "" {
		p.Name = id
	}
	a.names[id] = p.Name
	return p.Name
}

// called is the name with the id after it.
func (a *asking) called(id string) string {
	if n := a.name(id); n != id {
		return n + a.say("（"+id+"）", " ("+id+")")
	}
	return id
}

// periods are the ledger's settlement periods that have a run and lie in a period's bounds.
func (a *asking) periods(within string) (out []settle.RunShown, err error) {
	from, to, _ := regime.PeriodBounds(within)
	err = each(a, "runs", nil, func(v settle.RunShown) error {
		if v.From >= from && v.To <= to {
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

// inPlace reports whether a division code lies in the place that was asked for.
func (a *asking) inPlace(code string) bool {
	return within(code, a.args["place"])
}

// within reports whether a division is another or below it.
func within(code, place string) bool {
	switch {
	case place == "" || code == place:
		return true
	case len(place) != 6 || len(code) != 6:
		return false
	case strings.HasSuffix(place, "0000"):
		return code[:2] == place[:2]
	case strings.HasSuffix(place, "00"):
		return code[:4] == place[:4]
	}
	return false
}

// during reports whether an instant lies in a period.
func during(t wire.Time, period string) bool {
	from, to, ok := regime.PeriodBounds(period)
	return ok && t >= from && t < to
}

// evidence is a document's number and title.
func evidence(number, title string) Cell { return Text(pad(number, title)) }

func id(v wire.ID) Cell { return Text(v.String()) }
