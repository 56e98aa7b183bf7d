package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// world answers as a node would that holds one statement with many lines: each a contribution out
// of the income of one of a thousand products.
type world struct {
	lines          int
	statement, run []byte
}

const products = 1000

// leaf is a line of the run by its place: the incomes of the products, then the lines that pay.
func leaf(place int) string {
	if place < products {
		return fmt.Sprintf(`{"amount":1000000,"id":"L%07d","kind":"inflow","name":"","node":`+
			`"operator/p%d@1","parents":[],"tier":null,"to":"operator/p%d@1","why":{"deficit":0,`+
			`"own_sales":1000000,"royalties":0,"sales":["operator/s%d"]}}`, place+1, place, place, place)
	}
	i := place - products
	return fmt.Sprintf(`{"amount":%d,"id":"L%07d","kind":"contribution","name":"按贡献分配",`+
		`"node":"operator/p%d@1","parents":["L%07d"],"tier":null,"to":"payee",`+
		`"why":{"input":"payee/r%d","of_points":3000,"points":1000,"pool":%d}}`, 1000+i, place+1,
		i%products, i%products+1, i%50, 3*(1000+i))
}

func newWorld(lines int) *world {
	s := settle.StatementShown{HasLines: true, Signatures: []settle.Signature{},
		Paying: settle.Paying{Lines: []settle.HeldLineShown{}, Missing: []string{}}}
	s.Period, s.Payer, s.Payee, s.Lines = "2026Q1", "operator", "payee", uint32(lines)
	hashes := make([][]byte, lines)
	for i := range lines {
		hashes[i] = []byte(leaf(products + i))
		s.Amount += wire.Fen(1000 + i)
	}
	s.Closing, s.LinesRoot = s.Amount, settlement.Root(hashes)
	w := &world{lines: lines}
	w.statement, _ = json.Marshal(s)
	w.run, _ = json.Marshal(settle.RunShown{Run: settle.Run{Period: "2026Q1", Stage: settle.Final}})
	return w
}

// page is some lines of the run.
func (w *world) page(places []int, more bool) ([]byte, error) {
	page := rule.Page[settle.LineShown]{Items: []settle.LineShown{}}
	for _, at := range places {
		page.Items = append(page.Items, settle.LineShown{Index: at, Line: json.RawMessage(leaf(at))})
	}
	if more {
		page.Next = strconv.Itoa(places[len(places)-1])
	}
	return json.Marshal(page)
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
	case "/q/sales":
		doc = []byte(`{"items":[]}`)
	case "/q/ledger":
		doc = []byte(`{}`)
	case "/q/lines":
		places := []int{}
		for name := range strings.SplitSeq(args["names"], ",") {
			n, err := strconv.Atoi(strings.TrimPrefix(name, "L"))
			if err != nil {
				return r, err
			}
			places = append(places, n-1)
		}
		doc, err = w.page(places, false)
	case "/q/statement_lines":
		places, from := []int{}, products
		if after := args["after"]; after != "" {
			from, _ = strconv.Atoi(after)
			from++
		}
		for at := from; at < products+w.lines && len(places) < 1000; at++ {
			places = append(places, at)
		}
		doc, err = w.page(places, from+1000 < products+w.lines)
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
