// Package wire is the one encoding of suyuan: strict RLP for everything that is signed, hashed or
// stored, and a strict JSON form of the same structs for people.
//
// A wire struct holds only unsigned integers, bool, string, []byte, [N]byte, slices and structs of
// these, and the scalar types of this package. Every string, byte slice and list carries a
// `max:"…"` tag. Decode accepts exactly the bytes Encode produces: what decodes re-encodes equal.
// The formats are specified in docs/wire.md.
package wire
