package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// sheet is a statement with what the ledger knows around it.
type sheet struct {
	settle.StatementShown
	run   settle.RunShown
	names map[string]string
	now   wire.Time
}

func (c *cli) statementShow() *cobra.Command {
	var p pick
	return p.flags(c, &cobra.Command{Use: "show PERIOD", Args: cobra.ExactArgs(1),
		Short: c.say("一张完整的结算单：各项金额、明细行、确认与签署", "one whole statement: its sums, lines and confirmations"),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, ctx := c.ledger(cmd), background(cmd.Context())
			list, err := c.statements(ctx, l, args[0], p)
			if err != nil {
				return err
			}
			if len(list.Statements) > 1 {
				return failf(exitUsage, "符合条件的结算单有 %d 张，请用 --payer 和 --payee 指明一张",
					"%d statements match; name one with --payer and --payee", len(list.Statements))
			}
			if len(list.Statements) == 0 {
				return noStatement(args[0])
			}
			s := list.Statements[0]
			a, err := l.query(ctx, "statement", map[string]string{"period": s.Period, "payer": s.Payer,
				"payee": s.Payee}, list.Height)
			if err != nil {
				return err
			}
			if c.output == "json" {
				return c.printDoc(a)
			}
			return c.showStatement(l.around(ctx, a), a.Answer)
		}})
}

// around asks for the run and the names. A node that knows neither leaves them out.
func (l ledger) around(ctx context.Context, a abci.Answer) (v sheet) {
	v.now, v.names = a.Time, map[string]string{}
	if json.Unmarshal(a.Answer, &v.StatementShown) != nil {
		return v
	}
	if r, err := l.query(ctx, "run", map[string]string{"period": v.Period}, a.Height); err == nil {
		_ = json.Unmarshal(r.Answer, &v.run)
	}
	ids := []string{v.Payer, v.Payee}
	for _, s := range v.OnBehalf {
		ids = append(ids, s.Party)
	}
	for _, id := range ids {
		var party struct {
			Name string `json:"name"`
		}
		if r, err := l.query(ctx, "party", map[string]string{"party": id}, a.Height); err == nil &&
			v.names[id] == "" && json.Unmarshal(r.Answer, &party) == nil {
			v.names[id] = party.Name
		}
	}
	return v
}

// showStatement writes a statement for people: who, its sums, its signatures, then a row per line.
// All money is in yuan.
func (c *cli) showStatement(s sheet, answer []byte) error {
	if err := json.Unmarshal(answer, &s.StatementShown); err != nil {
		return err
	}
	for _, row := range append(c.sheetRows(s), c.sheetSignatures(s)...) {
		fmt.Fprintf(c.chat, "%s  %s\n", row[0], row[1])
	}
	if !s.HasLines {
		c.note("所问节点没有明细行", "the node has not got the lines")
	}
	t := table{head: []string{c.say("行", "line"), c.say("种类", "kind"), c.say("名称", "name"),
		c.say("产品", "product"), c.say("归属", "to"), c.say("金额（元）", "amount (yuan)"),
		c.say("尾差（分）", "odd fen"), c.say("来源行", "from lines")}}
	for _, d := range s.Detail {
		l, err := settlement.ParseLine(d.Line)
		if err != nil {
			return err
		}
		t.rows = append(t.rows, []string{l.ID, l.Kind, l.Name, l.Node, l.To, d.Yuan.String(),
			strconv.FormatInt(oddFen(d.Line), 10), strings.Join(l.Parents, " ")})
	}
	return c.printRows(t)
}

// sheetRows are a statement's parties and sums.
func (c *cli) sheetRows(s sheet) [][2]string {
	rows := [][2]string{{c.say("结算期", "period"), s.Period},
		{c.say("付款方", "payer"), named(s.Payer, s.names[s.Payer])},
		{c.say("收款方", "payee"), named(s.Payee, s.names[s.Payee])},
		{c.say("期初（元）", "opening (yuan)"), s.Opening.String()},
		{c.say("已付（元）", "paid (yuan)"), s.Paid.String()},
		{c.say("本期应付（元）", "amount (yuan)"), s.Amount.String()},
		{c.say("转付（元）", "transfer (yuan)"), s.Transfer.String()},
		{c.say("预留款释放（元）", "released (yuan)"), s.Released.String()},
		{c.say("调整（元）", "adjusted (yuan)"), s.Adjusted.String()}}
	for _, v := range s.Adjustments {
		rows = append(rows, [2]string{c.say("  其中 ", "  of which ") + v.Period,
			v.Party + " " + v.Amount.String()})
	}
	rows = append(rows, [][2]string{{c.say("抵扣（元）", "offset (yuan)"), s.Offset.String()},
		{c.say("自留（元）", "kept (yuan)"), s.Kept.String()},
		{c.say("期末（元）", "closing (yuan)"), s.Closing.String()},
		{c.say("大写", "in words"), bundle.Capital(s.Closing)}}...)
	for _, v := range s.OnBehalf {
		rows = append(rows, [2]string{c.say("  其中归属 ", "  of which for ") +
			named(v.Party, s.names[v.Party]), v.Amount.String()})
	}
	if s.run.Period != "" {
		rows = append(rows, [2]string{c.say("结算", "run"), fmt.Sprintf(c.say(
			"第 %d 次 %s，截取高度 %d，入账 %s", "%d, %s, cut at height %d, landed %s"), s.Seq, s.run.Stage,
			s.run.Cut, s.run.LandedAt)})
	}
	return append(rows, [2]string{c.say("上一张摘要", "previous"), s.Previous.String()},
		[2]string{c.say("摘要", "digest"), s.Digest.String()},
		[2]string{c.say("明细根", "lines root"), s.LinesRoot.String()})
}

// sheetSignatures are who confirmed, with preparer and reviewer from the signing accounts, and for
// how long a confirmation is missing.
func (c *cli) sheetSignatures(s sheet) (rows [][2]string) {
	signed := map[string]bool{}
	for _, v := range s.Signatures {
		signed[v.Party] = true
		text := v.At.String()
		for i, by := range v.By {
			label := c.say("制单 ", "prepared ")
			if i > 0 {
				label = c.say("复核 ", "reviewed ")
			}
			text += "  " + label + by.String()
		}
		rows = append(rows, [2]string{c.say("已确认 ", "confirmed ") + v.Party, text})
	}
	for _, who := range []string{s.Payer, s.Payee} {
		if signed[who] || s.run.LandedAt == 0 {
			continue
		}
		signed[who] = true
		days := max(int64(s.now)-int64(s.run.LandedAt), 0) / 86400
		rows = append(rows, [2]string{c.say("未确认 ", "not confirmed ") + who,
			fmt.Sprintf(c.say("入账后 %d 天", "%d days since it landed"), days)})
	}
	return rows
}

// oddFen is what a share got above its exact part rounded down: the odd fen of its split (尾差).
func oddFen(leaf []byte) int64 {
	var l struct {
		Amount  int64 `json:"amount"`
		Formula struct {
			Pool     int64       `json:"pool"`
			Base     int64       `json:"base"`
			Points   json.Number `json:"points"`
			Of       json.Number `json:"of_points"`
			Weight   json.Number `json:"weight"`
			OfWeight json.Number `json:"of_weight"`
		} `json:"why"`
	}
	if json.Unmarshal(leaf, &l) != nil {
		return 0
	}
	f := l.Formula
	whole, part, of := f.Pool, f.Points, f.Of
	if f.OfWeight != "" {
		whole, part, of = f.Base, f.Weight, f.OfWeight
	}
	p, ok := new(big.Int).SetString(part.String(), 10)
	q, divides := new(big.Int).SetString(of.String(), 10)
	if !ok || !divides || q.Sign() <= 0 {
		return 0
	}
	exact := p.Mul(p, big.NewInt(whole))
	return l.Amount - exact.Div(exact, q).Int64()
}
