package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

// storyNode plays a story and answers as a node of the ledger that it leaves.
func storyNode(t *testing.T, file string) string {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	story, err := scenario.Load(file, nil)
	must(err)
	dir := t.TempDir()
	played, err := scenario.Run(story, scenario.Options{Dir: dir})
	must(err)
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	must(err)
	t.Cleanup(func() { db.Close() })
	id, _ := app.GetLedger(db.View())
	a, err := abci.NewApplication(db, app.Standard(), abci.Options{Chain: id.Chain,
		Genesis: id.Genesis, Clock: func() time.Time { return played.Time.Std() },
		Follow: follow.New()})
	must(err)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			Params struct {
				Path, Data, Height string
				Prove              bool
			}
		}
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
			t.Error(err)
		}
		data, _ := hex.DecodeString(call.Params.Data)
		height, _ := strconv.ParseInt(call.Params.Height, 10, 64)
		q, err := a.Query(context.Background(), &cmt.RequestQuery{Path: call.Params.Path, Data: data,
			Height: height, Prove: call.Params.Prove})
		if err != nil {
			t.Error(err)
			return
		}
		doc, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "result": map[string]any{
			"response": map[string]any{"code": q.Code, "log": q.Log, "value": q.Value,
				"height": fmt.Sprint(q.Height)}}})
		_, _ = w.Write(doc)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// What docs/for-finance.md tells to type, against the ledger that the Guizhou story leaves.
func TestReports(t *testing.T) {
	book, err := os.ReadFile("../../localnet/stories/guizhou/accounts.csv")
	if err != nil {
		t.Fatal(err)
	}
	node, dir := storyNode(t, "../../localnet/stories/guizhou/story.yaml"), t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string]string{
		"bank.csv":     "流水号,日期,金额\nX-9,2026-03-25,1.00\n",
		"map.txt":      "日期 = day\n币种 = \"RMB\"\n借方金额 = debit\n",
		"wrong.csv":    strings.Replace(string(book), "0000001,示例盐1", "0000009,示例盐1", 1),
		"forged.csv":   strings.Replace(string(book), "11520000MAEX000298", "11520000MAEX00045X", 1),
		"typing.csv":   strings.Replace(string(book), "11520000MAEX000298", "11520000MAEX000289", 1),
		"bank.txt":     "户名 = account_name\n卡号 = account\n币种 = \"CNY\"\n金额 = amount\n",
		"accounts.csv": string(book),
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pair := " period=2026Q1 payer=gz-operator payee=gz-treasury"
	for _, c := range []struct {
		line string
		want int
		out  string // a file, or "" for none
		has  string
	}{
		{"report list", exitOK, "", "statement"},
		{"report make statement" + pair + " -o s.xlsx", exitOK, "s.xlsx", "PK"},
		{"report make statement" + pair + " -o s.csv", exitOK, "s.csv", "柒万伍仟陆佰伍拾捌元伍角整"},
		{"report make statement" + pair + " --accounts accounts.csv -o a.csv", exitOK, "a.csv",
			"5200000000000000001"},
		{"report make statement" + pair + " --accounts wrong.csv -o w.csv", exitVerify, "",
			"gz-treasury 的账号"},
		{"report make statement" + pair + " --accounts forged.csv -o w.csv", exitVerify, "",
			"gz-treasury 的统一社会信用代码"},
		{"report make statement" + pair + " --accounts typing.csv -o w.csv", exitUsage, "", "校验码不符"},
		{"report make detail" + pair + " -o d.csv", exitOK, "d.csv", "52785.00 × 2/5"},
		{"report make statement period=2026Q1 payer=x payee=y", exitNotFound, "", "账本"},
		{"report make nothing", exitNotFound, "", "report list"},
		{"report reconcile bank.csv what=receipts party=gz-operator period=2026Q1 -o r.csv", exitFindings,
			"r.csv", "仅对方有,X-9"},
		{"report make voucher period=2026Q1 party=gz-operator -o v.xlsx", exitOK, "v.xlsx", "PK"},
		{"report voucher period=2026Q1 party=gz-operator --columns map.txt -o i.csv", exitOK, "i.csv",
			",RMB,22500.00"},
		{"report make journal period=2026Q1 -o j.journal", exitOK, "j.journal", "commodity"},
		{"report account 盐 6222001", exitOK, "", "sha256:"},
		{"report pay payer=gz-operator --accounts accounts.csv -o p.csv", exitOK, "p.csv",
			"国家金库贵州省分库,5200000000000000001,示例国库（贵州省分库）,999701000011,75658.50,"},
		{"report pay payer=gz-operator --accounts accounts.csv --columns bank.txt -o b.csv", exitOK,
			"b.csv",
			"贵州水务集团有限公司,5200000000000000003,CNY,10557.00"},
		{"report pay payer=gz-operator --accounts accounts.csv --pain001 -o p.xml", exitOK, "p.xml",
			"<NbOfTxs>4</NbOfTxs><CtrlSum>108801.00</CtrlSum>"},
		{"report pay payer=gz-operator --accounts wrong.csv -o q.csv", exitVerify, "", "不符，不生成文件"},
		{"report pay payer=gz-water --accounts accounts.csv --pain001 -o q.xml", exitUsage, "", "没有可付"},
		{"report make dues period=2026Q1 -o dues.xlsx", exitOK, "dues.xlsx", "PK"},
		{"report make annual-report year=2026 place=520000 -o y.xlsx", exitOK, "y.xlsx", "PK"},
		{"report digest y.xlsx", exitOK, "", "annual-report"},
		{"verify s.xlsx s.csv", exitVerify, "", "测试账"},
		{"verify --allow-test s.xlsx s.csv d.csv", exitOK, "", "没有记录报送"},
		{"verify --allow-test a.csv", exitUsage, "", "--accounts"},
		{"verify --allow-test a.csv --accounts accounts.csv", exitOK, "", "与账本一致"},
		{"verify --allow-test r.csv --list bank.csv", exitOK, "", "与账本一致"},
		{"verify --allow-test s.xlsx --node http://127.0.0.1:1", exitUnreachable, "", "--node"},
	} {
		args := append([]string{"--node", node, "--lang", "zh", "--output", "table"},
			strings.Fields(c.line)...)
		code, out, chat := shell(t, args...)
		if code != c.want {
			t.Errorf("%s: exit %d, not %d: %s", c.line, code, c.want, chat)
		}
		text := out + chat
		if c.out != "" {
			b, err := os.ReadFile(c.out)
			if err != nil {
				t.Error(err)
			}
			text = string(b)
		}
		if !strings.Contains(strings.ReplaceAll(text, ",785", "785"), c.has) {
			t.Errorf("%s: no %q in %.300s", c.line, c.has, text)
		}
	}
	for _, name := range []string{"w.csv", "q.csv", "q.xml"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	csv, _ := os.ReadFile("s.csv")
	if err := os.WriteFile("s.csv", []byte(strings.Replace(string(csv), "75658.50", "75658.51", 1)),
		0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := shell(t, "--node", node, "--lang", "zh", "--output", "table", "verify",
		"--allow-test", "s.csv"); code != exitVerify || !strings.Contains(out, "75658.51") {
		t.Errorf("a changed amount: exit %d, %s", code, out)
	}
}
