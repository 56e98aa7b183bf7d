package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// At finds the height that a request asks about, by ?height= or ?as_of=: the latest where neither
// is given. A day counts to its end. Handlers that are mounted use it, and Fail for its errors.
func At(r *http.Request, ask source.Ask) (*source.Source, error) {
	height, err := heightOf(r, ask)
	if err != nil {
		return nil, err
	}
	at, err := source.At(r.Context(), ask, height)
	return at, gone(r.Context(), ask, err, height)
}

// heightOf reads ?height= or ?as_of=; 0 is the latest.
func heightOf(r *http.Request, ask source.Ask) (uint64, error) {
	q := r.URL.Query()
	text, as := q.Get("height"), q.Get("as_of")
	switch {
	case text != "" && as != "":
		return 0, errMalformed.of("as_of")
	case text != "":
		h, err := strconv.ParseUint(text, 10, 63)
		if err != nil {
			return 0, errMalformed.of("height")
		}
		return h, nil
	case as != "":
		t, err := instant(as)
		if err != nil {
			return 0, errMalformed.of("as_of")
		}
		return before(r.Context(), ask, t)
	}
	return 0, nil
}

// instant reads a day, of which the end counts, or an instant with its zone, which may be written
// as 24:00 and without seconds.
func instant(s string) (wire.Time, error) {
	if d, err := wire.ParseDate(s); err == nil {
		return d.End(), nil
	}
	s = strings.Replace(s, " ", "+", 1) // a plus sign that was not escaped
	day, clock, _ := strings.Cut(s, "T")
	if len(clock) == len("15:04+08:00") {
		clock = clock[:5] + ":00" + clock[5:]
	}
	add := wire.Time(0)
	if rest, ok := strings.CutPrefix(clock, "24:00:00"); ok {
		clock, add = "00:00:00"+rest, 24*60*60
	}
	t, err := wire.ParseTime(day + "T" + clock)
	return t + add, err
}

// before finds the last block whose law time is before t. Only heights that are kept are looked at;
// where the first of them is not before t, the state of t is gone.
func before(ctx context.Context, ask source.Ask, t wire.Time) (uint64, error) {
	l, err := source.Info(ctx, ask)
	if err != nil {
		return 0, err
	}
	if l.Law < t {
		return l.Height, nil
	}
	low, high := max(l.Earliest, 1), l.Height // the answer is in [low, high)
	for first := true; ; first = false {
		at := low
		if !first {
			if high-low <= 1 {
				return low, nil
			}
			at = low + (high-low)/2
		}
		a, err := source.Put(ctx, ask, "ledger", nil, at)
		if err != nil {
			return 0, gone(ctx, ask, err, at)
		}
		switch {
		case a.Time < t:
			low = at
		case first:
			p := *errPruned.of("as_of")
			p.Earliest = low
			if low == 1 {
				p.DetailZh, p.Detail = "当时账本尚无区块", "there was no block yet"
			}
			return 0, &p
		default:
			high = at
		}
	}
}

// gone tells of a height that is not kept which one is the earliest. One that is still to come is
// not there yet.
func gone(ctx context.Context, ask source.Ask, err error, height uint64) error {
	var refused *source.Refused
	if !errors.As(err, &refused) || refused.Told.Code != "query.height" {
		return err
	}
	p := *ofTold(refused.Told)
	if l, err := source.Info(ctx, ask); err == nil {
		p.Earliest = max(l.Earliest, 1)
		if height > l.Height {
			p.Status = http.StatusNotFound
		}
	}
	return &p
}
