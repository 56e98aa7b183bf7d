// Package evidence keeps the documents that records of a ledger name by digest (rulings U1): a
// store of files beside the node, what a ledger names, which of it is missing, and packs of files
// that are the same bytes wherever they are made.
package evidence
