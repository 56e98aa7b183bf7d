// Package settlement is the whole money rule "settle/1": 先交费、补成本，再给合理利润，余下按贡献分；
// 每一分钱都有去处。 It is a pure function of one period's input: integers only, no clock, no
// random numbers, no goroutines, no floating point, and no iteration over a map.
//
// Compute runs the pass and writes one line per amount. Report.Check proves a
// report from its lines and the input. Validate gives the refusal codes. Run is the one
// JSON interface that finance staff, auditors and the ledger itself share.
//
// The request, its operations and the codes are told in docs/settlement.md; sections named with §
// are those of the rule's own specification.
//
// Amounts are int64 fen. All orders are bytewise ascending ids unless a function says otherwise.
package settlement
