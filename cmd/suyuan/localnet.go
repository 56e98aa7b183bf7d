package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

// netOptions are the flags of the localnet commands.
type netOptions struct {
	dir        string
	validators int
	manifest   string
	scenario   string
	sets       []string
	timeout    time.Duration
	lines      int
	follow     bool
}

func localnetCommand(c *cli) *cobra.Command {
	var o netOptions
	cmd := &cobra.Command{Use: "localnet", Args: cobra.NoArgs,
		Short: c.say("在本机上运行整个网络", "a whole network on this machine"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.PersistentFlags().StringVar(&o.dir, "dir", "",
		c.say("网络的目录，默认 HOME/localnet", "directory of the network; default HOME/localnet"))
	cmd.AddCommand(c.netUp(&o), c.netDown(&o), c.netStatus(&o), c.netKill(&o), c.netStart(&o),
		c.netLogs(&o), c.netURLs(&o), c.netAgree(&o))
	return cmd
}

func (c *cli) netDir(o *netOptions) string {
	if o.dir != "" {
		return o.dir
	}
	return filepath.Join(c.home, "localnet")
}

// netDoc describes a network and where its nodes are.
type netDoc struct {
	Dir          string               `json:"dir"`
	Chain        string               `json:"chain"`
	Genesis      wire.Hash            `json:"genesis"`
	Down         bool                 `json:"down"`
	PasswordFile string               `json:"password_file"`
	Nodes        []localnet.NodeState `json:"nodes"`
}

func (c *cli) printNet(n *localnet.Network) error {
	doc := netDoc{Dir: n.Dir, Chain: n.Chain, Genesis: n.Genesis, Down: n.Down,
		PasswordFile: n.PasswordFile(), Nodes: n.States()}
	t := table{head: []string{c.say("节点", "node"), c.say("主体", "party"), c.say("验证人", "validator"),
		c.say("进程", "process"), c.say("高度", "height"), c.say("状态摘要", "app hash"), "RPC"}}
	for _, s := range doc.Nodes {
		process, height := "-", "-"
		if s.Running {
			process = strconv.Itoa(s.PID)
		}
		if s.Answers {
			height = strconv.FormatUint(s.Height, 10)
		}
		t.rows = append(t.rows, []string{s.Name, s.Party, c.yesNo(s.Validator), process, height,
			s.AppHash[:min(16, len(s.AppHash))], s.RPC})
	}
	return c.printTable(doc, t)
}

func (c *cli) yesNo(v bool) string {
	if v {
		return c.say("是", "yes")
	}
	return c.say("否", "no")
}

func (c *cli) netUp(o *netOptions) *cobra.Command {
	cmd := &cobra.Command{Use: "up", Args: cobra.NoArgs,
		Short: c.say("建立并启动网络；已停的网络继续运行", "make a network and start it; one that is down goes on"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, err := c.up(cmd, o)
			if err != nil {
				return netError(err)
			}
			c.note("网络已启动：--home %s --password-file %s 可直接签署",
				"the network is up; sign with --home %s --password-file %s",
				n.Dir, n.PasswordFile())
			return c.printNet(n)
		}}
	f := cmd.Flags()
	f.IntVar(&o.validators, "validators", usualVoters, c.say("验证人个数", "number of validators"))
	f.StringVar(&o.manifest, "manifest", "", c.say("网络清单（TOML）", "manifest of the network (TOML)"))
	f.StringVar(&o.scenario, "scenario", "", c.say("以情景的主体和创世参数建账",
		"found the ledger of this story"))
	f.StringArrayVar(&o.sets, "set", nil, c.say("替换情景中 let 的值：名=值",
		"replace a value of let: name=value"))
	f.DurationVar(&o.timeout, "timeout", 60*time.Second, c.say("最长等待", "how long to wait"))
	return cmd
}

func (c *cli) up(cmd *cobra.Command, o *netOptions) (*localnet.Network, error) {
	if err := positive("timeout", o.timeout); err != nil {
		return nil, err
	}
	bin, err := os.Executable()
	if err != nil {
		return nil, err
	}
	up := localnet.Options{Dir: c.netDir(o), Binary: bin, Wait: o.timeout, Progress: c.chat}
	for _, flag := range []string{"validators", "manifest", "scenario"} {
		up.New = up.New || cmd.Flags().Changed(flag)
	}
	if o.manifest != "" && cmd.Flags().Changed("validators") {
		return nil, fail(exitUsage, "--manifest 与 --validators 只能给一个",
			"give --manifest or --validators, not both")
	}
	if o.manifest != "" {
		up.Manifest, err = localnet.ReadManifest(o.manifest)
	} else {
		up.Manifest, err = localnet.Default(o.validators)
	}
	if err != nil {
		return nil, err
	}
	if o.scenario != "" {
		voters := 0
		if cmd.Flags().Changed("validators") {
			voters = o.validators
		}
		if up.Founding, err = foundStory(o.scenario, o.sets, voters); err != nil {
			return nil, err
		}
		nameFollowers(up.Manifest.Nodes, up.Founding.Keys)
	}
	return localnet.Up(up)
}

// nameFollowers gives nodes of institutions that the story has not a name of nobody's.
func nameFollowers(nodes []localnet.NodeSpec, keys []localnet.AccountKey) {
	n := 0
	for i, node := range nodes {
		known := slices.ContainsFunc(keys,
			func(k localnet.AccountKey) bool { return k.Account.Party == node.Party })
		if node.Validator || known {
			continue
		}
		n++
		nodes[i].Name, nodes[i].Party = "follower"+strconv.Itoa(n), ""
	}
}

// usualVoters is the number of validators where nobody says otherwise.
const usualVoters = 4

// foundStory takes ledger, institutions and keys of a story. Its validators are the institutions
// it names so, or the first ones where it names fewer than are wanted; 0 wants what it names.
func foundStory(file string, sets []string, voters int) (*localnet.Founding, error) {
	s, err := loadStory(file, sets)
	if err != nil {
		return nil, err
	}
	f := &localnet.Founding{Validators: storyVoters(s, voters)}
	if len(f.Validators) < voters {
		return nil, failf(exitUsage, "情景只有 %d 个创世主体，不足 %d 个验证人",
			"the story has %d founding institutions, too few for %d validators", len(f.Validators),
			voters)
	}
	f.Genesis = func(now wire.Time, voters []party.GenesisVoter) (genesis.Document, error) {
		doc, err := s.GenesisAt(now, voters...)
		if err != nil {
			return genesis.Document{}, err
		}
		return *doc, nil
	}
	for _, k := range s.Keys() {
		f.Keys = append(f.Keys, localnet.AccountKey{Account: k.Account, Number: party.FirstKey,
			Key: k.Private})
	}
	return f, nil
}

func storyVoters(s *scenario.Story, wanted int) (ids []string) {
	if wanted == 0 && !slices.ContainsFunc(s.Parties,
		func(p scenario.Party) bool { return p.Validator }) {
		wanted = usualVoters
	}
	for _, named := range []bool{true, false} {
		for _, p := range s.Parties {
			enough := wanted > 0 && len(ids) == wanted || wanted == 0 && !named && len(ids) > 0
			if p.Validator == named && !p.Later && !enough {
				ids = append(ids, p.ID)
			}
		}
	}
	return ids
}

func (c *cli) netDown(o *netOptions) *cobra.Command {
	return &cobra.Command{Use: "down", Args: cobra.NoArgs,
		Short: c.say("停止本网络的全部进程，且只停止它们", "end every process of the network, and no other"),
		RunE: func(*cobra.Command, []string) error {
			n, err := localnet.Down(c.netDir(o))
			if err != nil {
				return netError(err)
			}
			return c.printNet(n)
		}}
}

func (c *cli) netStatus(o *netOptions) *cobra.Command {
	return &cobra.Command{Use: "status", Args: cobra.NoArgs,
		Short: c.say("各节点的现状", "where the nodes are"),
		RunE: func(*cobra.Command, []string) error {
			n, err := localnet.Open(c.netDir(o))
			if err != nil {
				return netError(err)
			}
			return c.printNet(n)
		}}
}

func (c *cli) netKill(o *netOptions) *cobra.Command {
	return &cobra.Command{Use: "kill NAME...", Args: cobra.MinimumNArgs(1),
		Short: c.say("以 SIGKILL 同时结束节点，如断电", "end nodes at once with SIGKILL, as a power cut would"),
		RunE: func(_ *cobra.Command, args []string) error {
			n, err := localnet.Kill(c.netDir(o), args...)
			if err != nil {
				return netError(err)
			}
			return c.printNet(n)
		}}
}

func (c *cli) netStart(o *netOptions) *cobra.Command {
	cmd := &cobra.Command{Use: "start NAME...", Args: cobra.MinimumNArgs(1),
		Short: c.say("重新启动节点", "start nodes again"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := positive("timeout", o.timeout); err != nil {
				return err
			}
			n, err := localnet.Start(c.netDir(o), o.timeout, args...)
			if err != nil {
				return netError(err)
			}
			return c.printNet(n)
		}}
	cmd.Flags().DurationVar(&o.timeout, "timeout", 60*time.Second, c.say("最长等待", "how long to wait"))
	return cmd
}

func (c *cli) netLogs(o *netOptions) *cobra.Command {
	cmd := &cobra.Command{Use: "logs NAME", Args: cobra.ExactArgs(1),
		Short: c.say("节点日志", "the log of a node"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := localnet.Open(c.netDir(o))
			if err != nil {
				return netError(err)
			}
			node, err := n.Node(args[0])
			if err != nil {
				return netError(err)
			}
			return c.logs(cmd, node.Log, o)
		}}
	cmd.Flags().IntVarP(&o.lines, "lines", "n", 50, c.say("行数", "number of lines"))
	cmd.Flags().BoolVarP(&o.follow, "follow", "f", false, c.say("继续输出新行", "go on with new lines"))
	return cmd
}

// logs prints the end of a log as it is, or as one document with --output json.
func (c *cli) logs(cmd *cobra.Command, file string, o *netOptions) error {
	tail, err := localnet.Tail(file, o.lines)
	if err != nil {
		return failf(exitNotFound, "日志读不到：%v", "the log cannot be read: %v", err)
	}
	if cmd.Flags().Changed("output") && c.output == "json" && !o.follow {
		return c.printDoc(struct {
			File string `json:"file"`
			Text string `json:"text"`
		}{file, tail})
	}
	c.printed = true
	if _, err := io.WriteString(c.out, tail); err != nil || !o.follow {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	for cmd.Context().Err() == nil {
		if _, err := io.Copy(c.out, f); err != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil
}

// netError gives an error of a local network its exit code.
func netError(err error) error {
	var f *failure
	if err == nil || errors.As(err, &f) {
		return err
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		return asFailure(file)
	}
	for _, e := range []struct {
		is   error
		exit int
		zh   string
	}{
		{localnet.ErrManifest, exitConfig, "网络清单或创世有误"}, {localnet.ErrNone, exitNotFound, "没有找到"},
		{localnet.ErrConflict, exitConflict, "有冲突"}, {localnet.ErrTimeout, exitUnreachable, "超时"},
		{localnet.ErrNode, exitUnreachable, "节点没有起来"},
	} {
		if errors.Is(err, e.is) {
			return failf(e.exit, e.zh+"：%v", "%v", err)
		}
	}
	return err
}
