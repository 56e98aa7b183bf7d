package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// joinDoc is a home that is ready to start.
type joinDoc struct {
	initDoc
	Sync   string       `json:"sync"` // blocks, state or file
	Anchor *abci.Anchor `json:"anchor,omitempty"`
	Begun  *abci.Begun  `json:"begun,omitempty"`
}

// joining is what the flags of join say.
type joining struct {
	spec     abci.Spec
	genesis  string
	digest   string
	rpc      []string
	snapshot string
	state    string
	trust    string
	offline  bool
	anchor   abci.Anchor
}

func joinCommand(c *cli) *cobra.Command {
	var j joining
	cmd := &cobra.Command{Use: "join NAME", Args: cobra.ExactArgs(1),
		Short: c.say("加入已有账本：逐块追赶、经网络取状态，或由快照文件开始",
			"join a running ledger: block by block, by state from peers, or from a snapshot file"),
		Long: c.say(
			"缺省自首个区块逐块执行追赶。给出 --rpc 则先取对方快照，凭轻客户端核对的区块头验证，再追赶。\n"+
				"给出 --snapshot 则由手工携带的文件开始。新节点不是验证人，是否成为验证人由成员表决。",
			"By default every block since the first is fetched and executed. With --rpc a snapshot is\n"+
				"taken from peers, verified against headers that the light client checked. With --snapshot\n"+
				"the node begins at a file carried by hand. A new node does not vote; members decide on\n"+
				"validators."),
		RunE: func(cmd *cobra.Command, args []string) error {
			j.spec.Moniker = args[0]
			doc, err := c.join(cmd.Context(), &j)
			if err != nil {
				return err
			}
			return c.printDoc(doc)
		}}
	f := cmd.Flags()
	f.StringVar(&j.genesis, "genesis", "", c.say("创世文件，或一个节点的 RPC 地址",
		"genesis document, or the RPC address of a node"))
	f.StringVar(&j.digest, "digest", "", c.say("创世文件应有的摘要，由成员另行告知",
		"digest the genesis document must have, told by a member another way"))
	f.StringSliceVar(&j.spec.Peers, "peer", nil, c.say("其他节点 id@host:port，可多次",
		"other nodes, id@host:port; repeatable"))
	f.StringSliceVar(&j.rpc, "rpc", nil, c.say("经这些节点的 RPC 取状态，可多次",
		"take the state, checked through the RPC of these nodes; repeatable"))
	f.StringVar(&j.snapshot, "snapshot", "", c.say("快照文件", "snapshot file"))
	f.StringVar(&j.state, "state", "", c.say("所延续账本的状态文件，见 suyuan export",
		"state file of the ledger that this one goes on from, see suyuan export"))
	f.StringVar(&j.trust, "trust", "", c.say("可信的区块头 HEIGHT:HASH，由成员另行告知",
		"a trusted header, HEIGHT:HASH, told by a member another way"))
	f.BoolVar(&j.offline, "offline", false, c.say("不试连其他节点", "do not try to reach the other nodes"))
	f.StringVar(&j.spec.P2P, "p2p", "tcp://0.0.0.0:26656", c.say("节点间监听地址",
		"address other nodes dial"))
	f.StringVar(&j.spec.RPC, "rpc-listen", "tcp://127.0.0.1:26657", c.say("RPC 监听地址",
		"address of this node's RPC"))
	f.StringVar(&j.spec.API, "api", abci.DefaultAPI, c.say("HTTP 接口监听地址，off 为不提供",
		"address of the HTTP service, off for none"))
	_ = cmd.MarkFlagRequired("genesis")
	_ = cmd.MarkFlagRequired("peer")
	return cmd
}

func (c *cli) join(ctx context.Context, j *joining) (joinDoc, error) {
	doc := joinDoc{Sync: "blocks"}
	if ctx == nil {
		ctx = context.Background()
	}
	if made, err := exists(filepath.Join(c.home, abci.ConfigFile)); made || err != nil {
		return doc, errors.Join(err, failf(exitConflict, "%s 已是节点目录", "%s is a home already", c.home))
	}
	if len(j.rpc) > 0 && j.snapshot != "" {
		return doc, fail(exitUsage, "--rpc 与 --snapshot 只能取一", "give --rpc or --snapshot, not both")
	}
	var err error
	if j.trust != "" {
		if j.anchor, err = abci.ParseAnchor(j.trust); err != nil {
			return doc, failf(exitUsage, "可信区块头 %[1]q 应为 HEIGHT:HASH",
				"trusted header %[1]q is not HEIGHT:HASH", j.trust)
		}
	}
	g, file, err := c.joinGenesis(ctx, j)
	if err != nil {
		return doc, err
	}
	defer os.Remove(file)
	if err := c.reachPeers(ctx, j); err != nil {
		return doc, err
	}
	if len(j.rpc) > 0 {
		doc.Sync = "state"
		if err := c.planState(ctx, j, g.Doc.ChainID); err != nil {
			return doc, err
		}
		doc.Anchor = &j.anchor
	}
	if doc.initDoc, err = c.makeHome(j.spec, file); err != nil {
		return doc, err
	}
	if j.snapshot == "" {
		if len(j.rpc) == 0 || j.state != "" {
			err = c.carry(file, j.state)
		}
		return doc, err
	}
	doc.Sync = "file"
	begun, err := abci.BeginAt(c.home, j.snapshot, j.anchor)
	if err != nil {
		_ = os.Remove(filepath.Join(c.home, abci.ConfigFile)) // the same call can be made again
		_ = os.Remove(filepath.Join(c.home, abci.GenesisFile))
		return doc, err
	}
	doc.Begun = &begun
	if begun.Trusted == "genesis" {
		c.note("以创世验证人的签名为据；请与一位成员核对高度 %[1]d 的区块头 %[2]s",
			"trusted by the validators of genesis; compare header %[1]d with a member: %[2]s",
			begun.Height+1, begun.Header)
	}
	return doc, nil
}

// joinGenesis reads the genesis document, from a file or from a node, into a file of ours.
func (c *cli) joinGenesis(ctx context.Context, j *joining) (*abci.Founding, string, error) {
	f, err := os.CreateTemp("", "suyuan-genesis-")
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	b, err := c.genesisFrom(ctx, j.genesis)
	if err == nil {
		_, err = f.Write(b)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return nil, "", err
	}
	g, err := readGenesis(f.Name())
	if err != nil {
		_ = os.Remove(f.Name())
		return nil, "", err
	}
	if j.digest != "" && j.digest != g.Digest.String() {
		_ = os.Remove(f.Name())
		return nil, "", failf(exitVerify, "创世文件摘要为 %[1]s，不是 %[2]s",
			"the genesis document has digest %[1]s, not %[2]s", g.Digest, j.digest)
	}
	if j.digest == "" && strings.Contains(j.genesis, "://") {
		c.note("创世文件取自 %[1]s，请与一位成员核对其摘要 %[2]s",
			"the genesis document is from %[1]s: compare its digest with a member: %[2]s", j.genesis,
			g.Digest)
	}
	return g, f.Name(), nil
}

// genesisMost bounds a genesis document from a node.
const genesisMost = 64 << 20

func (c *cli) genesisFrom(ctx context.Context, from string) ([]byte, error) {
	if !strings.Contains(from, "://") {
		b, err := os.ReadFile(from)
		if err != nil {
			return nil, unreadable(from, err)
		}
		return b, nil
	}
	if strings.HasSuffix(from, ".json") {
		return fetchFile(ctx, from)
	}
	var r struct {
		Genesis json.RawMessage `json:"genesis"`
	}
	node := &localnet.Client{URLs: []string{from}}
	if err := node.Call(ctx, "genesis", map[string]any{}, &r); err != nil {
		return nil, failf(exitUnreachable, "节点 %[1]s 没有给出创世文件：%[2]v",
			"node %[1]s did not give the genesis document: %[2]v", from, err)
	}
	return r.Genesis, nil
}

func fetchFile(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, usage(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, failf(exitUnreachable, "%[1]s 取不到：%[2]v", "%[1]s cannot be fetched: %[2]v", url, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, failf(exitUnreachable, "%[1]s 取不到：状态 %[2]d", "%[1]s cannot be fetched: status %[2]d",
			url, res.StatusCode)
	}
	return io.ReadAll(io.LimitReader(res.Body, genesisMost))
}

// reachPeers dials every peer. One that answers is enough; who does not is named.
func (c *cli) reachPeers(ctx context.Context, j *joining) error {
	reached := 0
	var silent []string
	for _, peer := range j.spec.Peers {
		id, at, ok := strings.Cut(peer, "@")
		if !ok || len(id) != 40 {
			return failf(exitUsage, "节点 %[1]q 应为 id@host:port", "peer %[1]q is not id@host:port", peer)
		}
		if j.offline {
			continue
		}
		dial := net.Dialer{Timeout: 5 * time.Second}
		conn, err := dial.DialContext(ctx, "tcp", at)
		if err != nil {
			silent = append(silent, fmt.Sprintf("%s: %v", peer, err))
			continue
		}
		_ = conn.Close()
		reached++
	}
	if reached == 0 && !j.offline {
		return failf(exitUnreachable, "没有一个节点可连：%[1]s。请向其管理者核对地址与防火墙",
			"no peer can be reached: %[1]s. Ask those who run them about address and firewall",
			strings.Join(silent, "; "))
	}
	for _, s := range silent {
		c.note("连不上 %[1]s", "cannot reach %[1]s", s)
	}
	return nil
}
