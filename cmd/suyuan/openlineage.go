package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// replayFlags are the options of `openlineage replay`.
type replayFlags struct {
	mapFile, from, keys, password, naive string
	lane                                 uint16
	now                                  bool
	timeout                              time.Duration
}

// replayDoc is what became of a folder of events.
type replayDoc struct {
	Filed    []filedRecord `json:"filed"`
	Unmapped []string      `json:"unmapped"` // datasets and jobs that no rule names; their runs wait
	// events that cannot be read, each with its file, line and reason
	Unreadable []string `json:"unreadable"`
}

type filedRecord struct {
	Record  wire.ID    `json:"record"`
	Output  string     `json:"output"`
	Product string     `json:"product,omitempty"` // that the map says the output belongs to
	Paper   wire.Hash  `json:"paper"`
	Height  uint64     `json:"height"`
	Known   bool       `json:"known"` // was on the ledger before
	Refused *rule.Told `json:"refused,omitempty"`
}

func openlineageCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "openlineage", Args: cobra.NoArgs,
		Short: c.say("把 OpenLineage 运行事件变成处理记录", "turn OpenLineage run events into processing records"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.lineageSurvey(), c.lineageReplay())
	return cmd
}

// naiveFlag is the policy for times without a zone, which are never guessed.
func (c *cli) naiveFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "naive-time", "reject", c.say("没有时区的时间：reject、UTC 或 Asia/Shanghai",
		"times without a zone: reject, UTC or Asia/Shanghai"))
}

// readRuns reads a folder of events, and the events in it that cannot be read.
func readRuns(dir, naive string) (runs []openlineage.Run, bad []string, err error) {
	zones := map[string]*time.Location{"reject": nil, "UTC": time.UTC, "Asia/Shanghai": wire.Beijing}
	zone, known := zones[naive]
	if !known {
		return nil, nil, fail(exitUsage, "--naive-time 须为 reject、UTC 或 Asia/Shanghai",
			"--naive-time must be reject, UTC or Asia/Shanghai")
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, nil, unreadable(dir, err)
	}
	if !info.IsDir() {
		return nil, nil, failf(exitUsage, "%[1]s 不是目录", "%[1]s is no folder", dir)
	}
	events, wrong, err := openlineage.ReadDirIn(os.DirFS(dir), zone)
	var file *fs.PathError
	switch {
	case errors.As(err, &file):
		return nil, nil, unreadable(filepath.Join(dir, file.Path), file.Err)
	case err != nil:
		return nil, nil, failf(exitConfig, "%[2]s 中的事件有误：%[1]v", "the events in %[2]s: %[1]v", err,
			dir)
	}
	bad = []string{}
	for _, p := range wrong {
		bad = append(bad, p.Error())
	}
	return openlineage.Merge(events), bad, nil
}

// lacking gives the outcome its exit code: what is not mapped, and what could not be read.
func lacking(unmapped, unreadable []string) error {
	switch {
	case len(unmapped) > 0:
		return failf(exitFindings, "%d 个数据集或作业没有映射", "%d datasets or jobs are not mapped",
			len(unmapped))
	case len(unreadable) > 0:
		return failf(exitFindings, "%d 个事件无法读取", "%d events cannot be read", len(unreadable))
	}
	return nil
}

func readMapFile(file string) (openlineage.Map, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return openlineage.Map{}, unreadable(file, err)
	}
	m, err := openlineage.ParseMap(b)
	if err != nil {
		return m, failf(exitConfig, "%[2]s：%[1]v", "%[2]s: %[1]v", err, file)
	}
	return m, nil
}

func (c *cli) lineageReplay() *cobra.Command {
	var o replayFlags
	cmd := &cobra.Command{Use: "replay DIR --map FILE --from ACCOUNT", Args: cobra.ExactArgs(1),
		Short: c.say("把已完成的运行逐条报送为处理记录",
			"file a processing record for each output of each completed run"),
		Long: c.say("数据集按映射文件对应已登记的资源和产品；没有规则的不猜测，列出后退出码为 10。重复报送同一运行不产生第二条记录。",
			"Datasets become registered resources and products by the map file; what no rule names "+
				"is listed, never guessed, and the exit code is 10. Filing a run again makes no second "+
				"record."),
		RunE: func(cmd *cobra.Command, args []string) error { return c.replay(cmd, o, args[0]) }}
	f := cmd.Flags()
	f.StringVar(&o.mapFile, "map", "", c.say("映射文件", "map file"))
	f.StringVar(&o.from, "from", "", c.say("报送账号，如 gz-operator/3",
		"account that files, such as gz-operator/3"))
	f.Uint16Var(&o.lane, "lane", 1, c.say("通道", "lane"))
	f.BoolVar(&o.now, "now", false, c.say("测试账：把事件时间平移到此刻之前",
		"test ledgers: move the events' times to just before now"))
	f.DurationVar(&o.timeout, "timeout", 30*time.Second, c.say("每条等待上链的时间",
		"how long to wait for each block"))
	c.naiveFlag(cmd, &o.naive)
	c.signFlags(cmd, &o.keys, &o.password)
	return cmd
}

func (c *cli) replay(cmd *cobra.Command, o replayFlags, dir string) error {
	if err := positive("timeout", o.timeout); err != nil {
		return err
	}
	runs, bad, err := readRuns(dir, o.naive)
	if err != nil {
		return err
	}
	m, err := readMapFile(o.mapFile)
	if err != nil {
		return err
	}
	by, err := parseSigners(o.from)
	if err != nil {
		return err
	}
	keys, err := c.openRing(by, o.keys, o.password)
	if err != nil {
		return err
	}
	l := c.ledger(cmd)
	at, err := l.info(cmd.Context())
	if err != nil {
		return err
	}
	if o.now {
		if !at.Test {
			return fail(exitUsage, "--now 只用于测试账", "--now is for test ledgers only")
		}
		m.Anchor = (at.Law - spanOf(runs)).String()
	}
	records, missing, err := openlineage.Records(runs, m, by[0].Party)
	if err != nil {
		return failf(exitUsage, "%[1]v", "%[1]v", err)
	}
	doc := replayDoc{Filed: []filedRecord{}, Unmapped: []string{}, Unreadable: bad}
	for _, u := range missing {
		doc.Unmapped = append(doc.Unmapped, u.String())
	}
	for _, r := range records {
		filed, err := c.fileRecord(cmd.Context(), l, keys, o, r)
		if err != nil {
			return err
		}
		doc.Filed = append(doc.Filed, filed)
	}
	return c.replayed(doc)
}

// spanOf is the time from the first event to the last, in seconds.
func spanOf(runs []openlineage.Run) wire.Time {
	if len(runs) == 0 {
		return 0
	}
	first, last := runs[0].Started, runs[0].Ended
	for _, r := range runs {
		if r.Started.Before(first) {
			first = r.Started
		}
		if r.Ended.After(last) {
			last = r.Ended
		}
	}
	return wire.Time(last.Unix()-first.Unix()) + 1
}

// fileRecord signs and files one record and waits for its block.
func (c *cli) fileRecord(ctx context.Context, l ledger, r *ring, o replayFlags,
	rec openlineage.Record) (filedRecord, error) {
	out := filedRecord{Record: rec.Body.ID, Output: rec.Body.Output, Product: rec.Product.String()}
	at, err := l.info(ctx)
	if err != nil {
		return out, err
	}
	nonce, err := l.nonce(ctx, r.accounts[0], strconv.Itoa(int(o.lane)))
	if err != nil {
		return out, err
	}
	p := tx.Paper{Chain: at.Chain, Genesis: at.Genesis, Author: r.accounts[0],
		CoSigners: r.accounts[1:], Lane: o.lane, Nonce: nonce, Expires: at.Law + 86400,
		Kind: "processing.record", Body: wire.MustEncode(&rec.Body)}
	raw, err := r.seal(p)
	if err != nil {
		return out, err
	}
	if out.Paper, err = p.ID(); err != nil {
		return out, err
	}
	a, err := l.Broadcast(ctx, raw)
	if err != nil {
		return out, nodeError(err)
	}
	if a.Code != 0 {
		return out, refusedPaper(toldOf(a))
	}
	done, err := l.wait(ctx, out.Paper, o.timeout)
	if err != nil {
		return out, err
	}
	out.Height, out.Refused = done.Height, done.Refusal
	if t := done.Refusal; t != nil && (t.Code == access.ErrDuplicate.Name ||
		t.Code == access.ErrTwice.Name) {
		out.Known, out.Refused = true, nil
	}
	return out, nil
}

// replayed prints the outcome and gives it its exit code: a refusal before what is not mapped.
func (c *cli) replayed(doc replayDoc) error {
	t := table{head: []string{c.say("记录", "record"), c.say("输出", "output"), c.say("结果", "outcome")}}
	var first *rule.Told
	for _, f := range doc.Filed {
		outcome := fmt.Sprintf(c.say("高度 %d", "height %d"), f.Height)
		switch {
		case f.Known:
			outcome = c.say("此前已报送", "filed before")
		case f.Refused != nil:
			outcome = f.Refused.Code
			if first == nil {
				first = f.Refused
			}
		}
		t.rows = append(t.rows, []string{f.Record.String(), f.Output, outcome})
	}
	for _, u := range doc.Unmapped {
		t.rows = append(t.rows, []string{"", u, c.say("未映射", "not mapped")})
	}
	for _, u := range doc.Unreadable {
		t.rows = append(t.rows, []string{"", u, c.say("无法读取", "not readable")})
	}
	if err := c.printTable(doc, t); err != nil {
		return err
	}
	if first != nil {
		return refused(*first)
	}
	return lacking(doc.Unmapped, doc.Unreadable)
}

// surveyDoc is what a folder of events reads and makes, with a map file to fill in.
type surveyDoc struct {
	Runs    int `json:"runs"`
	Records int `json:"records"` // processing records they make
	// runs without inputs or outputs, unfinished or failed
	Unrecorded   int           `json:"unrecorded"`
	Sources      []surveyTable `json:"sources"`
	Intermediate []surveyTable `json:"intermediate"`
	Outputs      []surveyTable `json:"outputs"`
	Flagged      []string      `json:"flagged"`    // facets that could not be read
	Unmapped     []string      `json:"unmapped"`   // by --map
	Unreadable   []string      `json:"unreadable"` // events, each with its file, line and reason
	Map          string        `json:"map"`        // a map file to fill in, without --map
}

type surveyTable struct {
	Namespace string   `json:"namespace"`
	Name      string   `json:"name"`
	Columns   []string `json:"columns"`
}

func surveyTables(list []openlineage.Table) []surveyTable {
	out := []surveyTable{}
	for _, t := range list {
		out = append(out, surveyTable{t.Name.Namespace, t.Name.Name, append([]string{}, t.Columns...)})
	}
	return out
}

func (c *cli) lineageSurvey() *cobra.Command {
	var mapFile, maker, naive string
	cmd := &cobra.Command{Use: "survey DIR", Args: cobra.ExactArgs(1),
		Short: c.say("列出事件读写的数据集与列，并给出映射文件样板",
			"list the datasets and columns that events read and make, with a map file to fill in"),
		RunE: func(_ *cobra.Command, args []string) error {
			runs, bad, err := readRuns(args[0], naive)
			if err != nil {
				return err
			}
			s := openlineage.NewSurvey(runs)
			doc := surveyDoc{Runs: len(runs), Records: s.Records, Unrecorded: s.Unrecorded,
				Sources: surveyTables(s.Sources), Intermediate: surveyTables(s.Intermediate),
				Outputs: surveyTables(s.Outputs), Flagged: append([]string{}, s.Flagged...),
				Unmapped: []string{}, Unreadable: bad}
			if mapFile == "" {
				b, err := template(s, runs).YAML()
				doc.Map = string(b)
				return c.surveyed(doc, err)
			}
			m, err := readMapFile(mapFile)
			if err != nil {
				return err
			}
			_, missing, err := openlineage.Records(runs, m, maker)
			for _, u := range missing {
				doc.Unmapped = append(doc.Unmapped, u.String())
			}
			return c.surveyed(doc, err)
		}}
	cmd.Flags().StringVar(&mapFile, "map", "", c.say("映射文件：列出没有映射的",
		"map file: list what it does not name"))
	c.naiveFlag(cmd, &naive)
	cmd.Flags().StringVar(&maker, "maker", "maker", c.say("作业所属主体", "party whose jobs these are"))
	return cmd
}

// template is a map file with an invented id for every source and output.
func template(s openlineage.Survey, runs []openlineage.Run) openlineage.Map {
	m := openlineage.Map{Format: openlineage.MapFormat}
	for i, t := range s.Sources {
		m.Datasets = append(m.Datasets, openlineage.DatasetRule{Namespace: t.Name.Namespace,
			Name: t.Name.Name, Resource: fmt.Sprintf("provider/resource-%d", i+1)})
	}
	for i, t := range s.Outputs {
		m.Datasets = append(m.Datasets, openlineage.DatasetRule{Namespace: t.Name.Namespace,
			Name: t.Name.Name, Product: fmt.Sprintf("operator/product-%d", i+1)})
	}
	seen := map[string]bool{}
	for _, r := range runs {
		if r.Finished() && !seen[r.Job.String()] {
			seen[r.Job.String()] = true
			m.Jobs = append(m.Jobs, openlineage.JobRule{Namespace: r.Job.Namespace, Job: r.Job.Name,
				Grant: "bureau/grant-1"})
		}
	}
	return m
}

func (c *cli) surveyed(doc surveyDoc, err error) error {
	if err != nil {
		return failf(exitUsage, "%[1]v", "%[1]v", err)
	}
	t := table{head: []string{"", c.say("数据集", "dataset"), c.say("列", "columns")}}
	for _, part := range []struct {
		zh, en string
		list   []surveyTable
	}{{"来源", "source", doc.Sources}, {"中间", "between", doc.Intermediate}, {"输出", "output",
		doc.Outputs}} {
		for _, d := range part.list {
			t.rows = append(t.rows, []string{c.say(part.zh, part.en), d.Namespace + " " + d.Name,
				fmt.Sprint(d.Columns)})
		}
	}
	for _, u := range doc.Unreadable {
		t.rows = append(t.rows, []string{c.say("无法读取", "not readable"), u, ""})
	}
	if err := c.printTable(doc, t); err != nil {
		return err
	}
	if c.output != "json" && doc.Map != "" {
		fmt.Fprint(c.chat, doc.Map)
	}
	return lacking(doc.Unmapped, doc.Unreadable)
}
