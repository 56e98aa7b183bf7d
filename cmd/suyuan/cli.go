package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// cli is what every command shares: the global flags and where to write. Data go to out, chatter to
// chat; with output json exactly one document goes to out.
type cli struct {
	home   string
	nodes  string
	output string // json, table or csv
	lang   string // zh or en
	signer string // address of an external signer; "": the keystore

	in        io.Reader
	out, chat io.Writer
	printed   bool // a document is on out
}

// command makes one command or command group.
type command func(*cli) *cobra.Command

// commands are all groups, in the order of the help text.
var commands = []command{initCommand, joinCommand, startCommand, snapshotCommand,
	exportCommand, archiveCommand,
	compactCommand, logCommand, statusCommand, rollbackCommand, restoreCommand,
	upgradeCommand, emergencyCommand,
	keysCommand, signerCommand, txCommand, queryCommand, lineageCommand, statementCommand,
	settlementCommand, reportCommand, verifyCommand, proofCommand, evidenceCommand,
	stateCommand, openlineageCommand, collectCommand, auditCommand, regimeCommand,
	explainCommand, scenarioCommand, localnetCommand, tokenCommand, doctorCommand,
	versionCommand, completionCommand}

// newRoot returns the command tree writing to the standard streams.
func newRoot() *cobra.Command {
	return (&cli{in: os.Stdin, out: os.Stdout, chat: os.Stderr}).root()
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "suyuan",
		Short: c.say("溯源：公共数据来源与收益分配账本", "a ledger for public-data provenance and revenue sharing"),
		Args:  cobra.NoArgs, SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE: func(*cobra.Command, []string) error { return c.checkFlags() },
		PersistentPostRun: c.noteAct,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.chat)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	f := root.PersistentFlags()
	f.StringVar(&c.home, "home", env("SUYUAN_HOME", defaultHome()),
		c.say("本节点的目录（SUYUAN_HOME）", "home folder of this node (SUYUAN_HOME)"))
	f.StringVar(&c.nodes, "node", env("SUYUAN_NODE", "http://127.0.0.1:26657"),
		c.say("询问的节点，多个以逗号分隔（SUYUAN_NODE）", "nodes to ask, separated by commas (SUYUAN_NODE)"))
	if c.output == "" {
		c.output = env("SUYUAN_OUTPUT", c.defaultOutput())
	}
	f.StringVar(&c.output, "output", c.output,
		c.say("输出形式 json、table 或 csv（SUYUAN_OUTPUT）", "json, table or csv (SUYUAN_OUTPUT)"))
	f.StringVar(&c.lang, "lang", c.language(), c.say("语言 zh 或 en", "language, zh or en"))
	for _, make := range commands {
		root.AddCommand(make(c))
	}
	checkArgs(root)
	if c.language() == "zh" {
		root.SetUsageTemplate(usageZh.Replace(root.UsageTemplate()))
		root.InitDefaultHelpCmd()
		helpInChinese(root)
	}
	return root
}

// usageZh puts the headings of help texts into Chinese.
var usageZh = strings.NewReplacer("Usage:", "用法：", "Aliases:", "别名：", "Examples:", "示例：",
	"Available Commands:", "命令：", "Additional Commands:", "其他命令：", "Global Flags:", "公共选项：",
	"Additional help topics:", "其他说明：", "Flags:", "选项：",
	`Use "{{.CommandPath}} [command] --help" for more information about a command.`,
	`一条命令的说明：{{.CommandPath}} 命令 --help`)

// helpInChinese words what cobra adds to every command by itself.
func helpInChinese(cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	cmd.Flags().Lookup("help").Usage = "说明"
	if cmd.Name() == "help" {
		cmd.Short, cmd.Long = "一条命令的说明", ""
	}
	for _, sub := range cmd.Commands() {
		helpInChinese(sub)
	}
}

// checkArgs gives every complaint about arguments the exit code of usage.
func checkArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return nearest(cmd, args, err)
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		checkArgs(sub)
	}
}

// nearest is a complaint about arguments; where a command was wanted, with those that are near.
func nearest(cmd *cobra.Command, args []string, err error) error {
	if !cmd.HasSubCommands() || len(args) == 0 {
		return usage(err)
	}
	cmd.SuggestionsMinimumDistance = 2
	near := cmd.SuggestionsFor(args[0])
	if len(near) == 0 {
		return failf(exitUsage, "%[1]v；全部命令见 “%[2]s --help”", "%[1]v; %[2]s --help lists all", err,
			cmd.CommandPath())
	}
	return failf(exitUsage, "%[1]v；是否为 “%[2]s”？", "%[1]v; did you mean %[3]s?", err,
		strings.Join(near, "”、“"), strings.Join(near, " or "))
}

func usage(err error) error { return failf(exitUsage, "%v", "%v", err) }

func (c *cli) checkFlags() error {
	if !slices.Contains([]string{"json", "table", "csv"}, c.output) {
		given := c.output
		c.output = "json"
		return failf(exitUsage, "输出形式 %q 不是 json、table、csv 之一",
			"output %q is none of json, table, csv", given)
	}
	if c.lang != "zh" && c.lang != "en" {
		return failf(exitUsage, "语言 %q 不是 zh 或 en", "language %q is neither zh nor en", c.lang)
	}
	return nil
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func defaultHome() string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ".suyuan"
	}
	return filepath.Join(dir, ".suyuan")
}

// language is that of the flag, of SUYUAN_LANG or of the locale: Chinese unless it is English.
func (c *cli) language() string {
	if c.lang != "" {
		return c.lang
	}
	locale := env("LC_ALL", os.Getenv("LANG"))
	if strings.HasPrefix(locale, "en") {
		locale = "en"
	} else {
		locale = "zh"
	}
	return env("SUYUAN_LANG", locale)
}

func (c *cli) defaultOutput() string {
	if f, ok := c.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return "table"
	}
	return "json"
}

// say picks the sentence of the language.
func (c *cli) say(zh, en string) string {
	if c.language() == "en" {
		return en
	}
	return zh
}

// note tells a person something beside the data.
func (c *cli) note(zh, en string, args ...any) {
	fmt.Fprintf(c.chat, c.say(zh, en)+"\n", args...)
}

// client asks the nodes of --node.
func (c *cli) client() *localnet.Client {
	return &localnet.Client{URLs: strings.Split(c.nodes, ",")}
}

// run executes one command line and returns the exit code.
func run(args []string, in io.Reader, out, chat io.Writer) (code int) {
	c := &cli{in: in, out: out, chat: chat}
	c.early(args)
	defer func() {
		if p := recover(); p != nil {
			code = c.ended(failf(exitUnexpected, "程序内部错误：%v", "internal error: %v", p))
		}
	}()
	root := c.root()
	root.SetArgs(args)
	return c.ended(root.Execute())
}

// early reads the language and the output before cobra does, because help texts and complaints
// about flags need them.
func (c *cli) early(args []string) {
	c.output = env("SUYUAN_OUTPUT", c.defaultOutput())
	for i, a := range args {
		for flag, to := range map[string]*string{"--lang": &c.lang, "--output": &c.output} {
			if v, ok := strings.CutPrefix(a, flag+"="); ok {
				*to = v
			} else if a == flag && i+1 < len(args) {
				*to = args[i+1]
			}
		}
	}
}

// ended prints an error the way the output asks for and gives its exit code.
func (c *cli) ended(err error) int {
	if err == nil {
		return exitOK
	}
	f := asFailure(err)
	if f.exit == exitUnexpected && cobraUsage.MatchString(f.en) {
		f = asFailure(usage(err))
	}
	label := exitNames[f.exit]
	if f.told != nil {
		label = f.told.Code
	}
	text := c.say("错误 "+label+"："+f.zh, "error "+label+": "+f.en)
	if f.told != nil {
		text += c.say("。处理："+f.told.FixZh, ". What to do: "+f.told.FixEn)
		text += " [" + c.article(f.told.Article) + "]"
	}
	fmt.Fprintln(c.chat, text)
	if c.output == "json" && !c.printed {
		if err := c.printDoc(f.doc()); err != nil {
			return exitUnexpected
		}
	}
	return f.exit
}

// article names the source of a rule for people.
func (c *cli) article(a string) string {
	if a == rule.DefaultRule {
		return c.say("本账本规则", "ledger rule")
	}
	return a
}

// cobraUsage matches what cobra itself complains of after flags are parsed.
var cobraUsage = regexp.MustCompile(`^(unknown command|required flag|if any flags in the group)`)

var errPrinted = errors.New("a command printed two documents")
