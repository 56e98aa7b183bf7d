// Package api is the HTTP service of a node: what the ledger says at one height, in the shapes that
// programs, auditors and finance departments read, with a proof where one is asked for. It holds no
// member's key and changes nothing; a signed paper that is handed to it goes to the node as it is.
//
// Routes, their arguments and the OpenAPI document follow from the chapters' tables. What other
// packages serve, such as reports and pages, is mounted beside them and stands behind the same
// guard.
package api
