package load

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtflags "github.com/cometbft/cometbft/libs/cli/flags"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
)

// application is what stands behind a node: how the engine reaches it, and how it is closed.
type application struct {
	proxy.ClientCreator
	close func() error
}

// ServeSuyuan runs a home as suyuan's own node, with the chapters of a bench, until SIGTERM.
func ServeSuyuan(home string, m *app.Machine) error {
	collectLate()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	n, err := abci.Start(abci.NodeOptions{Home: home, Machine: m})
	if err != nil {
		return err
	}
	select {
	case <-signals:
		return n.Stop()
	case fault := <-n.Failed():
		_ = n.Stop()
		return fmt.Errorf("the node stopped: %w", fault)
	}
}

// collectLate collects memory as late as `suyuan start` does.
func collectLate() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// serve runs a home as a node of an application until SIGTERM. Everything outside the application
// is as in `suyuan start`.
func serve(home string, open func(home string, own abci.App) (application, error)) error {
	collectLate()
	config, own, err := abci.ReadConfig(home)
	if err != nil {
		return err
	}
	logger, err := cmtflags.ParseLogLevel(config.LogLevel,
		log.NewTMLogger(log.NewSyncWriter(os.Stderr)), cmtcfg.DefaultLogLevel)
	if err != nil {
		return err
	}
	doc, err := types.GenesisDocFromFile(config.GenesisFile())
	if err != nil {
		return err
	}
	key, err := p2p.LoadNodeKey(config.NodeKeyFile())
	if err != nil {
		return err
	}
	a, err := open(home, own)
	if err != nil {
		return err
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	n, err := node.NewNode(config,
		privval.LoadFilePV(config.PrivValidatorKeyFile(), config.PrivValidatorStateFile()), key,
		a, func() (*types.GenesisDoc, error) { return doc, nil }, cmtcfg.DefaultDBProvider,
		node.DefaultMetricsProvider(config.Instrumentation), logger)
	if err != nil {
		return errors.Join(err, a.close())
	}
	if err := n.Start(); err != nil {
		return errors.Join(err, a.close())
	}
	<-signals
	err = n.Stop()
	n.Wait()
	return errors.Join(err, a.close())
}
