package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// shell runs a command line as a script would see it.
func shell(t *testing.T, args ...string) (code int, out, chat string) {
	t.Helper()
	t.Setenv("LC_ALL", "en_US.UTF-8")
	var o, e bytes.Buffer
	code = run(args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// oneDocument fails unless out is exactly one JSON document.
func oneDocument(t *testing.T, out string, v any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(out))
	if err := d.Decode(v); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("something follows the document: %q", out)
	}
}

// A command that is nearly one is told the one, in both languages, at every level.
func TestNearCommands(t *testing.T) {
	for line, want := range map[string][2]string{
		"statsu": {`没有命令 “statsu”（“suyuan”）；是否为 “state”、“status”？`,
			"did you mean state or status?"},
		"keys ad":        {"；是否为 “add”？", "did you mean add?"},
		"tx resource.dr": {"resource.draft", "resource.draft"},
		"query nonsense": {"全部命令见 “suyuan query --help”", "suyuan query --help lists all"},
	} {
		code, out, _ := shell(t, strings.Fields(line)...)
		var doc failureDoc
		oneDocument(t, out, &doc)
		if code != exitUsage || !strings.Contains(doc.Error.Zh, want[0]) ||
			!strings.Contains(doc.Error.En, want[1]) {
			t.Errorf("%s: exit %d %s", line, code, out)
		}
	}
}

func TestExitCodes(t *testing.T) {
	home := t.TempDir()
	for _, c := range []struct {
		want int
		args string
	}{
		{exitOK, "version"},
		{exitOK, "completion bash"},
		{exitUsage, "nonsense"},
		{exitUsage, "version more"},
		{exitUsage, "version --none"},
		{exitUsage, "--output xml version"},
		{exitUsage, "version --lang fr"},
		{exitUsage, "completion tcsh"},
		{exitUsage, "init"},
		{exitConfig, "start --home " + home},
		{exitUnreachable, "status --node http://127.0.0.1:1"},
		{exitOK, "init one --home " + home},
		{exitConflict, "init one --home " + home},
		{exitConfig, "start --home " + home},
		{exitNotFound, "init two --genesis none.json --home " + home + "/two"},
	} {
		code, out, chat := shell(t, append([]string{"--output", "json"}, strings.Fields(c.args)...)...)
		if code != c.want {
			t.Errorf("%s: exit %d, want %d: %s%s", c.args, code, c.want, out, chat)
		}
		if strings.HasPrefix(c.args, "completion bash") {
			continue
		}
		if code == exitOK {
			oneDocument(t, out, &map[string]any{})
			continue
		}
		var doc failureDoc
		oneDocument(t, out, &doc)
		if doc.Error.Exit != c.want || doc.Error.Zh == "" || doc.Error.En == "" ||
			doc.Error.Name != exitNames[c.want] || strings.Count(chat, "\n") != 1 {
			t.Errorf("%s: %s / %s", c.args, out, chat)
		}
	}
}

func TestInitDocument(t *testing.T) {
	home := filepath.Join(t.TempDir(), "n1")
	code, out, _ := shell(t, "init", "n1", "--home", home)
	var doc initDoc
	oneDocument(t, out, &doc)
	if code != 0 || doc.Name != "n1" || len(doc.NodeID) != 40 || len(doc.PubKey) != 44 ||
		doc.Validator {
		t.Fatalf("%d %+v", code, doc)
	}
	for _, f := range []string{"config/config.toml", "config/app.toml", "config/node_key.json",
		"config/priv_validator_key.json", "signed.json"} {
		info, err := os.Stat(filepath.Join(home, f))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "key.json") && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", f, info.Mode().Perm())
		}
	}
}

// A refusal keeps its dotted code, its article and what to do, on both streams.
func TestRefusalIsShown(t *testing.T) {
	told := rule.Refuse(501, "agreement.term_max", "期限超过 {n} 年", "the term is above {n} years",
		"缩短", "shorten it").At("term", "n", 3).Tell()
	var out, chat bytes.Buffer
	c := &cli{out: &out, chat: &chat, output: "json", lang: "zh"}
	if code := c.ended(refused(told)); code != exitRefused {
		t.Fatalf("exit %d", code)
	}
	var doc failureDoc
	oneDocument(t, out.String(), &doc)
	if doc.Error.Refusal == nil || doc.Error.Refusal.Code != "agreement.term_max" ||
		chat.String() != "错误 agreement.term_max：期限超过 3 年。处理：缩短 [本账本规则]\n" {
		t.Fatalf("%s%s", out.String(), chat.String())
	}
}

func TestPanicIsOneSentence(t *testing.T) {
	commands = append(commands, panicCommand)
	defer func() { commands = commands[:len(commands)-1] }()
	code, out, chat := shell(t, "panic", "--output", "json")
	var doc failureDoc
	oneDocument(t, out, &doc)
	if code != exitUnexpected || strings.Count(chat, "\n") != 1 ||
		!strings.Contains(chat, "a mistake") {
		t.Fatalf("%d %s", code, chat)
	}
}

func TestTables(t *testing.T) {
	type row struct {
		N    int    `json:"n"`
		Name string `json:"name"`
		More string `json:"more,omitempty"`
	}
	doc := map[string][]row{"rows": {{1, "数据局", ""}, {20, "a", "yes"}}}
	for output, want := range map[string]string{
		"table": "n   name    more\n1   数据局\n20  a       yes\n",
		"csv":   "n,name,more\n1,数据局,\n20,a,yes\n",
	} {
		var out bytes.Buffer
		if err := (&cli{out: &out, output: output}).printDoc(doc); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != want {
			t.Fatalf("got  %q\nwant %q", got, want)
		}
	}
	var out bytes.Buffer
	if err := (&cli{out: &out, output: "table"}).printDoc(struct {
		A string         `json:"a"`
		B map[string]int `json:"b"`
		C []string       `json:"c"`
	}{"x", map[string]int{"y": 2}, []string{"z"}}); err != nil {
		t.Fatal(err)
	}
	if out.String() != "a    x\nb\n  y  2\nc    z\n" {
		t.Fatalf("%q", out.String())
	}
}

// Lists inside a row stay one cell, and people are shown no path of a JSON document.
func TestListsInTables(t *testing.T) {
	type field struct {
		Name string `json:"name"`
	}
	type row struct {
		ID     string   `json:"id"`
		Fields []field  `json:"fields"`
		Tags   []string `json:"tags"`
	}
	many := make([]field, 400)
	for i := range many {
		many[i].Name = "field"
	}
	rows := []row{{"a", []field{{"x"}, {"y"}}, []string{"p", "q"}}, {"b", many, nil}}
	for _, c := range []struct {
		doc  any
		want string
	}{
		{map[string]any{"rows": rows}, "id  fields  tags\na   x y     p q\nb   (400)\n"},
		{rows[0], "id      a\nfields  2\n  1\n    name  x\n  2\n    name  y\ntags    p q\n"},
	} {
		var out bytes.Buffer
		if err := (&cli{out: &out, output: "table"}).printDoc(c.doc); err != nil {
			t.Fatal(err)
		}
		got := regexp.MustCompile(` {2,}(\S)`).ReplaceAllString(out.String(), "  $1")
		want := regexp.MustCompile(` {2,}(\S)`).ReplaceAllString(c.want, "  $1")
		if got != want || strings.Contains(got, "[0]") {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// Each line of a text stands in the column of the text, in tables alone.
func TestTextsInTables(t *testing.T) {
	doc := []map[string]string{{"a": "x", "text": "one\n  two\n"}, {"a": "y", "text": "three"}}
	for output, want := range map[string]string{
		"table": "a  text\nx  one\n     two\ny  three\n",
		"csv":   "a,text\nx,\"one\n  two\n\"\ny,three\n",
	} {
		var out bytes.Buffer
		if err := (&cli{out: &out, output: output}).printDoc(doc); err != nil || out.String() != want {
			t.Errorf("%s: got %q, want %q; %v", output, out.String(), want, err)
		}
	}
}

func TestOnlyOneDocument(t *testing.T) {
	c := &cli{out: io.Discard, output: "json"}
	if c.printDoc(1) != nil || c.printDoc(2) == nil {
		t.Fatal("two documents on stdout")
	}
}

func panicCommand(*cli) *cobra.Command {
	return &cobra.Command{Use: "panic", Run: func(*cobra.Command, []string) { panic("a mistake") }}
}

// A folder stands for the scenario files in it.
func TestScenarioFolders(t *testing.T) {
	dir := t.TempDir()
	text, err := os.ReadFile("../../test/scenario/guizhou/gz-04-identity.yaml")
	if err != nil {
		t.Fatal(err)
	}
	base, err := filepath.Abs("../../test/scenario/guizhou")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte("include: "), []byte("include: "+base+"/"))
	for _, name := range []string{"b.yaml", "a.yaml", "below/c.yaml"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for arg, want := range map[string]int{dir: 2, dir + "/...": 3, dir + "/below": 1} {
		files, err := storyFiles([]string{arg})
		if err != nil || len(files) != want || filepath.Base(files[0]) == "b.yaml" {
			t.Errorf("%s: %v, %v", arg, files, err)
		}
	}
	if code, _, _ := shell(t, "scenario", "check", dir+"/..."); code != exitOK {
		t.Errorf("check: exit %d", code)
	}
	if code, _, _ := shell(t, "scenario", "run", dir+"/none/..."); code != exitNotFound {
		t.Errorf("no folder: exit %d", code)
	}
	if code, _, _ := shell(t, "scenario", "run", t.TempDir()); code != exitNotFound {
		t.Errorf("an empty folder: exit %d", code)
	}
}
