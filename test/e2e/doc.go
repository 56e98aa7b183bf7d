// Package e2e runs the program as its users do: real processes on the loopback, killed and started
// again. Everything it starts it ends, by process id.
package e2e
