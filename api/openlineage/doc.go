// Package openlineage reads OpenLineage run events (version 2 of the core schema) and turns
// completed runs into processing records for the ledger. It is a pure library: it knows no node and
// no network.
//
// The core of an event is read strictly, because a run that cannot be identified cannot be proved:
// eventTime with a zone, run.runId a UUID, job namespace and name, producer and schemaURL. Facets
// are read leniently, because real producers break their schemas: a facet that cannot be read is
// flagged on its dataset and the event is kept.
//
// The events of a run are cumulative and inputs may come in another event than outputs. Merge keeps
// one state per run and cuts it at the terminal event. Records maps datasets to registered
// resources and products by the rules of a map file; what no rule names is reported, never guessed.
package openlineage
