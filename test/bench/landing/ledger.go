package main

import (
	_ "embed" // the story

	"github.com/suyuan-ledger/suyuan/test/bench/alone"
	"github.com/suyuan-ledger/suyuan/tx"
)

//go:embed story.yaml
var storyText []byte

// ledger is the story's, with how many receipts and costs were filed.
type ledger struct {
	*alone.Ledger
	received, spent int
}

// sign makes a paper of a party, prepared by its account 1 and reviewed by its account 2.
func (l *ledger) sign(by, kind string, body any) ([]byte, error) {
	return l.Sign(kind, body, tx.Account{Party: by, Number: 1}, tx.Account{Party: by, Number: 2})
}
