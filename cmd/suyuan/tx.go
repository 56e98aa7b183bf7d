package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// txFlags are the options of a paper beside its body.
type txFlags struct {
	from     string
	body     string
	lane     uint16
	nonce    uint64
	expires  string
	keys     string
	password string
	out      string
	generate bool
	offline  bool
	force    bool
	send     sendFlags
}

// sendFlags say how long to wait for what.
type sendFlags struct {
	wait    string
	receipt string // file for the nodes' admissions
	timeout time.Duration
}

func txCommand(c *cli) *cobra.Command {
	m := app.Standard()
	cmd := &cobra.Command{Use: "tx", Args: cobra.NoArgs,
		Short: c.say("文书：各章的种类，签署、提交、解码", "papers: kinds by chapter; sign, broadcast, decode"),
		RunE:  func(*cobra.Command, []string) error { return c.listKinds(m) }}
	cmd.AddCommand(c.txSign(m), c.txBroadcast(m), c.txReceipt(), c.txDecode(m))
	for _, ch := range m.Chapters() {
		if len(ch.Kinds) == 0 {
			continue
		}
		cmd.AddGroup(&cobra.Group{ID: ch.Name, Title: fmt.Sprintf("%d %s", ch.Number, c.say(ch.Zh,
			ch.En))})
		for _, k := range ch.Kinds {
			cmd.AddCommand(c.txKind(m, ch, k))
		}
	}
	return cmd
}

// kindDoc is a kind in the list of kinds.
type kindDoc struct {
	Chapter string `json:"chapter"`
	Kind    string `json:"kind"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Law     string `json:"law"`
	Dual    bool   `json:"dual"`
	Root    bool   `json:"root"`
	Test    bool   `json:"test"`
}

func (c *cli) listKinds(m *app.Machine) error {
	var docs []kindDoc
	t := table{head: []string{c.say("章", "chapter"), c.say("种类", "kind"), c.say("内容",
		"what it does"),
		c.say("依据", "law")}}
	for _, ch := range m.Chapters() {
		for _, k := range ch.Kinds {
			docs = append(docs, kindDoc{Chapter: ch.Name, Kind: k.Name, Zh: k.Zh, En: k.En, Law: k.Law,
				Dual: k.Dual, Root: k.Root, Test: k.Test})
			t.rows = append(t.rows, []string{c.say(ch.Zh, ch.Name), k.Name, c.say(k.Zh, k.En), k.Law})
		}
	}
	return c.printTable(docs, t)
}

func (c *cli) txKind(m *app.Machine, ch rule.Chapter, k rule.Kind) *cobra.Command {
	var o txFlags
	from := " --from PARTY/1[,PARTY/2]"
	if k.Root {
		from = " --from PARTY/0[,PARTY/1]"
	}
	cmd := &cobra.Command{Use: k.Name + from, Args: cobra.NoArgs,
		GroupID: ch.Name,
		Short:   c.say(k.Zh, k.En),
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.runKind(cmd, m, k, o) }}
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", c.say("签署账号，作者在先，以逗号分隔",
		"signing accounts, the author first, separated by commas"))
	f.StringVar(&o.body, "body", "", c.say("正文：JSON、文件名或 -（标准输入）",
		"the body: JSON, a file, or - for standard input"))
	f.Uint16Var(&o.lane, "lane", 0, c.say("作者的通道", "lane of the author"))
	f.Uint64Var(&o.nonce, "nonce", 0, c.say("序号，默认向节点询问下一个",
		"nonce; by default the next one, asked of the node"))
	f.StringVar(&o.expires, "expires", "24h", c.say("失效：时刻，或自账本时间起的时长（s、m、h、d），至多 30d",
		"expiry: an instant, or a span from law time (s, m, h, d), at most 30d"))
	f.BoolVar(&o.generate, "generate-only", false, c.say("只写出未签署的文书文件",
		"only write the unsigned paper file"))
	f.BoolVar(&o.offline, "offline", false, c.say("不询问节点：用本目录的创世文件，须给 --nonce 和失效时刻",
		"ask no node: the home's genesis document, --nonce and an instant of expiry are needed"))
	f.StringVar(&o.out, "out", "", c.say("文书文件，默认标准输出", "the paper file; default standard output"))
	f.BoolVar(&o.force, "force", false, c.say("覆盖已有的文书文件", "write over a file that is there"))
	c.signFlags(cmd, &o.keys, &o.password)
	c.sendFlags(cmd, &o.send)
	for _, field := range fieldsOf(k.Body()) {
		if field.Depth == 0 {
			f.Var(new(fieldValue), field.flag, field.shown(c))
		}
	}
	help := cmd.HelpFunc()
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.Long = c.describeKind(k)
		help(cmd, args)
	})
	return cmd
}

func (c *cli) signFlags(cmd *cobra.Command, keys, password *string) {
	cmd.Flags().StringVar(&c.signer, "signer", "", c.say("外部签名器，如 unix:/run/suyuan/signer；密钥不在本进程",
		"an external signer such as unix:/run/suyuan/signer: no key is in this process"))
	cmd.Flags().StringVar(keys, "key", "", c.say("密钥序号，默认取密钥目录中已登记的最新一把；多个签署人以逗号分隔",
		"number of the key, default the newest enrolled one; or one for each signer, by commas"))
	cmd.Flags().StringVar(password, "password-file", "",
		c.say("口令文件，权限 0600；不给则在终端询问",
			"file with the password, mode 0600; asked on the terminal otherwise"))
}

func (c *cli) sendFlags(cmd *cobra.Command, s *sendFlags) {
	cmd.Flags().StringVar(&s.wait, "wait", "commit", c.say("等到 commit 上链、sync 节点接收或 none 不等",
		"wait for commit (in a block), sync (admitted by the node) or none"))
	cmd.Flags().StringVar(&s.receipt, "receipt", "", c.say("将所问各节点签发的受理回执写入该文件",
		"write the signed admissions of the nodes asked to this file"))
	cmd.Flags().DurationVar(&s.timeout, "timeout", 30*time.Second, c.say("最长等待", "how long to wait"))
}

func (s sendFlags) check() error {
	if !slices.Contains([]string{"commit", "sync", "none"}, s.wait) {
		return failf(exitUsage, "--wait %q 不是 commit、sync、none 之一",
			"--wait %q is none of commit, sync, none", s.wait)
	}
	return positive("timeout", s.timeout)
}

// positive refuses a span of time that is none.
func positive(flag string, d time.Duration) error {
	if d <= 0 {
		return failf(exitUsage, "--%[1]s 须大于 0，如 30s", "--%[1]s must be above 0, such as 30s", flag)
	}
	return nil
}

// mayWrite refuses to write over a file that is there unless it is forced.
func (c *cli) mayWrite(file string, force bool) error {
	if file == "" || file == "-" || force {
		return nil
	}
	if _, err := os.Lstat(file); err == nil {
		return failf(exitConflict, "文件 %s 已存在；要覆盖请加 --force",
			"file %s exists already; add --force to write over it", file)
	}
	return nil
}

// describeKind is the help text of a kind: law, signers, fields, an example.
func (c *cli) describeKind(k rule.Kind) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n%s %s\n", k.Zh, k.En, c.say("依据：", "Law:"), k.Law)
	switch {
	case k.Root && k.Dual:
		b.WriteString(c.say("由本机构根账号（/0）发起，另一账号同签，如 --from gz-bureau/0,gz-bureau/1。",
			"Authored by the institution's root account (/0) with another account, such as "+
				"--from gz-bureau/0,gz-bureau/1.") + "\n")
	case k.Root:
		b.WriteString(c.say("由本机构根账号（/0）发起。",
			"Authored by the institution's root account (/0).") + "\n")
	case k.Dual:
		b.WriteString(c.say("每个签署机构须有制单与复核两个账号，如 --from gz-bureau/1,gz-bureau/2。",
			"Two accounts of each signing institution, such as --from gz-bureau/1,gz-bureau/2.") + "\n")
	}
	if k.Test {
		b.WriteString(c.say("仅存在于测试账。", "Exists on test ledgers only.") + "\n")
	}
	b.WriteString("\n" + c.say("正文字段：", "Fields of the body:") + "\n")
	for _, f := range fieldsOf(k.Body()) {
		fmt.Fprintf(&b, "  %-*s %s\n", 34, strings.Repeat("  ", f.Depth)+f.Path, f.shown(c))
	}
	if example, err := exampleOf(k.Body()); err == nil {
		head := c.say("示例：", "Example:")
		if short := required(k.Body(), example); len(short) > 0 && len(short) < len(example) {
			fmt.Fprintf(&b, "\n%s\n  %s\n", head, short)
			head = c.say("各字段的写法：", "How every field is written:")
		}
		fmt.Fprintf(&b, "\n%s\n  %s\n", head, example)
	}
	return b.String()
}

// runKind makes a paper, signs it and sends it, or writes it to a file.
func (c *cli) runKind(cmd *cobra.Command, m *app.Machine, k rule.Kind, o txFlags) error {
	if err := o.send.check(); err != nil {
		return err
	}
	if cmd.Flags().Changed("nonce") && o.nonce == 0 {
		return fail(exitUsage, "--nonce 自 1 起；不给则向节点询问",
			"--nonce counts from 1; left out, a node is asked")
	}
	if err := c.mayWrite(o.out, o.force); err != nil {
		return err
	}
	signers, err := parseSigners(o.from)
	if err != nil {
		return err
	}
	body, msg, err := readBody(cmd, k, o.body)
	if err != nil {
		return err
	}
	if err := checkBody(msg); err != nil {
		return err
	}
	d := draft{kind: k.Name, body: body, signers: signers, flags: o, automatic: o.nonce == 0}
	l := c.ledger(cmd)
	p, err := c.draft(cmd, l, d)
	if err != nil {
		return err
	}
	if o.generate {
		f, err := newPaperFile(m, p)
		if err != nil {
			return err
		}
		return c.writePaper(f, o.out)
	}
	if o.keys == "" && !o.offline {
		o.keys = c.enrolled(cmd.Context(), l, signers)
	}
	ring, err := c.openRing(signers, o.keys, o.password)
	if err != nil {
		return err
	}
	if o.offline {
		f, err := ring.file(m, p)
		if err != nil {
			return err
		}
		return c.writePaper(f, o.out)
	}
	return c.signAndSend(cmd, l, d, p, ring)
}

// checkBody lets the body check itself, as every node will.
func checkBody(msg rule.Msg) error {
	err := msg.Check()
	if err == nil {
		return nil
	}
	if r, ok := err.(*rule.Refused); ok {
		return refused(r.Tell())
	}
	return err
}

// writePaper writes a paper file, and tells a person what to compare.
func (c *cli) writePaper(f *paperFile, out string) error {
	b, err := f.canonical()
	if err != nil {
		return err
	}
	c.note("文书摘要 %s，比对码 %s", "digest %s, comparison code %s", f.ID, f.Compare)
	if missing := f.missing(); len(missing) > 0 {
		c.note("尚待签署：%v", "still to sign: %v", missing)
	}
	if out == "" || out == "-" {
		c.printed = true
		_, err := c.out.Write(b)
		return err
	}
	if err := replaceFile(out, b); err != nil {
		return unwritable(out, err)
	}
	return c.printDoc(struct {
		File    string    `json:"file"`
		ID      wire.Hash `json:"id"`
		Compare string    `json:"compare"`
		Missing []string  `json:"missing"`
	}{out, f.ID, f.Compare, accountTexts(f.missing())})
}

// readArgument reads a file, standard input for "-", or takes the argument itself when it is hex.
func (c *cli) readArgument(arg string) ([]byte, error) {
	if arg == "-" {
		return io.ReadAll(io.LimitReader(c.in, 1<<20))
	}
	return readPlainFile(arg)
}
