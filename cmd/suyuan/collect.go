package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/wire"
)

// collection is what every command of the collector shares: its configuration.
type collection struct {
	*cli
	file string
}

func collectCommand(c *cli) *cobra.Command {
	o := &collection{cli: c}
	cmd := &cobra.Command{Use: "collect", Args: cobra.NoArgs,
		Short: c.say("采集器：接收使用记录和运行事件，成批上链并保存原始记录",
			"collector: takes uses and run events, files them in batches, keeps the raw uses"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.PersistentFlags().StringVar(&o.file, "config", "", c.say("采集器配置文件；默认为目录下 collect.yaml",
		"configuration of the collector; default collect.yaml in the home"))
	cmd.AddCommand(o.startCommand(), o.statusCommand(), o.parkedCommand(), o.mapCommand(),
		o.proveCommand(), o.answerCommand(), o.verifyCommand(), o.retryCommand(), o.manifestCommand(),
		o.purgeCommand())
	return cmd
}

// config reads the configuration.
func (o *collection) config() (collect.Config, error) {
	file := o.file
	if file == "" {
		file = filepath.Join(o.home, "collect.yaml")
	}
	if _, err := os.Stat(file); err != nil {
		return collect.Config{}, unreadable(file, err)
	}
	config, err := collect.ReadConfig(file)
	return config, asCollect(err)
}

// asCollect gives the collector's errors their exit codes.
func asCollect(err error) error {
	exit := 0
	switch {
	case err == nil:
		return nil
	case errors.Is(err, collect.ErrConfig):
		exit = exitConfig
	case errors.Is(err, collect.ErrNoJob), errors.Is(err, collect.ErrNoTrace):
		exit = exitNotFound
	case errors.Is(err, collect.ErrConflict), errors.Is(err, collect.ErrInUse):
		exit = exitConflict
	case errors.Is(err, collect.ErrWanted):
		exit = exitUsage
	case errors.Is(err, collect.ErrKept):
		exit = exitRefused
	case errors.Is(err, collect.ErrProof):
		exit = exitVerify
	default:
		return err
	}
	en, zh := collect.Sentences(err)
	return &failure{exit: exit, zh: zh, en: en, cause: err}
}

// question is one that a running collector answers over HTTP, and that its store answers while none
// runs.
type question struct {
	method, path string
	args         url.Values
	body         []byte
	ask          func(*collect.Collector) (any, error)
}

// ask answers a question as JSON.
func (o *collection) ask(ctx context.Context, q question) ([]byte, error) {
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	account, _ := parseSigners(config.Account)
	c, err := collect.Open(collect.Options{Dir: config.Store, Account: account[0], Idle: true})
	if errors.Is(err, collect.ErrInUse) {
		return o.askRunning(ctx, config, q)
	}
	if err != nil {
		return nil, asCollect(err)
	}
	v, err := q.ask(c)
	if err := errors.Join(err, c.Close()); err != nil {
		return nil, asCollect(err)
	}
	return json.Marshal(v)
}

// askRunning asks the collector that has the store open, with the administrator's token.
func (o *collection) askRunning(ctx context.Context, config collect.Config, q question) ([]byte,
	error) {
	address, err := os.ReadFile(config.AddressFile())
	if err != nil {
		return nil, fail(exitConflict, "采集器正在运行，但未开启 HTTP（配置中没有 tokens）",
			"the collector is running without HTTP (no tokens in its configuration)")
	}
	account, _ := parseSigners(config.Account)
	sources, err := collect.ReadTokens(config.Tokens, account[0].Party)
	if err != nil {
		return nil, asCollect(err)
	}
	token := ""
	for _, s := range sources {
		if s.Admin {
			token = s.Token
		}
	}
	if token == "" {
		return nil, fail(exitForbidden, "令牌文件中没有 admin: true 的令牌",
			"the tokens file has no token with admin: true")
	}
	r, err := http.NewRequestWithContext(ctx, q.method, "http://"+strings.TrimSpace(string(address))+
		q.path+"?"+q.args.Encode(), bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, failf(exitUnreachable, "采集器没有应答：%v", "the collector does not answer: %v", err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil || res.StatusCode == http.StatusOK {
		return text, err
	}
	var p struct {
		Detail   string `json:"detail"`
		DetailZh string `json:"detail_zh"`
	}
	_ = json.Unmarshal(text, &p)
	exit := map[int]int{404: exitNotFound, 409: exitRefused, 400: exitUsage, 403: exitForbidden,
		401: exitForbidden}[res.StatusCode]
	if exit == 0 {
		exit = exitUnreachable
	}
	return nil, fail(exit, p.DetailZh, p.Detail)
}

// told prints an answer: JSON as it is, its members as rows for people.
func (o *collection) told(text []byte, err error) error {
	if err != nil {
		return err
	}
	if o.output == "json" {
		return o.printJSON(text)
	}
	var v map[string]json.RawMessage
	t := table{}
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	_, _ = d.Token()
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		key, _ := name.(string)
		t.rows = append(t.rows, []string{key, strings.Trim(string(value), `"`)})
	}
	return o.printTable(v, t)
}

func (o *collection) statusCommand() *cobra.Command {
	return &cobra.Command{Use: "status", Args: cobra.NoArgs,
		Short: o.say("已接收、待成批、已上链的数量，被拒的批次和最近的故障",
			"how much is accepted, waiting and counted, refused batches, the last fault"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := o.ask(cmd.Context(), question{method: "GET", path: "/api/v1/collect/status",
				ask: func(c *collect.Collector) (any, error) { return c.Status() }})
			return o.told(text, err)
		}}
}

func (o *collection) parkedCommand() *cobra.Command {
	return &cobra.Command{Use: "parked", Args: cobra.NoArgs,
		Short: o.say("等待处理的数据集、作业和日志行，及处理命令；有则退出码为 10",
			"datasets, jobs and lines that wait, with the command for each; exit 10 if any"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := o.ask(cmd.Context(), question{method: "GET", path: "/api/v1/collect/parked",
				ask: func(c *collect.Collector) (any, error) { return c.Parked(1000) }})
			if err != nil {
				return err
			}
			var list []collect.Parked
			if err := json.Unmarshal(text, &list); err != nil {
				return err
			}
			t := table{head: []string{o.say("种类", "kind"), o.say("命名空间", "namespace"),
				o.say("名称", "name"), o.say("原因", "why"), o.say("命令", "command")}}
			for _, p := range list {
				t.rows = append(t.rows, []string{p.Kind, p.Namespace, p.Name, p.Why, p.Command})
			}
			if err := o.printTable(list, t); err != nil || len(list) == 0 {
				return err
			}
			return failf(exitFindings, "%d 项待处理", "%d things wait", len(list))
		}}
}

func (o *collection) mapCommand() *cobra.Command {
	var d openlineage.DatasetRule
	var j openlineage.JobRule
	var namespace string
	cmd := &cobra.Command{Use: "map", Args: cobra.NoArgs,
		Short: o.say("给映射文件加一条规则：数据集对应资源或产品，作业对应授权",
			"add a rule to the map file: a dataset is a resource or product, a job has a grant"),
		RunE: func(*cobra.Command, []string) error {
			config, err := o.config()
			if err != nil {
				return err
			}
			if config.Map == "" || (d.Name == "") == (j.Job == "") {
				return fail(exitUsage, "须给出 --dataset 或 --job 之一，且配置中须有 map",
					"give --dataset or --job, and have map in the configuration")
			}
			d.Namespace, j.Namespace = namespace, namespace
			var datasets []openlineage.DatasetRule
			var jobs []openlineage.JobRule
			if d.Name != "" {
				datasets = append(datasets, d)
			} else {
				jobs = append(jobs, j)
			}
			if err := collect.AddRule(config.Map, datasets, jobs); err != nil {
				return failf(exitUsage, "规则有误：%v", "the rule is wrong: %v", err)
			}
			return o.printDoc(map[string]string{"map": config.Map})
		}}
	f := cmd.Flags()
	f.StringVar(&namespace, "namespace", "", o.say("命名空间；空为任意", "namespace; empty is any"))
	f.StringVar(&d.Name, "dataset", "", o.say("数据集名称，* 为任意文字", "dataset, * for any text"))
	f.StringVar(&d.Resource, "resource", "", o.say("对应的资源", "the resource it is"))
	f.StringVar(&d.Product, "product", "", o.say("对应的产品", "the product it is"))
	f.Uint32Var(&d.Version, "version", 1, o.say("资源或产品的版本", "version of it"))
	f.StringVar(&j.Job, "job", "", o.say("作业名称，* 为任意文字", "job, * for any text"))
	f.StringVar(&j.Grant, "grant", "", o.say("作业所依据的授权", "grant under which the job runs"))
	return cmd
}

func (o *collection) retryCommand() *cobra.Command {
	return &cobra.Command{Use: "retry ID", Args: cobra.ExactArgs(1),
		Short: o.say("原因消除后，再次报送被拒的批次", "file a refused batch again once its cause is gone"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := wire.ParseID(args[0])
			if err != nil {
				return failf(exitUsage, "%q 不是批次编号", "%q is no batch id", args[0])
			}
			text, err := o.ask(cmd.Context(), question{method: "POST", path: "/api/v1/collect/retry",
				args: url.Values{"id": {args[0]}}, ask: func(c *collect.Collector) (any, error) {
					return map[string]string{"id": args[0], "status": collect.Sealed}, c.Retry(id)
				}})
			return o.told(text, err)
		}}
}

func optional(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
