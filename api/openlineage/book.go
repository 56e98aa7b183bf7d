package openlineage

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// Book knows which names mean the same dataset: a name and its symlinks, over all runs.
type Book struct {
	parent  map[Name]Name
	primary map[Name]bool // names that events use for a dataset itself
	known   map[Name]Name // canonical names already found
}

// NewBook reads the names of all datasets of the runs.
func NewBook(runs []Run) Book {
	b := Book{parent: map[Name]Name{}, primary: map[Name]bool{}, known: map[Name]Name{}}
	for _, r := range runs {
		for _, d := range slices.Concat(r.Inputs, r.Outputs) {
			b.primary[d.Name] = true
			b.join(d.Name, plain(d.Name))
			for _, s := range d.Symlinks {
				b.join(d.Name, s)
				b.join(s, plain(s))
			}
		}
	}
	return b
}

func (b Book) find(n Name) Name {
	for {
		p, ok := b.parent[n]
		if !ok {
			return n
		}
		n = p
	}
}

// join makes two names one dataset. The representative is a primary name before a symlink, then the
// smaller one, so that it does not depend on the order of events.
func (b Book) join(x, y Name) {
	x, y = b.find(x), b.find(y)
	if x == y {
		return
	}
	if b.rank(y, x) {
		x, y = y, x
	}
	b.parent[y] = x
}

func (b Book) rank(x, y Name) bool {
	if b.primary[x] != b.primary[y] {
		return b.primary[x]
	}
	return compareNames(x, y) < 0
}

// Canonical is the one name that stands for all names of a dataset.
func (b Book) Canonical(n Name) Name {
	if best, ok := b.known[n]; ok {
		return best
	}
	names := b.Names(n)
	if p := plain(n); len(names) == 1 && p != n {
		names = b.Names(p) // as a lineage facet writes the name of a dataset listed in another form
	}
	best := names[0]
	for _, other := range names[1:] {
		if b.rank(other, best) {
			best = other
		}
	}
	b.known[n] = best
	return best
}

// Names lists every name of the dataset, sorted.
func (b Book) Names(n Name) []Name {
	root := b.find(n)
	out := []Name{root}
	for other := range b.parent {
		if b.find(other) == root {
			out = append(out, other)
		}
	}
	if !slices.Contains(out, n) {
		out = append(out, n)
	}
	slices.SortFunc(out, compareNames)
	return out
}

// ports are those that a namespace may leave out, by scheme.
var ports = map[string]string{"cassandra": "9042", "db2": "50000", "hive": "10000", "kafka": "9092",
	"mongodb": "27017", "mssql": "1433", "mysql": "3306", "oceanbase": "2881", "oracle": "1521",
	"postgres": "5432", "postgresql": "5432", "redshift": "5439", "sqlserver": "1433",
	"teradata": "1025", "trino": "8080"}

// plain is a name in the one form of the several that RFC 3986 §6.2.3 holds for the same: the
// namespace's scheme in lower case, no slash behind the host, the scheme's port written out. Only
// such forms are taken together; whatever else differs is another dataset.
func plain(n Name) Name {
	scheme, host, ok := strings.Cut(n.Namespace, "://")
	host = strings.TrimRight(host, "/")
	if !ok || host == "" {
		return n
	}
	scheme = strings.ToLower(scheme)
	if port, ok := ports[scheme]; ok && !strings.ContainsAny(host, ":/,") {
		host += ":" + port
	}
	return Name{scheme + "://" + host, n.Name}
}

func compareNames(a, b Name) int {
	return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

// maxField is the longest field name of a catalogue entry, in bytes.
const maxField = 64

// short makes free text fit the ledger: no control characters, valid UTF-8, at most max bytes. What
// had to be changed ends in "~" and eight hex digits of its SHA-256, so that different texts stay
// different.
func short(s string, max int) string {
	clean := strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == utf8.RuneError {
			return '_'
		}
		return r
	}, s)
	if clean == s && len(s) <= max {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	cut := min(len(clean), max-9)
	for cut > 0 && cut < len(clean) && !utf8.RuneStart(clean[cut]) {
		cut--
	}
	return clean[:cut] + "~" + hex.EncodeToString(sum[:4])
}
