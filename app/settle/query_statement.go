package settle

import (
	"encoding/json"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// StatementShown is a statement with who confirmed it and, where this node has the lines, each line
// with its place among the lines of the run.
type StatementShown struct {
	Statement
	Digest     wire.Hash   `json:"digest"`
	Signatures []Signature `json:"signatures"`
	Paying     Paying      `json:"paying"`
	HasLines   bool        `json:"has_lines"`
	Detail     []LineShown `json:"detail"`
}

// LineShown is a line of a statement. Line is its canonical JSON, whose bytes are the leaf; money
// in it is fen.
type LineShown struct {
	Index int             `json:"index"`
	Yuan  wire.Fen        `json:"amount_yuan"` // the line's amount
	Line  json.RawMessage `json:"line"`        // its amount is in fen
}

func askStatement(q rule.Ask) (any, error) {
	if _, err := askPeriod(q); err != nil {
		return nil, err
	}
	s, ok := GetStatement(q.Store, q.Args["period"], q.Args["payer"], q.Args["payee"])
	if !ok {
		return nil, rule.ErrNotFound
	}
	v := StatementShown{Statement: s, Digest: s.Digest(), Signatures: []Signature{},
		Paying: s.paying(q), Detail: []LineShown{}}
	signatures.EachPrefix(q.Store, []any{s.Period, s.Payer, s.Payee},
		func(_ signatureKey, m Signature) bool {
			v.Signatures = append(v.Signatures, m)
			return true
		})
	if q.Args["detail"] == "no" {
		run, _ := GetRun(q.Store, s.Period)
		if q.Side != nil {
			_, v.HasLines = q.Side.Listed(s.Period, run.Cut, listOfPair(pair{s.Payer, s.Payee}))
		}
		return v, nil
	}
	places, leaves, ok := linesOf(q, s)
	if !ok {
		return v, nil
	}
	for i, place := range places {
		l, err := settlement.ParseLine(leaves[i])
		if err != nil {
			return nil, err
		}
		v.Detail = append(v.Detail, LineShown{Index: int(place), Yuan: wire.Fen(l.Amount),
			Line: leaves[i]})
	}
	v.HasLines = true
	return v, nil
}

// linesOf reads the lines of a statement and their places in the run, by the node's list of them;
// where that is missing or gives another root, out of all lines of the run.
func linesOf(q rule.Ask, s Statement) (places []uint32, leaves [][]byte, ok bool) {
	run, ok := GetRun(q.Store, s.Period)
	if !ok || q.Side == nil {
		return nil, nil, false
	}
	if places, ok = q.Side.Listed(s.Period, run.Cut, listOfPair(pair{s.Payer, s.Payee})); ok {
		leaves, ok = q.Side.Leaves(s.Period, run.Cut, places)
		if ok && settlement.Root(leaves) == s.LinesRoot {
			return places, leaves, true
		}
	}
	all, ok := leavesOf(q, s.Period)
	if !ok {
		return nil, nil, false
	}
	places, leaves = nil, nil
	for _, i := range StatementLines(q.Store, s, all) {
		places, leaves = append(places, uint32(i)), append(leaves, all[i])
	}
	return places, leaves, true
}

// leavesOf reads all lines of a run.
func leavesOf(q rule.Ask, period string) ([][]byte, bool) {
	run, ok := GetRun(q.Store, period)
	if !ok || q.Side == nil {
		return nil, false
	}
	leaves, ok := q.Side.Lines(period, run.Cut)
	return leaves, ok && wire.Hash(settlement.Root(leaves)) == run.LinesRoot
}

// StatementLines lists which lines of the run belong to a statement, by their place in leaves, the
// run's lines in order. Their leaves have the statement's lines root.
func StatementLines(r state.Reader, s Statement, leaves [][]byte) (indexes []int) {
	x := begin(r, s.Period)
	for i, leaf := range leaves {
		l, err := settlement.ParseLine(leaf)
		if err != nil {
			return nil
		}
		if d, ok := x.dutyOf(l); ok && d.pair == (pair{s.Payer, s.Payee}) {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

func askStatements(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	from := statementKey{Period: period}
	if s := q.Args["after"]; s != "" {
		id, err := wire.ParseID(s)
		if err != nil {
			return nil, rule.Malformed("after", "须为 付款方/收款方", "must be payer/payee")
		}
		from.Payer, from.Payee = id.Party, id.Local
	}
	page := rule.Page[Statement]{Items: []Statement{}}
	statements.EachFrom(q.Store, []any{period}, from, func(k statementKey, s Statement) bool {
		payer, payee := q.Args["payer"], q.Args["payee"]
		if k == from || payer != "" && payer != s.Payer || payee != "" && payee != s.Payee {
			return true
		}
		if len(page.Items) == limit {
			page.Next = page.Items[limit-1].Payer + "/" + page.Items[limit-1].Payee
			return false
		}
		page.Items = append(page.Items, s)
		return true
	})
	return page, nil
}

// PayoutsShown is what the payees of a period receive.
type PayoutsShown struct {
	Period  string   `json:"period"`
	Payouts []Payout `json:"payouts"`
}

func payoutsOf(r state.Reader, period string) (out []Payout) {
	payouts.EachPrefix(r, []any{period}, func(_ payoutKey, v Payout) bool {
		out = append(out, v)
		return true
	})
	return out
}

func askPayouts(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	out := PayoutsShown{Period: period, Payouts: []Payout{}}
	out.Payouts = append(out.Payouts, payoutsOf(q.Store, out.Period)...)
	return out, nil
}
