// Package app is the state machine: the chapters' tables put together (app.go), admission of one
// paper (auth.go), the path of one paper through a block (deliver.go), the block (block.go), replay
// windows (window.go) and questions (query.go). It knows no consensus engine and no disk.
//
// Three kinds of failure are never mixed: a refusal (coded, deterministic, changes nothing), an
// internal error (a panic of one rule: its paper is dropped with code 1, the chain goes on), and a
// fault of the store (state.Fault), which goes through to whoever runs the node (rulings E3).
package app
