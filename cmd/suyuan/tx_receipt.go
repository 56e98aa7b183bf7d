package main

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (c *cli) txReceipt() *cobra.Command {
	return &cobra.Command{Use: "receipt PAPER FILE", Args: cobra.ExactArgs(2),
		Short: c.say("向所问各节点索取一份已提交文书的受理回执，写入文件",
			"ask the nodes for their signed admissions of a paper that was handed in"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var id wire.Hash
			if err := id.UnmarshalText([]byte(args[0])); err != nil {
				return failf(exitUsage, "%q 不是交易编号", "%q is no paper's id", args[0])
			}
			return c.admissions(cmd.Context(), c.ledger(cmd), id, args[1])
		}}
}

// gossip is how long a node may need to hear of a paper from the one it was handed to.
const gossip = 3 * time.Second

// admissions asks every node of --node for its word that it took a paper and writes what they gave,
// as deadline.contest wants it. The paper is handed in already: a node that gives none is told of
// and no error, unless none gives any.
func (c *cli) admissions(ctx context.Context, l ledger, id wire.Hash, file string) error {
	var out []tx.Admission
	var last error
	until := time.Now().Add(gossip)
	for _, url := range l.URLs {
		a, err := ledger{&localnet.Client{URLs: []string{url}}}.admission(ctx, id, until)
		if err != nil {
			c.note("%[1]s 未给出受理回执：%[2]v", "%[1]s gives no admission: %[2]v", url, err)
			last = err
			continue
		}
		out = append(out, a)
	}
	if len(out) == 0 {
		return last
	}
	b, err := wire.ToJSON(out)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, append(b, '\n'), 0o600); err != nil {
		return unwritable(file, err)
	}
	c.note("受理回执 %[2]d 份，写入 %[1]s", "%[2]d admissions in %[1]s", file, len(out))
	return nil
}

// admission asks one node, until the paper has reached it.
func (l ledger) admission(ctx context.Context, id wire.Hash, until time.Time) (a tx.Admission,
	err error) {
	for {
		answer, err := l.Query(ctx, abci.PathAdmission, id[:], 0, false)
		if err != nil {
			return a, nodeError(err)
		}
		if answer.Code == 0 {
			return a, wire.FromJSON(answer.Value, &a)
		}
		if toldOf(answer).Code != abci.ErrNotTaken.Name || time.Now().After(until) {
			return a, refusedQuery(answer)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
