package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
)

// stateHashDoc is what the states of some nodes hash to at one height.
type stateHashDoc struct {
	Height uint64         `json:"height"`
	Same   bool           `json:"same"` // all app hashes
	Nodes  []nodeHashes   `json:"nodes"`
	Differ []string       `json:"differ"` // collections that are not the same everywhere
	stores map[string]int // number of nodes that have each, of the table alone
}

type nodeHashes struct {
	Node    string            `json:"node"`
	AppHash string            `json:"app_hash"`
	Stores  []audit.StoreHash `json:"stores,omitempty"`
}

func (c *cli) stateHash() *cobra.Command {
	var height uint64
	var each bool
	cmd := &cobra.Command{Use: "hash NODE...", Args: cobra.MinimumNArgs(1),
		Short: c.say("节点在某一高度的应用哈希，--per-store 逐个集合；各节点不同则退出码 10",
			"the app hash of a height, with --per-store of every collection; exit 10 where nodes differ"),
		Long: c.say("NODE 为 RPC 地址，或已停止的节点的目录。缺省为各节点都有的最近高度。",
			"NODE is an RPC address, or the home of a node that has stopped. By default the newest\n"+
				"height that all have."),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := background(cmd.Context())
			sides := make([]stateSide, 0, len(args))
			for _, at := range args {
				s, err := c.side(ctx, at)
				if err != nil {
					return err
				}
				defer s.close()
				sides = append(sides, s)
			}
			at, err := commonHeight(sides, height)
			if err != nil {
				return err
			}
			doc := stateHashDoc{Height: at, Same: true, Nodes: []nodeHashes{}, Differ: []string{}}
			for i, s := range sides {
				n := nodeHashes{Node: args[i]}
				if n.AppHash, err = s.appHash(ctx, at); err != nil {
					return err
				}
				if each {
					if n.Stores, err = audit.StoreHashes(ctx, s.ranged(at), collections()); err != nil {
						return err
					}
				}
				doc.Nodes = append(doc.Nodes, n)
				doc.Same = doc.Same && n.AppHash == doc.Nodes[0].AppHash
			}
			doc.compare()
			if err := c.printTable(doc, c.stateHashTable(doc)); err != nil || doc.Same {
				return err
			}
			return failf(exitFindings, "高度 %d 的状态不同", "the states of height %d differ", at)
		}}
	cmd.Flags().Uint64Var(&height, "height", 0, c.say("此高度", "this height"))
	cmd.Flags().BoolVar(&each, "per-store", false, c.say("逐个集合", "of every collection, too"))
	return cmd
}

// collections are all places of the state.
func collections() (out []state.Collection) {
	for _, ch := range app.Standard().Chapters() {
		out = append(out, ch.Collections...)
	}
	return out
}

// compare finds the collections that are not the same on all nodes.
func (d *stateHashDoc) compare() {
	first := map[string]audit.StoreHash{}
	d.stores = map[string]int{}
	differs := map[string]bool{}
	var order []string
	for _, n := range d.Nodes {
		for _, s := range n.Stores {
			one, known := first[s.Store]
			if !known {
				first[s.Store], order = s, append(order, s.Store)
			}
			differs[s.Store] = differs[s.Store] || known && s != one
			d.stores[s.Store]++
		}
	}
	for _, name := range order {
		if differs[name] || d.stores[name] != len(d.Nodes) {
			d.Differ = append(d.Differ, name)
		}
	}
}

func (c *cli) stateHashTable(d stateHashDoc) table {
	t := table{head: []string{c.say("集合", "store"), c.say("记录", "records"), "SHA-256", ""}}
	differ := map[string]bool{}
	for _, name := range d.Differ {
		differ[name] = true
	}
	for _, n := range d.Nodes {
		t.rows = append(t.rows, []string{n.Node, c.say("高度 ", "height ") +
			strconv.FormatUint(d.Height, 10), n.AppHash, ""})
		for _, s := range n.Stores {
			mark := ""
			if differ[s.Store] {
				mark = c.say("不同", "differs")
			}
			t.rows = append(t.rows, []string{"  " + s.Store, strconv.FormatUint(s.Records, 10),
				s.Hash.String(), mark})
		}
	}
	return t
}

// commonHeight is the height that is asked for, or the newest that all sides have.
func commonHeight(sides []stateSide, height uint64) (uint64, error) {
	newest := sides[0].info.Height
	for _, s := range sides {
		if s.info.Chain != sides[0].info.Chain || s.info.Genesis != sides[0].info.Genesis {
			return 0, failf(exitUsage, "节点不属于同一账本：%s 与 %s",
				"the nodes are of two ledgers: %s and %s", sides[0].info.Chain, s.info.Chain)
		}
		newest = min(newest, s.info.Height)
	}
	if height == 0 {
		return newest, nil
	}
	return height, nil
}
