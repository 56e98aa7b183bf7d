package trial

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func need[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}

// ID reads "party/local".
func ID(s string) wire.ID { return need(wire.ParseID(s)) }

// Date reads "2026-09-18".
func Date(s string) wire.Date { return need(wire.ParseDate(s)) }

// Day is the first instant of a day, such as "2026-09-18".
func Day(s string) wire.Time { return Date(s).Start() }

// At is an instant of the law's clock, such as "2026-09-18 10:00".
func At(s string) wire.Time {
	return need(wire.ParseTime(strings.Replace(s, " ", "T", 1) + ":00+08:00"))
}

// Digest is the digest of a text.
func Digest(s string) crypto.Digest { return crypto.DigestOf(crypto.DigestSHA256, []byte(s)) }

// Evidence is a document whose content is its number.
func Evidence(number string) rule.Evidence {
	return rule.Evidence{Number: number, Digest: Digest(number)}
}

// Table opens a collection of a chapter at the place that its table declares, so that a test can
// put facts which papers of that chapter would have written.
func Table[K comparable, V any](c rule.Chapter, name string) state.Map[K, V] {
	i := slices.IndexFunc(c.Collections, func(d state.Collection) bool { return d.Name == name })
	return state.NewMap[K, V](c.Number, c.Collections[i].Number, name, c.Collections[i].Doc)
}
