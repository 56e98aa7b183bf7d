package main

import (
	"cmp"
	"fmt"
	"io/fs"
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
			doc.Findings = append(doc.Findings, findingDoc{f, findingInChinese(f)})
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
	have := map[string][]string{}
	for _, ch := range app.Standard().Chapters() {
		for _, k := range ch.Kinds {
			have["kind"] = append(have["kind"], k.Name)
		}
		for _, q := range ch.Queries {
			have["query"] = append(have["query"], q.Name)
		}
		for _, no := range ch.Refusals {
			have["refusal"] = append(have["refusal"], no.Name)
		}
	}
	for i, a := range r.Articles {
		for _, what := range a.Realized {
			sort, name, _ := strings.Cut(what, ":")
			if names, known := have[sort]; known && !slices.Contains(names, name) {
				out = append(out, genesis.At(file, b, fmt.Sprintf("articles[%d].realized", i),
					fmt.Sprintf("%s: there is no %s %q%s", a.ID, sort, name, sameNoun(name, names))))
			}
		}
	}
	return out
}

// sameNoun lists the names that are about the same thing: for plan.sign, plan.draft and others.
func sameNoun(name string, names []string) string {
	noun, _, _ := strings.Cut(name, ".")
	same := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return !strings.HasPrefix(n, noun+".")
	})
	if len(same) == 0 {
		return ""
	}
	return ", but " + strings.Join(same, ", ")
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
			"%[1]d mistakes, the first at %[2]s:%[3]d: %[4]s: %[5]s", n, f.File, f.Line,
			cmp.Or(f.Field, "YAML"), f.Problem, f.Zh)
	}
	return nil
}
