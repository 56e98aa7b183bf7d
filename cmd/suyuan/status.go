package main

import (
	"context"
	"encoding/json"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// statusDoc is where a node and its ledger are.
type statusDoc struct {
	Node     localnet.Status `json:"node"`
	Ledger   abci.State      `json:"ledger"`
	BlockAge int64           `json:"block_age_seconds"` // by this machine's clock
	Peers    string          `json:"peers"`
}

func statusCommand(c *cli) *cobra.Command {
	var follow bool
	var every time.Duration
	var count int
	cmd := &cobra.Command{Use: "status", Args: cobra.NoArgs,
		Short: c.say("节点与账本的现状", "where a node and its ledger are"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if follow {
				ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
				defer stop()
				return c.watch(ctx, max(every, 100*time.Millisecond), count)
			}
			doc, err := c.status(cmd.Context())
			if err != nil {
				return err
			}
			if doc.Ledger.Test {
				c.note("测试账：账本时间可由签名方调快", "test ledger: its signers can move law time")
			}
			return c.printDoc(doc)
		}}
	f := cmd.Flags()
	f.BoolVar(&follow, "watch", false, c.say("持续显示：每有变化一行，直到中断；json 为每行一个对象",
		"go on: a line at each change until interrupted; with json an object per line"))
	f.DurationVar(&every, "every", time.Second, c.say("查看的间隔", "time between looks"))
	f.IntVar(&count, "count", 0, c.say("显示若干行后结束，0 为不限", "end after so many lines; 0: never"))
	return cmd
}

func (c *cli) status(ctx context.Context) (doc statusDoc, err error) {
	if ctx == nil {
		ctx = context.Background()
	}
	client := c.client()
	if doc.Node, err = client.Status(ctx); err != nil {
		return doc, err
	}
	var peers struct {
		Count string `json:"n_peers"`
	}
	if err := client.Call(ctx, "net_info", map[string]any{}, &peers); err != nil {
		return doc, err
	}
	doc.Peers = peers.Count
	a, err := client.Query(ctx, abci.PathInfo, nil, 0, false)
	if err != nil {
		return doc, err
	}
	if a.Code != 0 {
		return doc, failf(exitUnreachable, "节点没有报告账本状态：%s", "the node does not tell its state: %s", a.Log)
	}
	if err := json.Unmarshal(a.Value, &doc.Ledger); err != nil {
		return doc, err
	}
	doc.BlockAge = int64(time.Since(doc.Node.Time) / time.Second)
	return doc, nil
}
