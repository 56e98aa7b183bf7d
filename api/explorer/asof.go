package explorer

import (
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// fix finds the height that the page is of: ?height=N, ?as_of=day or instant, else the newest
// (rulings E18).
func (v *view) fix(ask source.Ask) (err error) {
	q := v.r.URL.Query()
	height := uint64(0)
	switch text, date := strings.TrimSpace(q.Get("height")), strings.TrimSpace(q.Get("as_of")); {
	case text != "":
		height, err = strconv.ParseUint(text, 10, 63)
		if err != nil || height == 0 || height > v.info.Height {
			return v.wrong("no_height", text)
		}
		v.pinned = "height=" + text
	case date != "":
		t, ok := until(date)
		if !ok {
			return v.wrong("no_date", date)
		}
		if height, err = v.heightAt(ask, t); err != nil {
			return err
		}
		v.pinned = "as_of=" + date
	}
	if height != 0 && height < v.info.Earliest {
		return v.wrong("pruned", strconv.FormatUint(v.info.Earliest, 10))
	}
	v.src, err = source.At(v.ctx, ask, height)
	return err
}

// until is the instant up to which a text asks: a day counts to its 24:00.
func until(text string) (wire.Time, bool) {
	if d, err := wire.ParseDate(text); err == nil && d != 0 {
		return d.End() - 1, true
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(form, text, wire.Beijing); err == nil && t.Unix() > 0 {
			return wire.At(t), true
		}
	}
	return 0, false
}

// heightAt is the last kept height whose law time is not after t.
func (v *view) heightAt(ask source.Ask, t wire.Time) (uint64, error) {
	first := max(v.info.Earliest, 1)
	var failed error
	n := sort.Search(int(v.info.Height-first+1), func(i int) bool {
		s, err := source.At(v.ctx, ask, first+uint64(i))
		if err != nil {
			failed = err
			return true
		}
		return s.Law > t
	})
	if failed != nil {
		return 0, failed
	}
	if n == 0 {
		return 0, v.wrong("pruned", strconv.FormatUint(first, 10))
	}
	return first + uint64(n) - 1, nil
}

// fault is a question that cannot be answered, in the reader's words.
type fault struct {
	status int
	key    string
	arg    string
}

// Error is the word's key.
func (f fault) Error() string { return f.key + ": " + f.arg }

func (v *view) wrong(key, arg string) error { return fault{http.StatusBadRequest, key, arg} }
