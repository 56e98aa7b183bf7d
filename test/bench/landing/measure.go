package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/test/bench/alone"
	"github.com/suyuan-ledger/suyuan/wire"
)

type plan struct{ receipts, costs, papers, usual int }

// report is what a run prints. Times are of executing and saving one block, in milliseconds on the
// clock.
type report struct {
	Receipts int       `json:"receipts"`
	Costs    int       `json:"costs"`
	Papers   int       `json:"papers_in_each_block"`
	Usual    took      `json:"usual_ms"`
	Freeze   float64   `json:"freezing_block_ms"`
	Others   took      `json:"between_and_after_ms"` // while the pass runs, and after the landing
	Landing  []float64 `json:"landing_blocks_ms"`    // the first waits for the pass, if it must
	Written  uint32    `json:"records_landed"`
	Lines    uint32    `json:"lines"`
	Ratio    float64   `json:"ratio"` // of the medians of the others and the usual
}

type took struct {
	Median float64 `json:"median"`
	Worst  float64 `json:"worst"`
}

// measure fills the quarter, then makes blocks across its settlement.
func measure(p plan) (out report, err error) {
	opened, err := alone.Open(storyText)
	if err != nil {
		return out, err
	}
	l := &ledger{Ledger: opened}
	defer l.Close()
	if err := l.fill(p); err != nil {
		return out, err
	}
	freeze := time.Date(2026, 4, 11, 0, 0, 0, 0, wire.Time(0).Std().Location())
	l.Header = freeze.Add(-time.Duration(p.usual+1) * time.Second)
	var usual, others []time.Duration
	for landed, after := false, 0; after < 10; {
		papers, err := l.receipts(p.papers, 20260401)
		if err != nil {
			return out, err
		}
		took, ended, err := l.Block(papers)
		if err != nil {
			return out, err
		}
		switch {
		case slices.Contains(ended, "run.frozen"):
			out.Freeze = ms(took.Wall)
		case slices.Contains(ended, "run.parked"):
			return out, errors.New("the run was parked")
		case out.Freeze == 0:
			usual = append(usual, took.Wall)
		case slices.Contains(ended, "run.landing") || len(out.Landing) > 0 && !landed:
			out.Landing = append(out.Landing, ms(took.Wall))
		default:
			others = append(others, took.Wall)
		}
		if landed = landed || slices.Contains(ended, "run.landed"); landed {
			after++
		}
		if len(usual)+len(others) > p.usual+200 {
			return out, errors.New("the quarter does not land")
		}
	}
	run, _ := settle.GetRun(l.DB.View(), "2026Q1")
	out.Receipts, out.Costs, out.Papers = p.receipts, p.costs, p.papers
	out.Written, out.Lines = run.Written, run.Lines
	out.Usual, out.Others = middle(usual), middle(others)
	out.Ratio = out.Others.Median / out.Usual.Median
	return out, nil
}

// fill records and confirms the receipts and costs of the quarter.
func (l *ledger) fill(p plan) error {
	l.Header = time.Date(2026, 3, 20, 10, 0, 0, 0, wire.Time(0).Std().Location())
	for done := 0; done < p.receipts; done += p.papers {
		n := min(p.papers, p.receipts-done)
		papers, err := l.receipts(n, 20260301)
		if err != nil {
			return err
		}
		if _, _, err := l.Block(papers); err != nil {
			return err
		}
		if papers, err = l.confirm(n, "gz-exchange", "receipt.confirm", l.received, func(id wire.ID) any {
			return &market.ReceiptConfirm{ID: id, Accept: true}
		}); err != nil {
			return err
		}
		if _, _, err := l.Block(papers); err != nil {
			return err
		}
	}
	for done := 0; done < p.costs; done += p.papers {
		n := min(p.papers, p.costs-done)
		papers, err := l.costs(n)
		if err != nil {
			return err
		}
		if _, _, err := l.Block(papers); err != nil {
			return err
		}
		if papers, err = l.confirm(n, "gz-bureau", "cost.confirm", l.spent, func(id wire.ID) any {
			return &market.CostConfirm{ID: id, Accept: true}
		}); err != nil {
			return err
		}
		if _, _, err := l.Block(papers); err != nil {
			return err
		}
	}
	return nil
}

// receipts signs the next n receipts of a day.
func (l *ledger) receipts(n int, day wire.Date) (out [][]byte, err error) {
	for range n {
		l.received++
		id := fmt.Sprintf("r-%07d", l.received)
		raw, err := l.sign("gz-operator", "receipt.record", &market.ReceiptRecord{
			ID: wire.ID{Party: "gz-operator", Local: id}, Trade: wire.ID{Party: "gz-operator", Local: "t"},
			FirstDay: day, LastDay: day, Units: 1000, Amount: 45000,
			Invoice: crypto.DigestOf(crypto.DigestSHA256, []byte(id))})
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}

// costs signs the next n costs.
func (l *ledger) costs(n int) (out [][]byte, err error) {
	for range n {
		l.spent++
		id := fmt.Sprintf("c-%07d", l.spent)
		raw, err := l.sign("gz-operator", "cost.record", &market.CostRecord{
			ID: wire.ID{Party: "gz-operator", Local: id}, Agreement: wire.ID{Party: "gz-bureau",
				Local: "ag"}, Product: wire.ID{Party: "gz-operator", Local: "visits"}, Version: 1,
			Class: "processing", Investor: "gz-operator", Amount: 1000, Date: 20260310,
			Voucher: crypto.DigestOf(crypto.DigestSHA256, []byte(id))})
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}

// confirm signs the confirmations of the last n records.
func (l *ledger) confirm(n int, by, kind string, last int, body func(wire.ID) any) (out [][]byte,
	err error) {
	letter := kind[:1]
	for i := last - n + 1; i <= last; i++ {
		raw, err := l.sign(by, kind, body(wire.ID{Party: "gz-operator",
			Local: fmt.Sprintf("%s-%07d", letter, i)}))
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func middle(list []time.Duration) took {
	slices.Sort(list)
	return took{ms(list[len(list)/2]), ms(list[len(list)-1])}
}
