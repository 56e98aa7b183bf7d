// Package tx is the envelope of a paper: who signs what, once, until when (rulings E11). It knows
// bytes and signatures; who may sign is app's business.
package tx
