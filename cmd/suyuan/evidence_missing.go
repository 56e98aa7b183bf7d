package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// missingDoc are the documents that a ledger names and the store has not got.
type missingDoc struct {
	Height  uint64           `json:"height"`
	Named   int              `json:"named"`
	Missing []evidence.Named `json:"missing"`
}

func (c *cli) evidenceMissing(store func() evidence.Store) *cobra.Command {
	var q evidenceAsked
	cmd := &cobra.Command{Use: "missing", Args: cobra.NoArgs,
		Short: c.say("账本写明而本处没有的文件，按协议和期间；有缺件时退出码 10",
			"documents that the ledger names and the store lacks; exit 10 where there are any"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			wanted, _, err := q.wanted(cmd, c)
			if err != nil {
				return err
			}
			held, err := store().Held()
			if err != nil {
				return err
			}
			doc := missingDoc{q.at, len(wanted), evidence.Missing(wanted, held)}
			if doc.Missing == nil {
				doc.Missing = []evidence.Named{}
			}
			t := table{head: []string{c.say("文号", "number"), c.say("标题", "title"),
				c.say("保管人", "custodian"), c.say("协议", "agreement"), c.say("记录", "record"),
				c.say("上链", "on record"), c.say("摘要", "digest")}}
			for _, n := range doc.Missing {
				t.rows = append(t.rows, []string{n.Number, n.Title, n.Holder, n.Agreement,
					n.Collection + " " + n.Record, n.At.String(), n.Digest.String()})
			}
			if err := c.printTable(doc, t); err != nil || len(doc.Missing) == 0 {
				return err
			}
			return failf(exitFindings, "账本写明 %d 处，缺 %d 份", "of %d named, %d documents are missing",
				doc.Named, len(doc.Missing))
		}}
	q.flags(c, cmd)
	return cmd
}

// packDoc tells where a pack is.
type packDoc struct {
	File    string    `json:"file"`
	Height  uint64    `json:"height"`
	Files   int       `json:"files"`
	Missing int       `json:"missing"`
	Bytes   int       `json:"bytes"`
	SHA256  wire.Hash `json:"sha256"`
	SM3     wire.Hash `json:"sm3"`
}

func (c *cli) evidencePack(store func() evidence.Store) *cobra.Command {
	var q evidenceAsked
	var out string
	cmd := &cobra.Command{Use: "pack", Args: cobra.NoArgs,
		Short: c.say("将一份协议、一个期间的文件及清单打包，suyuan verify 可核对",
			"pack the documents of an agreement and period with their list; suyuan verify checks it"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			wanted, chain, err := q.wanted(cmd, c)
			if err != nil {
				return err
			}
			pack, missing, err := evidence.PackEvidence(q.about(chain), wanted, store())
			if err != nil {
				return err
			}
			m, _, err := evidence.Unpack(pack)
			if err != nil {
				return err
			}
			if err := writeWhole(out, pack); err != nil {
				return err
			}
			return c.printDoc(packDoc{out, q.at, len(m.Files), missing, len(pack), crypto.SHA256(pack),
				crypto.SM3(pack)})
		}}
	q.flags(c, cmd)
	cmd.Flags().StringVar(&out, "out", "evidence.zip", c.say("写到此文件", "file to write to"))
	return cmd
}

// packedDoc is what verify finds in a pack.
type packedDoc struct {
	Kind    string            `json:"kind"`
	About   map[string]string `json:"about"`
	Files   int               `json:"files"`
	Proofs  int               `json:"proofs"`  // proof files in it, each verified
	Missing int               `json:"missing"` // documents that the ledger names and it lacks
	Signed  []packSigned      `json:"signed,omitempty"`
}

func (d packedDoc) says(c *cli) string {
	text := d.Kind + "  " + d.About["chain"] + c.say(" 高度 ", " height ") + d.About["height"] +
		c.say("，文件 ", ", files ") + strconv.Itoa(d.Files) + c.say("，证明 ", ", proofs ") +
		strconv.Itoa(d.Proofs)
	if d.Missing > 0 {
		text += c.say("，缺件 ", ", missing ") + strconv.Itoa(d.Missing)
	}
	return text
}
