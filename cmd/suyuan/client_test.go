package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// fakeNode answers like a node whose ledger says what a test wants it to say.
type fakeNode struct {
	t       *testing.T
	mu      *sync.Mutex
	admit   func(p tx.Parsed) *rule.Refused // CheckTx; nil admits
	result  *rule.Refused                   // in the block
	silent  bool                            // papers never get into a block
	cached  bool                            // the node has every paper already
	behind  int                             // answers before it has fetched all blocks
	next    uint64                          // highest nonce used
	papers  map[wire.Hash]tx.Parsed
	queries []string
	anchors []govern.AnchorView
}

const lawNow = wire.Time(1790000000)

func newFakeNode(t *testing.T) (*fakeNode, string) {
	n := &fakeNode{t: t, mu: new(sync.Mutex), papers: map[wire.Hash]tx.Parsed{}}
	s := httptest.NewServer(n)
	t.Cleanup(s.Close)
	return n, s.URL
}

func (n *fakeNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var call struct {
		Method string `json:"method"`
		Params struct {
			Path, Data, Height string
			Tx                 string
		} `json:"params"`
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		n.t.Error(err)
	}
	answer := map[string]any{"jsonrpc": "2.0", "id": 1}
	switch call.Method {
	case "abci_query":
		data, _ := hex.DecodeString(call.Params.Data)
		value, refused := n.query(call.Params.Path, data)
		res := map[string]any{"height": "7"}
		if refused != nil {
			res["code"], res["log"] = refused.Code, tell(refused)
		} else {
			res["value"] = value
		}
		answer["result"] = map[string]any{"response": res}
	case "broadcast_tx_sync", "broadcast_tx_async":
		if n.behind > 0 {
			n.behind--
			answer["error"] = map[string]any{"code": -32603, "message": "Internal error",
				"data": "endpoint is closed while node is catching up"}
			break
		}
		if n.cached {
			answer["error"] = map[string]any{"code": -32603, "message": "Internal error",
				"data": "tx already exists in cache"}
			break
		}
		answer["result"] = n.take(call.Params.Tx)
	default:
		answer["error"] = map[string]any{"code": -32601, "message": "Method not found"}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func tell(r *rule.Refused) string {
	b, _ := wire.ToJSON(r.Tell())
	return string(b)
}

func (n *fakeNode) take(text string) map[string]any {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		n.t.Error(err)
	}
	p, err := tx.Parse(raw)
	if err != nil {
		n.t.Error(err)
	}
	if n.admit != nil {
		if r := n.admit(p); r != nil {
			return map[string]any{"code": r.Code, "log": tell(r)}
		}
	}
	if !n.silent {
		n.papers[p.ID] = p
	}
	return map[string]any{"code": 0}
}

func (n *fakeNode) query(path string, data []byte) ([]byte, *rule.Refused) {
	n.queries = append(n.queries, path+" "+string(data))
	answer := func(v any) ([]byte, *rule.Refused) {
		b, err := wire.ToJSON(v)
		if err != nil {
			n.t.Error(err)
		}
		return b, nil
	}
	switch path {
	case abci.PathInfo:
		return answer(abci.State{Chain: "fake", Genesis: wire.Hash{9}, Law: lawNow, Height: 7})
	case abci.PathReceipt:
		p, ok := n.papers[wire.Hash(data)]
		if !ok {
			return nil, abci.ErrNotFound.At("data", "what", "this paper")
		}
		r := abci.Receipt{ID: p.ID, Height: 8, Kind: p.Paper.Kind, Events: []abci.Told{
			{Event: "test.done", Data: json.RawMessage(`{"a":1}`)}}}
		if n.result != nil {
			t := n.result.Tell()
			r.Code, r.Refusal, r.Events = t.Number, &t, []abci.Told{}
		}
		return answer(r)
	case abci.PathQuery + "nonce":
		if strings.Contains(string(data), "gz-health/3") {
			return nil, abci.ErrNotFound.At("query", "what", "nonce gz-health/3 lane 0")
		}
		v, _ := wire.ToJSON(app.NonceView{Account: tx.Account{Party: "gz-health", Number: 1},
			Highest: n.next})
		return answer(abci.Answer{Height: 7, Answer: v})
	case abci.PathQuery + "anchors":
		v, err := answerAnchors(n.anchors, data)
		if err != nil {
			n.t.Error(err)
		}
		return answer(abci.Answer{Height: 7, Answer: v})
	case abci.PathQuery + "parties":
		return answer(abci.Answer{Height: 7, Answer: json.RawMessage(
			`{"items":[{"id":"a","name":"甲"},{"id":"b","name":"乙"}],"next":"b"}`)})
	case abci.PathQuery + "account":
		a, _ := tx.ParseAccount("gz-health/1")
		k := crypto.FromSeed(crypto.Secp256k1, "gz-health/1").Public()
		if !strings.Contains(string(data), a.String()) {
			break
		}
		v, _ := wire.ToJSON(party.AccountView{Account: a, Keys: []party.KeyView{
			{Number: 1, Key: party.Key{Public: k, From: 1}}}})
		return answer(abci.Answer{Height: 7, Time: lawNow, Answer: v})
	case abci.PathQuery + "party":
		return nil, abci.ErrNotFound.At("", "what", "the object asked for")
	case abci.PathQuery + "calendar":
		return nil, rule.Malformed("year", "x", "x")
	}
	return nil, abci.ErrNotFound.At("path", "what", path)
}

// testHome is a home with a password file and keys of gz-health: account 1 secp256k1, account 2
// SM2.
func testHome(t *testing.T) (home, password string) {
	t.Helper()
	home = t.TempDir()
	password = filepath.Join(home, "password")
	write(t, password, "secret\n", 0o600)
	dir := filepath.Join(home, localnet.Keystore)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, alg := range []crypto.Alg{crypto.Secp256k1, crypto.SM2} {
		a := tx.Account{Party: "gz-health", Number: uint16(i + 1)}
		k := crypto.FromSeed(alg, a.String())
		err := crypto.WriteKeyFile(filepath.Join(dir, localnet.KeyFile(a, 1)), k, []byte("secret"),
			true)
		if err != nil {
			t.Fatal(err)
		}
	}
	return home, password
}

func write(t *testing.T, file, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

const goodBody = `{"name":"x","class":"a","grade":"b","jurisdiction":"520000","origin":"own",` +
	`"fields":[{"name":"f","type":"string","personal":false}],"weight":1}`

// draftLine drafts an entry; the name of the password file follows.
const draftLine = "tx resource.draft --from gz-health/1 --id gz-health/r --body BODY " +
	"--password-file "

// words splits a command line at spaces; BODY stands for goodBody.
func words(line string) []string {
	out := strings.Fields(line)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "BODY", goodBody)
	}
	return out
}

func TestExitCodesOfPapersAndQuestions(t *testing.T) {
	home, password := testHome(t)
	open := filepath.Join(home, "open")
	write(t, open, "secret\n", 0o644)
	wrong := filepath.Join(home, "wrong")
	write(t, wrong, "another\n", 0o600)
	write(t, filepath.Join(home, "text"), "no paper", 0o600)
	draft := draftLine + password
	pending := func(tx.Parsed) *rule.Refused { return abci.ErrPending.At("nonce", "nonce", 1) }
	replayed := func(tx.Parsed) *rule.Refused { return app.ErrReplayed.At("nonce") }
	forged := func(tx.Parsed) *rule.Refused { return app.ErrSignature.At("signatures") }
	for name, c := range map[string]struct {
		want int
		args string
		node fakeNode
	}{
		"committed":           {exitOK, draft, fakeNode{}},
		"sm2":                 {exitOK, strings.Replace(draft, "/1", "/2", 1), fakeNode{}},
		"admitted":            {exitOK, draft + " --wait sync", fakeNode{silent: true}},
		"handed over":         {exitOK, draft + " --wait none", fakeNode{silent: true}},
		"refused at the door": {exitRefused, draft, fakeNode{admit: forged}},
		"refused in a block":  {exitRefused, draft, fakeNode{result: app.ErrBody.At("body")}},
		"replayed":            {exitConflict, draft + " --nonce 4", fakeNode{admit: replayed}},
		"waiting already":     {exitConflict, draft + " --nonce 4", fakeNode{admit: pending}},
		"same bytes again":    {exitConflict, draft, fakeNode{cached: true}},
		"never in a block":    {exitUnreachable, draft + " --timeout 50ms", fakeNode{silent: true}},
		"no node":             {exitUnreachable, draft + " --node http://127.0.0.1:1", fakeNode{}},
		"node comes up":       {exitOK, draft, fakeNode{behind: 2}},
		"node stays behind":   {exitUnreachable, draft + " --timeout 150ms", fakeNode{behind: 1000}},
		"wrong password":      {exitForbidden, strings.Replace(draft, password, wrong, 1), fakeNode{}},
		"readable password":   {exitForbidden, strings.Replace(draft, password, open, 1), fakeNode{}},
		"no password":         {exitForbidden, strings.Split(draft, " --password")[0], fakeNode{}},
		"no key":              {exitForbidden, strings.Replace(draft, "/1", "/7", 1), fakeNode{}},
		"no key number":       {exitNotFound, draft + " --key 9", fakeNode{}},
		"no signer":           {exitUsage, "tx resource.draft --body BODY", fakeNode{}},
		"signer twice":        {exitUsage, draft + " --from gz-health/1,gz-health/1", fakeNode{}},
		"not an account":      {exitUsage, draft + " --from gz-health", fakeNode{}},
		"unknown kind":        {exitUsage, "tx resource.burn", fakeNode{}},
		"unknown field":       {exitUsage, draft + ` --body {"colour":1}`, fakeNode{}},
		"bad value":           {exitUsage, draft + " --weight heavy", fakeNode{}},
		"value twice":         {exitUsage, draft + " --name a --name b", fakeNode{}},
		"bad expiry":          {exitUsage, draft + " --expires soon", fakeNode{}},
		"expiry too far":      {exitUsage, draft + " --expires 721h", fakeNode{}},
		"bad wait":            {exitUsage, draft + " --wait ever", fakeNode{}},
		"days of expiry":      {exitOK, draft + " --expires 30d", fakeNode{}},
		"too many days":       {exitUsage, draft + " --expires 31d", fakeNode{}},
		"no time to wait":     {exitUsage, draft + " --timeout 0s", fakeNode{}},
		"nonce of zero":       {exitUsage, draft + " --nonce 0", fakeNode{}},
		"a file that is there": {exitConflict, draft + " --generate-only --out " + home + "/text",
			fakeNode{}},
		"body refuses itself": {exitRefused, draft + " --sharer gz-water", fakeNode{}},
		"unknown word":        {exitUsage, draft + " --origin stolen", fakeNode{}},
		"no body file": {exitNotFound, "tx resource.draft --from gz-health/1 --body none.json",
			fakeNode{}},
		"offline, no genesis": {exitConfig, draft + " --offline --nonce 1", fakeNode{}},
		"no paper file":       {exitNotFound, "tx broadcast none.json", fakeNode{}},
		"not a paper file":    {exitUsage, "tx decode " + home + "/text", fakeNode{}},
		"not a transaction":   {exitUsage, "tx decode c0c0", fakeNode{}},
		"list of kinds":       {exitOK, "tx", fakeNode{}},
		"list of queries":     {exitOK, "query", fakeNode{}},
		"answer":              {exitOK, "query parties", fakeNode{}},
		"no such object":      {exitNotFound, "query party --id x", fakeNode{}},
		"no such paper":       {exitNotFound, "query tx " + strings.Repeat("ab", 32), fakeNode{}},
		"bad argument":        {exitUsage, "query calendar --year x", fakeNode{}},
		"argument missing":    {exitUsage, "query party", fakeNode{}},
		"unknown query":       {exitUsage, "query weather", fakeNode{}},
		"unknown argument":    {exitUsage, "query parties --colour red", fakeNode{}},
		"not a paper id":      {exitUsage, "query tx 12", fakeNode{}},
		"not a key":           {exitUsage, "query key zz", fakeNode{}},
		"query without node": {exitUnreachable, "query parties --node http://127.0.0.1:1",
			fakeNode{}},
	} {
		t.Run(name, func(t *testing.T) {
			node, url := newFakeNode(t)
			node.admit, node.result, node.silent = c.node.admit, c.node.result, c.node.silent
			node.cached, node.behind = c.node.cached, c.node.behind
			args := append([]string{"--output", "json", "--home", home, "--node", url}, words(c.args)...)
			code, out, chat := shell(t, args...)
			if code != c.want {
				t.Fatalf("exit %d, want %d: %s%s", code, c.want, out, chat)
			}
			if code == exitOK {
				oneDocument(t, out, new(any))
				return
			}
			var doc failureDoc
			oneDocument(t, out, &doc)
			if doc.Error.Exit != c.want || doc.Error.Zh == "" || doc.Error.En == "" ||
				strings.Contains(doc.Error.Zh+doc.Error.En, "%!") {
				t.Errorf("%s", out)
			}
			// People read the refusal on stderr, and stdout stays empty.
			args[1] = "table"
			clear(node.papers)
			if code, out, chat := shell(t, args...); code != c.want || out != "" || chat == "" {
				t.Errorf("as text: exit %d: %q %q", code, out, chat)
			}
		})
	}
}

func TestARefusalCarriesWhatTheLedgerSaid(t *testing.T) {
	home, password := testHome(t)
	node, url := newFakeNode(t)
	node.result = app.ErrBody.At("body.name", "kind", "resource.draft", "detail", "x")
	args := append([]string{"--home", home, "--node", url, "--output", "json"},
		words(draftLine+password)...)
	code, out, _ := shell(t, args...)
	var doc failureDoc
	oneDocument(t, out, &doc)
	r := doc.Error.Refusal
	if code != exitRefused || r == nil || r.Code != "tx.body" || r.Field != "body.name" ||
		r.Number != app.ErrBody.Code || r.FixZh == "" || len(doc.Error.Paper) != 64 ||
		doc.Error.Height != 8 {
		t.Errorf("exit %d: %s", code, out)
	}
	args[5] = "table"
	for lang, want := range map[string]string{"zh": "处理：", "en": "What to do:"} {
		clear(node.papers)
		if _, _, chat := shell(t, append(args, "--lang", lang)...); !strings.Contains(chat, want) {
			t.Errorf("%s: %s", lang, chat)
		}
	}
}

func TestANonceThatIsTakenIsPassedOver(t *testing.T) {
	home, password := testHome(t)
	node, url := newFakeNode(t)
	node.next = 4
	var tried []uint64
	node.admit = func(p tx.Parsed) *rule.Refused {
		tried = append(tried, p.Paper.Nonce)
		if p.Paper.Nonce < 8 {
			return abci.ErrPending.At("nonce", "nonce", p.Paper.Nonce)
		}
		return nil
	}
	args := append([]string{"--home", home, "--node", url, "--output", "json"},
		words(draftLine+password)...)
	if code, out, chat := shell(t, args...); code != exitOK || fmt.Sprint(tried) != "[5 6 7 8]" {
		t.Errorf("exit %d after nonces %v: %s%s", code, tried, out, chat)
	}
}

// What is signed is what was given, by both suites, for this chain and not for longer than a day.
func TestWhatIsSent(t *testing.T) {
	home, password := testHome(t)
	node, url := newFakeNode(t)
	args := append([]string{"--home", home, "--node", url, "--output", "json"},
		words("tx resource.draft --from gz-health/1,gz-health/2 --id gz-health/r --body BODY --name y "+
			"--lane 3 --password-file "+password)...)
	code, out, chat := shell(t, args...)
	if code != exitOK || len(node.papers) != 1 {
		t.Fatalf("exit %d: %s%s", code, out, chat)
	}
	for _, p := range node.papers {
		if p.Paper.Chain != "fake" || p.Paper.Genesis != (wire.Hash{9}) || p.Paper.Lane != 3 ||
			p.Paper.Nonce != 1 || p.Paper.Expires != lawNow+86400 {
			t.Errorf("%+v", p.Paper)
		}
		keys := []crypto.PublicKey{crypto.FromSeed(crypto.Secp256k1, "gz-health/1").Public(),
			crypto.FromSeed(crypto.SM2, "gz-health/2").Public()}
		if !app.VerifyAll(p, keys) {
			t.Error("the signatures do not verify")
		}
		body, err := bodyJSON(app.Standard(), p.Paper)
		if err != nil || !strings.Contains(string(body), `"name":"y"`) {
			t.Errorf("%s %v", body, err)
		}
	}
}
