package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/wire"
)

// lineageFlags are what the auditor's questions share.
type lineageFlags struct {
	asOf, depth, period, field string
	height                     uint64
}

func (f *lineageFlags) flags(c *cli, cmd *cobra.Command, names ...string) {
	for _, name := range names {
		switch name {
		case "as-of":
			cmd.Flags().StringVar(&f.asOf, name, "",
				c.say("截至该日（含）或该时刻", "as of that day, included, or instant"))
		case "depth":
			cmd.Flags().StringVar(&f.depth, name, "", c.say("层数，缺省到底", "levels, to the end by default"))
		case "field":
			cmd.Flags().StringVar(&f.field, name, "",
				c.say("只查该字段（列级）", "only of this field, column by column"))
		case "period":
			cmd.Flags().StringVar(&f.period, name, "",
				c.say("只列该结算期", "only of this settlement period"))
		}
	}
	c.heightFlag(cmd, &f.height)
}

func (f lineageFlags) args(more ...string) map[string]string {
	a := map[string]string{}
	for i := 0; i+1 < len(more); i += 2 {
		a[more[i]] = more[i+1]
	}
	for name, v := range map[string]string{"as_of": f.asOf, "depth": f.depth, "period": f.period,
		"field": f.field} {
		if v != "" {
			a[name] = v
		}
	}
	return a
}

// pages asks a question to its last page, all of them of one height; each reads a page and tells
// how the next one is asked for.
func (c *cli) pages(cmd *cobra.Command, name string, a map[string]string, height uint64,
	each func(json.RawMessage) (after string, err error)) (answer abci.Answer, err error) {
	l := c.ledger(cmd)
	a["limit"] = "1000"
	for {
		answer, err = l.query(background(cmd.Context()), name, a, height)
		if err != nil {
			return answer, err
		}
		height = answer.Height
		after, err := each(answer.Answer)
		if err != nil || after == "" {
			return answer, err
		}
		a["after"] = after
	}
}

// closure reads a whole closure at one height.
func (c *cli) closure(cmd *cobra.Command, node, direction string, f lineageFlags) (
	all follow.Closure, answer abci.Answer, err error) {
	answer, err = c.pages(cmd, "lineage_closure", f.args("node", node, "direction", direction),
		f.height, func(doc json.RawMessage) (string, error) {
			var page follow.Closure
			if err := json.Unmarshal(doc, &page); err != nil {
				return "", err
			}
			page.Nodes = append(all.Nodes, page.Nodes...)
			page.Steps = append(all.Steps, page.Steps...)
			page.Columns = append(all.Columns, page.Columns...)
			all = page
			return page.After, nil
		})
	all.After = ""
	return all, answer, err
}

// answered prints a document as JSON inside its answer, or the table.
func (c *cli) answered(answer abci.Answer, doc any, t table) error {
	if answer.Test {
		c.note("测试账：高度 %d，账本时间 %s", "test ledger: height %d, law time %s", answer.Height, answer.Time)
	}
	if c.output != "json" {
		return c.printRows(t)
	}
	b, err := encode(doc)
	if err != nil {
		return err
	}
	answer.Answer = b
	return c.printDoc(answer)
}

func (c *cli) lineageClosure(use, short string) *cobra.Command {
	var f lineageFlags
	cmd := &cobra.Command{Use: use + " NODE", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			all, answer, err := c.closure(cmd, args[0], use, f)
			if err != nil {
				return err
			}
			t := all.Total
			c.note("共 %d 个节点、%d 条边、%d 层：资源 %d，导入 %d，加工 %d，产品 %d；层数之外另有 %d 个",
				"%d nodes, %d edges, %d levels: %d resources, %d imports, %d jobs, %d products; "+
					"%d beyond the depth",
				t.Nodes, t.Edges, t.Levels, t.Resources, t.Imports, t.Processing, t.Products, t.Beyond)
			return c.answered(answer, all, c.closureTable(all))
		}}
	f.flags(c, cmd, "as-of", "depth", "field")
	return cmd
}

func (c *cli) closureTable(all follow.Closure) table {
	t := table{head: []string{c.say("层", "level"), c.say("节点", "node"), c.say("名称", "name"),
		c.say("收录", "recorded"), c.say("高度", "height"), c.say("所称时间", "claimed"),
		c.say("依据", "under"), c.say("签署", "signed by"), c.say("标记", "flags")}}
	for _, n := range all.Nodes {
		under := ""
		if e := n.Authorization; e != nil {
			under = e.Agreement.String()
			if !e.Grant.IsZero() {
				under = e.Grant.String()
			}
			if !e.InForce {
				under += c.say(" 不在有效期内 ", " not in force ") + e.Cause
			}
		}
		var who []string
		for _, a := range n.Acts {
			name := a.Who
			if a.Attested {
				name += c.say("(代录)", "(attested)")
			}
			who = append(who, a.What+" "+name)
		}
		key := n.Key
		if len(n.Reached) > 0 {
			key += " [" + strings.Join(n.Reached, " ") + "]"
		}
		t.rows = append(t.rows, []string{strconv.Itoa(n.Level), key, n.Name, when(n.Recorded),
			count(n.Height), when(n.From), under, strings.Join(who, "; "), strings.Join(n.Flags, " ")})
	}
	return t
}

func when(t wire.Time) string {
	if t == 0 {
		return ""
	}
	return t.String()
}

func count(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

func (c *cli) lineagePath() *cobra.Command {
	var f lineageFlags
	cmd := &cobra.Command{Use: "path FROM TO", Args: cobra.ExactArgs(2),
		Short: c.say("两个节点之间的路径，逐步的字段、授权和时间",
			"the way between two nodes: fields, authorization and time of each step"),
		RunE: func(cmd *cobra.Command, args []string) error {
			a := f.args("from", args[0], "to", args[1])
			answer, err := c.ledger(cmd).query(background(cmd.Context()), "lineage_path", a, f.height)
			if err != nil {
				return err
			}
			var p follow.Path
			if err := json.Unmarshal(answer.Answer, &p); err != nil {
				return err
			}
			if !p.Found {
				return failf(exitNotFound, "%s 与 %s 之间没有路径", "nothing connects %s and %s", p.From, p.To)
			}
			t := table{head: []string{c.say("来源", "from"), c.say("去向", "to"), c.say("字段", "fields"),
				c.say("收录", "recorded"), c.say("依据", "under"), c.say("有效", "in force")}}
			for _, s := range p.Steps {
				under := s.Agreement.String()
				if !s.Grant.IsZero() {
					under = s.Grant.String()
				}
				t.rows = append(t.rows, []string{s.From, s.To, strings.Join(s.Fields, ","), when(s.Recorded),
					under, strings.TrimSpace(fmt.Sprint(s.InForce, " ", s.Cause))})
			}
			return c.answered(answer, p, t)
		}}
	f.flags(c, cmd, "as-of")
	return cmd
}
