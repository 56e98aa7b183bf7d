package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/genesis"

	"github.com/suyuan-ledger/suyuan/api/bundle"
)

const vectorDir = "../../api/bundle/testdata/vector2/"

func readVector(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(vectorDir + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func trusted(t *testing.T) string { return strings.TrimSpace(string(readVector(t, "trust.txt"))) }

// otherGenesis is the genesis document of another ledger.
func otherGenesis(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(founders(t, strings.Repeat("A", 43)+"="))
	if err != nil {
		t.Fatal(err)
	}
	d, err := genesis.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	g, err := abci.NewFounding(d)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "genesis.json")
	if err := g.Write(file); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestVerify(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	put := func(name string, b []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file, table := readVector(t, "statement.json"), readVector(t, "statement.csv")
	good, sheet := put("s.json", file), put("s.csv", table)
	changed := put("changed.json", []byte(strings.Replace(string(file), "省级国库", "市级国库", 1)))
	forged := put("forged.csv", []byte(strings.Replace(string(table), "3795.62", "3795.63", 1)))
	renamed := put("renamed.CSV", table)
	trust := " --trust " + trusted(t)
	for _, c := range []struct {
		want       int
		args, code string
	}{
		{exitOK, good + trust + " --allow-test", ""},
		{exitOK, sheet + trust + " --allow-test", ""},
		{exitOK, good + " " + sheet + trust + " --allow-test", ""},
		{exitOK, renamed + " --proof " + good + trust + " --allow-test", ""},
		{exitVerify, good + trust, "ledger.test"},
		{exitVerify, changed + trust + " --allow-test", "file.bytes"},
		{exitVerify, changed + " " + good + trust + " --allow-test", "file.bytes"},
		{exitVerify, forged + " --proof " + good + trust + " --allow-test", "csv.bytes"},
		{exitVerify, sheet + " --proof " + changed + trust + " --allow-test", "file.bytes"},
		{exitVerify, good + " --trust " + strings.Repeat("0f", 32), "trust.hash"},
		{exitVerify, good + " --genesis " + otherGenesis(t), "trust.chain"},
		{exitUsage, t.TempDir() + trust, "usage"},
		{exitNotFound, renamed + trust, "not_found"},
		{exitNotFound, filepath.Join(dir, "none.json") + trust, "not_found"},
		{exitUsage, good, ""},
		{exitUsage, trust, ""},
		{exitUsage, good + " --trust abc", ""},
		{exitUsage, good + trust + " --genesis x", ""},
		{exitNotFound, good + " --genesis " + filepath.Join(dir, "none"), ""},
		{exitVerify, good + " --trust " + strings.Repeat("00", 32), "trust.hash"},
		{exitVerify, large(t) + trust, "file.size"},
	} {
		args := append([]string{"--output", "json", "--home", home, "verify"}, strings.Fields(c.args)...)
		code, out, chat := shell(t, args...)
		var doc verifiedDoc
		oneDocument(t, out, &doc)
		if code != c.want {
			t.Errorf("%s: exit %d, want %d: %s", c.args, code, c.want, chat)
		}
		if (code == exitOK) != (chat == "") || strings.Count(chat, "\n") > 1 {
			t.Errorf("%s: told %q", c.args, chat)
		}
		for _, f := range doc.Files {
			if f.Fault != nil && f.Fault.Code != c.code || f.OK && f.Checked != f.Bytes {
				t.Errorf("%s: %+v %+v", c.args, f, f.Fault)
			}
		}
	}
}

// large is a file above the limit that takes no room.
func large(t *testing.T) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "large.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(bundle.MaxBytes+1), f.Close()); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// An extract of a line or of a payee is verified like a statement, and says what it proves.
func TestVerifyExtract(t *testing.T) {
	for file, want := range map[string][]string{"line.json": {"L0000013", "明细行"},
		"payee.json": {"treasury", "此外没有其他", "operator"}} {
		code, out, _ := shell(t, "--output", "table", "--lang", "zh", "verify", vectorDir+file,
			"--trust", trusted(t), "--allow-test")
		for _, w := range append(want, "✓ 核验通过", "测试账", "表决权 4000 / 4000") {
			if code != exitOK || !strings.Contains(out, w) {
				t.Errorf("%s: exit %d, %q is not in\n%s", file, code, w, out)
			}
		}
		code, out, _ = shell(t, "--output", "json", "verify", vectorDir+file, "--trust", trusted(t))
		var doc verifiedDoc
		oneDocument(t, out, &doc)
		if code != exitVerify || doc.Files[0].Fault.Code != "ledger.test" ||
			doc.Files[0].Extract.Period != "2026Q4" {
			t.Errorf("%s: exit %d %s", file, code, out)
		}
		changed := filepath.Join(t.TempDir(), file)
		write(t, changed, strings.Replace(string(readVector(t, file)), "2026Q4", "2026Q3", 1), 0o600)
		if code, _, _ := shell(t, "verify", changed, "--trust", trusted(t)); code != exitVerify {
			t.Errorf("%s changed: exit %d", file, code)
		}
	}
}

// A line and a payee are proved from what a node says; the files verify.
func TestStatementProve(t *testing.T) {
	for _, args := range [][]string{{}, {"--line", "1", "--payee", "b"}} {
		if code, _, _ := shell(t, append([]string{"statement", "prove", "2026Q4"}, args...)...); code !=
			exitUsage {
			t.Errorf("%q: exit %d", args, code)
		}
	}
	url := recordedNode(t)
	for flag, what := range map[string]string{"--line": "12", "--payee": "treasury"} {
		out := filepath.Join(t.TempDir(), "proof.json")
		code, text, chat := shell(t, "--output", "json", "--node", url, "statement", "prove", "2026Q4",
			flag, what, "--out", out)
		if code != exitOK {
			t.Fatalf("%s: exit %d %s%s", flag, code, text, chat)
		}
		var doc provedDoc
		oneDocument(t, text, &doc)
		if code, _, chat := shell(t, "verify", out, "--trust", trusted(t), "--allow-test"); code !=
			exitOK || doc.File != out || flag == "--payee" && doc.Statements == 0 {
			t.Errorf("%s: exit %d %s, %+v", flag, code, chat, doc)
		}
	}
}

func TestVerifyText(t *testing.T) {
	for lang, want := range map[string][]string{
		"zh": {"✓ 核验通过", "期末 3795.62", "人民币叁仟柒佰玖拾伍元陆角贰分", "测试账", "表决权 4000 / 4000", "已核 "},
		"en": {"✓ verified", "closing 3795.62", "TEST LEDGER", "power 4000 of 4000", "checked "},
	} {
		code, out, _ := shell(t, "--output", "table", "--lang", lang, "verify",
			vectorDir+"statement.json", "--trust", trusted(t), "--allow-test")
		for _, w := range want {
			if code != exitOK || !strings.Contains(out, w) {
				t.Errorf("%s: exit %d, %q is not in\n%s", lang, code, w, out)
			}
		}
	}
	code, out, chat := shell(t, "--output", "table", "--lang", "zh", "verify",
		vectorDir+"statement.json", "--trust", trusted(t))
	if code != exitVerify || !strings.Contains(out, "✗ 测试账") ||
		!strings.Contains(chat, "2027-03-31T09:00:24+08:00") ||
		!strings.Contains(chat, "2026-12-31T09:00:24") {
		t.Errorf("exit %d: %s\n%s", code, out, chat)
	}
}

func TestExplainFile(t *testing.T) {
	file := vectorDir + "statement.json"
	code, out, chat := shell(t, "--output", "table", "--lang", "zh", "--home", t.TempDir(),
		"statement", "explain", file, "--line", "2")
	if code != exitOK || out != string(readVector(t, "explain.zh.txt")) ||
		!strings.Contains(chat, "未核验") {
		t.Errorf("exit %d: %s\n%s", code, out, chat)
	}
	code, out, _ = shell(t, "--output", "json", "statement", "explain", file, "--line", "1",
		"--trust", trusted(t))
	var doc explainDoc
	oneDocument(t, out, &doc)
	if code != exitOK || doc.Line != "L0000030" || doc.Amount != 55650 || len(doc.Products) != 2 {
		t.Errorf("exit %d: %+v", code, doc)
	}
	for line, want := range map[string]int{"6": exitNotFound, "0": exitNotFound, "x": exitUsage} {
		code, _, chat := shell(t, "statement", "explain", file, "--line", line, "--trust", trusted(t))
		if code != want {
			t.Errorf("line %s: exit %d: %s", line, code, chat)
		}
	}
}

// replay answers what a node was recorded to answer.
type replay struct {
	t       *testing.T
	answers []struct {
		Method, Path, Data string
		Height             uint64
		Value, Proof       []byte
		Result             json.RawMessage
	}
}

func (n replay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call struct {
		Method string
		Params struct {
			Path, Data, Height string
			Prove              bool
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		n.t.Error(err)
	}
	result := json.RawMessage(`{"node_info":{},"sync_info":{"latest_block_height":"8","earliest_block_height":"1",` +
		`"latest_block_time":"2026-12-31T01:00:12Z"},"validator_info":{"voting_power":"0"}}`)
	if call.Method != "status" {
		result = n.answer(call.Method, call.Params.Path, call.Params.Data, call.Params.Height,
			call.Params.Prove)
	}
	b, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "result": result})
	_, _ = w.Write(b)
}

func (n replay) answer(method, path, data, height string, prove bool) json.RawMessage {
	for _, a := range n.answers {
		if a.Method != method || a.Path != path || a.Data != data ||
			prove != (a.Proof != nil) ||
			height != "0" && fmt.Sprint(a.Height) != height {
			continue
		}
		if a.Result != nil {
			return a.Result
		}
		response := map[string]any{"code": 0, "value": a.Value, "height": fmt.Sprint(a.Height)}
		if a.Proof != nil {
			response["proofOps"] = map[string]any{"ops": []any{map[string]any{"type": "ics23:iavl",
				"key": data, "data": a.Proof}}}
		}
		b, _ := json.Marshal(map[string]any{"response": response})
		return b
	}
	var value []byte // a key that was not recorded is absent, a list empty
	if path == "/q/statements" {
		value = []byte(`{"height":7,"answer":{"items":[],"next":""}}`)
	}
	b, _ := json.Marshal(map[string]any{"response": map[string]any{"value": value, "height": "7"}})
	return b
}

// TestExport writes the vector's files again from the answers of its node.
// recordedNode answers as the node did that the vector was made from.
func recordedNode(t *testing.T) string {
	t.Helper()
	var n replay
	n.t = t
	if err := json.Unmarshal(readVector(t, "node.json"), &n.answers); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(n)
	t.Cleanup(s.Close)
	return s.URL
}

func TestExport(t *testing.T) {
	url := recordedNode(t)
	dir := t.TempDir()
	pair := []string{"--payer", "operator", "--payee", "treasury", "--node", url, "--output", "json"}
	code, out, chat := shell(t, append([]string{"statement", "export", "2026Q4", "--dir", dir},
		pair...)...)
	var doc exportDoc
	oneDocument(t, out, &doc)
	if code != exitOK || len(doc.Files) != 1 || !doc.Test || doc.Height != 7 {
		t.Fatalf("exit %d: %s %s", code, out, chat)
	}
	for file, vector := range map[string]string{doc.Files[0].JSON: "statement.json",
		doc.Files[0].CSV: "statement.csv"} {
		b, err := os.ReadFile(file)
		if err != nil || string(b) != string(readVector(t, vector)) {
			t.Errorf("%s is not the vector's: %v", file, err)
		}
	}
	code, out, _ = shell(t, append([]string{"statement", "list", "2026Q4"}, pair...)...)
	var list statementsDoc
	oneDocument(t, out, &list)
	if code != exitOK || len(list.Statements) != 1 || list.Statements[0].Closing != 379562 {
		t.Errorf("exit %d: %s", code, out)
	}
	code, out, _ = shell(t, append([]string{"statement", "show", "2026Q4"}, pair...)...)
	if code != exitOK ||
		!strings.Contains(out, "L0000030") {
		t.Errorf("exit %d: %s", code, out)
	}
	code, _, chat = shell(t, "statement", "export", "2026Q1", "--dir", dir, "--node", url,
		"--timeout", "200ms")
	if code != exitUnreachable {
		t.Errorf("an open period: exit %d %s", code, chat)
	}
	if code, _, chat = shell(t, "statement", "list", "2026Q1", "--node", url); code != exitNotFound {
		t.Errorf("an unknown period: exit %d %s", code, chat)
	}
}
