package load

import (
	"encoding/hex"
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
	"github.com/suyuan-ledger/suyuan/crypto"
)

// ServeKVStore runs a home as a node of CometBFT's own kvstore application, in memory and with the
// ABCI client that suyuan uses, until SIGTERM. Everything outside the application is as in `suyuan
// start`.
func ServeKVStore(home string) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // as suyuan does
	}
	config, _, err := abci.ReadConfig(home)
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
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	n, err := node.NewNode(config,
		privval.LoadFilePV(config.PrivValidatorKeyFile(), config.PrivValidatorStateFile()), key,
		proxy.DefaultClientCreator("kvstore_connsync", "", ""),
		func() (*types.GenesisDoc, error) { return doc, nil }, cmtcfg.DefaultDBProvider,
		node.DefaultMetricsProvider(config.Instrumentation), logger)
	if err != nil {
		return err
	}
	if err := n.Start(); err != nil {
		return err
	}
	<-signals
	if err := n.Stop(); err != nil {
		return err
	}
	n.Wait()
	return nil
}

// kvPapers are transactions of exactly size bytes: a key of their own, and text that does not
// repeat.
func kvPapers(from, count, size int) [][]byte {
	out := make([][]byte, count)
	for i := range out {
		b := fmt.Appendf(make([]byte, 0, size+64), "k%08d=", from+i)
		for block := 0; len(b) < size; block++ {
			sum := crypto.SHA256(fmt.Appendf(nil, "%d/%d", from+i, block))
			b = hex.AppendEncode(b, sum[:])
		}
		out[i] = b[:size]
	}
	return out
}
