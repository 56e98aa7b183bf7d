package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	cmt "github.com/cometbft/cometbft/abci/types"
	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/state"
)

// stateCommand compares states of nodes.
func stateCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "state", Args: cobra.NoArgs,
		Short: c.say("账本状态：逐集合的哈希；比较两个节点，找出首个不同的键",
			"states of nodes: hashes of every store, the first key at which two differ"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.stateHash(), c.stateDiff())
	return cmd
}

// stateDiffDoc is what a comparison found.
type stateDiffDoc struct {
	Height   uint64      `json:"height"`
	AppHashA string      `json:"app_hash_a"`
	AppHashB string      `json:"app_hash_b"`
	Same     bool        `json:"same"`
	Keys     uint64      `json:"keys"`  // compared until the difference
	Asked    int         `json:"asked"` // questions to each node
	First    *differsDoc `json:"first"`
}

// differsDoc is the first key that differs.
type differsDoc struct {
	audit.KeyDiffers
	Collection string         `json:"collection"`
	KeyText    []bundle.Field `json:"key_text"`
	FieldsA    []bundle.Field `json:"fields_a"` // of the record, none where absent
	FieldsB    []bundle.Field `json:"fields_b"`
	Paper      string         `json:"paper"` // that wrote it in the block, as a stopped node noted
}

func (c *cli) stateDiff() *cobra.Command {
	var height uint64
	cmd := &cobra.Command{Use: "diff NODE1 NODE2", Args: cobra.ExactArgs(2),
		Short: c.say("两个节点的状态首个不同的键及其内容；不同则退出码 10",
			"the first key at which the states of two nodes differ; exit 10 where they do"),
		Long: c.say("NODE 为 RPC 地址，或已停止的节点的目录。缺省比较两者都有的最近高度。",
			"NODE is an RPC address, or the home of a node that has stopped. By default the newest\n"+
				"height that both have is compared."),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := background(cmd.Context())
			var sides [2]stateSide
			for i, at := range args {
				var err error
				if sides[i], err = c.side(ctx, at); err != nil {
					return err
				}
				defer sides[i].close()
			}
			doc, err := compareStates(ctx, sides, height)
			if err != nil {
				return err
			}
			if err := c.printTable(doc, c.stateDiffTable(doc)); err != nil || doc.Same {
				return err
			}
			return failf(exitFindings, "高度 %d 的状态不同", "the states of height %d differ", doc.Height)
		}}
	cmd.Flags().Uint64Var(&height, "height", 0, c.say("比较此高度", "compare this height"))
	return cmd
}

// stateSide is one of the nodes that are compared.
type stateSide struct {
	ask   func(ctx context.Context, path string, data []byte, height uint64, v any) error
	info  abci.State
	home  string // of a stopped node
	close func()
}

func (c *cli) side(ctx context.Context, at string) (s stateSide, err error) {
	s.close = func() {}
	if info, err := os.Stat(at); err == nil && info.IsDir() {
		if err := s.open(at); err != nil {
			return s, err
		}
	} else {
		s.ask = ledger{&localnet.Client{URLs: []string{at}}}.ask
	}
	if err := s.ask(ctx, abci.PathInfo, nil, 0, &s.info); err != nil {
		s.close()
		return s, err
	}
	return s, nil
}

// open answers from the store of a node that does not run.
func (s *stateSide) open(home string) error {
	g, err := abci.ReadGenesis(filepath.Join(home, abci.GenesisFile))
	if err != nil {
		return err
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(home, abci.StoreDir)})
	if err != nil {
		return failf(exitConfig, "目录 %[1]s 的账本打不开：%[2]v", "the store of %[1]s does not open: %[2]v",
			home, err)
	}
	a, err := abci.NewApplication(db, app.Standard(), abci.Options{Chain: g.Doc.ChainID,
		Genesis: g.Digest})
	if err != nil {
		_ = db.Close()
		return err
	}
	s.home = home
	s.close = func() { a.Close(); _ = db.Close() }
	s.ask = func(ctx context.Context, path string, data []byte, height uint64, v any) error {
		r, err := a.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height)})
		if err != nil {
			return err
		}
		if r.Code != 0 {
			return refusedQuery(localnet.Answer{Code: r.Code, Log: r.Log})
		}
		return json.Unmarshal(r.Value, v)
	}
	return nil
}

// appHash is the app hash of a height.
func (s stateSide) appHash(ctx context.Context, height uint64) (string, error) {
	var a abci.Answer
	err := s.ask(ctx, abci.PathQuery+"ledger", []byte("{}"), height, &a)
	return a.AppHash.String(), err
}

// ranged asks about ranges of the state of a height.
func (s stateSide) ranged(height uint64) audit.Ranged {
	return func(ctx context.Context, q abci.RangeAsked) (r abci.Range, err error) {
		data, err := json.Marshal(q)
		if err == nil {
			err = s.ask(ctx, abci.PathRange, data, height, &r)
		}
		return r, err
	}
}

func compareStates(ctx context.Context, s [2]stateSide, height uint64) (doc stateDiffDoc,
	err error) {
	if doc.Height, err = commonHeight(s[:], height); err != nil {
		return doc, err
	}
	if doc.AppHashA, err = s[0].appHash(ctx, doc.Height); err != nil {
		return doc, err
	}
	if doc.AppHashB, err = s[1].appHash(ctx, doc.Height); err != nil {
		return doc, err
	}
	if doc.Same = doc.AppHashA == doc.AppHashB; doc.Same {
		return doc, nil
	}
	found, err := audit.FirstDifferent(ctx, s[0].ranged(doc.Height), s[1].ranged(doc.Height))
	if err != nil {
		return doc, err
	}
	doc.Keys, doc.Asked = found.Keys, found.Asked
	if found.First != nil {
		doc.First = tellDiffers(*found.First, s, doc.Height)
	}
	return doc, nil
}

// tellDiffers reads a key and both values, and which paper wrote it where a node has noted that.
func tellDiffers(d audit.KeyDiffers, s [2]stateSide, height uint64) *differsDoc {
	out := &differsDoc{KeyDiffers: d, Collection: abci.PlaceOf(app.Standard(), d.Key)}
	if v, err := bundle.ShowStored(d.Key, d.A); err == nil {
		out.Collection, out.KeyText, out.FieldsA = v.Collection, v.Key, v.Fields
	}
	if v, err := bundle.ShowStored(d.Key, d.B); err == nil {
		out.Collection, out.KeyText, out.FieldsB = v.Collection, v.Key, v.Fields
	}
	for _, side := range s {
		var noted abci.Disagreement
		b, err := os.ReadFile(abci.AppHashFile(side.home, height))
		if side.home == "" || err != nil || json.Unmarshal(b, &noted) != nil {
			continue
		}
		for _, p := range noted.Writes {
			for _, w := range p.Writes {
				if string(w.Key) == string(d.Key) {
					out.Paper = strings.TrimSpace(fmt.Sprintf("%d %s %s", p.Paper, p.Kind, p.TxID))
				}
			}
		}
	}
	return out
}

func (c *cli) stateDiffTable(doc stateDiffDoc) (t table) {
	t.rows = [][]string{{c.say("高度", "height"), strconv.FormatUint(doc.Height, 10)},
		{c.say("应用哈希", "app hash"), doc.AppHashA, doc.AppHashB}}
	if doc.Same {
		return table{rows: append(t.rows, []string{c.say("状态相同", "the states are the same")})}
	}
	if doc.First == nil {
		return table{rows: append(t.rows, []string{c.say("各键相同，树的形状不同",
			"every key is the same: the trees have other shapes")})}
	}
	var key []string
	for _, f := range doc.First.KeyText {
		key = append(key, f.Value)
	}
	t.rows = append(t.rows, []string{c.say("首个不同", "first difference"), doc.First.Collection + " " +
		strings.Join(key, "/"), hex.EncodeToString(doc.First.Key)})
	if doc.First.Paper != "" {
		t.rows = append(t.rows, []string{c.say("文书", "paper"), doc.First.Paper})
	}
	at := map[string]string{}
	for _, f := range doc.First.FieldsB {
		at[f.Field] = f.Value
	}
	for _, f := range doc.First.FieldsA {
		if other, ok := at[f.Field]; !ok || other != f.Value {
			t.rows = append(t.rows, []string{"  " + f.Field, f.Value, other})
		}
	}
	return t
}
