package rule

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Page is what every list query answers; Next, when not empty, is the "after" of the next page.
type Page[V any] struct {
	Items []V    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// MaxPage is the most records of a page, and how many there are where none is asked for.
const MaxPage = 1000

// Limit reads the argument "limit": how many records a page holds, 1 to MaxPage.
func (q Ask) Limit() (int, error) {
	s := q.Args["limit"]
	if s == "" {
		return MaxPage, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > MaxPage {
		return 0, Malformed("limit", "须在 1 至 1000 之间", "must be 1 to 1000")
	}
	return n, nil
}

// After reads the argument "after" where it is the id of the last record seen; nil where absent.
func (q Ask) After() (*wire.ID, error) {
	s := q.Args["after"]
	if s == "" {
		return nil, nil
	}
	id, err := wire.ParseID(s)
	if err != nil {
		return nil, Malformed("after", "须为 主体/编号", "must be party/name")
	}
	return &id, nil
}

// Reverse is the argument of lists that can be asked for from their end: true begins with the last
// record, and the next page comes before the last one seen.
var Reverse = Arg{Name: "reverse", Zh: "true 则自后向前", En: "true: from the last to the first"}

// reversed reads the argument Reverse.
func (q Ask) reversed() (bool, error) {
	switch q.Args[Reverse.Name] {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, Malformed(Reverse.Name, "须为 true 或 false", "must be true or false")
}

// page reads which page is asked for: how many, after which id, and whether from the end.
func (q Ask) page() (limit int, after *wire.ID, back bool, err error) {
	if limit, err = q.Limit(); err != nil {
		return 0, nil, false, err
	}
	if after, err = q.After(); err != nil {
		return 0, nil, false, err
	}
	back, err = q.reversed()
	return limit, after, back, err
}

// PageOf answers a page of the records of m, each as show makes it; only those of one party where
// the argument called owner names it.
func PageOf[V, W any](q Ask, m state.Map[wire.ID, V], owner string, show func(V) W) (any, error) {
	limit, after, back, err := q.page()
	if err != nil {
		return nil, err
	}
	var prefix []any
	if who := q.Args[owner]; who != "" {
		prefix = []any{who}
	}
	pages := m.After
	if back {
		pages = m.Behind
	}
	found, more := pages(q.Store, prefix, after, limit)
	page := Page[W]{Items: make([]W, 0, len(found))}
	for _, e := range found {
		page.Items = append(page.Items, show(e.Value))
	}
	if more {
		page.Next = found[len(found)-1].Key.String()
	}
	return page, nil
}

// PageIn answers a page of the records that an index lists under a prefix. key and id go between a
// record's id and its key in the index; show says what of a record is shown, or that it is passed
// over, so that a page may hold fewer than asked for and still have a next.
func PageIn[K comparable, W any](q Ask, x state.Index[K], prefix []any, key func(wire.ID) K,
	id func(K) wire.ID, show func(wire.ID) (W, bool)) (any, error) {
	limit, after, back, err := q.page()
	if err != nil {
		return nil, err
	}
	var from *K
	if after != nil {
		k := key(*after)
		from = &k
	}
	pages := x.After
	if back {
		pages = x.Behind
	}
	found, more := pages(q.Store, prefix, from, limit)
	page := Page[W]{Items: make([]W, 0, len(found))}
	for _, k := range found {
		if v, ok := show(id(k)); ok {
			page.Items = append(page.Items, v)
		}
	}
	if more {
		page.Next = id(found[len(found)-1]).String()
	}
	return page, nil
}

// Same shows a record as it is stored.
func Same[V any](v V) V { return v }
