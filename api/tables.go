package api

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// tables are the chapters' queries and events by name.
type tables struct {
	queries     []*query // in the order of chapters
	byName      map[string]*query
	chapterOf   map[string]string // of an event
	collections map[string]state.Collection
}

// query is one query of a chapter.
type query struct {
	rule.Query
	chapter string
	args    map[string]bool
	list    bool // it is answered in pages
}

func newTables(chapters []rule.Chapter) *tables {
	t := &tables{byName: map[string]*query{}, chapterOf: map[string]string{},
		collections: map[string]state.Collection{}}
	for _, c := range chapters {
		for _, q := range c.Queries {
			k := &query{Query: q, chapter: c.Name, args: map[string]bool{}}
			for _, a := range q.Args {
				k.args[a.Name] = true
			}
			k.list = k.args["limit"] && (k.args["after"] || k.args["from"])
			t.queries = append(t.queries, k)
			t.byName[q.Name] = k
		}
		for _, e := range c.Events {
			t.chapterOf[e.Event()] = c.Name
		}
		for _, col := range c.Collections {
			t.collections[col.Name] = col
		}
	}
	return t
}

// cursor is the argument that asks for the next page.
func (q *query) cursor() string {
	if q.args["after"] {
		return "after"
	}
	return "from"
}

func (q *query) required() (out []string) {
	for _, a := range q.Args {
		if a.Required {
			out = append(out, a.Name)
		}
	}
	return out
}

// reserved are names below the prefix that are not those of lists. reports, proofs and evidence are
// what other packages mount.
var reserved = []string{"info", "blocks", "papers", "keys", "stream", "tx", "lineage", "q", "docs",
	"openapi", "reports", "proofs", "evidence"}

// alias is a path that stands for a query, with a required argument in each segment after it.
type alias struct {
	path string
	q    *query
	args []string
}

// aliases derives the paths of resources: /parties and /parties/{id}, /statements and
// /statements/{period}/{payer}/{payee}, and /clock for a query that needs no argument.
func (t *tables) aliases() (out []alias) {
	for _, q := range t.queries {
		need := q.required()
		switch list := t.listOf(q.Name); {
		case slices.Contains(reserved, q.Name) || strings.HasPrefix(q.Name, "lineage"):
		case q.list || len(need) == 0:
			out = append(out, alias{path: q.Name, q: q})
		case list != "" && !slices.Contains(reserved, list):
			out = append(out, alias{path: list, q: q, args: need})
		}
	}
	return out
}

// listOf is the query that lists what a query shows one of, "" where there is none.
func (t *tables) listOf(one string) string {
	for _, many := range []string{one + "s", one + "es", strings.TrimSuffix(one, "y") + "ies"} {
		if q := t.byName[many]; q != nil && (q.list || len(q.required()) == 0) {
			return many
		}
	}
	return ""
}
