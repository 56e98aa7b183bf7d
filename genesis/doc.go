// Package genesis is the first page of a ledger: the document that names its founding institutions,
// their keys, the regimes they live under and the calendars they count by. It is the app_state of
// CometBFT's genesis.json; its digest is inside every signed paper, so that no paper of one ledger
// counts on another.
//
// The package also reads the two kinds of file a document is made from: regimes/<province>.yaml,
// one regulation as data with the article of every value, and calendar/<year>.yaml, the State
// Council's list of days off and make-up days. Both are embedded in the program. A sixth province
// is one more file.
package genesis
