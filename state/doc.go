// Package state is the tree and the disk: one IAVL tree on one Badger, overlays above it, typed
// collections over raw keys, and ICS-23 proofs. IAVL and Badger are known here only.
//
// A block is executed on an Overlay above View, the state after the previous height. Each
// transaction has its own overlay above the block's; a refusal drops it. Apply puts the block's net
// changes into the working tree and gives the app hash; Commit saves them as the next version. The
// IAVL version is the block height. What InitChain writes stays in the overlay that the first block
// goes on with.
//
// Crash safety (rulings E4): a version, its side records and its commit marker {height, root} are
// one Badger transaction; a version too big for one is split and the marker comes last, each piece
// synced. Opening goes back to the marker. So after a kill at any write the store is at the
// previous height or at the new one, whole.
//
// Stored bytes (rulings E12): a key is chapter byte, collection byte, then the components in order:
// unsigned integers big-endian at their width, byte arrays verbatim, strings with 0x00 written as
// 0x00 0xFF and ended by 0x00 0x01. So the order of keys is the order of components. A value is a
// version byte, 1 at first, then the strict RLP of package wire. No value is empty (rulings E9).
package state
