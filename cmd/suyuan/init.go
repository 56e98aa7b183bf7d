package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/genesis"
)

// initDoc is what others need of a new home to write it into a genesis document.
type initDoc struct {
	Home      string             `json:"home"`
	Name      string             `json:"name"`
	NodeID    string             `json:"node_id"`
	PubKey    string             `json:"pub_key"`
	Address   string             `json:"address"`
	Chain     string             `json:"chain,omitempty"`
	Genesis   string             `json:"genesis,omitempty"`
	Validator bool               `json:"validator"`
	Power     []party.GroupPower `json:"power,omitempty"`
}

func initCommand(c *cli) *cobra.Command {
	var s abci.Spec
	var file, state string
	cmd := &cobra.Command{Use: "init NAME", Args: cobra.ExactArgs(1),
		Short: c.say("建立节点目录：配置、节点密钥和验证人密钥", "make a home: configuration, node key and validator key"),
		RunE: func(_ *cobra.Command, args []string) error {
			s.Moniker = args[0]
			doc, err := c.makeHome(s, file)
			if err == nil {
				err = c.carry(file, state)
			}
			if err != nil {
				return err
			}
			return c.printDoc(doc)
		}}
	f := cmd.Flags()
	f.StringVar(&file, "genesis", "", c.say("创世文件（genesis.json 或 suyuan-genesis/1）",
		"genesis document, genesis.json or suyuan-genesis/1"))
	f.StringVar(&state, "state", "", c.say("所延续账本的状态文件，见 suyuan export",
		"state file of the ledger that this one goes on from, see suyuan export"))
	c.homeFlags(cmd, &s)
	return cmd
}

// homeFlags are what a new home may be configured with, whether it founds a ledger or joins one.
func (c *cli) homeFlags(cmd *cobra.Command, s *abci.Spec) {
	f := cmd.Flags()
	f.StringVar(&s.P2P, "p2p", "tcp://0.0.0.0:26656", c.say("节点间监听地址", "address other nodes dial"))
	f.StringVar(&s.RPC, "rpc", "tcp://127.0.0.1:26657", c.say("RPC 监听地址", "address of the RPC"))
	f.StringVar(&s.API, "api", abci.DefaultAPI, c.say("HTTP 接口监听地址，off 为不提供",
		"address of the HTTP service, off for none"))
	f.StringSliceVar(&s.Peers, "peers", nil, c.say("其他节点 id@host:port，可多次",
		"other nodes, id@host:port; repeatable"))
	f.BoolVar(&s.Fast, "fast", false, c.say("有文书时不间断出块", "no pause between blocks while papers wait"))
	f.DurationVar(&s.BlockEvery, "block-every", 500*time.Millisecond,
		c.say("出块后的停顿", "pause after a block"))
	f.DurationVar(&s.IdleEvery, "idle-every", 5*time.Second,
		c.say("空闲时最长出块间隔", "longest time without a block"))
	f.StringVar(&s.LogFormat, "log-format", "plain",
		c.say("日志格式 plain 或 json", "log format, plain or json"))
	f.StringVar(&s.LogLevel, "log-level", "info", c.say("日志级别", "log level"))
}

// makeHome makes a home, or gives one that has no genesis document yet the document that its
// founders wrote meanwhile.
func (c *cli) makeHome(s abci.Spec, file string) (initDoc, error) {
	doc := initDoc{Home: c.home, Name: s.Moniker}
	made, err := exists(filepath.Join(c.home, abci.ConfigFile))
	if err != nil {
		return doc, err
	}
	target := filepath.Join(c.home, abci.GenesisFile)
	founded, err := exists(target)
	if err != nil {
		return doc, err
	}
	if made && (founded || file == "") {
		return doc, failf(exitConflict, "%s 已是节点目录", "%s is a home already", c.home)
	}
	var g *abci.Founding
	if file != "" {
		if g, err = readGenesis(file); err != nil {
			return doc, err
		}
	}
	if !made {
		if err := abci.WriteConfig(c.home, s); err != nil {
			return doc, unwritable(c.home, err)
		}
	}
	id, err := abci.MakeKeys(c.home)
	if err != nil {
		return doc, err
	}
	doc.NodeID, doc.PubKey, doc.Address = id.NodeID, id.PubKey, id.Address
	if g == nil {
		return doc, nil
	}
	doc.Chain, doc.Genesis, doc.Power = g.Doc.ChainID, g.Digest.String(), g.Ledger.PowerByGroup()
	for _, v := range g.Ledger.Party.Validators {
		doc.Validator = doc.Validator || v.PubKey == id.PubKey
	}
	return doc, errors.Join(abci.Pin(c.home, g.Digest), g.Write(target))
}

func exists(file string) (bool, error) {
	_, err := os.Stat(file)
	if err == nil || errors.Is(err, os.ErrNotExist) {
		return err == nil, nil
	}
	return false, failf(exitConfig, "目录不可用：%v", "the home cannot be used: %v", err)
}

// readGenesis reads a genesis document in either form: CometBFT's file, or ours alone.
func readGenesis(file string) (*abci.Founding, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	var head struct {
		Format string `json:"format"`
	}
	if json.Unmarshal(b, &head) != nil || head.Format == "" {
		return abci.ReadGenesis(file)
	}
	d, err := genesis.Load(b)
	if err != nil {
		return nil, failf(exitConfig, "创世文件有误：%v", "the genesis document is wrong: %v", err)
	}
	return abci.NewFounding(d)
}
