package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// fetch asks a running service.
func fetch(t *testing.T, method, url string, body []byte, headers ...string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := (&http.Client{Timeout: 20 * time.Second}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b
}

// askService asks a node of founders' over HTTP: where it stands, a proof that a header carries, a
// paper that goes through, its events on the stream, and tokens that begin and end while it runs.
func askService(t *testing.T, home, url string) {
	t.Helper()
	status, b := fetch(t, "GET", url+api.Prefix+"/info", nil)
	var info abci.State
	if err := json.Unmarshal(b, &info); err != nil || status != 200 || info.Chain != "solo-1" {
		t.Fatalf("%d %s", status, b)
	}
	status, b = fetch(t, "GET", url+api.Prefix+"/parties/gz-bureau?prove=true", nil)
	var proved struct {
		Height uint64
		Proof  struct {
			AppHash    wire.Hash `json:"app_hash"`
			Key, Value string
			Ops        []struct{ Data []byte }
			Header     struct {
				AppHash string `json:"app_hash"`
			}
			Commit struct{ Height string }
		}
	}
	if err := json.Unmarshal(b, &proved); err != nil || status != 200 {
		t.Fatalf("%d %s", status, b)
	}
	p := proved.Proof
	key, _ := hex.DecodeString(p.Key)
	value, _ := hex.DecodeString(p.Value)
	if err := state.VerifyProof(p.AppHash, key, value, p.Ops[0].Data); err != nil ||
		!strings.EqualFold(p.Header.AppHash, p.AppHash.String()) || p.Commit.Height == "" {
		t.Fatalf("%v %s", err, b)
	}
	for _, path := range []string{"/", api.Prefix + "/docs", api.Prefix + "/openapi.json",
		api.Prefix + "/reports"} {
		if status, b := fetch(t, "GET", url+path, nil, "Accept-Language", "zh"); status != 200 {
			t.Fatalf("%s: %d %s", path, status, b)
		}
	}
	askHealth(t, url)
	relayPaper(t, url, info)
	askAsOutsider(t, home, url)
}

// askHealth asks what a running node says of itself.
func askHealth(t *testing.T, url string) {
	t.Helper()
	for path, parts := range map[string][]string{
		"/livez":   {`"ok":true`},
		"/version": {`"version":"` + version},
		"/metrics": {"\nsuyuan_height ", "\ncometbft_consensus_height{chain_id=\"solo-1\"} ",
			"\ngo_goroutines ", "\nsuyuan_calendar_days ", "\nsuyuan_store_bytes{part=\"files\"} "},
	} {
		status, b := fetch(t, "GET", url+path, nil)
		for _, part := range parts {
			if status != 200 || !strings.Contains(string(b), part) {
				t.Errorf("%s: %d, %q is not in it", path, status, part)
			}
		}
	}
	status, b := fetch(t, "GET", url+"/readyz", nil)
	if status != 200 || strings.Count(string(b), `"ok":true`) != 8 {
		t.Errorf("/readyz: %d %s", status, b)
	}
}

// relayPaper hands a paper in twice and sees its event.
func relayPaper(t *testing.T, url string, info abci.State) {
	t.Helper()
	events, err := http.Get(url + api.Prefix + "/stream?topics=paper")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	root, maker := tx.Account{Party: "gz-bureau"}, tx.Account{Party: "gz-bureau", Number: 1}
	paper := tx.Paper{Chain: info.Chain, Genesis: info.Genesis, Author: root,
		CoSigners: []tx.Account{maker}, Nonce: 1, Expires: info.Law + 3600, Kind: "key.revoke",
		Body: wire.MustEncode(&party.KeyRevoke{Account: 1, Number: party.FirstKey})}
	document := tx.Tx{Paper: paper}
	for _, seed := range []string{"root", "maker"} {
		signed, err := paper.Sign(crypto.FromSeed(crypto.SM2, seed), party.FirstKey)
		if err != nil {
			t.Fatal(err)
		}
		document.Signatures = append(document.Signatures, signed)
	}
	asJSON, err := wire.ToJSON(document)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := paper.ID()
	status, b := fetch(t, "POST", url+api.Prefix+"/tx", asJSON, "Content-Type", "application/json")
	if status != 202 || !strings.Contains(string(b), id.String()) {
		t.Fatalf("%d %s", status, b)
	}
	lines := bufio.NewScanner(events.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.Contains(lines.Text(), id.String()) {
			break
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	raw, _ := wire.Encode(document)
	status, b = fetch(t, "POST", url+api.Prefix+"/tx", raw, "Content-Type",
		"application/octet-stream")
	if status != 200 || !strings.Contains(string(b), `"receipt"`) {
		t.Fatalf("handed in again: %d %s", status, b)
	}
	if status, b = fetch(t, "POST", url+api.Prefix+"/tx", []byte("no paper"), "Content-Type",
		"application/octet-stream"); status != 400 {
		t.Fatalf("%d %s", status, b)
	}
}

// askAsOutsider passes a request on as a proxy does: it needs a token.
func askAsOutsider(t *testing.T, home, url string) {
	t.Helper()
	ask := func(secret string) int {
		headers := []string{"X-Forwarded-For", "203.0.113.9"}
		if secret != "" {
			headers = append(headers, "Authorization", "Bearer "+secret)
		}
		status, _ := fetch(t, "GET", url+api.Prefix+"/info", nil, headers...)
		return status
	}
	if status := ask(""); status != 401 {
		t.Fatal(status)
	}
	code, out, chat := shell(t, "token", "add", "gz-bureau", "--home", home, "--days", "30")
	if code != 0 {
		t.Fatal(chat)
	}
	var made tokenDoc
	oneDocument(t, out, &made)
	kept, err := os.ReadFile(filepath.Join(home, "config/tokens.json"))
	if err != nil || strings.Contains(string(kept), made.Secret) || made.Secret == "" {
		t.Fatalf("%v: the file holds %s", err, kept)
	}
	waitFor(t, "the token is taken", func() bool { return ask(made.Secret) == 200 })
	if code, _, chat = shell(t, "token", "revoke", made.ID, "--home", home); code != 0 {
		t.Fatal(chat)
	}
	waitFor(t, "the token is refused", func() bool { return ask(made.Secret) == 401 })
	if code, _, _ = shell(t, "token", "revoke", made.ID, "--home", home); code != exitNotFound {
		t.Fatal(code)
	}
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 1200 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("not within a minute: %s", what)
}

// Outside the loopback a service wants tokens and certificates.
func TestServiceIsClosedByDefault(t *testing.T) {
	home := filepath.Join(t.TempDir(), "n1")
	if code, _, chat := shell(t, "init", "n1", "--home", home); code != 0 {
		t.Fatal(chat)
	}
	for _, at := range []string{"0.0.0.0:0", ":0", "198.51.100.7:443"} {
		if code, _, chat := shell(t, "start", "--home", home, "--api", at); code != exitConfig ||
			!strings.Contains(chat, "token") {
			t.Fatalf("%s: exit %d %s", at, code, chat)
		}
	}
	if code, _, chat := shell(t, "token", "add", "gz-bureau", "--home", home); code != 0 {
		t.Fatal(chat)
	}
	code, _, chat := shell(t, "start", "--home", home, "--api", "0.0.0.0:0")
	if code != exitConfig || !strings.Contains(chat, "TLS") {
		t.Fatalf("exit %d %s", code, chat)
	}
	if code, _, _ = shell(t, "token", "add", "gz-bureau", "--scope", "all", "--home", home); code !=
		exitUsage {
		t.Fatal(code)
	}
}
