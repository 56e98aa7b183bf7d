// Package sim plays long histories that nobody wrote: stories of several provinces woven into one
// ledger, their papers dropped, doubled, spoilt and grafted by a seed. After every block the
// invariants of all chapters hold, no paper ends in an internal error, and what was accepted agrees
// with a shadow kept from the accepted papers alone. The same seed gives the same app hash, with
// the chain closed and opened from disk as well.
package sim
