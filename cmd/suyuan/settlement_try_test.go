package main

import (
	"bytes"
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

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// settledNode answers with the worked example of settle/1 as the input of a landed period, in small
// pieces.
type settledNode struct {
	t    *testing.T
	text []byte
	run  settle.InputPiece
	size int
}

func newSettledNode(t *testing.T) (*settledNode, string) {
	raw, err := os.ReadFile("../../settlement/testdata/example/province.json")
	if err != nil {
		t.Fatal(err)
	}
	var world bytes.Buffer
	if err := json.Compact(&world, raw); err != nil {
		t.Fatal(err)
	}
	var in settlement.Input
	if err := json.Unmarshal(raw, &in); err != nil {
		t.Fatal(err)
	}
	report, err := settlement.Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	n := &settledNode{t: t, size: 1000, run: settle.InputPiece{Period: in.Period,
		Stage: settle.Landed, Cut: 5, InputHash: crypto.SHA256(world.Bytes()),
		LinesRoot: report.LinesRoot, Lines: uint32(len(report.Lines))}}
	n.text = []byte(`{"op":"settle","proposable":{},"world":` + world.String() + "}")
	s := httptest.NewServer(n)
	t.Cleanup(s.Close)
	return n, s.URL
}

func (n *settledNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call struct {
		Params struct{ Path, Data string } `json:"params"`
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		n.t.Error(err)
	}
	data, _ := hex.DecodeString(call.Params.Data)
	value, _ := wire.ToJSON(n.answer(call.Params.Path, data))
	_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "result": map[string]any{
		"response": map[string]any{"height": "7", "value": value}}})
}

func (n *settledNode) answer(path string, data []byte) any {
	args := map[string]string{}
	_ = json.Unmarshal(data, &args)
	var v any
	switch path {
	case abci.PathInfo:
		return abci.State{Chain: "fake", Height: 7}
	case abci.PathQuery + "settlement_input":
		i, _ := strconv.Atoi(args["piece"])
		p := n.run
		p.Piece, p.Pieces = uint32(i), uint32((len(n.text)+n.size-1)/n.size)
		p.Text = string(n.text[i*n.size : min((i+1)*n.size, len(n.text))])
		v = p
	case abci.PathQuery + "settlement_parties":
		out := settle.PartiesShown{Parties: []settlement.Party{}}
		for _, id := range strings.Split(args["parties"], ",") {
			if id == "village" {
				out.Parties = append(out.Parties, settlement.Party{ID: id, Kind: settlement.Enterprise})
			}
		}
		v = out
	}
	b, _ := json.Marshal(v)
	return abci.Answer{Height: 7, Answer: b}
}

// export writes the example as settlement export does. Text of several bytes a character would be
// torn by this node's pieces, so that it hands out one.
func exportExample(t *testing.T) (n *settledNode, url, file string) {
	n, url = newSettledNode(t)
	n.size = 1 << 20
	file = filepath.Join(t.TempDir(), "input.json")
	code, out, chat := shell(t, "--output", "json", "--node", url, "settlement", "export",
		n.run.Period, "--out", file)
	var doc exportedDoc
	oneDocument(t, out, &doc)
	if code != exitOK || doc.InputHash != n.run.InputHash || doc.File != file {
		t.Fatalf("exit %d: %s%s", code, out, chat)
	}
	return n, url, file
}

// An exported period, computed again, is held to the ledger's root; a changed one is not; a ledger
// that says another root is found out.
func TestSettlementExport(t *testing.T) {
	n, url, file := exportExample(t)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want           int
		old, new, chat string
	}{
		{exitOK, "", "", "as on the ledger"},
		{exitOK, `"amount":2000000`, `"amount":2000001`, "nothing is compared"},
		{exitVerify, n.run.LinesRoot.String(), strings.Repeat("0f", 32), "the ledger says 0f0f"},
		{exitRefused, n.run.InputHash.String(), strings.Repeat("00", 32), "(exported)"},
		{exitOK, n.run.InputHash.String() + `","lines_root":"` + n.run.LinesRoot.String(),
			strings.Repeat("00", 32) + `","lines_root":"` + strings.Repeat("00", 32), "has not landed"},
	} {
		changed := filepath.Join(t.TempDir(), "changed.json")
		write(t, changed, strings.Replace(string(raw), c.old, c.new, 1), 0o600)
		code, out, chat := shell(t, "--lang", "en", "--output", "json", "settlement", "run", changed)
		if code != c.want || !strings.Contains(chat, c.chat) || strings.Contains(out, "ignored") {
			t.Errorf("%s: exit %d, %s %s", c.new, code, out, chat)
		}
	}
	head := raw[len(`{"exported":`) : bytes.Index(raw, []byte(`},"`))+1]
	for _, bad := range []string{`null`, `"x"`, `{}`, `[]`, `{"period":"2026Q4"}`,
		strings.Replace(string(head), n.run.LinesRoot.String(), "zz", 1),
		strings.Replace(string(head), n.run.LinesRoot.String(), strings.Repeat("00", 32), 1),
		strings.Replace(string(head), `"lines":`, `"rows":`, 1),
		strings.Replace(string(head), n.run.Period, "", 1)} {
		changed := filepath.Join(t.TempDir(), "changed.json")
		write(t, changed, strings.Replace(string(raw), string(head), bad, 1), 0o600)
		code, out, chat := shell(t, "--lang", "en", "settlement", "run", changed)
		if code != exitRefused || !strings.Contains(out, "E_BAD_REQUEST") ||
			!strings.Contains(chat, "(exported)") {
			t.Errorf("%s: exit %d, %s %s", bad, code, out, chat)
		}
	}
	if code, _, chat := shell(t, "--lang", "en", "settlement", "run", "--explain", "treasury",
		file); code != exitOK || !strings.Contains(chat, "as on the ledger") {
		t.Errorf("told of: exit %d %s", code, chat)
	}
	code, out, _ := shell(t, "--node", url, "settlement", "export", n.run.Period)
	if code != exitOK || out != string(raw) {
		t.Errorf("exit %d: standard output is not the file", code)
	}
	n.run.InputHash = wire.Hash{1}
	if code, _, chat := shell(t, "--node", url, "settlement", "export", "2026Q4"); code != exitVerify {
		t.Errorf("an input that is not the ledger's: exit %d %s", code, chat)
	}
}

// rule is the example's primary rule with another share for the providers and another payee of the
// rest.
func proposed(share, rest string) string {
	return fmt.Sprintf(`agreement: YY
layer: primary
tiers:
- share: {name: 数据提供方, to: inputs, rate: %q, of: left}
- remainder: {name: 余额, parts: [{to: owner, weight: 3}, {to: %s, weight: 2}]}
contribution: {basis: by_institution, count: [commercial], fallback: lineage}
`, share, rest)
}

func TestSettlementTry(t *testing.T) {
	n, url, file := exportExample(t)
	for _, c := range []struct {
		want      int
		rule      string
		node      bool
		say       string
		agreement string
	}{
		{exitOK, proposed("4/10", "treasury"), false, "", "YY"},
		{exitOK, proposed("4/10", "village"), true, "", "YY"},
		{exitRefused, proposed("4/10", "village"), false, "E_UNKNOWN_PARTY", "YY"},
		{exitRefused, proposed("14/10", "treasury"), true, "E_RATE_RANGE", "YY"},
		{exitRefused, strings.Replace(proposed("1/2", "treasury"), "primary", "re", 1), false,
			"of layer primary", "YY"},
		{exitNotFound, proposed("1/2", "treasury"), false, "nothing of agreement", "ZZ"},
		{exitUsage, proposed("1/2", "treasury") + "---\n" + proposed("1/3", "treasury"), false,
			"several agreements", "ZZ"},
	} {
		file2 := filepath.Join(t.TempDir(), "rule.yaml")
		write(t, file2, c.rule, 0o600)
		source := []string{"--from", file}
		if c.node {
			source = []string{"--node", url, "--on", n.run.Period}
		}
		code, out, chat := shell(t, append([]string{"--lang", "en", "--output", "json", "settlement",
			"try", c.agreement, "--rule", file2}, source...)...)
		if code != c.want || !strings.Contains(chat, c.say) {
			t.Fatalf("%s: exit %d, want %d: %s%s", c.say, code, c.want, out, chat)
		}
		if c.want != exitOK {
			continue
		}
		var doc triedDoc
		oneDocument(t, out, &doc)
		var sum wire.Fen
		for _, p := range doc.Parties {
			sum += p.Difference
		}
		if len(doc.Parties) < 10 || sum != 0 || doc.Totals[0].Difference != 0 {
			t.Errorf("differences add up to %s: %+v", sum, doc)
		}
	}
	rule := filepath.Join(t.TempDir(), "rule.yaml")
	write(t, rule, proposed("4/10", "treasury"), 0o600)
	for lang, want := range map[string]string{"zh": "差额", "en": "difference"} {
		code, out, chat := shell(t, "--lang", lang, "--output", "table", "settlement", "try", "YY",
			"--from", file, "--rule", rule)
		if code != exitOK || !strings.Contains(out, want) || !strings.Contains(out, "gov-tax") {
			t.Errorf("%s: exit %d %s%s", lang, code, out, chat)
		}
	}
}
