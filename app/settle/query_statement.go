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
	leaves, ok := leavesOf(q, s.Period)
	if !ok {
		return v, nil
	}
	for _, i := range StatementLines(q.Store, s, leaves) {
		l, err := settlement.ParseLine(leaves[i])
		if err != nil {
			return nil, err
		}
		v.Detail = append(v.Detail, LineShown{Index: i, Yuan: wire.Fen(l.Amount), Line: leaves[i]})
	}
	v.HasLines = true
	return v, nil
}

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

// Explained is the derivation of a payee's amount in words.
type Explained struct {
	Period string `json:"period"`
	Payee  string `json:"payee"`
	Text   string `json:"text"`
}

// askExplain answers from the lines that this node keeps; it answers not found where it has none.
func askExplain(q rule.Ask) (any, error) {
	period, payee, lang := q.Args["period"], q.Args["payee"], q.Args["lang"]
	if lang != "" && lang != "zh" && lang != "en" {
		return nil, rule.Malformed("lang", "须为 zh 或 en", "must be zh or en")
	}
	if _, err := askPeriod(q); err != nil {
		return nil, err
	}
	leaves, ok := leavesOf(q, period)
	if !ok {
		return nil, rule.ErrNotFound
	}
	text, err := Explain(q.Store, period, payee, lang, leaves)
	return Explained{period, payee, text}, err
}

// Explain tells how a payee's amount came about from the lines of a landed run, in Chinese or, for
// lang "en", in English.
func Explain(r state.Reader, period, payee, lang string, leaves [][]byte) (string, error) {
	report := settlement.Report{Period: period}
	for _, leaf := range leaves {
		l, err := settlement.ParseLine(leaf)
		if err != nil {
			return "", err
		}
		l.To = base(l.To)
		report.Lines = append(report.Lines, l)
	}
	for _, p := range payoutsOf(r, period) {
		out := settlement.Payout{Payee: p.Payee, Amount: int64(p.Amount)}
		for _, s := range p.OnBehalf {
			part := settlement.PartyAmount{Party: s.Party, Amount: int64(s.Amount)}
			out.OnBehalfOf = append(out.OnBehalfOf, part)
			report.PartyTake = append(report.PartyTake, part)
		}
		report.Payouts = append(report.Payouts, out)
	}
	if lang != "en" {
		lang = "zh"
	}
	return settlement.Explain(report, settlement.Input{}, payee, lang), nil
}
