// Package bundle builds and verifies statement files: one settlement statement with everything
// that proves it, in one JSON file that is checked offline with nothing but the ledger's genesis
// document (or a pinned hash). The format is suyuan-statement/1, described in docs/proof.md.
//
// The proof is the only part that is read. Verify checks it from the validators' signatures down
// to the arithmetic of each line, then writes the whole file anew from what was proved and
// compares it byte by byte. So nothing in a file that verifies, neither a figure nor a space, can
// differ from what the ledger says.
package bundle
