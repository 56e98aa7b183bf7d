package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// queryOptions are the option names that arguments may not take; such an argument gets the prefix
// arg-. An argument lang is that of the global flag.
var queryOptions = []string{"height", "prove", "home", "node", "output", "help"}

func argFlag(name string) string {
	flag := strings.ReplaceAll(name, "_", "-")
	if slices.Contains(queryOptions, flag) {
		return "arg-" + flag
	}
	return flag
}

func queryCommand(c *cli) *cobra.Command {
	m := app.Standard()
	cmd := &cobra.Command{Use: "query", Args: cobra.NoArgs,
		Short: c.say("查询账本", "ask the ledger"),
		RunE:  func(*cobra.Command, []string) error { return c.listQueries(m) }}
	cmd.AddCommand(c.queryTx(), c.queryBlock(), c.queryKey())
	for _, ch := range m.Chapters() {
		if len(ch.Queries) == 0 {
			continue
		}
		cmd.AddGroup(&cobra.Group{ID: ch.Name, Title: fmt.Sprintf("%d %s", ch.Number, c.say(ch.Zh,
			ch.En))})
		for _, q := range ch.Queries {
			cmd.AddCommand(c.queryNamed(ch, q))
		}
	}
	return cmd
}

type queryDoc struct {
	Chapter string   `json:"chapter"`
	Query   string   `json:"query"`
	Zh      string   `json:"zh"`
	En      string   `json:"en"`
	Args    []argDoc `json:"args"`
}

type argDoc struct {
	Name     string `json:"name"`
	Flag     string `json:"flag"`
	Zh       string `json:"zh"`
	En       string `json:"en"`
	Required bool   `json:"required"`
}

func (c *cli) listQueries(m *app.Machine) error {
	var docs []queryDoc
	t := table{head: []string{c.say("章", "chapter"), c.say("查询", "query"), c.say("内容", "answer"),
		c.say("参数", "arguments")}}
	for _, ch := range m.Chapters() {
		for _, q := range ch.Queries {
			doc := queryDoc{Chapter: ch.Name, Query: q.Name, Zh: q.Zh, En: q.En, Args: []argDoc{}}
			var flags []string
			for _, a := range q.Args {
				flag := "--" + argFlag(a.Name)
				doc.Args = append(doc.Args, argDoc{a.Name, flag, a.Zh, a.En, a.Required})
				if !a.Required {
					flag = "[" + flag + "]"
				}
				flags = append(flags, flag)
			}
			docs = append(docs, doc)
			t.rows = append(t.rows, []string{c.say(ch.Zh, ch.Name), q.Name, c.say(q.Zh, q.En),
				strings.Join(flags, " ")})
		}
	}
	return c.printTable(docs, t)
}

func (c *cli) queryNamed(ch rule.Chapter, q rule.Query) *cobra.Command {
	var height uint64
	cmd := &cobra.Command{Use: q.Name, Args: cobra.NoArgs, GroupID: ch.Name, Short: c.say(q.Zh,
		q.En),
		RunE: func(cmd *cobra.Command, _ []string) error {
			args, err := c.queryArgs(cmd, q)
			if err != nil {
				return err
			}
			a, err := c.ledger(cmd).query(cmd.Context(), q.Name, args, height)
			if err != nil {
				return err
			}
			return c.printAnswer(a)
		}}
	for _, a := range q.Args {
		if a.Name == "lang" {
			continue
		}
		text := c.say(a.Zh, a.En)
		if a.Required {
			text += c.say("（必填）", " (required)")
		}
		cmd.Flags().String(argFlag(a.Name), "", text)
	}
	c.heightFlag(cmd, &height)
	return cmd
}

func (c *cli) heightFlag(cmd *cobra.Command, height *uint64) {
	cmd.Flags().Uint64Var(height, "height", 0, c.say("该高度的状态，默认最新",
		"state of that height; default the latest"))
}

func (c *cli) queryArgs(cmd *cobra.Command, q rule.Query) (map[string]string, error) {
	args := map[string]string{}
	for _, a := range q.Args {
		if a.Name == "lang" {
			args[a.Name] = c.lang
			continue
		}
		flag := argFlag(a.Name)
		v, err := cmd.Flags().GetString(flag)
		if err != nil {
			return nil, err
		}
		if v == "" && a.Required {
			return nil, failf(exitUsage, "查询 %[1]s 须给 --%[2]s", "query %[1]s needs --%[2]s", q.Name,
				flag)
		}
		if cmd.Flags().Changed(flag) {
			args[a.Name] = v
		}
	}
	return args, nil
}

// printAnswer prints the answer with its height as JSON, or the answer alone for people, its
// height beside it.
func (c *cli) printAnswer(a abci.Answer) error {
	if a.Test {
		c.note("测试账：高度 %d，账本时间 %s", "test ledger: height %d, law time %s", a.Height, a.Time)
	} else if c.output == "table" {
		c.note("高度 %d，账本时间 %s", "height %d, law time %s", a.Height, a.Time)
	}
	if c.output == "json" {
		return c.printDoc(a)
	}
	list, rest, ok := pageOf(a.Answer)
	if !ok {
		return c.printDoc(json.RawMessage(a.Answer))
	}
	for _, m := range rest {
		fmt.Fprintf(c.chat, "%s: %v\n", m.key, m.value)
	}
	return c.printRows(listTable(list))
}

// pageOf finds the one list of a page: an object with a list and otherwise plain members.
func pageOf(answer []byte) (list []any, rest object, ok bool) {
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	v, err := readValue(d)
	if err != nil {
		return nil, nil, false
	}
	o, _ := v.(object)
	for _, m := range o {
		switch x := m.value.(type) {
		case []any:
			if ok {
				return nil, nil, false
			}
			list, ok = x, true
		case object:
			return nil, nil, false
		default:
			rest = append(rest, m)
		}
	}
	return list, rest, ok && len(rest) <= 2
}

func (c *cli) queryTx() *cobra.Command {
	return &cobra.Command{Use: "tx ID", Args: cobra.ExactArgs(1),
		Short: c.say("一份文书的结果", "what became of a paper"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var id wire.Hash
			if err := id.UnmarshalText([]byte(args[0])); err != nil {
				return failf(exitUsage, "交易编号 %[1]q 不是 64 位十六进制", "paper id %[1]q is not 64 hex digits",
					args[0])
			}
			r, found, err := c.ledger(cmd).receipt(cmd.Context(), id)
			if err != nil {
				return err
			}
			if !found {
				return failf(exitNotFound, "交易 %s 未见上链", "paper %s is in no block", id)
			}
			return c.printReceipt(r)
		}}
}

func (c *cli) queryBlock() *cobra.Command {
	var height uint64
	cmd := &cobra.Command{Use: "block", Args: cobra.NoArgs,
		Short: c.say("区块：时间、文书、块末事件", "a block: its times, papers and closing events"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var b abci.BlockRecord
			if err := c.ledger(cmd).ask(cmd.Context(), abci.PathBlock, nil, height, &b); err != nil {
				return err
			}
			return c.printDoc(b)
		}}
	c.heightFlag(cmd, &height)
	return cmd
}

// keyAnswer is a raw value of state with its proof.
type keyAnswer struct {
	Height  uint64           `json:"height"`
	Key     string           `json:"key"`
	Present bool             `json:"present"`
	Value   string           `json:"value"`
	AppHash string           `json:"app_hash,omitempty"` // in the header of the height above
	Proof   []localnet.Proof `json:"proof,omitempty"`
}

func (c *cli) queryKey() *cobra.Command {
	var height uint64
	var prove bool
	cmd := &cobra.Command{Use: "key HEX", Args: cobra.ExactArgs(1),
		Short: c.say("状态中一个键的值及其证明", "the value of a key of state, with its proof"),
		RunE: func(cmd *cobra.Command, args []string) error {
			key, err := hex.DecodeString(args[0])
			if err != nil || len(key) == 0 {
				return failf(exitUsage, "键 %[1]q 不是十六进制", "key %[1]q is not hex", args[0])
			}
			l := c.ledger(cmd)
			a, err := l.Query(cmd.Context(), abci.PathKey, key, height, prove)
			if err != nil {
				return nodeError(err)
			}
			if a.Code != 0 {
				return refusedQuery(a)
			}
			doc := keyAnswer{Height: a.Height, Key: args[0], Present: len(a.Value) > 0,
				Value: hex.EncodeToString(a.Value), Proof: a.Proof}
			if prove {
				// The header that carries this root may not be there yet; the proof stands without it.
				if root, err := l.AppHash(cmd.Context(), a.Height+1); err == nil {
					doc.AppHash = root.String()
				}
			}
			return c.printDoc(doc)
		}}
	c.heightFlag(cmd, &height)
	cmd.Flags().BoolVar(&prove, "prove", false, c.say("附存在或不存在的证明",
		"with a proof of presence or absence"))
	return cmd
}
