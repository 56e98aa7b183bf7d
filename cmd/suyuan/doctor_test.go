package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// home makes a home at rest, that has never run, on free ports.
func homeAtRest(t *testing.T) (*patient, initDoc) {
	t.Helper()
	home := filepath.Join(t.TempDir(), "n1")
	args := []string{"init", "n1", "--home", home, "--rpc", "tcp://" + freeAddress(t), "--api",
		freeAddress(t), "--p2p", "tcp://" + freeAddress(t)}
	code, out, chat := shell(t, args...)
	if code != 0 {
		t.Fatal(chat)
	}
	var made initDoc
	oneDocument(t, out, &made)
	code, _, chat = shell(t, "init", "n1", "--home", home, "--genesis", founders(t, made.PubKey))
	if code != 0 {
		t.Fatal(chat)
	}
	p := &patient{home: home, now: time.Now}
	if f := checkConfig(t.Context(), p); f.Result != checkOK {
		t.Fatal(f.En)
	}
	return p, made
}

// check runs one check and holds its result.
func check(t *testing.T, p *patient, name, want string) finding {
	t.Helper()
	for _, e := range examinations {
		if e.name != name {
			continue
		}
		f := e.run(t.Context(), p)
		if f.Result != want || f.Zh == "" || f.En == "" ||
			(f.Result == checkFound) != (f.FixZh != "" && f.FixEn != "") {
			t.Errorf("%s: %+v, want %s", name, f, want)
		}
		return f
	}
	t.Fatalf("no check %s", name)
	return finding{}
}

func TestDoctor(t *testing.T) {
	p, _ := homeAtRest(t)
	code, out, chat := shell(t, "doctor", "--home", p.home)
	var doc doctorDoc
	oneDocument(t, out, &doc)
	if doc.Running || len(doc.Checks) != len(examinations) || (code == 0) != (doc.Found == 0) {
		t.Fatalf("exit %d %s %s", code, out, chat)
	}
	for _, f := range doc.Checks {
		if f.Result == checkFound && f.Check != "disk" && f.Check != "files" {
			t.Errorf("%+v", f)
		}
	}
	key := filepath.Join(p.home, "config/priv_validator_key.json")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, _ = shell(t, "doctor", "--home", p.home)
	if code != exitFindings || !strings.Contains(out, "chmod 0600 config/priv_validator_key.json") {
		t.Errorf("exit %d %s", code, out)
	}
	code, out, _ = shell(t, "doctor", "--home", t.TempDir())
	if oneDocument(t, out, &doc); code != exitFindings || len(doc.Checks) != 1 {
		t.Errorf("no home: exit %d %s", code, out)
	}
}

func TestDoctorOfAHome(t *testing.T) {
	p, _ := homeAtRest(t)
	for _, name := range []string{"genesis", "modes", "key", "data", "ports", "exposure",
		"certificate", "tokens", "fonts"} {
		check(t, p, name, checkOK)
	}
	check(t, p, "calendar", checkSkipped)

	p.laddr["rpc"] = "tcp://0.0.0.0:26657"
	check(t, p, "exposure", checkFound)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p.laddr["rpc"] = "tcp://" + l.Addr().String()
	check(t, p, "exposure", checkOK)
	check(t, p, "ports", checkFound)

	tokens, _ := json.Marshal(api.TokenFile{Format: "suyuan-tokens/1", Tokens: []api.Token{}})
	write(t, filepath.Join(p.home, "config/tokens.json"), string(tokens), 0o600)
	if f := checkTokens(t.Context(), p); f.Result == checkSkipped {
		t.Errorf("%+v", f)
	}
	write(t, filepath.Join(p.home, "config/cert.pem"), certificate(t, 10*24*time.Hour), 0o600)
	p.conf.API.Cert = "config/cert.pem"
	check(t, p, "certificate", checkFound)
	write(t, filepath.Join(p.home, "config/cert.pem"), certificate(t, 100*24*time.Hour), 0o600)
	check(t, p, "certificate", checkOK)
	write(t, filepath.Join(p.home, "config/cert.pem"), "no certificate", 0o600)
	check(t, p, "certificate", checkFound)

	p.conf.Genesis = strings.Repeat("0", 64)
	check(t, p, "genesis", checkFound)
	write(t, filepath.Join(p.home, abci.GenesisFile), "{}", 0o600)
	check(t, p, "genesis", checkFound)
	check(t, p, "data", checkFound)
	if err := os.Remove(filepath.Join(p.home, abci.SignedFile)); err != nil {
		t.Fatal(err)
	}
	check(t, p, "key", checkFound)
	write(t, filepath.Join(p.home, abci.AppFile), "unknown = 1\n", 0o600)
	check(t, p, "config", checkFound)
}

func certificate(t *testing.T, lasts time.Duration) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(lasts)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// staticNode answers RPC methods with fixed results, and dates its answers apart from now.
func staticNode(t *testing.T, apart time.Duration, results map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(apart).UTC().Format(http.TimeFormat))
		var ask struct{ Method string }
		_ = json.NewDecoder(r.Body).Decode(&ask) // GET /health has no body
		doc, ok := results[ask.Method]
		if !ok {
			fmt.Fprint(w, `{"error":{"code":1,"message":"no such method"}}`)
			return
		}
		fmt.Fprintf(w, `{"result":%s}`, doc)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func standing(chain string, height int) string {
	return fmt.Sprintf(`{"node_info":{"id":"x","network":%q},"sync_info":{"latest_block_height":"%d",
		"latest_app_hash":"00","latest_block_time":"2026-01-01T00:00:00Z"},
		"validator_info":{"voting_power":"0"}}`, chain, height)
}

func resultsOf(letter string) string {
	return `{"app_hash":"` + strings.Repeat(letter, 43) + `="}`
}

func TestDoctorAsksPeers(t *testing.T) {
	p, made := homeAtRest(t)
	node := func(apart time.Duration, height int, hash string) string {
		return staticNode(t, apart, map[string]string{"status": standing("solo-1", height),
			"block_results": resultsOf(hash)})
	}
	good, ahead, other := node(0, 50, "A"), node(time.Minute, 50, "A"), node(0, 51, "E")
	p.peers = []string{good}
	check(t, p, "clock", checkOK)
	p.peers = []string{ahead, ahead, good}
	check(t, p, "clock", checkFound)
	p.peers = nil
	check(t, p, "clock", checkSkipped)
	p.self = &localnet.Status{Chain: "solo-1", Height: 50, Time: p.now().Add(-time.Hour)}
	check(t, p, "clock", checkSkipped)
	p.self.Time = p.now().Add(time.Minute)
	check(t, p, "clock", checkFound)
	p.self = nil
	check(t, p, "app_hash", checkSkipped)

	p.self = &localnet.Status{Chain: "solo-1", Height: 50}
	p.urls.rpc, p.peers = good, []string{ahead, good}
	check(t, p, "app_hash", checkOK)
	check(t, p, "sync", checkOK)
	p.peers = []string{other, good, good}
	if f := check(t, p, "app_hash", checkFound); !strings.Contains(f.En, "than the rest") {
		t.Error(f.En)
	}
	p.peers = []string{other, other, good}
	check(t, p, "app_hash", checkFound)
	p.peers = []string{node(0, 500, "A")}
	check(t, p, "sync", checkFound)
	p.self.Catching, p.peers = true, nil
	check(t, p, "sync", checkFound)

	p.self = nil
	signed := func(at time.Time) string {
		return staticNode(t, 0, map[string]string{"commit": `{"signed_header":{"header":{"time":"` +
			at.Format(time.RFC3339) + `"},"commit":{"signatures":[{"block_id_flag":2,"validator_address":"` +
			made.Address + `"}]}}}`})
	}
	p.peers = []string{signed(time.Now())}
	check(t, p, "doubled_key", checkFound)
	p.peers = []string{signed(time.Now().Add(-time.Hour)), good}
	check(t, p, "doubled_key", checkOK)
}

func TestStatusWatch(t *testing.T) {
	seats := `{"validators":[{"pub_key":"BBBB","party":"gz-health"}]}`
	commit := `{"signed_header":{"commit":{"signatures":[{"block_id_flag":2},{"block_id_flag":1}]}}}`
	set := `{"validators":[{"address":"AA","pub_key":{"value":"AAAA"}},
		{"address":"BB","pub_key":{"value":"BBBB"}}]}`
	url := staticNode(t, 0, map[string]string{"status": standing("solo-1", 7), "commit": commit,
		"validators": set, "net_info": `{"n_peers":"1"}`,
		"consensus_state": `{"round_state":{"height/round/step":"8/0/1"}}`,
		"abci_query":      `{"response":{"value":"` + answerOf(t, seats) + `"}}`})
	c := &cli{nodes: url, output: "json", lang: "en"}
	var out strings.Builder
	c.out = &out
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := c.watch(ctx, time.Millisecond, 1); err != nil {
		t.Fatal(err)
	}
	var l watchLine
	if err := json.Unmarshal([]byte(out.String()), &l); err != nil {
		t.Fatal(err, out.String())
	}
	if l.Height != 7 || l.Round != "8/0/1" || l.Peers != "1" || len(l.Missing) != 1 ||
		l.Missing[0] != "gz-health" {
		t.Errorf("%+v", l)
	}
	out.Reset()
	c.output, c.nodes = "table", "http://127.0.0.1:1"
	if err := c.watch(ctx, time.Millisecond, 1); err != nil || out.Len() < 20 {
		t.Errorf("%v %q", err, out.String())
	}
}

// answerOf is the value of an answer as the RPC carries it: of a query, and of the node's own path
// alike.
func answerOf(t *testing.T, doc string) string {
	t.Helper()
	b, err := json.Marshal(map[string]any{"height": 7, "answer": json.RawMessage(doc)})
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b)
}
