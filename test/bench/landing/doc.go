// Command landing measures what freezing, computing and landing a quarter costs the blocks around
// it, twice.
//
// A ledger of its own, on disk and synced, takes the receipts and costs of a quarter in full
// blocks, each recorded by one party and confirmed by another, through the node's application as
// the engine drives it, which is the work of every validator. Then blocks of the usual size go on
// every second across the instant of freezing, the pass in the background, and the blocks that
// write the result.
//
// Four validators, each a process of its own, begin with a province-quarter that a generator put
// into their genesis: sales, counters of uses by signature, product versions with their inputs,
// resources and institutions lie in the chapters' own collections. Papers are filed all along while
// law time goes across freezing and landing; told are the intervals between blocks at each node.
package main
