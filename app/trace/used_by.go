package trace

import (
	"fmt"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Used is an entry of a product version's log: a usage batch as it was recorded. What a later
// decision counts otherwise stands in its recount, not here.
type Used struct {
	Batch    wire.ID   `json:"batch"` // its party is who recorded it
	From     wire.Time `json:"from"`
	To       wire.Time `json:"to"` // exclusive
	Purpose  string    `json:"purpose" max:"32"`
	Use      string    `json:"use" max:"10"`
	Customer wire.Hash `json:"customer"` // pseudonym, zero for many customers
	Count    uint64    `json:"count"`
	At       wire.Time `json:"at"` // of recording
}

// usedBy has every usage batch of a product version, so that who used it is answered with the proof
// that none was left out (rulings E9).
var usedBy = state.NewLog[nodeKey](8, 28, 29, "trace/used_by",
	"Usage batches of a product version in the order of recording (rulings E9).")

// lead tells the product version's log of a batch; it is two writes.
func (b Batch) lead(s state.Store) {
	usedBy.Append(s, nodeKey{b.Product, b.Version}, wire.MustEncode(Used{b.ID, b.From, b.To, b.Purpose,
		b.Use, b.Customer, b.Count, b.Recorded}))
}

// UsedBy is the number of usage batches of a product version and the root over them.
func UsedBy(r state.Reader, id wire.ID, version uint32) (count uint64, root wire.Hash) {
	count, sum := usedBy.Head(r, nodeKey{id, version})
	return count, sum
}

// EachUsed visits the usage batches of a product version in the order of recording, from an index
// on, until fn returns false. An entry that cannot be read panics: this program wrote it.
func EachUsed(r state.Reader, id wire.ID, version uint32, from uint64, fn func(Used) bool) {
	usedBy.Each(r, nodeKey{id, version}, from, func(i uint64, entry []byte) bool {
		var u Used
		if err := wire.DecodeTrusted(entry, &u); err != nil {
			panic(fmt.Sprintf("trace: used_by of %s@%d at %d: %v", id, version, i, err))
		}
		return fn(u)
	})
}

var usedByQuery = rule.Query{Name: "used_by",
	Zh: "一个产品版本的全部使用批次，按记录次序，附条数与根", En: "every usage batch of a product version as " +
		"recorded, with their number and root", Serve: askUsedBy,
	Args: []rule.Arg{{Name: "product", Zh: "产品编号", En: "product id", Required: true},
		{Name: "version", Zh: "版本，缺省为 1", En: "version, 1 by default"},
		{Name: "from", Zh: "起始序号，自 0 起", En: "index to begin with, from 0"}, argLimit}}

// UsedByView is a part of a product version's log with its number of entries and their root.
type UsedByView struct {
	Count   uint64    `json:"count"`
	Root    wire.Hash `json:"root"`
	Entries []Used    `json:"entries"`
}

func askUsedBy(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["product"])
	if err != nil {
		return nil, rule.Malformed("product", "须为 主体/编号", "must be party/name")
	}
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	version, from := uint64(1), uint64(0)
	if s := q.Args["version"]; s != "" {
		if version, err = strconv.ParseUint(s, 10, 32); err != nil {
			return nil, rule.Malformed("version", "须为整数", "must be an integer")
		}
	}
	if s := q.Args["from"]; s != "" {
		if from, err = strconv.ParseUint(s, 10, 64); err != nil {
			return nil, rule.Malformed("from", "须为不小于 0 的整数", "must be an integer from 0")
		}
	}
	out := UsedByView{Entries: []Used{}}
	out.Count, out.Root = UsedBy(q.Store, id, uint32(version))
	EachUsed(q.Store, id, uint32(version), from, func(u Used) bool {
		out.Entries = append(out.Entries, u)
		return len(out.Entries) < limit
	})
	return out, nil
}

// usedByWhole holds each log to the totals of its product version: no batch is missing from it.
func usedByWhole(r state.Reader) (err error) {
	batches := map[nodeKey]uint64{}
	totals.Each(r, func(k totalKey, t Total) bool {
		batches[nodeKey{k.Product, k.Version}] += t.Batches
		return true
	})
	totals.Each(r, func(k totalKey, _ Total) bool {
		n, _ := UsedBy(r, k.Product, k.Version)
		if want := batches[nodeKey{k.Product, k.Version}]; n != want {
			err = fmt.Errorf("%s@%d: %d batches counted, %d in its log", k.Product, k.Version, want, n)
		}
		return err == nil
	})
	return err
}
