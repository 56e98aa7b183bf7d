package main

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/app/product"
)

// lineageNode answers every question of lineage with a small fixed graph, a node to a page.
func lineageNode(t *testing.T) string {
	node := func(key string, level int) (n follow.Node) {
		n.Key, n.Level, n.Name = key, level, "名"
		n.Acts = []product.SignedAct{{What: "created", Who: "gz"}}
		n.Kind, _, _ = strings.Cut(key, ":")
		n.Authorization = &product.Entitlement{InForce: level == 0, Cause: "grant.expired"}
		return n
	}
	docs := map[string]func(map[string]string) any{
		"lineage_closure": func(a map[string]string) any {
			c := follow.Closure{Root: "product:gz/p@1", Depth: -1, Total: follow.Counts{Nodes: 2, Edges: 1}}
			if c.Nodes = []follow.Node{node(c.Root, 0)}; a["after"] != "" {
				c.Nodes = []follow.Node{node("processing:gz/j", 1)}
				c.Steps = []follow.Step{{From: "processing:gz/j", To: c.Root}}
				return c
			}
			c.After = "0 product:gz/p@1"
			return c
		},
		"lineage_path": func(a map[string]string) any {
			return follow.Path{From: a["from"], To: a["to"], Found: a["to"] == "gz/p",
				Steps: []follow.Step{{From: a["from"], To: a["to"], InForce: true}}}
		},
		"lineage_uses": func(map[string]string) any {
			return follow.Uses{Units: 3, Uses: []follow.Used{{What: "call", Units: 3},
				{What: "job", Jobs: 1}}}
		},
		"lineage_touched": func(map[string]string) any {
			return follow.Touched{Products: 1, Rows: []follow.TouchRow{{Resource: "gz/r"}}}
		},
		"lineage_check": func(a map[string]string) any {
			if a["node"] == "gz/good" {
				return follow.Checked{Node: "product:gz/good@1", Findings: []follow.Finding{}}
			}
			return follow.Checked{Node: "product:gz/p@1", Count: 1, Findings: []follow.Finding{
				{Node: "processing:gz/j", Kind: follow.FindTerm, Cause: "grant.expired"}}}
		},
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct{ Params struct{ Path, Data string } }
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
			t.Error(err)
		}
		data, _ := hex.DecodeString(call.Params.Data)
		args := map[string]string{}
		_ = json.Unmarshal(data, &args)
		var value []byte
		if doc := docs[strings.TrimPrefix(call.Params.Path, abci.PathQuery)]; doc != nil {
			answer, _ := json.Marshal(doc(args))
			value, _ = json.Marshal(abci.Answer{Height: 7, Answer: answer})
		} else {
			value, _ = json.Marshal(abci.State{Chain: "fake", Height: 7})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1,
			"result": map[string]any{"response": map[string]any{"height": "7", "value": value}}})
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestLineageQuestions(t *testing.T) {
	url := lineageNode(t)
	for line, want := range map[string]int{
		"up gz/p": exitOK, "down gz/p --depth 2 --as-of 2026-03-31": exitOK, "path gz/r gz/p": exitOK,
		"path gz/r gz/other": exitNotFound, "uses gz/p --period 2026Q1 --as-of 2026-03-01": exitOK,
		"up gz/p --field k": exitOK, "touched": exitOK,
		"touched gz/r": exitOK, "check gz/good": exitOK, "check gz/p": exitFindings, "up": exitUsage,
		"export gz/p --format nothing": exitUsage, "prove gz/p --direction both": exitUsage,
	} {
		for _, output := range []string{"json", "table", "csv"} {
			args := append(append([]string{"lineage"}, strings.Fields(line)...), "--node", url, "--output",
				output)
			code, out, chat := shell(t, args...)
			if code != want {
				t.Errorf("%s as %s: exit %d, want %d: %s%s", line, output, code, want, out, chat)
			}
			if output == "json" {
				oneDocument(t, out, new(any))
			}
			if output == "table" && want == exitOK && out == "" {
				t.Errorf("%s: no table", line)
			}
		}
	}
	_, out, _ := shell(t, "lineage", "up", "gz/p", "--node", url, "--output", "csv")
	if strings.Count(out, "\n") != 3 || !strings.Contains(out, "grant.expired") {
		t.Errorf("both pages: %s", out)
	}
}

func TestLineageExport(t *testing.T) {
	url := lineageNode(t)
	for _, format := range follow.Formats {
		file := filepath.Join(t.TempDir(), "out")
		code, out, chat := shell(t, "lineage", "export", "gz/p", "--node", url, "--format", format,
			"--out", file, "--output", "json")
		b, err := os.ReadFile(file)
		if code != exitOK || err != nil || !strings.Contains(string(b), "gz/j") {
			t.Errorf("%s: exit %d %v: %s%s\n%s", format, code, err, out, chat, b)
		}
		if code, out, _ := shell(t, "lineage", "export", "gz/p", "--node", url, "--format",
			format); code != exitOK || out != string(b) {
			t.Errorf("%s to stdout: exit %d", format, code)
		}
	}
}
