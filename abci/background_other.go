//go:build !linux

package abci

// stepBack does nothing where threads have no priority of their own.
func stepBack() {}
