package collect

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/suyuan-ledger/suyuan/wire"
)

// shipped are the gateways that deploy/gateways maps, with the uses and the lines left in parked
// that the logs beside this test have.
var shipped = map[string]struct {
	keys   string // of the uses; "@" for one named by its place
	parked int
}{
	"nginx-combined":       {"@ @", 1},
	"nginx-json":           {"a1 a2", 1},
	"kong":                 {"f0c3 f0c5", 1},
	"apisix":               {"b1 b2", 0},
	"spring-cloud-gateway": {"@ @", 0},
	"envoy":                {"c1 c3", 1},
	"aliyun":               {"d1 d2", 1},
	"tencent":              {"e1 e2 e4", 0},
}

// leaves are the sealed uses of a collector.
func (c *Collector) leaves(t *testing.T) (out []Trace) {
	t.Helper()
	if err := c.Seal(); err != nil {
		t.Fatal(err)
	}
	_ = c.store.eachJob(func(j *Job) bool {
		list, err := c.store.segment(j)
		if err != nil {
			t.Error(err)
		}
		for _, l := range list {
			out = append(out, l.trace())
		}
		return true
	})
	slices.SortFunc(out, func(a, b Trace) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// Every shape that is shipped reads its gateway's log: what was answered with 2xx counts, once, at
// its instant; what cannot be read is listed; reading again adds nothing.
func TestShippedGateways(t *testing.T) {
	files, err := filepath.Glob("../../deploy/gateways/*.yaml")
	if err != nil || len(files) != len(shipped) {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var doc struct{ Gateways []Gateway }
			if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Gateways) != 1 {
				t.Fatal(err)
			}
			g, want, store := doc.Gateways[0], shipped[name], t.TempDir()
			log, err := os.ReadFile("testdata/gateways/" + name + ".log")
			if err != nil {
				t.Fatal(err)
			}
			g.File = filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(g.File, log, 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				c := open(t, store, nil, Limits{})
				if err := c.Follow(t.Context(), g, false); err != nil {
					t.Fatal(err)
				}
				var keys []string
				for i, u := range c.leaves(t) {
					if i == 0 && u.At != wire.Time(1777474842) || u.Units != 1 {
						t.Errorf("%+v", u)
					}
					if strings.HasPrefix(u.Key, g.Name+":1:") {
						u.Key = "@"
					}
					keys = append(keys, u.Key)
				}
				list, err := c.Parked(10)
				if got := strings.Join(keys, " "); got != want.keys || err != nil ||
					len(list) != want.parked {
					t.Errorf("%s, parked %+v %v", got, list, err)
				}
				if err := c.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A text line is taken apart where the format says, whatever stands in its values.
func TestTextLines(t *testing.T) {
	route := []Route{{Match: map[string][]string{"status": {"2*"}}, Product: "operator/credit",
		Purpose: "finance", Members: []uint16{0}}}
	g := Gateway{Name: "g", Form: "text", Format: `$ip [$time] "$request" ${status} $id $rest`,
		Time: "time", Key: "id", Routes: route}
	r, err := g.compile()
	if err != nil {
		t.Fatal(err)
	}
	const at = `::1 [2026-05-04T09:00:00Z] `
	for _, v := range []struct{ line, key, bad string }{
		{at + `"GET /" 200 k tail with "all" [of] it`, "k", ""},
		{at + `"a \" 500 x \\" 200 k2 -`, "k2", ""},
		{at + `"" 299 \x6bey\x22 -`, `key"`, ""},
		{at + `"GET /" 500 k -`, "", ""},
		{at + `"GET /" 200 - -`, "", ""},
		{at + `"GET /" 200 k`, "", "bad"},
		{at + `GET / 200 k -`, "", "bad"},
		{`::1 [yesterday] "GET /" 200 k -`, "", "bad"},
		{`half`, "", "bad"},
		{at + "\"GET /\" 200 \xc4\xe3 -", "", "bad"},
	} {
		u, _, err := r.read([]byte(v.line))
		if u.Key != v.key && v.bad == "" || (err != nil) != (v.bad != "") {
			t.Errorf("%s: %q %v", v.line, u.Key, err)
		}
	}
	for name, change := range map[string]func(*Gateway){
		"no format":         func(g *Gateway) { g.Format = "" },
		"format of csv":     func(g *Gateway) { g.Form = "csv" },
		"column missing":    func(g *Gateway) { g.Key = "nobody" },
		"nothing between":   func(g *Gateway) { g.Format = `$time$status $id` },
		"no columns at all": func(g *Gateway) { g.Format = `x` },
		"encoding":          func(g *Gateway) { g.Encoding = "latin-1" },
	} {
		bad := g
		change(&bad)
		if _, err := bad.compile(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A log in GBK is decoded before it is taken apart: the second byte of 誠 is a backslash, that of 碶
// a vertical bar. Without the setting, no two names become one.
func TestEncodings(t *testing.T) {
	route := []Route{{Product: "operator/credit", Purpose: "finance", Members: []uint16{0}}}
	json := Gateway{Name: "g", Form: "jsonl", Encoding: "gbk", Time: "ts", Key: "单号", Routes: route}
	bars := Gateway{Name: "g", Form: "csv", Encoding: "gb18030", Separator: "|", Time: "ts", Key: "单号",
		Columns: []string{"ts", "单号", "户"}, Routes: route}
	gbk := func(s string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, v := range []struct {
		g    Gateway
		line string
	}{{json, `{"ts":"2026-05-04T09:00:00Z","户":"碶","单号":"誠一"}`},
		{bars, `2026-05-04T09:00:00Z|誠一|碶`}} {
		r, err := v.g.compile()
		if err != nil {
			t.Fatal(err)
		}
		line := gbk(v.line)
		if u, ok, err := r.read(line); err != nil || !ok || u.Key != "誠一" ||
			string(u.Line) != string(line) {
			t.Errorf("%s: %q %v", v.line, u.Key, err)
		}
		v.g.Encoding = ""
		if r, err = v.g.compile(); err != nil {
			t.Fatal(err)
		}
		if u, ok, err := r.read(line); ok && err == nil && u.Key != "" {
			t.Errorf("%s: read as %q without its encoding", v.line, u.Key)
		}
	}
	json.Encoding, json.Key = "", "id"
	r, _ := json.compile()
	for line, bad := range map[string]bool{
		"\xef\xbb\xbf{\"ts\":\"2026-05-04T09:00:00Z\",\"id\":\"1\"}":        false,
		"{\"ts\":\"2026-05-04T09:00:00Z\",\"id\":\"1\",\"agent\":\"\xff\"}": false,
		"{\"ts\":\"2026-05-04T09:00:00Z\",\"id\":\"\xff\"}":                 true,
	} {
		if _, _, err := r.read([]byte(line)); (err != nil) != bad {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// What copytruncate took away before it was read stands in the copy, and a last line is left alone
// while it is half written.
func TestCopiedAndTruncated(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.log")
	g := Gateway{Name: "gw", File: file, Form: "jsonl", Time: "ts", Key: "id",
		Routes: []Route{{Product: "operator/credit", Purpose: "finance", Members: []uint16{0}}}}
	line := func(id string) string { return `{"ts":"2026-05-04T09:00:00Z","id":"` + id + `"}` + "\n" }
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	r, err := g.compile()
	if err != nil {
		t.Fatal(err)
	}
	f := &tail{c: c, r: r, o: Offset{Source: g.Name, File: 1}}
	drain := func() {
		t.Helper()
		for {
			if n, err := f.step(t.Context(), false); err != nil {
				t.Fatal(err)
			} else if n == 0 {
				return
			}
		}
	}
	write(file, line("1")+line("2"))
	if err := f.open(file); err != nil {
		t.Fatal(err)
	}
	defer f.closeFile()
	drain()
	write(file+".1", line("1")+line("2")+line("3"))
	write(file, line("4")) // the same file, truncated
	if err := f.turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	drain()
	f.closeFile()
	whole := line("5")
	write(file, line("4")+whole[:20])
	for i, text := range []string{"", whole[20:], line("6")[:len(line("6"))-1]} {
		old, _ := os.ReadFile(file)
		write(file, string(old)+text)
		if err := c.Follow(t.Context(), g, false); err != nil {
			t.Fatal(err)
		}
		if list, _ := c.Parked(9); len(list) > 0 {
			t.Errorf("step %d: %+v", i, list)
		}
	}
	var keys []string
	for _, u := range c.leaves(t) {
		keys = append(keys, u.Key)
	}
	if !slices.Equal(keys, []string{"1", "2", "3", "4", "5", "6"}) {
		t.Errorf("%v", keys)
	}
}
