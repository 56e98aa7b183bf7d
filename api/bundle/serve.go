package bundle

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

// errAsked says that a request cannot be read.
var errAsked = errors.New("the request names no record")

// Make makes the file that a request asks for, by the last part of its path below root:
//
//	records/CHAPTER/NOUN?key=PART/PART…     one record, or its absence
//	absence?object=&kind=&purpose=&from=&to= grants of an object for a purpose between two instants
//	statement?period=&payer=&payee=         a statement
//	line?period=&line=                      one line of a run
//	payee?period=&payee=                    all statements of a payee, and that there is no other
//	lineage?node=&direction=&depth=         a lineage answer
//
// Height, where given, is that of the state for records, absence and lineage.
func Make(r *http.Request, src Source, root string) ([]byte, error) {
	q, ctx := r.URL.Query(), r.Context()
	what := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, root), "/")
	height, err := strconv.ParseUint("0"+q.Get("height"), 10, 64)
	if err != nil {
		return nil, errAsked
	}
	if name, ok := strings.CutPrefix(what, "records/"); ok {
		key, err := Key(name, strings.Split(q.Get("key"), "/"))
		if err != nil {
			return nil, errors.Join(errAsked, err)
		}
		return ProveRecords(ctx, src, [][]byte{key}, height)
	}
	switch what {
	case "absence":
		var ask Absence
		ask.Kind, ask.Purpose = q.Get("kind"), q.Get("purpose")
		if ask.Object, err = wire.ParseID(q.Get("object")); err != nil {
			return nil, errors.Join(errAsked, err)
		}
		if err := errors.Join(ask.From.UnmarshalText([]byte(q.Get("from"))),
			ask.To.UnmarshalText([]byte(q.Get("to")))); err != nil {
			return nil, errors.Join(errAsked, err)
		}
		return ProveAbsence(ctx, src, ask, height)
	case "lineage":
		at, ok := product.ParsePlace(q.Get("node"))
		depth, err := strconv.ParseUint("0"+q.Get("depth"), 10, 32)
		if !ok || err != nil {
			return nil, errAsked
		}
		return ProveLineage(ctx, src, at, q.Get("direction") == "down", uint32(depth), height)
	case "statement":
		e, err := NewExporter(ctx, src, q.Get("period"))
		if err != nil {
			return nil, err
		}
		return e.Export(ctx, Pair{q.Get("payer"), q.Get("payee")})
	case "line", "payee":
		e, err := NewExtractor(ctx, src, q.Get("period"))
		if err != nil {
			return nil, err
		}
		if what == "line" {
			return e.Line(ctx, q.Get("line"))
		}
		return e.Payee(ctx, q.Get("payee"))
	}
	return nil, errAsked
}

// Asked reports whether an error of Make is about the request and not about the ledger.
func Asked(err error) bool { return errors.Is(err, errAsked) }

// Key is the key of a record by the name of its collection, or by the short name that people use.
func Key(name string, parts []string) ([]byte, error) {
	if full, ok := Nouns[name]; ok {
		name = full
	}
	d, ok := Collection(name)
	if !ok {
		return nil, errors.New("there is no collection " + name)
	}
	if d.Key == "" {
		parts = nil
	}
	return KeyOf(d, parts)
}

// Nouns are short names of collections.
var Nouns = map[string]string{
	"party": "party/parties", "agreement": "authorization/agreements", "grant": "access/grants",
	"job": "access/processings", "product": "product/versions", "batch": "trace/batches",
	"receipt": "market/receipts", "trade": "market/trades", "cost": "market/costs",
	"run": "settle/runs", "statement": "settle/statements", "resource": "catalog/resources",
	"used-by": "trace/used_by",
}

// Handler serves Make at root: the file, or a problem (RFC 9457).
func Handler(src Source, root string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := Make(r, src, root)
		if err != nil {
			ServeProblem(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(b)
	})
}
