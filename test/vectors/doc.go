// Package vectors holds golden vectors of the wire format for other languages: JSON files that a
// test generates from the tables and compares byte for byte. `go test ./test/vectors -update`
// writes them anew; a changed vector is a changed format and must be meant.
//
//	scalars.json  every scalar type: JSON form, RLP, and texts that are refused
//	kinds.json    for every kind one filled and one zero body: JSON form and RLP
//	events.json   for every event one filled struct: JSON form and RLP, and the hash of all of them
//	tx.json       signed papers, secp256k1, SM2 and both; and bytes that must be refused
//	state.json    keys and values of a small genesis, collection by collection
//	proofs.json   the root of that state, ICS-23 existence and absence; RFC 6962 roots and paths
//
// docs/wire.md specifies the format and walks through one of them.
package vectors
