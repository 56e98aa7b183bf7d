// Command lineage measures the closure of lineage graphs as the node's read index answers it, and
// the same by PostgreSQL's recursive query on this machine. docs/bench.md says how to read it.
package main
