package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// How a new home gets its first state.
const (
	syncBlocks = "blocks" // every block since the first
	syncState  = "state"  // a snapshot of peers
	syncFile   = "file"   // a snapshot file
)

// joinDoc is a home that is ready to start.
type joinDoc struct {
	initDoc
	Sync   string       `json:"sync"`
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
	file     string // of an emergency plan
	offline  bool
	anchor   abci.Anchor
	plan     *govern.Emergency // nil for none
}

func joinCommand(c *cli) *cobra.Command {
	var j joining
	cmd := &cobra.Command{Use: "join NAME", Args: cobra.ExactArgs(1),
		Short: c.say("加入已有账本：逐块追赶、经网络取状态，或由快照文件开始",
			"join a running ledger: block by block, by state from peers, or from a snapshot file"),
		Long: c.say(
			"缺省自首个区块逐块执行追赶。给出 --snapshot-from 则先取对方快照，凭轻客户端核对的区块头验证，再追赶。\n"+
				"给出 --snapshot 则由手工携带的文件开始。新节点不是验证人，是否成为验证人由成员表决。",
			"By default every block since the first is fetched and executed. With --snapshot-from a\n"+
				"snapshot is taken from peers, verified against headers that the light client checked. With\n"+
				"--snapshot the node begins at a file carried by hand. A new node does not vote; members\n"+
				"decide on validators."),
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
	f.StringSliceVar(&j.rpc, "snapshot-from", nil, c.say("经这些节点的 RPC 取状态，可多次",
		"take the state, checked through the RPC of these nodes; repeatable"))
	f.StringVar(&j.snapshot, "snapshot", "", c.say("快照文件", "snapshot file"))
	f.StringVar(&j.state, "state", "", c.say("所延续账本的状态文件，见 suyuan export",
		"state file of the ledger that this one goes on from, see suyuan export"))
	f.StringVar(&j.trust, "trust", "", c.say("可信的区块头 HEIGHT:HASH，由成员另行告知",
		"a trusted header, HEIGHT:HASH, told by a member another way"))
	f.StringVar(&j.file, "emergency", "", c.say("账本曾据以恢复的应急方案，见 suyuan emergency fetch",
		"emergency plan that the ledger once went on under, see suyuan emergency fetch"))
	f.BoolVar(&j.offline, "offline", false, c.say("不试连其他节点", "do not try to reach the other nodes"))
	c.homeFlags(cmd, &j.spec)
	_ = cmd.MarkFlagRequired("genesis")
	_ = cmd.MarkFlagRequired("peers")
	return cmd
}

func (c *cli) join(ctx context.Context, j *joining) (joinDoc, error) {
	var doc joinDoc
	if ctx == nil {
		ctx = context.Background()
	}
	if made, err := exists(filepath.Join(c.home, abci.ConfigFile)); made || err != nil {
		return doc, errors.Join(err, failf(exitConflict, "%s 已是节点目录", "%s is a home already", c.home))
	}
	if len(j.rpc) > 0 && j.snapshot != "" {
		return doc, fail(exitUsage, "--snapshot-from 与 --snapshot 只能取一",
			"give --snapshot-from or --snapshot, not both")
	}
	if j.state != "" && (len(j.rpc) > 0 || j.snapshot != "") {
		return doc, fail(exitUsage, "--state 供自首个区块起追赶；以 --snapshot-from 或 --snapshot 加入不用它",
			"--state is for joining block by block: leave it out with --snapshot-from or --snapshot")
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
	if j.plan, err = planFor(g, j.file); err != nil {
		return doc, err
	}
	if doc.Sync, err = c.prepare(ctx, j, g); err != nil {
		return doc, err
	}
	if doc.Sync == syncState {
		doc.Anchor = &j.anchor
	}
	if doc.initDoc, err = c.makeHome(j.spec, file); err != nil {
		return doc, err
	}
	if err = c.firstState(j, &doc, file); err != nil { // the same call can be made again
		for _, made := range []string{abci.ConfigFile, abci.GenesisFile, abci.EmergencyFile} {
			_ = os.Remove(filepath.Join(c.home, made))
		}
	}
	return doc, err
}

// firstState puts in place what a new home begins with.
func (c *cli) firstState(j *joining, doc *joinDoc, genesis string) (err error) {
	if j.plan != nil {
		if err := abci.PlaceEmergency(c.home, *j.plan); err != nil {
			return unwritable(filepath.Join(c.home, abci.EmergencyFile), err)
		}
	}
	switch doc.Sync {
	case syncBlocks:
		return c.carry(genesis, j.state)
	case syncFile:
		doc.Begun, err = c.begin(j)
	}
	return err
}

// planFor reads the emergency plan of a ledger, nil without a file. Its signatures are held against
// the state that it follows, when the home has it.
func planFor(g *abci.Founding, file string) (*govern.Emergency, error) {
	if file == "" {
		return nil, nil
	}
	e, err := readEmergency(file)
	if err != nil {
		return nil, err
	}
	if e.Plan.Chain != g.Doc.ChainID || e.Plan.Genesis != g.Digest {
		return nil, failf(exitConfig, "应急方案 %[1]s 不属于账本 %[2]s",
			"the emergency plan %[1]s is not of ledger %[2]s", file, g.Doc.ChainID)
	}
	return e, knownRules(e.Plan)
}

// prepare settles how the home will get its first state, and asks the peers for what that takes.
// What is missing is said before anything is made.
func (c *cli) prepare(ctx context.Context, j *joining, g *abci.Founding) (sync string, err error) {
	switch {
	case len(j.rpc) > 0:
		if err := c.reachPeers(ctx, j, g, wanted{snapshot: true}); err != nil {
			return syncState, err
		}
		return syncState, c.planState(ctx, j, g.Doc.ChainID)
	case j.snapshot != "":
		m, err := abci.SnapshotIn(j.snapshot)
		if err != nil {
			return syncFile, err
		}
		return syncFile, c.reachPeers(ctx, j, g, wanted{block: int64(m.Height) + 1})
	}
	if err := carries(g, j.state); err != nil {
		return syncBlocks, err
	}
	return syncBlocks, c.reachPeers(ctx, j, g, wanted{block: g.Doc.InitialHeight})
}

// begin fills a new home from a snapshot file.
func (c *cli) begin(j *joining) (*abci.Begun, error) {
	begun, err := abci.BeginAt(c.home, j.snapshot, j.anchor,
		c.progress("装入快照，片", "chunks of the snapshot").at)
	if err == nil && begun.Trusted == "genesis" {
		c.note("以创世验证人的签名为据；请与一位成员核对高度 %[1]d 的区块头 %[2]s",
			"trusted by the validators of genesis; compare header %[1]d with a member: %[2]s",
			begun.Height+1, begun.Header)
	}
	return &begun, err
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
	if told := strings.TrimPrefix(j.digest, "sha256:"); told != "" && told != g.Digest.String() {
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
