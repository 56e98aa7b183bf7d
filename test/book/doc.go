// Package book renders docs/book from the tables of the chapters and from the regimes: what every
// kind, refusal, event, key, query, profile key and article is. The rendered pages are committed
// and compared byte for byte, so that any change of law, wire or schema is a readable diff; `go
// test ./test/book -update` writes them anew. MANIFEST holds the digest of each page: an upgrade
// pins the digest of that list (rulings E10).
package book
