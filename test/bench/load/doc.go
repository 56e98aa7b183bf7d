// Package load measures a network of real node processes from outside, over CometBFT's RPC: papers
// signed beforehand, offered to all nodes at once in a closed loop (so many in flight) or an open
// one (so many a second). A paper counts when the results of its block are readable at the node it
// was handed to. Suyuan and CometBFT's own kvstore are started and driven by the same code, with
// the same configuration and papers of the same size; only the program behind the node differs.
package load
