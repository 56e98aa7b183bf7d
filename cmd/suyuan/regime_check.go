package main

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/genesis"
)

// findingDoc is a mistake in both languages.
type findingDoc struct {
	genesis.Finding
	Zh string `json:"zh"`
}

type regimesChecked struct {
	Files    []string     `json:"files"`
	Findings []findingDoc `json:"findings"`
}

// checkRegimes checks each file by itself, then against the shipped regimes and each other.
func (c *cli) checkRegimes(files []string) error {
	texts := map[string][]byte{}
	if len(files) == 0 {
		for _, pattern := range []string{"regimes/*.yaml", "overlays/*.yaml"} {
			paths, err := fs.Glob(genesis.Files(), pattern)
			if err != nil {
				return err
			}
			for _, p := range paths {
				if texts[p], err = fs.ReadFile(genesis.Files(), p); err != nil {
					return err
				}
				files = append(files, p)
			}
		}
	}
	var good []genesis.Regime
	doc := regimesChecked{Files: files, Findings: []findingDoc{}}
	for _, file := range files {
		b := texts[file]
		if b == nil {
			var err error
			if b, err = readRegimeFile(file); err != nil {
				return err
			}
		}
		found, regimes := checkOne(file, b, good)
		good = append(good, regimes...)
		for _, f := range found {
			doc.Findings = append(doc.Findings, findingDoc{f, problemInChinese(f.Problem)})
		}
	}
	return c.told(doc)
}

// checkOne checks one file; its regime is returned when it could be read.
func checkOne(file string, b []byte, before []genesis.Regime) ([]genesis.Finding,
	[]genesis.Regime) {
	if genesis.IsOverlay(b) {
		_, found := genesis.CheckOverlay(file, b)
		return found, nil
	}
	r, found := genesis.CheckRegime(file, b)
	found = append(found, unrealized(file, b, r)...)
	if r.Profile.Version == 0 {
		return found, nil
	}
	for _, other := range append(others(r), before...) {
		if why := genesis.Clash(r, other); why != "" {
			found = append(found, genesis.At(file, b, "keys.legal.effective_from.value", why))
		}
	}
	return found, []genesis.Regime{r}
}

// others are the shipped regimes beside which r would stand: a file of a shipped jurisdiction and
// version takes that one's place.
func others(r genesis.Regime) []genesis.Regime {
	all, err := genesis.LoadRegimes(genesis.Files())
	if err != nil {
		return nil // the shipped files are checked by their own tests
	}
	return slices.DeleteFunc(all, func(o genesis.Regime) bool {
		return o.Profile.Jurisdiction == r.Profile.Jurisdiction && o.Profile.Version == r.Profile.Version
	})
}

// unrealized finds articles that claim a kind, refusal or query that the ledger has not.
func unrealized(file string, b []byte, r genesis.Regime) (out []genesis.Finding) {
	have := map[string]bool{}
	for _, ch := range app.Standard().Chapters() {
		for _, k := range ch.Kinds {
			have["kind:"+k.Name] = true
		}
		for _, q := range ch.Queries {
			have["query:"+q.Name] = true
		}
		for _, no := range ch.Refusals {
			have["refusal:"+no.Name] = true
		}
	}
	for i, a := range r.Articles {
		for _, what := range a.Realized {
			sort, name, _ := strings.Cut(what, ":")
			if slices.Contains([]string{"kind", "query", "refusal"}, sort) && !have[what] {
				out = append(out, genesis.At(file, b, fmt.Sprintf("articles[%d].realized", i),
					fmt.Sprintf("%s: there is no %s %q", a.ID, sort, name)))
			}
		}
	}
	return out
}

// told prints the findings and ends with exit code 10 when there are any.
func (c *cli) told(doc regimesChecked) error {
	t := table{head: []string{c.say("文件", "file"), c.say("行", "line"), c.say("位置", "field"),
		c.say("问题", "problem")}}
	for _, f := range doc.Findings {
		t.rows = append(t.rows, []string{f.File, strconv.Itoa(f.Line), f.Field, c.say(f.Zh, f.Problem)})
	}
	if len(doc.Findings) == 0 {
		t = table{}
		for _, file := range doc.Files {
			t.rows = append(t.rows, []string{file, c.say("无误", "ok")})
		}
	}
	if err := c.printTable(doc, t); err != nil {
		return err
	}
	if n := len(doc.Findings); n > 0 {
		f := doc.Findings[0]
		return failf(exitFindings, "制度文件有 %[1]d 处错误，第一处：%[2]s 第 %[3]d 行 %[4]s：%[6]s",
			"%[1]d mistakes, the first at %[2]s:%[3]d: %[4]s: %[5]s", n, f.File, f.Line, f.Field,
			f.Problem, f.Zh)
	}
	return nil
}

// problems in Chinese, by the English sentence; $1 stands for its first part.
var problemsZh = []struct {
	en *regexp.Regexp
	zh string
}{
	{regexp.MustCompile(`^missing \((.*)\)$`), "缺少此项（$1）"},
	{regexp.MustCompile(`^missing$`), "缺少此项"},
	{regexp.MustCompile(`^missing: list the articles.*`), "缺少条文目录：列出文件的条、款、项"},
	{regexp.MustCompile(`^unknown key.*`), "没有此参数"},
	{regexp.MustCompile(`^unknown field$`), "没有此字段"},
	{regexp.MustCompile(`^appears twice$`), "重复出现"},
	{regexp.MustCompile(`^(.*) appears twice$`), "$1 重复出现"},
	{regexp.MustCompile(`^no row for (.*) follows$`), "其后缺少条文 $1 的一行"},
	{regexp.MustCompile(`^no row for (.*)$`), "缺少条文 $1 的一行"},
	{regexp.MustCompile(`^(.*) has no row in articles$`), "$1 在条文表中没有对应的一行"},
	{regexp.MustCompile(`^(.*) is not in the outline$`), "$1 不在条文目录中"},
	{regexp.MustCompile(`^does not know (.*)$`), "不认识 $1，须为所列取值之一"},
	{regexp.MustCompile(`^wants a number and a unit.*not (.*)$`),
		"须写数与单位，如 10 working_days（可用 working_days、calendar_days、months、years），不是 $1"},
	{regexp.MustCompile(`^wants type day.*not (.*)$`), "须写月日，如 03-31，不是 $1"},
	{regexp.MustCompile(`^wants type date.*not (.*)$`), "须写日期，如 2025-01-07，不是 $1"},
	{regexp.MustCompile(`^wants type (.*)$`), "类型须为 $1"},
	{regexp.MustCompile(`^must not be empty$`), "不得为空"},
	{regexp.MustCompile(`^mark (.*) needs the article it comes from$`), "性质为 $1 的取值须写明出处条款"},
	{regexp.MustCompile(`^(".*") is none of text, soft, default$`), "性质 $1 不是 text、soft、default 之一"},
	{regexp.MustCompile(`^(".*") is not of this regulation, so the mark is default$`),
		"$1 不是本办法的条款，性质只能为 default"},
	{regexp.MustCompile(`^in force on days on which (.*) is too, from (.*)$`), "与 $1 的施行期间自 $2 起重叠"},
	{regexp.MustCompile(`^the same jurisdiction and version as (.*)$`), "与 $1 的行政区域和版本相同"},
	{regexp.MustCompile(`^(.*): there is no (kind|query|refusal) (".*")$`), "$1：没有名为 $3 的 $2"},
	{regexp.MustCompile(`^field (.*) not found.*`), "没有字段 $1"},
	{regexp.MustCompile(`^a document in force has a first day$`), "施行中的文件须有施行日"},
}

func problemInChinese(problem string) string {
	for _, p := range problemsZh {
		if p.en.MatchString(problem) {
			return p.en.ReplaceAllString(problem, p.zh)
		}
	}
	return problem
}
