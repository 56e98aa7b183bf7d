package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (o *collection) purgeCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{Use: "purge LOG", Args: cobra.ExactArgs(1),
		Short: o.say("清除账本已解除留存的原始记录（log.release）",
			"remove the raw uses that the ledger has released (log.release)"),
		Long: o.say("只清除账本上已解除留存、且登记摘要与本机批次清单一致的日期；批次、计数和根保留。",
			"Only days whose deposit the ledger has released and whose digest is that of the batches "+
				"here; batches, counters and roots stay."),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := wire.ParseID(args[0])
			if err != nil {
				return failf(exitUsage, "%q 不是日志编号", "%q is no id of logs", args[0])
			}
			if !yes {
				return fail(exitUsage, "清除后不能恢复；确认请加 --yes", "this cannot be undone; add --yes")
			}
			l, err := o.released(cmd.Context(), o.ledger(cmd), id)
			if err != nil {
				return err
			}
			body, err := json.Marshal(l)
			if err != nil {
				return err
			}
			text, err := o.ask(cmd.Context(), question{method: "POST", path: "/api/v1/collect/purge",
				body: body, ask: func(c *collect.Collector) (any, error) { return c.Purge(l, time.Now()) }})
			return o.told(text, err)
		}}
	cmd.Flags().BoolVar(&yes, "yes", false, o.say("确认清除", "yes, remove them"))
	return cmd
}

// released asks the ledger for a deposit of logs.
func (o *collection) released(ctx context.Context, l ledger, id wire.ID) (r collect.Released,
	err error) {
	for after := ""; ; {
		args := map[string]string{"owner": id.Party, "limit": "1000"}
		if after != "" {
			args["after"] = after
		}
		a, err := l.query(ctx, "logs", args, 0)
		if err != nil {
			return r, err
		}
		var page struct {
			Rows []collect.Released `json:"items"`
			Next string             `json:"next"`
		}
		if err := json.Unmarshal(a.Answer, &page); err != nil {
			return r, err
		}
		for _, row := range page.Rows {
			if row.ID == id {
				return row, nil
			}
		}
		if after = page.Next; after == "" {
			return r, failf(exitNotFound, "账本上没有日志 %s", "the ledger has no logs %s", id)
		}
	}
}
