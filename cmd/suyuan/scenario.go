package main

import (
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

// scenarioFlags are the options of both scenario commands.
type scenarioFlags struct {
	nodes   []string
	sets    []string
	restart bool
	quiet   bool
}

// playedDoc is how one file ended.
type playedDoc struct {
	File  string `json:"file"`
	Title string `json:"title"`
	scenario.Result
}

// playedDocs is the one document of `scenario run`.
type playedDocs struct {
	Files []playedDoc `json:"files"`
}

// storyDoc is a file whose form is right.
type storyDoc struct {
	File    string `json:"file"`
	Title   string `json:"title"`
	Chain   string `json:"chain"`
	Parties int    `json:"parties"`
	Steps   int    `json:"steps"`
}

func scenarioCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "scenario", Args: cobra.NoArgs,
		Short: c.say("情景：按文本推演一本测试账", "scenarios: play a story on a test ledger"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.scenarioRun(), c.scenarioCheck())
	return cmd
}

func (c *cli) scenarioRun() *cobra.Command {
	var o scenarioFlags
	cmd := &cobra.Command{Use: "run FILE|FOLDER...", Args: cobra.MinimumNArgs(1),
		Short: c.say("推演情景文件，与其预期逐步比较",
			"play scenario files and compare each step with what it expects"),
		Long: c.say("在进程内的链上推演；给出 --node 时在测试账网络上推演。全部如预期退出码为 0，第一处不符退出码为 10。"+
			"目录表示其中的 .yaml 文件，目录/... 包括其下各级目录。",
			"Plays on a chain inside this process, or, with --node, on a live test-clock network. "+
				"Exit 0 when everything is as the file says, 10 at the first difference. A folder "+
				"stands for its .yaml files, folder/... also for those of the folders below."),
		RunE: func(_ *cobra.Command, args []string) error { return c.playAll(o, args) }}
	f := cmd.Flags()
	f.StringArrayVar(&o.nodes, "node", nil, c.say("测试账网络的节点，可多次给出",
		"node of a test-clock network; may repeat"))
	f.StringArrayVar(&o.sets, "set", nil, c.say("替换情景中 let 的值：名=值",
		"replace a value of let: name=value"))
	f.BoolVar(&o.restart, "restart-every-block", false,
		c.say("每块之后关闭并从磁盘重新打开", "close the chain and open it from disk after every block"))
	f.BoolVar(&o.quiet, "quiet", false, c.say("不逐步显示", "do not show each step"))
	return cmd
}

func (c *cli) scenarioCheck() *cobra.Command {
	var o scenarioFlags
	cmd := &cobra.Command{Use: "check FILE|FOLDER...", Args: cobra.MinimumNArgs(1),
		Short: c.say("只检查情景文件的写法", "check how scenario files are written, without playing them"),
		RunE: func(_ *cobra.Command, args []string) error {
			docs := []storyDoc{}
			var t table
			files, err := storyFiles(args)
			if err != nil {
				return err
			}
			for _, file := range files {
				s, err := loadStory(file, o.sets)
				if err != nil {
					return err
				}
				docs = append(docs, storyDoc{file, s.Title, s.Chain, len(s.Parties), len(s.Steps)})
				t.rows = append(t.rows, []string{file, s.Title,
					strconv.Itoa(len(s.Steps)) + c.say(" 步", " steps")})
			}
			return c.printTable(docs, t)
		}}
	cmd.Flags().StringArrayVar(&o.sets, "set", nil, c.say("替换情景中 let 的值：名=值",
		"replace a value of let: name=value"))
	return cmd
}

func loadStory(file string, sets []string) (*scenario.Story, error) {
	values := map[string]string{}
	for _, s := range sets {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, failf(exitUsage, "--set %q 须为 名=值", "--set %q is not name=value", s)
		}
		values[name] = value
	}
	s, err := scenario.Load(file, values)
	var missing *fs.PathError
	switch {
	case errors.As(err, &missing):
		return nil, unreadable(missing.Path, missing.Err)
	case err != nil:
		return nil, failf(exitConfig, "情景文件有误：%v", "%v", err)
	}
	return s, nil
}

// differs says where a story and the ledger part; what the ledger said stands in its own words.
func differs(d *scenario.Difference) error {
	zh := *d
	if d.Refusal != nil {
		zh.What = strings.Replace(d.What, d.Refusal.En, d.Refusal.Zh, 1)
	}
	return fail(exitFindings, inChinese(zh.Error()), d.Error())
}

// playAll plays the files in turn and stops at the first that differs.
func (c *cli) playAll(o scenarioFlags, args []string) error {
	files, err := storyFiles(args)
	if err != nil {
		return err
	}
	var docs playedDocs
	var failed error
	for _, file := range files {
		s, err := loadStory(file, o.sets)
		if err != nil {
			return err
		}
		r, err := c.play(o, s)
		if err != nil {
			return err
		}
		docs.Files = append(docs.Files, playedDoc{File: file, Title: s.Title, Result: r})
		if r.Difference != nil {
			failed = differs(r.Difference)
			break
		}
	}
	var t table
	for _, d := range docs.Files {
		t.rows = append(t.rows, []string{"app hash " + d.AppHash.String(),
			c.say("高度 ", "height ") + strconv.FormatUint(d.Height, 10), d.File})
	}
	if err := c.printTable(docs, t); err != nil {
		return err
	}
	return failed
}

func (c *cli) play(o scenarioFlags, s *scenario.Story) (scenario.Result, error) {
	play := scenario.Options{RestartEveryBlock: o.restart, Verbose: c.chat}
	if c.language() == "zh" {
		play.Translate = inChinese
	}
	if o.quiet {
		play.Verbose = io.Discard
	}
	for _, n := range o.nodes {
		play.Nodes = append(play.Nodes, strings.Split(n, ",")...)
	}
	r, err := scenario.Run(s, play)
	var text *scenario.Error
	var other *scenario.Unfit
	switch {
	case errors.As(err, &other):
		return r, failf(exitConfig, "情景不能在此网络上推演：%v", "the story cannot be played on this network: %v",
			err)
	case errors.As(err, &text):
		return r, failf(exitConfig, "情景文件有误：%v", "%v", err)
	case errors.Is(err, scenario.ErrUnreachable):
		return r, failf(exitUnreachable, "节点没有应答：%v", "%v", err)
	}
	return r, err
}
