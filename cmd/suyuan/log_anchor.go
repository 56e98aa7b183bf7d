package main

import (
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// logAnchor anchors the home's log with --from, and without it prints the body of the paper.
func (c *cli) logAnchor() *cobra.Command {
	var name string
	o := txFlags{expires: "24h"}
	cmd := &cobra.Command{Use: "anchor [--from PARTY/3]", Args: cobra.NoArgs,
		Short: c.say("把日志末行的摘要与行数存证到账本；不给 --from 则只输出文书 log.anchor 的正文",
			"file the hash of the log's last line on the ledger; without --from, print the paper's body"),
		Long: c.say("先把日志与账本上已有的存证核对，不符则退出码 10，不存证。当日（账本时间）已存证或没有新行，\n"+
			"则什么也不做，退出码 0，可由定时器每日执行（suyuan-anchor.timer）。",
			"Holds the log against its earlier anchors first; where they differ it files nothing and\n"+
				"exits with 10. Anchored today (law time) already, or without new lines, there is nothing\n"+
				"to do and the exit code is 0: a timer may run it each day (suyuan-anchor.timer)."),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.from == "" {
				body, err := c.anchorBody(name, nil)
				if err != nil {
					return err
				}
				doc, err := wire.ToJSON(body)
				if err != nil {
					return err
				}
				c.printed = true
				_, err = c.out.Write(append(doc, '\n'))
				return err
			}
			return c.fileAnchor(cmd, name, o)
		}}
	f := cmd.Flags()
	f.StringVar(&name, "log", defaultLog, c.say("日志名称", "name of the log"))
	f.StringVar(&o.from, "from", "", c.say("存证的账号，职责宜为 machine",
		"account that files it, of the duty machine at best"))
	c.signFlags(cmd, &o.keys, &o.password)
	c.sendFlags(cmd, &o.send)
	return cmd
}

// anchorBody says where the log ends, once it holds together and agrees with what was anchored.
func (c *cli) anchorBody(name string, anchors map[uint64]wire.Hash) (body govern.LogAnchor,
	err error) {
	heads, err := verifyLog(filepath.Join(c.home, logFolder), anchors)
	if err != nil {
		return body, failf(exitFindings, "日志不连续：%v", "the log does not hold together: %v", err)
	}
	if len(heads) == 0 {
		return body, fail(exitNotFound, "本机尚无日志", "the home has no log yet")
	}
	last := heads[len(heads)-1]
	body = govern.LogAnchor{Log: name, Head: last.Sha256, Count: last.Seq}
	return body, checkBody(&body)
}

// notAnchored says why there was nothing to file.
type notAnchored struct {
	Anchored bool `json:"anchored"`
	govern.LogAnchor
}

func (c *cli) fileAnchor(cmd *cobra.Command, name string, o txFlags) error {
	if err := o.send.check(); err != nil {
		return err
	}
	signers, err := parseSigners(o.from)
	if err != nil {
		return err
	}
	anchors, err := c.anchors(cmd, signers[0].Party, name)
	if err != nil {
		return err
	}
	body, err := c.anchorBody(name, anchors)
	if err != nil {
		return err
	}
	if anchors[body.Count] == body.Head {
		c.note("自上次存证以来没有新行", "no line is newer than the last anchor")
		return c.printDoc(notAnchored{LogAnchor: body})
	}
	err = c.submit(cmd, "log.anchor", body, signers, o)
	var f *failure
	if errors.As(err, &f) && f.told != nil && f.told.Code == govern.ErrAnchoredToday.Name {
		c.note("今日已存证", "it was anchored today already")
		return c.printDoc(notAnchored{LogAnchor: body})
	}
	return err
}

// submit makes a paper of a body that this program wrote itself, signs it and sends it.
func (c *cli) submit(cmd *cobra.Command, kind string, body any, signers []tx.Account,
	o txFlags) error {
	raw, err := wire.Encode(body)
	if err != nil {
		return err
	}
	d := draft{kind: kind, body: raw, signers: signers, flags: o, automatic: true}
	l := c.ledger(cmd)
	p, err := c.draft(cmd, l, d)
	if err != nil {
		return err
	}
	if o.keys == "" {
		o.keys = c.enrolled(cmd.Context(), l, signers)
	}
	r, err := c.openRing(signers, o.keys, o.password)
	if err != nil {
		return err
	}
	return c.signAndSend(cmd, l, d, p, r)
}
