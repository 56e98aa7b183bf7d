// Package trace is chapter 8: the tracing of use (使用溯源). A usage batch says how often a published
// product version was called in a window, for which purpose, and which of its inputs each call
// really needed. Batches are recorded by the product's maker or by the platform (监管溯源, GZ §13);
// free public-welfare calls are recorded exactly like paid ones. Counters add up per settlement
// period, product version, use and set of inputs, so that closing a period never reads single
// batches.
package trace
