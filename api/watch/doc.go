// Package watch shows how a node does: metrics in Prometheus's form, its own and CometBFT's in one
// registry, and what must hold for the node to be ready. Numbers of blocks are counted as blocks
// are saved; numbers of the ledger's records are asked in the background, at most a page of each
// and at most once in a while. A scrape reads numbers that are there and walks nothing.
package watch
