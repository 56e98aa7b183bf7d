package main

import (
	_ "embed" // the story
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/test/bench/alone"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

//go:embed story.yaml
var storyText []byte

// ledger is the story's, with how many quality problems were filed.
type ledger struct {
	*alone.Ledger
	problems int
}

// block makes a block of n quality problems. It returns what executing and saving cost, and how
// many overdue notices it told.
func (l *ledger) block(n int) (took alone.Cost, told int, err error) {
	var papers [][]byte
	for range n {
		raw, err := l.problem()
		if err != nil {
			return took, 0, err
		}
		papers = append(papers, raw)
	}
	took, ended, err := l.Block(papers)
	for _, e := range ended {
		if e == "deadline.overdue" {
			told++
		}
	}
	return took, told, err
}

// problem signs the next ticket.open.
func (l *ledger) problem() ([]byte, error) {
	l.problems++
	return l.Sign("ticket.open", &catalog.TicketOpen{
		ID:       wire.ID{Party: "operator", Local: fmt.Sprintf("t-%08d", l.problems)},
		Resource: wire.ID{Party: "hr", Local: "r"}, Problem: "缺失"},
		tx.Account{Party: "operator", Number: 1})
}
