// Package report makes the tables and papers that auditors and finance departments hold in their
// hands: settlement statements, details, reconciliations, vouchers, payment files, the reports R1
// to R15 of the law and the packs that are disclosed or filed every year. A report follows from one
// height of a ledger and its arguments alone, so that every node writes the same bytes, and whoever
// gets a file can have it made again and compared.
package report
