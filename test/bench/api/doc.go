// Command api measures the HTTP service of a node over the loopback: how long a record, a
// statement, one hop of lineage and a closure of 10,000 nodes take while blocks are made on a
// state of many records.
//
//	go run ./test/bench/api -records 1000000
package main
