package main

import (
	"encoding/json"
	"os/user"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func logCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "log", Args: cobra.NoArgs,
		Short: c.say("本机日志：管理操作与接口读取，逐行哈希相连",
			"the home's log of acts and reads, chained by hashes")}
	cmd.AddCommand(c.logVerify(), c.logAnchor(), c.logLevel())
	return cmd
}

// logReport is what `log verify` found.
type logReport struct {
	Folder string    `json:"folder"`
	Days   []logHead `json:"days"`
	// anchors on the ledger that its lines agree with, or that lie before its first line
	Anchors int `json:"anchors"`
}

func (c *cli) logVerify() *cobra.Command {
	var owner, name string
	cmd := &cobra.Command{Use: "verify [FOLDER]", Args: cobra.MaximumNArgs(1),
		Short: c.say("核对日志未被改动，列出每日末行的摘要",
			"check that no line was changed; shows where each day ends"),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := filepath.Join(c.home, logFolder)
			if len(args) == 1 {
				dir = args[0]
			}
			anchors, err := c.anchors(cmd, owner, name)
			if err != nil {
				return err
			}
			heads, err := verifyLog(dir, anchors)
			if err != nil {
				return failf(exitFindings, "日志不连续：%v", "the log does not hold together: %v", err)
			}
			t := table{head: []string{c.say("日", "day"), c.say("行数", "lines"), "SHA-256"}}
			for _, h := range heads {
				t.rows = append(t.rows, []string{h.Day, strconv.FormatUint(h.Lines, 10), h.Sha256.String()})
			}
			return c.printTable(logReport{Folder: dir, Days: heads, Anchors: len(anchors)}, t)
		}}
	cmd.Flags().StringVar(&owner, "party", "", c.say("与该机构在账本上的存证核对",
		"hold it against the anchors of this institution on the ledger"))
	cmd.Flags().StringVar(&name, "log", defaultLog, c.say("存证所用的日志名称", "name it is anchored by"))
	return cmd
}

// defaultLog is what a node's log is called on the ledger where nothing else is said.
const defaultLog = "node"

// anchors asks the ledger where a log ended each time it was anchored.
func (c *cli) anchors(cmd *cobra.Command, owner, name string) (map[uint64]wire.Hash, error) {
	out := map[uint64]wire.Hash{}
	if owner == "" {
		return out, nil
	}
	l, after := c.ledger(cmd), ""
	for {
		var page []govern.AnchorView
		a, err := l.query(cmd.Context(), "anchors", map[string]string{"party": owner, "log": name,
			"after": after}, 0)
		if err == nil {
			err = json.Unmarshal(a.Answer, &page)
		}
		if err != nil {
			return nil, err
		}
		for _, v := range page {
			out[v.Count], after = v.Head, strconv.FormatUint(v.Count, 10)
		}
		if len(page) < rule.MaxPage {
			return out, nil
		}
	}
}

// logged notes an administrator's act in the home's log. A log that cannot be written stops no act:
// it is told.
func (c *cli) logged(act, what string) { c.loggedBy("", act, what) }

// loggedBy is logged of an act that another user of the machine asked this process for.
func (c *cli) loggedBy(by, act, what string) {
	b, err := openLogbook(c.home)
	if err == nil {
		who := "unknown"
		if u, bad := user.Current(); bad == nil {
			who = u.Username
		}
		err = b.append(logLine{Who: who, By: by, Act: act, What: what})
		_ = b.close()
	}
	if err != nil {
		c.note("操作未能记入本机日志：%v", "the act is not in the home's log: %v", err)
	}
}
