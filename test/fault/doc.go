// Package fault holds the ledger against what goes wrong around it: real processes on the loopback
// are killed, stopped across a term's end, flooded and given old data; others live in network
// namespaces, and an exchange in this process carries their packets, late, seldom or not at all.
// Choices follow a seed that each test prints; SUYUAN_SEED repeats it. However the tests end, a
// guard process ends what they started.
package fault
