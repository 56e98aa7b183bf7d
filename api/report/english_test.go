package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

// chinese is a run of Chinese characters, with the signs and wide forms that go with them.
var chinese = regexp.MustCompile(`[\x{3000}-\x{303f}\x{3400}-\x{9fff}\x{f900}-\x{ffef}]+`)

// bracketed are Chinese terms that stand in brackets behind their English.
var bracketed = regexp.MustCompile(`\([\x{3400}-\x{9fff}]+\)`)

// An English report is English: what is Chinese in it are names and what people wrote, which the
// story has word for word, statutory terms in brackets, and amounts in words.
func TestEnglishIsComplete(t *testing.T) {
	for _, c := range []struct{ story, dir, period, payer, payee, line string }{
		{storyFile, "../../localnet/stories/guizhou", "2026Q1", "gz-operator", "gz-treasury", "L0000018"},
		{"../../test/scenario/law/money-s24-gd.yaml", "../../test/scenario/law", "2026Q3", "", "", ""},
		{"../../test/scenario/law/money-paying-gz.yaml", "../../test/scenario", "2026Q1", "", "", ""},
	} {
		said := textOf(t, c.dir, "../../localnet/stories/guizhou")
		w := play(t, c.story)
		all := map[string]string{"period": c.period, "year": "2026", "payer": c.payer, "payee": c.payee,
			"line": c.line, "party": c.payer}
		for _, k := range Kinds() {
			given := map[string]string{"lang": "en"}
			missing := false
			for _, p := range k.Args {
				if v := all[p.Name]; v != "" {
					given[p.Name] = v
				} else if p.Required {
					missing = true
				}
			}
			if missing {
				continue
			}
			r, err := Build(context.Background(), w.at(t, 0), k.Name, given)
			must(t, err)
			checkEnglish(t, r, said)
			given["lang"] = "zh"
			r, err = Build(context.Background(), w.at(t, 0), k.Name, given)
			must(t, err)
			checkSpoken(t, r)
		}
	}
	r, _, err := Reconcile(context.Background(), play(t, storyFile).at(t, 0), map[string]string{
		"what": "receipts", "party": "gz-operator", "lang": "en"},
		[]byte("ref,amount\ngz-operator/r-dev,1\nB-1,2\n"))
	must(t, err)
	checkEnglish(t, r, textOf(t, "../../localnet/stories/guizhou"))
}

// codeWord is a word of the wire; commands are no such words, nor is the derivation of a line.
var (
	codeWord = regexp.MustCompile(`^[a-z][a-z_]*(\.[a-z_]+)*$`)
	commands = regexp.MustCompile(`suyuan [a-z -]+|^\{.*\}$`)
)

// checkSpoken finds words of the wire in a Chinese report, which nobody has put into Chinese. Names
// of keys, accounts of a journal and ids of institutions are what they are.
func checkSpoken(t *testing.T, r *Report) {
	t.Helper()
	var out bytes.Buffer
	must(t, r.Write(context.Background(), &out, "csv", Options{}))
	table := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), []byte("\ufeff"))))
	table.FieldsPerRecord = -1
	rows, err := table.ReadAll()
	must(t, err)
	for _, row := range rows {
		for _, cell := range row {
			for _, w := range strings.FieldsFunc(commands.ReplaceAllString(cell, ""), func(c rune) bool {
				return strings.ContainsRune(" （）()、，：；", c)
			}) {
				_, key := regime.Lookup(w)
				if codeWord.MatchString(w) && !key && !strings.Contains(w, "-") {
					t.Errorf("%s: %q in %q is said to nobody", r.Kind.Name, w, cell)
				}
			}
		}
	}
}

func checkEnglish(t *testing.T, r *Report, said string) {
	t.Helper()
	var out bytes.Buffer
	must(t, r.Write(context.Background(), &out, "csv", Options{}))
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), []byte("\ufeff"))))
	rows.FieldsPerRecord = -1
	all, err := rows.ReadAll()
	must(t, err)
	for _, row := range all {
		for i, cell := range row {
			if i > 0 && row[0] == "in words" {
				continue
			}
			for _, run := range chinese.FindAllString(bracketed.ReplaceAllString(cell, ""), -1) {
				if !strings.Contains(said, run) {
					t.Errorf("%s: %q in %q", r.Kind.Name, run, cell)
				}
			}
		}
	}
}

// aside is what a story says to its reader only.
var aside = regexp.MustCompile(`(?m)(#|note:|about:|scenario:).*$`)

// textOf is what the stories of some folders put on a ledger.
func textOf(t *testing.T, dirs ...string) string {
	t.Helper()
	var b strings.Builder
	for _, dir := range dirs {
		must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
				return err
			}
			text, err := os.ReadFile(path)
			b.Write(aside.ReplaceAll(text, nil))
			return err
		}))
	}
	return b.String()
}
