package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/app/product"
)

// lineageProve writes a lineage file that suyuan verify checks without a node.
func (c *cli) lineageProve() *cobra.Command {
	var f lineageFlags
	var direction, out string
	cmd := &cobra.Command{Use: "prove NODE", Args: cobra.ExactArgs(1),
		Short: c.say("写出溯源证明文件：上游或下游没有遗漏任何一条边，可离线核验",
			"write a lineage file: no edge up or down was left out; verify checks it offline"),
		RunE: func(cmd *cobra.Command, args []string) error {
			depth, err := strconv.ParseUint("0"+f.depth, 10, 32)
			if err != nil || direction != "up" && direction != "down" {
				return failf(exitUsage, "--direction 为 up 或 down，--depth 为层数",
					"--direction is up or down, --depth a number of levels")
			}
			ctx := background(cmd.Context())
			l := c.ledger(cmd)
			answer, err := l.query(ctx, "lineage_closure", map[string]string{"node": args[0], "limit": "1",
				"detail": "ids"}, f.height)
			if err != nil {
				return err
			}
			root, err := rootOf(answer)
			if err != nil {
				return err
			}
			b, err := bundle.ProveLineage(ctx, nodeSource{l}, root, direction == "down", uint32(depth),
				f.height)
			if err != nil {
				return asVerify(err)
			}
			return c.written(out, b)
		}}
	f.flags(c, cmd, "depth")
	cmd.Flags().StringVar(&direction, "direction", "up", c.say("up 或 down", "up or down"))
	cmd.Flags().StringVar(&out, "out", "lineage.json", c.say("写到此文件", "file to write to"))
	return cmd
}

func rootOf(a abci.Answer) (at product.Place, err error) {
	var page follow.Closure
	if err := json.Unmarshal(a.Answer, &page); err != nil {
		return at, err
	}
	at, ok := product.ParsePlace(page.Root)
	if !ok {
		return at, failf(exitUnexpected, "节点名 %q 不能识别", "the node's name %q cannot be read", page.Root)
	}
	return at, nil
}

// writtenDoc tells of a file.
type writtenDoc struct {
	File  string `json:"file"`
	Bytes int    `json:"bytes"`
}

func (c *cli) written(file string, b []byte) error {
	if err := writeWhole(file, b); err != nil {
		return err
	}
	return c.printDoc(writtenDoc{file, len(b)})
}

// lineageExport writes a closure for other programs.
func (c *cli) lineageExport() *cobra.Command {
	var f lineageFlags
	var direction, format, out string
	cmd := &cobra.Command{Use: "export NODE", Args: cobra.ExactArgs(1),
		Short: c.say("导出上游或下游："+strings.Join(follow.Formats, "、"),
			"export everything up or down: "+strings.Join(follow.Formats, ", ")),
		RunE: func(cmd *cobra.Command, args []string) error {
			all, _, err := c.closure(cmd, args[0], direction, f)
			if err != nil {
				return err
			}
			info, err := c.ledger(cmd).info(background(cmd.Context()))
			if err != nil {
				return err
			}
			b, err := follow.Export(format, info.Chain, all)
			if err != nil {
				return failf(exitUsage, "不能导出：%v", "it cannot be exported: %v", err)
			}
			if out != "" {
				return c.written(out, b)
			}
			c.printed = true
			_, err = c.out.Write(b)
			return err
		}}
	f.flags(c, cmd, "as-of", "depth")
	cmd.Flags().StringVar(&direction, "direction", "up", c.say("up 或 down", "up or down"))
	cmd.Flags().StringVar(&format, "format", "prov-json", strings.Join(follow.Formats, " | "))
	cmd.Flags().StringVar(&out, "out", "", c.say("写到此文件，缺省为标准输出",
		"file to write to, the standard output by default"))
	return cmd
}

// lineageDoc is what a verified lineage file proves.
type lineageDoc struct {
	Root      string `json:"root"`
	Direction string `json:"direction"`
	Depth     uint32 `json:"depth"`
	Nodes     int    `json:"nodes"`
	Edges     int    `json:"edges"`
	Records   int    `json:"records"`
}

func newLineageVerdict(file string, r *bundle.LineageProved) verdictFile {
	v := verdictFile{File: file, OK: true, Ledger: &r.Ledger, Trusted: r.Anchor, Checked: r.Bytes,
		Bytes: r.Bytes, Lineage: &lineageDoc{r.Root, r.Direction, r.Depth, len(r.Nodes), len(r.Edges),
			len(r.Proof.Records)}}
	v.sign(r.Signers)
	return v
}

// lineageRows are the report for people about a lineage file.
func (v verdictFile) lineageRows(c *cli) [][]string {
	head := c.say("✓ 核验通过", "✓ verified")
	if v.Fault != nil {
		head = c.say("✗ 测试账", "✗ test ledger")
	}
	x := v.Lineage
	what := fmt.Sprintf(c.say("%s 的上游：%d 个节点、%d 条边，没有遗漏（%d 条状态记录）",
		"upstream of %s: %d nodes, %d edges, none left out (%d records of state)"), x.Root, x.Nodes,
		x.Edges, x.Records)
	if x.Direction == "down" {
		what = fmt.Sprintf(c.say("%s 的下游：%d 个节点、%d 条边，没有遗漏（%d 条状态记录）",
			"downstream of %s: %d nodes, %d edges, none left out (%d records of state)"), x.Root, x.Nodes,
			x.Edges, x.Records)
	}
	if x.Depth > 0 {
		what += fmt.Sprintf(c.say("，至 %d 层", ", to %d levels"), x.Depth)
	}
	out := [][]string{{head, v.File}, {c.say("内容", "content"), what}}
	return append(append(out, c.ground(v, false)...), c.covered(v))
}
