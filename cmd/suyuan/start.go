package main

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/watch"
)

// stopDoc is the one document of a node that ran and was asked to end.
type stopDoc struct {
	Stopped string `json:"stopped"` // the signal
	Height  uint64 `json:"height"`
	AppHash string `json:"app_hash"`
}

func startCommand(c *cli) *cobra.Command {
	var logFile, api, byzantine string
	cmd := &cobra.Command{Use: "start", Args: cobra.NoArgs,
		Short: c.say("运行节点，直到收到 SIGTERM 或 SIGINT", "run the node until SIGTERM or SIGINT"),
		RunE: func(*cobra.Command, []string) error {
			logTo := c.chat
			if logFile != "" {
				f, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
				if err != nil {
					return unwritable(logFile, err)
				}
				defer f.Close()
				logTo = f
			}
			return c.start(logTo, api, byzantine)
		}}
	cmd.Flags().StringVar(&api, "api", "", c.say("HTTP 接口监听地址，缺省按 app.toml；off 为不提供",
		"address of the HTTP service, that of app.toml by default; off for none"))
	cmd.Flags().StringVar(&logFile, "log-file", "", c.say("日志文件，默认标准错误", "log file; default stderr"))
	cmd.Flags().StringVar(&byzantine, "debug-byzantine", "", c.say("仅测试账本：使节点按此方式作恶",
		"test ledgers only: break the rules of consensus in this way"))
	_ = cmd.Flags().MarkHidden("debug-byzantine")
	return cmd
}

// stopWithin bounds an orderly end; after it the process ends as if killed, which a home survives.
const stopWithin = 20 * time.Second

func (c *cli) start(logTo io.Writer, apiAt, byzantine string) error {
	home, err := filepath.Abs(c.home)
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // measured: a fifth more papers per second for memory that is there
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	defer signal.Stop(signals)
	levels, quiet := watchLevels()
	defer quiet()
	abci.Version = version
	service, err := c.newService(home, apiAt)
	if err != nil {
		return err
	}
	defer service.stop()
	index := follow.New()
	seen := watch.New(watch.Options{Version: version, Index: index.Height})
	n, err := abci.Start(abci.NodeOptions{Home: home, LogTo: logTo, Follow: index, Watch: seen,
		Byzantine: byzantine})
	if err != nil {
		return err
	}
	go c.obeyLevels(n, levels)
	seen.Start(n, askApp(n.App()))
	defer seen.Close()
	c.logged("start", version)
	c.note("节点已启动，RPC %s", "the node runs, RPC %s", n.RPC())
	served, err := service.start(n, seen)
	if err != nil {
		return errors.Join(err, stopNode(n, signals))
	}
	select {
	case err = <-served:
		return errors.Join(failf(exitUnexpected, "HTTP 接口停止：%v", "the HTTP service ended: %v", err),
			stopNode(n, signals))
	case s := <-signals:
		service.stop()
		c.logged("stop", s.String())
		err = stopNode(n, signals)
		if err != nil {
			return err
		}
		state := n.App().State()
		return c.printDoc(stopDoc{Stopped: s.String(), Height: state.Height,
			AppHash: state.AppHash.String()})
	case fault := <-n.Failed():
		_ = stopNode(n, signals)
		var why *abci.Sentence
		if errors.As(fault, &why) {
			return why
		}
		return failf(exitUnexpected, "节点停止以免分叉：%v", "the node stopped rather than diverge: %v", fault)
	}
}

// stopNode ends a node in order, or gives up after a while or at a second signal.
func stopNode(n *abci.Node, again <-chan os.Signal) error {
	done := make(chan error, 1)
	go func() { done <- n.Stop() }()
	select {
	case err := <-done:
		return err
	case <-again:
	case <-time.After(stopWithin):
	}
	return fail(exitUnexpected, "节点未能有序停止", "the node did not end in order")
}
