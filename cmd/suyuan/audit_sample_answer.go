package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// answerDoc says which file answers a sample.
type answerDoc struct {
	File    string        `json:"file"`
	Digest  crypto.Digest `json:"digest"` // what challenge.answer commits to
	Shown   int           `json:"shown"`
	Missing int           `json:"missing"`
}

// answerCommand makes the answer file of a sample out of the collector's sealed segments.
func (o *collection) answerCommand() *cobra.Command {
	var out string
	var force bool
	var flags txFlags
	cmd := &cobra.Command{Use: "answer CHALLENGE --out FILE", Args: cobra.ExactArgs(1),
		Short: o.say("为随机抽查出具应答文件；给出 --from 时并提交其摘要",
			"make the answer file of a random sample; with --from, commit to it as well"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := recordID(args[0])
			if err != nil {
				return err
			}
			if err := o.mayWrite(out, force); err != nil {
				return err
			}
			_, drawn, err := o.sample(cmd, id)
			if err != nil {
				return err
			}
			body, err := json.Marshal(drawn)
			if err != nil {
				return err
			}
			text, err := o.ask(cmd.Context(), question{method: "POST", path: "/api/v1/collect/answer",
				body: body, ask: func(c *collect.Collector) (any, error) { return c.Answer(drawn) }})
			if err != nil {
				return err
			}
			return o.keepAnswer(cmd, out, text, flags)
		}}
	cmd.Flags().StringVarP(&out, "out", "o", "", o.say("写入文件", "file to write"))
	cmd.Flags().BoolVar(&force, "force", false, o.say("覆盖已有的文件", "write over a file that is there"))
	_ = cmd.MarkFlagRequired("out")
	o.filing(cmd, &flags)
	return cmd
}

// keepAnswer writes the answer file and, where signers are named, commits to it.
func (o *collection) keepAnswer(cmd *cobra.Command, out string, text []byte, f txFlags) error {
	a, err := collect.ParseAnswer(text)
	if err != nil {
		return asCollect(err)
	}
	doc := answerDoc{File: out, Digest: crypto.DigestOf(crypto.DigestSHA256, text)}
	for _, s := range a.Shown {
		if doc.Shown++; s.Proof == nil {
			doc.Shown, doc.Missing = doc.Shown-1, doc.Missing+1
		}
	}
	if err := replaceFile(out, text); err != nil {
		return unwritable(out, err)
	}
	if f.from == "" {
		return o.printDoc(doc)
	}
	o.note("应答文件 %s，%d 条出示，%d 条缺失", "answer file %s: %d shown, %d missing", out, doc.Shown,
		doc.Missing)
	return o.cli.file(cmd, "challenge.answer", &trace.ChallengeAnswer{ID: a.Challenge,
		File: doc.Digest}, f)
}
