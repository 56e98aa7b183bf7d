package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/genesis"
)

// versionDoc says what this binary is. Linked modules that decide bytes are named with their
// version.
type versionDoc struct {
	Version string            `json:"version"`
	Commit  string            `json:"commit"`
	Go      string            `json:"go"`
	System  string            `json:"system"`
	Cgo     bool              `json:"cgo"` // libsecp256k1 instead of the pure Go curve
	Rules   uint64            `json:"rules"`
	Genesis string            `json:"genesis_format"`
	Engine  map[string]string `json:"engine"`
}

var engineModules = map[string]string{
	"github.com/cometbft/cometbft": "cometbft", "github.com/cosmos/iavl": "iavl",
	"github.com/dgraph-io/badger/v4": "badger", "github.com/ethereum/go-ethereum": "go-ethereum",
	"github.com/emmansun/gmsm": "gmsm",
}

func readVersion() versionDoc {
	v := versionDoc{Version: version, Commit: commit, Go: runtime.Version(),
		System: runtime.GOOS + "/" + runtime.GOARCH, Rules: abci.Rules, Genesis: genesis.Format,
		Engine: map[string]string{}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, m := range info.Deps {
		if name := engineModules[m.Path]; name != "" {
			v.Engine[name] = m.Version
		}
	}
	for _, s := range info.Settings {
		if s.Key == "CGO_ENABLED" {
			v.Cgo = s.Value == "1"
		}
	}
	return v
}

func versionCommand(c *cli) *cobra.Command {
	return &cobra.Command{Use: "version", Args: cobra.NoArgs,
		Short: c.say("版本、构建与所链接的引擎", "version, build and the engines linked"),
		RunE:  func(*cobra.Command, []string) error { return c.printDoc(readVersion()) }}
}
