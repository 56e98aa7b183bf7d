// Command money measures settle/1 on a generated province-quarter: the pure pass at growing numbers
// of sales, and the same payouts computed by PostgreSQL on this machine, allocated per sale row as
// finance departments do, and aggregated first. docs/bench.md says how to read it.
package main
