package main

import (
	"cmp"
	"encoding/json"
	"net/url"
	"os"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (o *collection) proveCommand() *cobra.Command {
	var batch, key, out string
	var index, unit int64
	cmd := &cobra.Command{Use: "prove", Args: cobra.NoArgs,
		Short: o.say("为一条原始使用记录出具包含证明", "make the proof that one raw use is counted"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			i, u := optional(index), optional(unit)
			want, err := collect.ParseWanted(batch, key, i, u)
			if err != nil {
				return failf(exitUsage, "%v", "%v", err)
			}
			text, err := o.ask(cmd.Context(), question{method: "GET", path: "/api/v1/collect/prove",
				args: url.Values{"batch": {batch}, "key": {key}, "index": {i}, "unit": {u}},
				ask:  func(c *collect.Collector) (any, error) { return c.Prove(want) }})
			if err != nil {
				return err
			}
			if text, err = o.withRecord(cmd, text); err != nil {
				return err
			}
			if out == "" {
				return o.printJSON(text)
			}
			if err := os.WriteFile(out, text, 0o600); err != nil {
				return unwritable(out, err)
			}
			return o.printDoc(map[string]string{"file": out})
		}}
	f := cmd.Flags()
	f.StringVar(&batch, "batch", "", o.say("批次编号；空则在所有批次中找", "batch; empty looks in all of them"))
	f.StringVar(&key, "key", "", o.say("使用记录的编号", "key of the use"))
	f.Int64Var(&index, "index", -1, o.say("批次中的序号，从 0 起", "its place in the batch, from 0"))
	f.Int64Var(&unit, "unit", -1, o.say("计有批次第几个单位的记录，从 0 起（抽样用）",
		"the use that counts this unit of the batch, from 0 (for sampling)"))
	f.StringVarP(&out, "out", "o", "", o.say("写入文件", "file to write"))
	cmd.MarkFlagsMutuallyExclusive("key", "index", "unit")
	return cmd
}

// withRecord adds the batch's record of state with its proof, so that suyuan verify needs no node.
// Where no node answers, or the batch is not on the ledger yet, the proof goes without.
func (o *collection) withRecord(cmd *cobra.Command, text []byte) ([]byte, error) {
	p, err := collect.ParseProof(text)
	if err != nil {
		return nil, asCollect(err)
	}
	l := o.ledger(cmd)
	_, known, err := collectLedger{l}.Batch(cmd.Context(), p.Batch)
	if err == nil && known {
		p.Record, err = bundle.ProveRecords(cmd.Context(), nodeSource{l},
			[][]byte{trace.BatchKey(p.Batch)}, 0)
	}
	if err != nil || !known {
		o.note("证明不含账本记录：%v", "the proof carries no record of the ledger: %v",
			cmp.Or(err, collect.ErrNoJob))
	}
	return p.Encode()
}

// provedUse says what a proof shows.
type provedUse struct {
	Batch  wire.ID       `json:"batch"`
	Leaves uint64        `json:"leaves"`
	Index  uint64        `json:"index"`
	Trace  collect.Trace `json:"trace"`
	Holds  bool          `json:"holds"`
}

func (o *collection) verifyCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{Use: "verify FILE", Args: cobra.ExactArgs(1),
		Short: o.say("对照账本上的批次核验包含证明", "check a proof against the batch on the ledger"),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return unreadable(args[0], err)
			}
			p, err := collect.ParseProof(text)
			if err != nil {
				return asCollect(err)
			}
			b, err := o.batch(cmd, p.Batch, file)
			if err != nil {
				return err
			}
			t, err := p.Verify(b)
			if err != nil {
				return asCollect(err)
			}
			text, err = json.Marshal(provedUse{p.Batch, p.Leaves, p.Index, t, true})
			return o.told(text, err)
		}}
	cmd.Flags().StringVar(&file, "batch", "", o.say("批次的 JSON（query batch 的 answer）；不给则询问节点",
		"the batch as JSON (answer of query batch); left out, a node is asked"))
	return cmd
}

// batch is a batch of the ledger: from a file, else from the node.
func (o *collection) batch(cmd *cobra.Command, id wire.ID, file string) (b trace.Batch, err error) {
	if file == "" {
		b, ok, err := collectLedger{o.ledger(cmd)}.Batch(cmd.Context(), id)
		if err == nil && !ok {
			err = failf(exitNotFound, "账本上没有批次 %s", "the ledger has no batch %s", id)
		}
		return b, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return b, unreadable(file, err)
	}
	if err := json.Unmarshal(text, &b); err != nil {
		return b, failf(exitUsage, "%[1]s 不是批次：%[2]v", "%[1]s is no batch: %[2]v", file, err)
	}
	return b, nil
}

func (o *collection) manifestCommand() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{Use: "manifest --from DATE --to DATE", Args: cobra.NoArgs,
		Short: o.say("一段日期的批次清单摘要，用于 log.deposit", "digest of the batches of some days, for log.deposit"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			first, err := wire.ParseDate(from)
			if err != nil {
				return failf(exitUsage, "--from %q 不是日期", "--from %q is no date", from)
			}
			last, err := wire.ParseDate(to)
			if err != nil {
				return failf(exitUsage, "--to %q 不是日期", "--to %q is no date", to)
			}
			text, err := o.ask(cmd.Context(), question{method: "GET", path: "/api/v1/collect/manifest",
				args: url.Values{"from": {from}, "to": {to}},
				ask:  func(c *collect.Collector) (any, error) { return c.Manifest(first, last) }})
			return o.told(text, err)
		}}
	cmd.Flags().StringVar(&from, "from", "", o.say("首日", "first day"))
	cmd.Flags().StringVar(&to, "to", "", o.say("末日", "last day"))
	return cmd
}
