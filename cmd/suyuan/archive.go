package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"

	"github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func archiveCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "archive", Args: cobra.NoArgs,
		Short: c.say("区块归档：生成、核对、列出", "archives of blocks: make, check, list"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.archiveMake(), c.archiveCheck(), c.archiveList())
	return cmd
}

func (c *cli) archiveMake() *cobra.Command {
	var from, to uint64
	var out, body string
	cmd := &cobra.Command{Use: "make", Args: cobra.NoArgs,
		Short: c.say("把一段区块写入归档文件；各节点写出的内容相同",
			"write the blocks of an epoch into a file; every node writes the same"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, n := background(cmd.Context()), nodeSource{c.ledger(cmd)}
			e, err := c.makeArchive(ctx, n, from, to, out)
			if err != nil {
				return err
			}
			if body != "" {
				b, err := wire.ToJSON(govern.ArchiveAttest{From: e.From, To: e.To, Digest: e.Digest,
					Header: e.Header, Bytes: e.Bytes})
				if err == nil {
					err = writeWhole(body, append(b, '\n'))
				}
				if err != nil {
					return err
				}
			}
			return c.printDoc(e)
		}}
	f := cmd.Flags()
	f.Uint64Var(&from, "from", 0, c.say("首高度，缺省接已封存的最后一段",
		"first height; by default the one after the last sealed epoch"))
	f.Uint64Var(&to, "to", 0, c.say("末高度，缺省为最近", "last height; the newest by default"))
	f.StringVar(&out, "out", "", c.say("写到此文件，缺省 账本-首-末.blocks.gz",
		"file to write to, CHAIN-FROM-TO.blocks.gz by default"))
	f.StringVar(&body, "body", "", c.say("另写 archive.attest 的正文到此文件",
		"also write the body of archive.attest to this file"))
	return cmd
}

// archived is an archive as the commands show it.
type archived struct {
	File string `json:"file"`
	audit.Epoch
	Known   *govern.ArchiveView `json:"known,omitempty"` // what members attested of it
	Offline bool                `json:"offline,omitempty"`
}

func (c *cli) makeArchive(ctx context.Context, n nodeSource, from, to uint64, out string) (
	e archived, err error) {
	top, err := n.Height(ctx)
	if err != nil {
		return e, err
	}
	doc, err := n.genesis(ctx)
	if err != nil {
		return e, err
	}
	g, err := types.GenesisDocFromJSON(doc)
	if err != nil {
		return e, err
	}
	if from == 0 {
		if from, err = n.nextEpoch(ctx, uint64(g.InitialHeight)); err != nil {
			return e, err
		}
	}
	if to == 0 && top > 2 {
		to = top - 2
	}
	if to < from || to+2 > top {
		return e, failf(exitNotFound, "高度 %[1]d 至 %[2]d 不能归档：区块到 %[3]d，其后须还有两块",
			"heights %[1]d to %[2]d cannot be archived: blocks end at %[3]d, and two must follow", from, to,
			top)
	}
	if first, err := n.First(ctx); err != nil || first > from {
		return e, errors.Join(err, failf(exitNotFound, "该节点的区块自 %[1]d 起",
			"the blocks of this node begin at %[1]d", first))
	}
	if e.File = out; out == "" {
		e.File = fmt.Sprintf("%s-%d-%d.blocks.gz", g.ChainID, from, to)
	}
	head := audit.Head{Format: audit.BlocksFormat, Chain: g.ChainID, First: from, Last: to}
	if from == uint64(g.InitialHeight) {
		head.Genesis = doc
	}
	tell := c.progress("归档，区块", "blocks archived").at
	if err := n.writeArchive(ctx, e.File, head, tell); err != nil {
		return e, err
	}
	e.Epoch, err = readArchive(e.File)
	return e, err
}

// nextEpoch is the first height that no sealed archive holds. What the ledger before sealed is in
// the state too; this one's blocks begin at first.
func (n nodeSource) nextEpoch(ctx context.Context, first uint64) (uint64, error) {
	next := first
	for from := uint64(1); ; {
		page, err := n.archives(ctx, from)
		if err != nil || len(page) == 0 {
			return next, err
		}
		next = afterSealed(page, next)
		from = page[len(page)-1].From + 1
	}
}

// afterSealed is the height after the last sealed archive of a list, and not below next.
func afterSealed(list []govern.ArchiveView, next uint64) uint64 {
	for _, v := range list {
		if v.Sealed > 0 {
			next = max(next, v.To+1)
		}
	}
	return next
}

func (n nodeSource) archives(ctx context.Context, from uint64) ([]govern.ArchiveView, error) {
	a, err := n.query(ctx, "archives", map[string]string{"from": strconv.FormatUint(from, 10)}, 0)
	if err != nil {
		return nil, err
	}
	var page rule.Page[govern.ArchiveView]
	err = json.Unmarshal(a.Answer, &page)
	return page.Items, err
}

// writeArchive writes a file that was not there; what fails leaves none.
func (n nodeSource) writeArchive(ctx context.Context, file string, head audit.Head,
	tell abci.Tell) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return failf(exitConflict, "%[1]s 已存在", "%[1]s exists already", file)
	}
	if err != nil {
		return unwritable(file, err)
	}
	z := gzip.NewWriter(f)
	w := bufio.NewWriter(z)
	err = n.writeBlocks(ctx, w, head, tell)
	if err = errors.Join(err, w.Flush(), z.Close(), f.Sync(), f.Close()); err != nil {
		_ = os.Remove(file)
	}
	return err
}

// writeBlocks writes a file of blocks from the head's first to the header after its last.
func (n nodeSource) writeBlocks(ctx context.Context, w io.Writer, head audit.Head,
	tell abci.Tell) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(head); err != nil {
		return err
	}
	first := max(head.First, 1)
	for h := first; h <= head.Last+1; h++ {
		tell(h-first, head.Last+2-first)
		var v struct {
			Block *types.Block `json:"block"`
		}
		if err := n.comet(ctx, "block", map[string]any{"height": strconv.FormatUint(h, 10)},
			&v); err != nil {
			return err
		}
		line, err := audit.Line(v.Block)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func readArchive(file string) (e audit.Epoch, err error) {
	f, err := os.Open(file)
	if err != nil {
		return e, unreadable(file, err)
	}
	defer func() { _ = f.Close() }()
	if e, err = audit.ReadArchive(f); err != nil {
		return e, failf(exitVerify, "归档 %[1]s 不完整或被改动：%[2]v",
			"the archive %[1]s is not whole or was changed: %[2]v", file, err)
	}
	return e, nil
}

func (c *cli) archiveCheck() *cobra.Command {
	var offline bool
	cmd := &cobra.Command{Use: "check FILE...", Args: cobra.MinimumNArgs(1),
		Short: c.say("逐块核对归档文件，并与账本上的存证比较",
			"check an archive block by block, and against what members attested on the ledger"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n := nodeSource{c.ledger(cmd)}
			doc := struct {
				Archives []archived `json:"archives"`
			}{[]archived{}}
			for _, file := range args {
				e, err := readArchive(file)
				if err != nil {
					return err
				}
				a := archived{File: file, Epoch: e, Offline: offline}
				if !offline {
					if a.Known, err = n.attested(background(cmd.Context()), e); err != nil {
						return err
					}
				}
				doc.Archives = append(doc.Archives, a)
			}
			return c.printDoc(doc)
		}}
	cmd.Flags().BoolVar(&offline, "offline", false, c.say("不问节点", "do not ask a node"))
	return cmd
}

// attested finds what members attested of an archive. One that is sealed with another digest is an
// error; one that nobody attested yet is nil.
func (n nodeSource) attested(ctx context.Context, e audit.Epoch) (*govern.ArchiveView, error) {
	page, err := n.archives(ctx, e.From)
	if err != nil {
		return nil, err
	}
	for _, v := range page {
		switch {
		case v.From != e.From:
		case v.To == e.To && v.Digest == e.Digest && v.Header == e.Header:
			return &v, nil
		case v.Sealed > 0:
			return nil, failf(exitVerify, "高度 %[1]d 起封存的归档摘要为 %[2]s，本文件为 %[3]s",
				"the sealed archive from height %[1]d on has digest %[2]s, this file %[3]s", v.From, v.Digest,
				e.Digest)
		}
	}
	return nil, nil
}

func (c *cli) archiveList() *cobra.Command {
	var from uint64
	cmd := &cobra.Command{Use: "list", Args: cobra.NoArgs,
		Short: c.say("账本上的归档存证", "the archives that members attested"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := nodeSource{c.ledger(cmd)}.archives(background(cmd.Context()), from)
			if err != nil {
				return err
			}
			return c.printDoc(map[string]any{"archives": list})
		}}
	cmd.Flags().Uint64Var(&from, "from", 0, c.say("自该高度开始的各段",
		"epochs that begin at this height or later"))
	return cmd
}
