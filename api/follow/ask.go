package follow

import (
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Bounds of answers and of what is built for one question.
const (
	pageSize   = 100
	pageMost   = 1000
	idsMost    = 20_000
	scratch    = 200_000 // records or batches of a state that is indexed for one question
	freshWait  = 5 * time.Second
	nearBlocks = 100 // how far uses may be counted past the height that was asked about
)

// Answer serves a question of lineage from the index when it has the height asked about, and else
// from an index built of that height's state.
func (x *Index) Answer(name string, q rule.Ask) (any, error) {
	serve := map[string]func(*question) (any, error){"lineage_closure": (*question).closure,
		"lineage_path": (*question).path, "lineage_uses": (*question).usesOf,
		"lineage_touched": (*question).touched, "lineage_check": (*question).check}[name]
	if serve == nil {
		return nil, rule.ErrNotFound
	}
	as, err := asOf(q.Args["as_of"])
	if err != nil {
		return nil, err
	}
	at, err := x.at(q, name == "lineage_uses")
	if err != nil {
		return nil, err
	}
	at.mu.RLock()
	defer at.mu.RUnlock()
	w := &question{x: at, q: q, heights: x.heights,
		scope: Scope{AsOf: as, Height: q.Height}, now: q.Time}
	if as != 0 {
		w.now = as
	}
	w.describer = product.NewDescriber(q.Store, w.now)
	return serve(w)
}

// at finds or builds an index for the height of a question. One that is loading or a block behind
// is waited for.
func (x *Index) at(q rule.Ask, uses bool) (*Index, error) {
	for end := time.Now().Add(freshWait); ; time.Sleep(time.Millisecond) {
		x.mu.RLock()
		ready := x.loaded && x.height >= q.Height && !x.broken
		early := x.loaded && (q.Height < x.from || uses && x.height > q.Height+nearBlocks) || x.broken
		x.mu.RUnlock()
		if ready && !early {
			return x, nil
		}
		if early || time.Now().After(end) {
			return x.build(q)
		}
	}
}

// build indexes the state of one height and keeps it for the next page.
func (x *Index) build(q rule.Ask) (*Index, error) {
	x.queue.Lock()
	kept := x.kept
	x.queue.Unlock()
	if kept != nil && kept.height == q.Height && q.Height > 0 {
		return kept, nil
	}
	kept = New()
	if !kept.load(q.Store, q.Height, x.most) {
		return nil, product.ErrNoIndex.At("height", "height", q.Height)
	}
	x.queue.Lock()
	x.kept = kept
	x.queue.Unlock()
	return kept, nil
}

// question is one question under way.
type question struct {
	x         *Index
	q         rule.Ask
	scope     Scope
	now       wire.Time // the instant of flags: as of which it is asked, or the law time of the height
	describer product.Describer
	heights   func(wire.Hash) (uint64, bool)
}

// asOf reads a day, whose last second counts, or an instant; 0 for none.
func asOf(s string) (wire.Time, error) {
	if s == "" {
		return 0, nil
	}
	if d, err := wire.ParseDate(s); err == nil {
		return d.End() - 1, nil
	}
	t, err := wire.ParseTime(s)
	if err != nil || t == 0 {
		return 0, rule.Malformed("as_of", "须为日期如 2026-03-31，或带时区的时刻",
			"must be a date such as 2026-03-31, or an instant with its zone")
	}
	return t, nil
}

func (w *question) number(name string, standard, most int) (int, error) {
	s := w.q.Args[name]
	if s == "" {
		return standard, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, rule.Malformed(name, "须为 0 至 "+strconv.Itoa(most)+" 的数",
			"must be a number from 0 to "+strconv.Itoa(most))
	}
	return n, nil
}

// place finds the node that an argument names: a whole key, or an id with or without a version that
// is looked for among products, resources, jobs and imports.
func (w *question) place(name string) (product.Place, error) {
	text := w.q.Args[name]
	if at, ok := product.ParsePlace(text); ok {
		return at, w.existed(at)
	}
	kinds := []string{access.KindProduct, access.KindResource, product.KindProcessing,
		access.KindImport}
	if kind, rest, ok := strings.Cut(text, ":"); ok {
		kinds, text = []string{kind}, rest
	}
	local, digits, versioned := strings.Cut(text, "@")
	id, err := wire.ParseID(local)
	version, bad := strconv.ParseUint(digits, 10, 32)
	if err != nil || id.IsZero() || versioned && bad != nil {
		return product.Place{}, rule.Malformed(name, "须为 主体/编号、主体/编号@版本 或带类别的节点名",
			"must be party/local, party/local@version or a node's whole name")
	}
	for _, kind := range kinds {
		at := product.Place{Kind: kind, ID: id, Version: uint32(version)}
		if !versioned {
			at.Version = w.newest(kind, id)
		}
		if w.existed(at) == nil {
			return at, nil
		}
	}
	return product.Place{}, rule.ErrNotFound
}

// newest is the newest version that existed as of the question's date.
func (w *question) newest(kind string, id wire.ID) uint32 {
	version := uint32(0)
	switch kind {
	case access.KindProduct:
		p, _ := product.Latest(w.q.Store, id)
		version = p.Version
	case access.KindResource:
		res, _ := catalog.Get(w.q.Store, id)
		version = res.Version
	}
	for version > 1 && w.existed(product.Place{Kind: kind, ID: id, Version: version}) != nil {
		version--
	}
	return version
}

// existed refuses a node that was not on record as of the question's date.
func (w *question) existed(at product.Place) error {
	d, ok := product.Find(w.q.Store, at)
	if !ok || w.scope.AsOf != 0 && d.At > w.scope.AsOf {
		return rule.ErrNotFound
	}
	if at.Kind == access.KindResource && at.Version > 1 && w.scope.AsOf != 0 {
		if res, _ := catalog.At(w.q.Store, at.ID, at.Version); res.Updated > w.scope.AsOf {
			return rule.ErrNotFound
		}
	}
	return nil
}
