package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// netURLs prints where nodes answer, separated by commas, as --node takes them.
func (c *cli) netURLs(o *netOptions) *cobra.Command {
	var api bool
	cmd := &cobra.Command{Use: "urls [NAME...]",
		Short: c.say("各节点的 RPC 地址，可直接用于 --node", "RPC addresses of the nodes, as --node takes them"),
		RunE: func(_ *cobra.Command, args []string) error {
			n, err := localnet.Open(c.netDir(o))
			if err != nil {
				return netError(err)
			}
			urls := n.URLs()
			if api {
				urls = n.Services()
			}
			if len(args) > 0 {
				urls = nil
			}
			for _, name := range args {
				node, err := n.Node(name)
				if err != nil {
					return netError(err)
				}
				url := node.RPC
				if api {
					url = node.API
				}
				urls = append(urls, url)
			}
			if c.output == "json" {
				return c.printDoc(map[string]any{"urls": urls})
			}
			c.printed = true
			_, err = fmt.Fprintln(c.out, strings.Join(urls, ","))
			return err
		}}
	cmd.Flags().BoolVar(&api, "api", false, c.say("HTTP 接口和网页的地址",
		"addresses of the HTTP service and its pages"))
	return cmd
}

// agreed is one node's app hash of the height all are compared at.
type agreed struct {
	Node    string    `json:"node"`
	Height  uint64    `json:"height"`
	AppHash wire.Hash `json:"app_hash"`
}

// netAgree compares the app hashes of all nodes at a height every one has reached; 10 when two
// differ.
func (c *cli) netAgree(o *netOptions) *cobra.Command {
	cmd := &cobra.Command{Use: "agree", Args: cobra.NoArgs,
		Short: c.say("比较全部节点在同一高度的应用哈希", "compare the app hashes of all nodes at one height"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := positive("timeout", o.timeout); err != nil {
				return err
			}
			n, err := localnet.Open(c.netDir(o))
			if err != nil {
				return netError(err)
			}
			ctx, cancel := context.WithTimeout(background(cmd.Context()), o.timeout)
			defer cancel()
			rows, err := compareNodes(ctx, n)
			if err != nil {
				return err
			}
			t := table{head: []string{c.say("节点", "node"), c.say("高度", "height"),
				c.say("应用哈希", "app hash")}}
			equal := true
			for _, r := range rows {
				t.rows = append(t.rows, []string{r.Node, strconv.FormatUint(r.Height, 10), r.AppHash.String()})
				equal = equal && r.AppHash == rows[0].AppHash
			}
			if err := c.printTable(map[string]any{"equal": equal, "nodes": rows}, t); err != nil {
				return err
			}
			if !equal {
				return fail(exitFindings, "各节点的应用哈希不一致", "the nodes' app hashes differ")
			}
			return nil
		}}
	cmd.Flags().DurationVar(&o.timeout, "timeout", 30*time.Second, c.say("最长等待", "how long to wait"))
	return cmd
}

// compareNodes asks every node for the app hash of the greatest height reached when it began; a
// node that is behind is waited for.
func compareNodes(ctx context.Context, n *localnet.Network) (rows []agreed, err error) {
	var height uint64
	for _, s := range n.States() {
		if !s.Answers {
			return nil, failf(exitUnreachable, "节点 %s 没有应答", "node %s does not answer", s.Name)
		}
		height = max(height, s.Height)
	}
	for i := range n.Nodes {
		node := &n.Nodes[i]
		client := localnet.Client{URLs: []string{node.RPC}}
		for {
			hash, err := client.OwnAppHash(ctx, height)
			if err == nil {
				rows = append(rows, agreed{node.Name, height, hash})
				break
			}
			select {
			case <-ctx.Done():
				return nil, failf(exitUnreachable, "节点 %s 没有到达高度 %d：%v",
					"node %s has not reached height %d: %v", node.Name, height, err)
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return rows, nil
}
