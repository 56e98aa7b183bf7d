package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/wire"
)

// snapshotDoc is a snapshot as it is listed.
type snapshotDoc struct {
	Height  uint64    `json:"height"`
	Hash    wire.Hash `json:"hash"`
	AppHash wire.Hash `json:"app_hash"`
	Law     wire.Time `json:"law_time"`
	Leaves  uint64    `json:"leaves"`
	Chunks  int       `json:"chunks"`
	Bytes   uint64    `json:"bytes"`
	Named   bool      `json:"named"` // stays until it is deleted
}

func snapshotOf(s abci.Shelf, m abci.Manifest) snapshotDoc {
	return snapshotDoc{Height: m.Height, Hash: m.Hash(), AppHash: m.AppHash, Law: m.Law,
		Leaves: m.Leaves, Chunks: len(m.Chunks), Bytes: m.Bytes(), Named: s.Named(m.Height)}
}

func snapshotCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "snapshot", Args: cobra.NoArgs,
		Short: c.say("状态快照：生成、列出、导出、导入、删除",
			"snapshots of the state: create, list, export, import, delete"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.snapshotCreate(), c.snapshotList(), c.snapshotExport(), c.snapshotImport(),
		c.snapshotDelete())
	return cmd
}

func (c *cli) snapshotCreate() *cobra.Command {
	var at uint64
	var wait time.Duration
	cmd := &cobra.Command{Use: "create", Args: cobra.NoArgs,
		Short: c.say("生成快照；节点运行时由节点在后台生成，出块不停",
			"take a snapshot; a running node takes it in the background, blocks go on"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			p := c.progress("生成快照，片", "chunks of the snapshot")
			m, err := abci.TakeSnapshot(c.home, at, p.at)
			if errors.Is(err, abci.ErrInUse) {
				m, err = c.snapshotAsked(cmd.Context(), at, wait)
			}
			if err != nil {
				return err
			}
			return c.printDoc(snapshotOf(abci.ShelfOf(c.home), m))
		}}
	f := cmd.Flags()
	f.Uint64Var(&at, "at-height", 0, c.say("高度：仍保留的或将来的；缺省为最新",
		"a height that is kept or still to come; the latest by default"))
	f.DurationVar(&wait, "timeout", 10*time.Minute, c.say("等待节点的时间", "how long to wait for the node"))
	return cmd
}

// snapshotAsked has the node of this home take the snapshot.
func (c *cli) snapshotAsked(ctx context.Context, at uint64, wait time.Duration) (
	abci.Manifest, error) {
	var none abci.Manifest
	shelf := abci.ShelfOf(c.home)
	asked := time.Now().Add(-time.Second) // a file's time may lie a moment back
	if err := shelf.Want(at); err != nil {
		return none, unwritable(shelf.Dir, err)
	}
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	p := c.progress("节点生成快照，片", "chunks that the node has made")
	for shelf.Waits(at) {
		made, _ := filepath.Glob(filepath.Join(shelf.Dir, "*.making", "chunk-*"))
		p.at(uint64(len(made)), 0)
		select {
		case <-ctx.Done():
			return none, failf(exitUnreachable, "节点在 %[1]s 内未生成快照；它一到该高度仍会生成",
				"the node took no snapshot within %[1]s; it still will when it is there", wait)
		case <-time.After(50 * time.Millisecond):
		}
	}
	if at > 0 {
		m, ok, err := shelf.Get(at)
		if err == nil && !ok {
			err = failf(exitNotFound, "节点未生成高度 %[1]d 的快照，原因见其日志",
				"the node took no snapshot of height %[1]d: its log says why", at)
		}
		return m, err
	}
	list, err := shelf.List()
	if err != nil || len(list) == 0 || shelf.Placed(list[len(list)-1].Height).Before(asked) {
		return none, errors.Join(err, fail(exitNotFound, "节点未能生成快照，见其日志",
			"the node could not take the snapshot, see its log"))
	}
	return list[len(list)-1], nil
}

func (c *cli) snapshotList() *cobra.Command {
	return &cobra.Command{Use: "list", Args: cobra.NoArgs,
		Short: c.say("本节点的快照", "the snapshots of this home"),
		RunE: func(*cobra.Command, []string) error {
			shelf := abci.ShelfOf(c.home)
			list, err := shelf.List()
			if err != nil {
				return err
			}
			doc := struct {
				Snapshots []snapshotDoc `json:"snapshots"`
			}{[]snapshotDoc{}}
			for _, m := range list {
				doc.Snapshots = append(doc.Snapshots, snapshotOf(shelf, m))
			}
			return c.printDoc(doc)
		}}
}

func (c *cli) snapshotExport() *cobra.Command {
	var at uint64
	cmd := &cobra.Command{Use: "export FILE", Args: cobra.ExactArgs(1),
		Short: c.say("把一份快照连同区块头与签名写入一个文件，可手工携带",
			"write a snapshot with headers and signatures into one file that can be carried by hand"),
		RunE: func(cmd *cobra.Command, args []string) error {
			shelf := abci.ShelfOf(c.home)
			list, err := shelf.List()
			if err != nil {
				return err
			}
			var m *abci.Manifest
			for i := range list {
				if at == 0 || list[i].Height == at {
					m = &list[i]
				}
			}
			if m == nil {
				return fail(exitNotFound, "没有这样的快照，先运行 snapshot create",
					"there is no such snapshot: run snapshot create first")
			}
			light, err := c.light(cmd.Context(), m.Chain, m.Height)
			if err != nil {
				return err
			}
			if err := c.writeParcel(shelf, args[0], *m, light); err != nil {
				return err
			}
			return c.printDoc(snapshotOf(shelf, *m))
		}}
	cmd.Flags().Uint64Var(&at, "height", 0, c.say("高度，缺省为最新的快照", "height; the newest by default"))
	return cmd
}

func (c *cli) writeParcel(shelf abci.Shelf, file string, m abci.Manifest, light abci.Light) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return failf(exitConflict, "%[1]s 已存在", "%[1]s exists already", file)
	}
	if err != nil {
		return unwritable(file, err)
	}
	p := c.progress("导出快照，MiB", "MiB of the snapshot")
	err = shelf.WriteSnapshot(io.MultiWriter(f, &counting{p: p}), m, light)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(file)
		return failf(exitUnexpected, "快照未能写出：%v", "the snapshot could not be written: %v", err)
	}
	return nil
}

func (c *cli) snapshotImport() *cobra.Command {
	return &cobra.Command{Use: "import FILE", Args: cobra.ExactArgs(1),
		Short: c.say("把快照文件放上本节点的快照架，供他人经网络同步；逐片核对",
			"put a snapshot file on this home's shelf for others to sync from; every chunk is checked"),
		RunE: func(_ *cobra.Command, args []string) error {
			shelf := abci.ShelfOf(c.home)
			m, err := shelf.Shelve(args[0], c.progress("导入快照，片", "chunks of the snapshot").at)
			if err != nil {
				return err
			}
			return c.printDoc(snapshotOf(shelf, m))
		}}
}

func (c *cli) snapshotDelete() *cobra.Command {
	return &cobra.Command{Use: "delete HEIGHT", Args: cobra.ExactArgs(1),
		Short: c.say("删除一份快照", "delete a snapshot"),
		RunE: func(_ *cobra.Command, args []string) error {
			height, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return failf(exitUsage, "%[1]q 不是高度", "%[1]q is not a height", args[0])
			}
			shelf := abci.ShelfOf(c.home)
			m, ok, err := shelf.Get(height)
			if err == nil && !ok {
				err = failf(exitNotFound, "没有高度 %[1]d 的快照", "there is no snapshot of height %[1]d", height)
			}
			if err != nil {
				return err
			}
			doc := snapshotOf(shelf, m)
			if err := shelf.Delete(height); err != nil {
				return unwritable(filepath.Join(shelf.Dir, args[0]), err)
			}
			return c.printDoc(doc)
		}}
}

func compactCommand(c *cli) *cobra.Command {
	var states uint64
	cmd := &cobra.Command{Use: "compact", Args: cobra.NoArgs,
		Short: c.say("离线清理：裁剪旧高度并重写数据文件，节点须已停止",
			"offline: prune old heights and rewrite the data files; the node must not run"),
		RunE: func(*cobra.Command, []string) error {
			p := c.progress("裁剪到高度", "pruned to height")
			doc, err := abci.Compact(c.home, states, func(height uint64) { p.at(height, 0) })
			if err != nil {
				return err
			}
			return c.printDoc(doc)
		}}
	cmd.Flags().Uint64Var(&states, "states", 0, c.say("保留最近多少个高度，缺省按 app.toml",
		"how many of the latest heights stay, as app.toml says by default"))
	return cmd
}
