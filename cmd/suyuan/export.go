package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
)

// Names of the two files of an export.
const (
	exportGenesis = "genesis.json"
	exportState   = "state.tar"
)

func exportCommand(c *cli) *cobra.Command {
	var plan, out string
	cmd := &cobra.Command{Use: "export", Args: cobra.NoArgs,
		Short: c.say("停机后把全部状态导出为新账本的创世：丢失的密钥在其中换新",
			"write the whole state of a stopped home as the genesis of a new ledger, lost keys replaced"),
		Long: c.say("各成员以同一份计划文件（suyuan-export/1）在自己的节点上导出；创世摘要相同，即指同一状态、\n"+
			"同一批密钥与共识节点。新账本自旧账本末高度之后续行，记录、期限、序号与未结算期间不断。",
			"Every member exports with the same plan file (suyuan-export/1) on a node of its own:\n"+
				"equal genesis digests mean the same state, keys and validators. The new ledger goes\n"+
				"on at the height after the old one's last; records, deadlines, nonces and open periods\n"+
				"run on."),
		RunE: func(*cobra.Command, []string) error {
			p, err := readPlan(plan)
			if err != nil {
				return err
			}
			doc, err := c.exportTo(p, out)
			if err != nil {
				return err
			}
			c.note("请与各成员核对创世摘要 %s", "compare the genesis digest with every member: %s", doc.Genesis)
			return c.printTable(doc, c.exportTable(doc.Digests, [][]string{
				{c.say("新账本", "new ledger"), doc.Chain},
				{c.say("创世摘要", "genesis digest"), doc.Genesis.String()},
				{c.say("延续自", "goes on from"), doc.From},
				{c.say("末高度", "last height"), strconv.FormatUint(doc.Height, 10)},
				{c.say("末区块头", "last header"), doc.Header.String()},
				{c.say("应用哈希", "app hash"), doc.AppHash.String()}}))
		}}
	f := cmd.Flags()
	f.StringVar(&plan, "plan", "", c.say("计划文件", "plan file"))
	f.StringVar(&out, "out", "export", c.say("写到此目录", "folder to write to"))
	_ = cmd.MarkFlagRequired("plan")
	cmd.AddCommand(c.exportCheck())
	return cmd
}

func readPlan(file string) (p abci.Plan, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return p, unreadable(file, err)
	}
	if p, err = abci.ReadPlan(b); err != nil {
		return p, failf(exitUsage, "计划文件 %[1]s 有误：%[2]v", "the plan %[1]s is wrong: %[2]v", file, err)
	}
	return p, nil
}

// exportTo writes both files; what fails leaves neither.
func (c *cli) exportTo(p abci.Plan, out string) (doc abci.Exported, err error) {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return doc, unwritable(out, err)
	}
	file := filepath.Join(out, exportState)
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return doc, failf(exitConflict, "%[1]s 已存在", "%[1]s exists already", file)
	}
	if err != nil {
		return doc, unwritable(file, err)
	}
	g, doc, err := abci.ExportHome(c.home, app.Standard(), p, f,
		c.progress("导出状态，片", "chunks of the state").at)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = g.Write(filepath.Join(out, exportGenesis))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(file)
	}
	return doc, err
}

func (c *cli) exportCheck() *cobra.Command {
	var genesis, state, old, trust string
	cmd := &cobra.Command{Use: "check", Args: cobra.NoArgs,
		Short: c.say("核对状态文件与新创世文件：状态根、末区块头签名、新密钥的持有证明",
			"hold a state file against the new genesis document: root, signatures, proofs of new keys"),
		RunE: func(*cobra.Command, []string) error {
			doc, err := c.checkExport(genesis, state, old, trust)
			if err != nil {
				return err
			}
			return c.printTable(doc, c.exportTable(doc.Digests, [][]string{
				{c.say("新账本", "new ledger"), doc.Chain},
				{c.say("创世摘要", "genesis digest"), doc.Genesis.String()},
				{c.say("延续自", "goes on from"), doc.From},
				{c.say("末高度", "last height"), strconv.FormatUint(doc.Height, 10)},
				{c.say("末区块头", "last header"), doc.Header.String()},
				{c.say("应用哈希", "app hash"), doc.AppHash.String()},
				{c.say("凭据", "trusted by"), or(doc.Trusted, "-")}}))
		}}
	f := cmd.Flags()
	f.StringVar(&genesis, "genesis", exportGenesis, c.say("新账本的创世文件", "the new ledger's genesis"))
	f.StringVar(&state, "state", exportState, c.say("状态文件", "state file"))
	f.StringVar(&old, "old-genesis", "", c.say("旧账本的创世文件，凭以核对签名",
		"the old ledger's genesis document, by which signatures are checked"))
	f.StringVar(&trust, "trust", "", c.say("可信的末区块头 HEIGHT:HASH", "trusted last header, HEIGHT:HASH"))
	return cmd
}

func (c *cli) checkExport(genesis, state, old, trust string) (doc abci.Checked, err error) {
	g, err := readGenesis(genesis)
	if err != nil {
		return doc, err
	}
	var before *abci.Founding
	if old != "" {
		if before, err = readGenesis(old); err != nil {
			return doc, err
		}
	}
	var anchor abci.Anchor
	if trust != "" {
		if anchor, err = abci.ParseAnchor(trust); err != nil {
			return doc, failf(exitUsage, "可信区块头 %[1]q 应为 HEIGHT:HASH",
				"trusted header %[1]q is not HEIGHT:HASH", trust)
		}
	}
	scratch, err := os.MkdirTemp("", "suyuan-export-")
	if err != nil {
		return doc, err
	}
	defer os.RemoveAll(scratch)
	doc, err = abci.CheckSuccession(app.Standard(), state, g, before, anchor,
		filepath.Join(scratch, "ledger"), c.progress("核对状态，片", "chunks of the state").at)
	if err != nil {
		return doc, failf(exitVerify, "核对不符：%v", "it does not hold: %v", err)
	}
	return doc, nil
}

func (c *cli) exportTable(digests []abci.Digest, rows [][]string) (t table) {
	t.rows = rows
	for _, d := range digests {
		t.rows = append(t.rows, []string{d.Collection, strconv.FormatUint(d.Records, 10) + "  " +
			d.SHA256.String()})
	}
	return t
}

// carry loads the state that a genesis document goes on from into a new home.
func (c *cli) carry(genesis, state string) error {
	if genesis == "" {
		return nil
	}
	g, err := readGenesis(genesis)
	if err != nil {
		return err
	}
	if err := carries(g, state); err != nil || state == "" {
		return err
	}
	if err := abci.Carry(c.home, state, c.progress("装入状态，片", "chunks of the state").at); err != nil {
		_ = os.Remove(filepath.Join(c.home, abci.GenesisFile)) // the same call can be made again
		return err
	}
	return nil
}

// carries refuses a state file where the genesis document needs none, and none where it needs one.
func carries(g *abci.Founding, state string) error {
	from := g.Ledger.Continues
	switch {
	case from == nil && state != "":
		return failf(exitUsage, "该创世文件不延续别的账本，不用 --state",
			"this genesis document goes on from no other ledger: leave --state out")
	case from != nil && state == "":
		return failf(exitUsage, "账本 %[1]s 延续自 %[2]s：请以 --state 给出其高度 %[3]d 的状态文件",
			"%[1]s goes on from %[2]s: give the state file of its height %[3]d with --state", g.Doc.ChainID,
			from.Chain, from.Height)
	}
	return nil
}
