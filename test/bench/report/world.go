package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// world answers as a node would that holds one statement with many lines: each a contribution out
// of the income of one of a thousand products.
type world struct{ statement, run []byte }

func newWorld(lines int) *world {
	const products = 1000
	s := settle.StatementShown{HasLines: true, Signatures: []settle.Signature{},
		Paying: settle.Paying{Lines: []settle.HeldLineShown{}, Missing: []string{}}}
	s.Period, s.Payer, s.Payee, s.Lines = "2026Q1", "operator", "payee", uint32(lines)
	for i := range lines {
		place := products + i
		leaf := fmt.Sprintf(`{"amount":%d,"id":"L%07d","kind":"contribution","name":"按贡献分配",`+
			`"node":"operator/p%d@1","parents":["L%07d"],"tier":null,"to":"payee",`+
			`"why":{"input":"payee/r%d","of_points":3000,"points":1000,"pool":%d}}`, 1000+i, place+1,
			i%products, i%products+1, i%50, 3*(1000+i))
		s.Detail = append(s.Detail, settle.LineShown{Index: place, Yuan: wire.Fen(1000 + i),
			Line: json.RawMessage(leaf)})
		s.Amount += wire.Fen(1000 + i)
	}
	s.Closing = s.Amount
	w := &world{}
	w.statement, _ = json.Marshal(s)
	w.run, _ = json.Marshal(settle.RunShown{Run: settle.Run{Period: "2026Q1", Stage: settle.Final}})
	return w
}

func (w *world) ask(_ context.Context, path string, data []byte, height uint64, _ bool) (
	r source.Reply, err error) {
	var args map[string]string
	if len(data) > 0 {
		if err := json.Unmarshal(data, &args); err != nil {
			return r, err
		}
	}
	var doc []byte
	switch path {
	case "/info":
		doc, err = json.Marshal(source.Ledger{Chain: "bench", Height: 1})
		return source.Reply{Value: doc}, err
	case "/q/statement":
		doc = w.statement
	case "/q/run":
		doc = w.run
	case "/q/sale_rows":
		doc = []byte(`{"items":[]}`)
	case "/q/ledger":
		doc = []byte(`{}`)
	case "/q/line":
		var n int
		if _, err := fmt.Sscanf(args["line"], "L%d", &n); err != nil {
			return r, err
		}
		leaf := fmt.Sprintf(`{"amount":1000000,"id":"L%07d","kind":"inflow","name":"","node":`+
			`"operator/p%d@1","parents":[],"tier":null,"to":"operator/p%d@1","why":{"deficit":0,`+
			`"own_sales":1000000,"royalties":0,"sales":["operator/s%d"]}}`, n, n-1, n-1, n)
		doc, err = json.Marshal(settle.LineProof{Period: "2026Q1", Leaf: json.RawMessage(leaf)})
	default:
		told, err := json.Marshal(rule.Told{Code: "query.not_found"})
		return source.Reply{Code: 1, Log: string(told)}, err
	}
	if err != nil {
		return r, err
	}
	doc, err = json.Marshal(map[string]any{"height": max(height, 1),
		"law_time": "2026-04-30T10:00:00+08:00", "answer": json.RawMessage(doc)})
	return source.Reply{Value: doc}, err
}
