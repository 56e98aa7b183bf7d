package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// explainDoc is where the amount of a row comes from.
type explainDoc struct {
	Row      uint32           `json:"row"`
	Line     string           `json:"line"`
	Amount   wire.Fen         `json:"amount"`
	Text     string           `json:"text"`
	Products []string         `json:"products"`
	Counters []trace.CountOut `json:"counters,omitempty"` // asked of a node, not proved by the file
	Batches  []trace.Batch    `json:"batches,omitempty"`
}

func (c *cli) statementExplain() *cobra.Command {
	var row int
	var ask bool
	var trust trustFlags
	cmd := &cobra.Command{Use: "explain FILE", Args: cobra.ExactArgs(1),
		Short: c.say("结算单一行金额的由来，直到销售单和使用批次",
			"where the amount of a row comes from, down to sales and usage batches"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := c.readStatement(args[0], trust)
			if err != nil {
				return err
			}
			if row < 1 || row > len(r.Rows) {
				return failf(exitNotFound, "结算单有 %[1]d 行，没有第 %[2]d 行",
					"the statement has %[1]d rows, there is no row %[2]d", len(r.Rows), row)
			}
			v := r.Rows[row-1]
			doc := explainDoc{Row: v.Row, Line: v.ID, Amount: v.Amount, Text: r.Explain(row, c.lang),
				Products: r.Products(row)}
			if ask {
				if err := doc.ask(background(cmd.Context()), c.ledger(cmd), r.Statement.Period); err != nil {
					return err
				}
			}
			if c.output == "json" {
				return c.printDoc(doc)
			}
			c.printed = true
			_, err = fmt.Fprint(c.out, doc.Text, c.uses(doc))
			return err
		}}
	cmd.Flags().IntVar(&row, "line", 1, c.say("行号", "row of the statement"))
	cmd.Flags().BoolVar(&ask, "batches", false,
		c.say("再向节点询问所用计数和使用批次", "also ask a node for the counters and usage batches"))
	trust.flags(c, cmd)
	return cmd
}

// readStatement verifies a file before it is explained. Without anything to trust the proof is
// still checked against itself.
func (c *cli) readStatement(file string, flags trustFlags) (*bundle.Report, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	trust, known, err := flags.trust(c)
	if err != nil {
		return nil, err
	}
	if !known {
		c.note("未给出创世文件或可信哈希：签名者的身份未核验", "nothing is trusted: who signed is not checked")
		r, err := bundle.Own(b)
		return r, asVerify(err)
	}
	r, err := bundle.Verify(b, trust)
	return r, asVerify(err)
}

// ask gathers the counters of the products and the batches behind them.
func (d *explainDoc) ask(ctx context.Context, l ledger, period string) error {
	a, err := l.query(ctx, "uses", map[string]string{"period": period}, 0)
	if err != nil {
		return err
	}
	var uses trace.Uses
	if err := json.Unmarshal(a.Answer, &uses); err != nil {
		return err
	}
	for _, u := range uses.Counters {
		if slices.Contains(d.Products, u.Product) {
			d.Counters = append(d.Counters, u)
		}
	}
	args := map[string]string{"limit": "1000"}
	for {
		b, err := l.query(ctx, "batches", args, a.Height)
		if err != nil {
			return err
		}
		var page rule.Page[trace.Batch]
		if err := json.Unmarshal(b.Answer, &page); err != nil {
			return err
		}
		for _, v := range page.Items {
			if v.Period == period && slices.Contains(d.Products, product.Node(v.Product, v.Version)) {
				d.Batches = append(d.Batches, v)
			}
		}
		if page.Next == "" {
			return nil
		}
		args["after"] = page.Next
	}
}

// uses writes the counters and batches below the tree.
func (c *cli) uses(d explainDoc) string {
	var b strings.Builder
	for _, u := range d.Counters {
		fmt.Fprintf(&b, c.say("计数 %s %s：%s，%d 次\n", "counter %s %s: %s, %d uses\n"), u.Product, u.Use,
			strings.Join(u.Inputs, "、"), u.Units)
	}
	for _, v := range d.Batches {
		fmt.Fprintf(&b, c.say("批次 %s：%s 用于 %s，%s 至 %s，%d 次，根 %s，日志 %s\n",
			"batch %s: %s for %s, %s to %s, %d uses, root %s, log %s\n"), v.ID,
			product.Node(v.Product, v.Version), v.Purpose, v.From, v.To, v.Count, v.Root, v.Log)
	}
	return b.String()
}
