// Package fault holds the ledger against what goes wrong around it: real processes on the loopback
// are killed, stopped across a term's end, flooded and given old data. Choices follow a seed that
// each test prints; SUYUAN_SEED repeats it. However the tests end, a guard process ends what they
// started.
package fault
