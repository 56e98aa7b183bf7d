// Package scenario reads and plays stories: text files that say which institutions there are, under
// which regulation they live, what they file when, and what the ledger must answer. The same file
// runs on a chain inside the process, with simulated block time, and against a live test-clock
// network. docs/scenario.md teaches the format.
//
// A story is data: Load checks its form completely, with file and line, before anything runs.
// Papers are signed with keys that follow from the party's name, so two runs give the same app
// hash.
package scenario
