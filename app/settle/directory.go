package settle

import (
	"cmp"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Entry is a statement's place in the directory (结算单目录) of a run: all its statements by payee,
// then payer. The run holds the root over the entries' RLP, so that a payee's entries, next to
// those before and after them, prove that no other statement of the run, and with it no other
// line, pays that payee (rulings E9).
type Entry struct {
	Payee  string    `json:"payee" max:"32"`
	Payer  string    `json:"payer" max:"32"`
	Digest wire.Hash `json:"digest"` // of the statement
}

// Directory lists a run's statements in their order.
func Directory(all []Statement) []Entry {
	out := make([]Entry, len(all))
	for i, s := range all {
		out[i] = Entry{Payee: s.Payee, Payer: s.Payer, Digest: s.Digest()}
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Payee, b.Payee), strings.Compare(a.Payer, b.Payer))
	})
	return out
}

// Leaf is what the directory's root is over.
func (e Entry) Leaf() []byte { return wire.MustEncode(e) }

// EntryLeaves are the leaves of a directory.
func EntryLeaves(all []Entry) [][]byte {
	out := make([][]byte, len(all))
	for i, e := range all {
		out[i] = e.Leaf()
	}
	return out
}
