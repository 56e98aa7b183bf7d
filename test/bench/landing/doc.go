// Command landing measures what freezing, computing and landing a quarter costs the blocks around
// it. A ledger of its own, on disk and synced, takes the receipts and costs of a quarter in full
// blocks, each recorded by one party and confirmed by another, through the node's application as
// the engine drives it, which is the work of every validator. Then blocks of the usual size go on
// every second across the instant of freezing, the pass in the background, and the blocks that
// write the result.
package main
