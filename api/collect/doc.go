// Package collect is the collector: it takes raw uses from gateways' logs and run events from
// pipelines, keeps them, and reports them to the ledger as batches and processing records.
//
// A use is accepted when it is on disk (synced, several acceptances to one write), never before.
// From there it goes through states that each are one transaction of the store: queued in a chunk;
// sealed with others into a segment together with the batch that counts them; signed, the paper's
// bytes and nonce kept; final or refused. A kill between any two of them loses nothing and counts
// nothing twice: the next start goes on from the state on disk, and the ledger takes a batch id and
// a log digest once.
//
// A batch commits to its uses by a Merkle tree with sums (tree.go), so that one use can be shown to
// be counted, and a unit drawn by lot to belong to exactly one use. The package knows no CometBFT:
// a Ledger is handed in.
package collect
