// Package province opens ledgers of tests: founders with their roles and keys, a province's rules
// with every key of the schema, working days, parameters. It knows parties and regimes only, so
// that the tests of every later chapter may import it.
package province
