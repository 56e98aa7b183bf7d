package main

import (
	"os/user"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"
)

func logCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "log", Args: cobra.NoArgs,
		Short: c.say("本机日志：管理操作与接口读取，逐行哈希相连",
			"the home's log of acts and reads, chained by hashes")}
	cmd.AddCommand(c.logVerify())
	return cmd
}

// logReport is what `log verify` found.
type logReport struct {
	Folder string    `json:"folder"`
	Days   []logHead `json:"days"`
}

func (c *cli) logVerify() *cobra.Command {
	return &cobra.Command{Use: "verify [FOLDER]", Args: cobra.MaximumNArgs(1),
		Short: c.say("核对日志未被改动，列出每日末行的摘要",
			"check that no line was changed; shows where each day ends"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := filepath.Join(c.home, logFolder)
			if len(args) == 1 {
				dir = args[0]
			}
			heads, err := verifyLog(dir)
			if err != nil {
				return failf(exitFindings, "日志不连续：%v", "the log does not hold together: %v", err)
			}
			t := table{head: []string{c.say("日", "day"), c.say("行数", "lines"), "SHA-256"}}
			for _, h := range heads {
				t.rows = append(t.rows, []string{h.Day, strconv.FormatUint(h.Lines, 10), h.Sha256.String()})
			}
			return c.printTable(logReport{Folder: dir, Days: heads}, t)
		}}
}

// logged notes an administrator's act in the home's log. A log that cannot be written stops no act:
// it is told.
func (c *cli) logged(act, what string) {
	b, err := openLogbook(c.home)
	if err == nil {
		who := "unknown"
		if u, bad := user.Current(); bad == nil {
			who = u.Username
		}
		err = b.append(logLine{Who: who, Act: act, What: what})
		_ = b.close()
	}
	if err != nil {
		c.note("操作未能记入本机日志：%v", "the act is not in the home's log: %v", err)
	}
}
