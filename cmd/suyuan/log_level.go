package main

import (
	"errors"
	"io/fs"
	"os"
	"os/signal"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
)

// levelFile lies beside a home's log while its node is asked for another log level. Whoever may
// write there may ask: nothing of it passes the network.
const levelFile = "LEVEL"

// nodeFile says which process obeys. Other commands hold a home's lock too, and a signal would end
// them where they stand.
const nodeFile = "NODE"

// levelWithin bounds how long a node takes to answer.
const levelWithin = 10 * time.Second

// levelDoc is the level that a node writes its log with now.
type levelDoc struct {
	Level string `json:"level"`
	Of    string `json:"of"` // command, or config.toml
	PID   int    `json:"pid"`
}

func (c *cli) logLevel() *cobra.Command {
	return &cobra.Command{Use: "level [LEVEL]", Args: cobra.MaximumNArgs(1),
		Short: c.say("改变运行中节点的日志级别，如 consensus:debug,*:info；不给则恢复 config.toml 的级别",
			"change what a running node logs, such as consensus:debug,*:info; alone: as config.toml says"),
		Long: c.say("级别为 debug、info、warn、error、none，或以逗号分隔的 模块:级别，* 为其余模块。改变到节点停止为止，\n"+
			"记入本机日志；重新启动后按 config.toml。",
			"A level is debug, info, warn, error or none, or a list of MODULE:LEVEL, * for all others.\n"+
				"It holds until the node ends and is a line of the home's log; a start reads config.toml."),
		RunE: func(_ *cobra.Command, args []string) error {
			level, of := "", "config.toml"
			if len(args) == 1 {
				level, of = args[0], "command"
			} else {
				config, _, err := abci.ReadConfig(c.home)
				if err != nil {
					return failf(exitConfig, "配置无法读取：%v", "the configuration cannot be read: %v", err)
				}
				level = config.LogLevel
			}
			if err := abci.CheckLogLevel(level); err != nil {
				return failf(exitUsage, "日志级别无法识别：%v", "the log level cannot be read: %v", err)
			}
			pid, err := c.askLevel(level)
			if err != nil {
				return err
			}
			return c.printDoc(levelDoc{level, of, pid})
		}}
}

// askLevel has the node of this home change its level, and waits until it did.
func (c *cli) askLevel(level string) (int, error) {
	pid, runs, err := abci.Running(c.home)
	if err != nil {
		return 0, unreadable(c.home, err)
	}
	node, _ := os.ReadFile(filepath.Join(c.home, logFolder, nodeFile))
	if !runs || string(node) != strconv.Itoa(pid)+"\n" {
		return 0, failf(exitUnreachable, "目录 %s 没有运行中的节点", "no node runs on %s", c.home)
	}
	file := filepath.Join(c.home, logFolder, levelFile)
	// The folder is the node's own and lets nobody else in; the node must read what root writes.
	err = errors.Join(os.WriteFile(file, []byte(level+"\n"), 0o644), os.Chmod(file, 0o644))
	if err != nil {
		return pid, unwritable(file, err)
	}
	if err := syscall.Kill(pid, syscall.SIGHUP); err != nil {
		_ = os.Remove(file)
		return pid, failf(exitForbidden, "不能通知进程 %[1]d：%[2]v", "process %[1]d cannot be told: %[2]v", pid,
			err)
	}
	for end := time.Now().Add(levelWithin); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return pid, nil
		}
		if time.Now().After(end) {
			_ = os.Remove(file)
			return pid, failf(exitUnreachable, "进程 %[1]d 没有回应", "process %[1]d does not answer", pid)
		}
	}
}

// leveled is a running node whose log level may change.
type leveled interface{ SetLogLevel(level string) error }

// obeyLevels changes the level at each SIGHUP: to the one asked for, otherwise to what config.toml
// says now. It ends with the channel.
func (c *cli) obeyLevels(n leveled, asked <-chan os.Signal) {
	file := filepath.Join(c.home, logFolder, levelFile)
	own := filepath.Join(c.home, logFolder, nodeFile)
	// The first start of a home may be here before the first line of its log.
	err := errors.Join(os.MkdirAll(filepath.Dir(own), 0o700),
		os.WriteFile(own, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644))
	if err != nil {
		c.note("日志级别在运行中不能改变：%v", "the log level stays while the node runs: %v", err)
	}
	for range asked {
		b, err := os.ReadFile(file)
		level, by := strings.TrimSpace(string(b)), ownerOf(file)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		if err == nil {
			err = n.SetLogLevel(level)
		}
		if err != nil { // who asked waits in vain
			c.note("日志级别未变：%v", "the log level stays: %v", err)
			continue
		}
		c.loggedBy(by, "log.level", or(level, "config.toml"))
		_ = os.Remove(file)
	}
}

// watchLevels begins to take SIGHUP, which from then on ends no process.
func watchLevels() (asked chan os.Signal, stop func()) {
	asked = make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	return asked, func() {
		signal.Stop(asked)
		close(asked)
	}
}

// ownerOf is the operating system's user who wrote a file.
func ownerOf(file string) string {
	info, err := os.Stat(file)
	if err != nil {
		return ""
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	uid := strconv.FormatUint(uint64(s.Uid), 10)
	if u, err := user.LookupId(uid); err == nil {
		return u.Username
	}
	return uid
}
