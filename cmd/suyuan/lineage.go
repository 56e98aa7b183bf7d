package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/product"
)

// lineageCommand answers an auditor's first two questions as a tree: what made this, who used it.
func lineageCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "lineage", Args: cobra.NoArgs,
		Short: c.say("溯源：由什么形成，被谁使用", "lineage: what made it, who used it"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(
		c.lineageOf("of", "up", c.say("一个产品由哪些资源、经哪些加工、依哪项授权形成",
			"which resources, processing and authorizations made a product")),
		c.lineageOf("users", "down", c.say("一项资源或产品形成了哪些产品",
			"which products were made of a resource or product")),
		c.lineageClosure("up", c.say("全部上游：节点、边、授权、签署人，计数完整",
			"everything upstream: nodes, edges, authorization and signers, with complete counts")),
		c.lineageClosure("down", c.say("全部下游", "everything downstream")),
		c.lineagePath(), c.lineageUses(), c.lineageTouched(), c.lineageCheck(),
		c.lineageProve(), c.lineageExport())
	return cmd
}

func (c *cli) lineageOf(use, direction, short string) *cobra.Command {
	var version, depth, kind string
	var height uint64
	cmd := &cobra.Command{Use: use + " ID", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if kind != "" && kind != "product" && kind != "resource" {
				return failf(exitUsage, "--kind %q 不是 product 或 resource",
					"--kind %q is neither product nor resource", kind)
			}
			a := map[string]string{"product": args[0], "direction": direction}
			if id, after, ok := strings.Cut(args[0], "@"); ok && version == "" {
				a["product"], version = id, after
			}
			for name, v := range map[string]string{"version": version, "depth": depth, "kind": kind} {
				if v != "" {
					a[name] = v
				}
			}
			answer, err := c.askLineage(cmd, a, height)
			if err != nil {
				return err
			}
			if c.output != "table" {
				return c.printAnswer(answer)
			}
			var l product.Lineage
			if err := json.Unmarshal(answer.Answer, &l); err != nil {
				return err
			}
			c.printed = true
			_, err = fmt.Fprint(c.out, c.tree(l))
			return err
		}}
	f := cmd.Flags()
	f.StringVar(&version, "version", "", c.say("版本，缺省为最新", "version, the latest by default"))
	f.StringVar(&depth, "depth", "", c.say("层数，缺省 20", "levels, 20 by default"))
	f.StringVar(&kind, "kind", "", c.say("product 或 resource，缺省先找产品再找资源",
		"product or resource; by default a product, else a resource"))
	c.heightFlag(cmd, &height)
	return cmd
}

// askLineage asks of a product and, where nobody said which it is, of a resource.
func (c *cli) askLineage(cmd *cobra.Command, a map[string]string, height uint64) (abci.Answer,
	error) {
	l := c.ledger(cmd)
	answer, err := l.query(background(cmd.Context()), "lineage", a, height)
	var f *failure
	if !errors.As(err, &f) || f.exit != exitNotFound || a["kind"] != "" {
		return answer, err
	}
	a["kind"] = "resource"
	answer, err = l.query(background(cmd.Context()), "lineage", a, height)
	if errors.As(err, &f) && f.exit == exitNotFound {
		return answer, failf(exitNotFound, "没有产品 %[1]s，也没有资源 %[1]s",
			"there is no product %[1]s and no resource %[1]s", a["product"])
	}
	return answer, err
}

// forest is a lineage answer as a tree for people.
type forest struct {
	c     *cli
	l     product.Lineage
	nodes map[string]product.LineageNode
	shown map[string]bool
	out   strings.Builder
}

func (c *cli) tree(l product.Lineage) string {
	f := &forest{c: c, l: l, nodes: map[string]product.LineageNode{}, shown: map[string]bool{}}
	for _, n := range l.Nodes {
		f.nodes[n.Key] = n
	}
	f.node(l.Root, "", "", "")
	if l.Truncated {
		f.line("", c.say("（层数或节点数已达上限，其余未列出）", "(cut at the limit of levels or nodes)"))
	}
	return f.out.String()
}

func (f *forest) line(indent, text string) { fmt.Fprintf(&f.out, "%s%s\n", indent, text) }

// node writes one node, the columns it shares with the node it hangs on, and what hangs on it.
func (f *forest) node(key, on, branch, indent string) {
	n := f.nodes[key]
	if f.shown[key] {
		f.line(branch, f.title(n)+f.c.say("（见上）", " (see above)"))
		f.columns(key, on, indent)
		return
	}
	f.shown[key] = true
	f.line(branch, f.title(n))
	if n.Authorization != nil {
		f.line(indent+"  ", f.entitlement(*n.Authorization))
	}
	f.columns(key, on, indent)
	next := f.next(key)
	for i, k := range next {
		if i == len(next)-1 {
			f.node(k, key, indent+"└─ ", indent+"   ")
		} else {
			f.node(k, key, indent+"├─ ", indent+"│  ")
		}
	}
}

func (f *forest) next(key string) (out []string) {
	for _, e := range f.l.Edges {
		if f.l.Direction == "down" && e.From == key {
			out = append(out, e.To)
		}
		if f.l.Direction != "down" && e.To == key {
			out = append(out, e.From)
		}
	}
	return out
}

func (f *forest) title(n product.LineageNode) string {
	kinds := map[string][2]string{"product": {"产品", "product"}, "resource": {"资源", "resource"},
		"processing": {"加工", "processing"}}
	kind := kinds[n.Kind]
	_, id, _ := strings.Cut(n.Key, ":")
	parts := []string{f.c.say(kind[0], kind[1]), id, n.Name}
	if n.Kind == "processing" {
		parts = append(parts, n.From.String(), "–", n.To.String())
	}
	if n.RegistryNo != "" {
		parts = append(parts, f.c.say("登记", "registered")+" "+n.RegistryNo)
	}
	if n.Attested {
		parts = append(parts, f.c.say("代录", "attested"))
	}
	return strings.Join(parts, " ")
}

func (f *forest) entitlement(e product.Entitlement) string {
	text := fmt.Sprintf(f.c.say("依据 协议 %s（%s 至 %s）", "under agreement %s (%s to %s)"),
		e.Agreement, e.FirstDay, e.LastDay)
	for _, part := range [][2]string{
		{f.c.say(" 开发利用协议 ", " development-use agreement "), e.DevAgreement.String()},
		{f.c.say(" 场景申请 ", " application "), e.Application.String()},
		{f.c.say(" 使用权限 ", " grant "), e.Grant.String()}} {
		if part[1] != "" {
			text += part[0] + part[1]
		}
	}
	if e.InForce {
		return text + f.c.say("：期内有效", ": in force")
	}
	return text + f.c.say("：不在有效期内 ", ": not in force ") + e.Cause
}

// columns lists the direct column edges between two neighbours and counts the indirect ones.
func (f *forest) columns(key, on, indent string) {
	from, to := key, on
	if f.l.Direction == "down" {
		from, to = on, key
	}
	indirect := 0
	for _, e := range f.l.Columns {
		if e.From != from || e.To != to {
			continue
		}
		if e.Type != "DIRECT" {
			indirect++
			continue
		}
		text := fmt.Sprintf(f.c.say("字段 %s → %s（%s", "field %s → %s (%s"), e.FromField, e.ToField,
			e.Subtype)
		if e.Masking {
			text += f.c.say("，脱敏", ", masked")
		}
		f.line(indent+"  ", text+f.c.say("）", ")"))
	}
	if indirect > 0 {
		f.line(indent+"  ", fmt.Sprintf(f.c.say("间接影响 %d 项（连接、筛选、分组等）",
			"%d indirect influences (joins, filters, groups …)"), indirect))
	}
}
