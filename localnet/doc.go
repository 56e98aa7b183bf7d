// Package localnet runs a whole network on one machine: real homes under one directory, one real
// process per node, everything on the loopback. It is for trials, demonstrations and tests.
//
//	DIR/network.json   what runs: nodes, addresses, process ids with their start times
//	DIR/password       opens every key file of this directory, mode 0600
//	DIR/keystore       key files of all accounts of the founding institutions
//	DIR/NODE           one home: config, data, keystore (its institution's keys), node.log
//
// A network ends exactly the processes it started: a process is recognised by its id, its start
// time and the boot it was started in. Ports are chosen outside the ephemeral range, held by
// listeners until just before the node binds them, and leased in files, so that networks started
// at the same time never meet.
package localnet

import "errors"

// Errors that callers tell apart with errors.Is; the text after each says which file or node.
var (
	ErrManifest = errors.New("localnet: manifest")
	ErrNone     = errors.New("localnet: not found")
	ErrConflict = errors.New("localnet: conflict")
	ErrTimeout  = errors.New("localnet: not in time")
	ErrNode     = errors.New("localnet: node")
)
