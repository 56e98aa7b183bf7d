package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// collector runs `suyuan collect` against a network.
type collector struct {
	t   *testing.T
	net *network
	dir string
	log *os.File
	n   int // lines written
}

const collectConfig = `format: suyuan-collect/1
account: gz-operator/3
lane: 7
store: store
tokens: tokens.yaml
map: map.yaml
batch: {uses: 500, age: 300ms}
gateways:
  - {name: api, file: access.jsonl, form: jsonl, time: ts, key: id, routes: [
      {match: {path: ["/v1/visits*"], status: ["200"]}, product: gz-operator/visits, purpose: industry, members: [0]}]}
`

func newCollector(t *testing.T) *collector {
	net := up(t, "--scenario", "testdata/collect.yaml", "--validators", "1")
	urls := run(t, "--output", "csv", "localnet", "urls", "--dir", net.dir)
	expect(t, 0, nil, "scenario", "run", "testdata/collect.yaml", "--node",
		strings.TrimSpace(urls.out))
	c := &collector{t: t, net: net, dir: t.TempDir()}
	for name, text := range map[string]string{"collect.yaml": collectConfig,
		"tokens.yaml": "tokens:\n  - {token: token-of-the-senders, member: gz-operator}\n" +
			"  - {token: token-of-the-admin, member: gz-operator, admin: true}\n"} {
		if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if c.log, err = os.Create(filepath.Join(c.dir, "access.jsonl")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.log.Close() })
	return c
}

// grow writes uses of the day before into the gateway's log.
func (c *collector) grow(n int) {
	c.t.Helper()
	var b strings.Builder
	for range n {
		c.n++
		fmt.Fprintf(&b, `{"ts":"2026-02-04T%02d:%02d:%02d+08:00","id":"call-%d","path":"/v1/visits/x",`+
			`"status":200}`+"\n", 9+c.n%8, c.n/8%60, c.n/480%60, c.n)
	}
	if _, err := c.log.WriteString(b.String()); err != nil {
		c.t.Fatal(err)
	}
}

func (c *collector) args(verb string, more ...string) []string {
	return append([]string{"--home", c.net.dir, "collect", verb, "--config",
		filepath.Join(c.dir, "collect.yaml")}, more...)
}

// start runs the collector until its end function kills it.
func (c *collector) start() (kill func(syscall.Signal)) {
	c.t.Helper()
	cmd := exec.Command(binary, append([]string{"--output", "json"},
		c.args("start", "--password-file", filepath.Join(c.net.dir, "password"))...)...)
	var chat bytes.Buffer
	cmd.Stderr = &chat
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	return func(s syscall.Signal) {
		c.t.Helper()
		_ = cmd.Process.Signal(s)
		if err := cmd.Wait(); err != nil && s != syscall.SIGKILL {
			c.t.Errorf("the collector: %v\n%s", err, chat.String())
		}
	}
}

type collectStatus struct {
	Accepted uint64 `json:"accepted"`
	Final    uint64 `json:"final"`
	Parked   int    `json:"parked"`
	Jobs     struct {
		Final   uint64 `json:"final"`
		Refused uint64 `json:"refused"`
	} `json:"jobs"`
}

// A gateway's log and a client's run event reach a real ledger while the collector is killed again
// and again; the ledger counts every line once, and any use is proved.
func TestCollectorKilledBesideARealNode(t *testing.T) {
	random, c := dice(t), newCollector(t)
	for range 6 {
		c.grow(300 + random.IntN(900))
		kill := c.start()
		time.Sleep(time.Duration(random.IntN(1200)) * time.Millisecond)
		kill(syscall.SIGKILL)
	}
	c.grow(100)
	c.send()
	var s collectStatus
	expect(t, 0, &s, c.args("start", "--once", "--password-file",
		filepath.Join(c.net.dir, "password"))...)
	if s.Accepted != uint64(c.n) || s.Final != uint64(c.n) || s.Jobs.Refused != 0 {
		t.Errorf("%d lines: %+v", c.n, s)
	}
	var uses struct {
		Answer struct {
			Products []struct {
				Commercial uint64 `json:"commercial"`
				Batches    uint64 `json:"batches"`
			} `json:"products"`
		} `json:"answer"`
	}
	expect(t, 0, &uses, "--home", c.net.dir, "query", "uses", "--period", "2026Q1")
	if p := uses.Answer.Products; len(p) != 1 || p[0].Commercial != uint64(c.n) {
		t.Errorf("%d lines, the ledger counts %+v", c.n, p)
	}
	proof := filepath.Join(c.dir, "proof.json")
	expect(t, 0, nil, c.args("prove", "--key", fmt.Sprintf("call-%d", 1+random.IntN(c.n)), "--out",
		proof)...)
	expect(t, 0, nil, c.args("verify", proof)...)
	text, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Replace(text, []byte(`"sum":`), []byte(`"sum":1`), 1)
	if err := os.WriteFile(proof, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, 8, nil, c.args("verify", proof)...)
}

const runEvent = `{"eventTime":"2026-02-05T09:00:00+08:00","eventType":"COMPLETE",
"run":{"runId":"01890000-0000-7000-8000-000000000001"},"job":{"namespace":"airflow","name":"daily"},
"inputs":[{"namespace":"pg","name":"clinic","facets":{"schema":{"_producer":"https://example.org/p",
"_schemaURL":"https://example.org/s","fields":[{"name":"district"},{"name":"visits"}]}}}],
"outputs":[{"namespace":"pg","name":"mart.visits"}],
"producer":"https://example.org/p","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"}`

// send posts a run event to a running collector; it waits for rules, gets them, and is filed.
func (c *collector) send() {
	c.t.Helper()
	kill := c.start()
	defer kill(syscall.SIGTERM)
	address := filepath.Join(c.dir, "store.address")
	_ = os.Remove(address) // of one that was killed
	status := 0
	for range 100 {
		host, _ := os.ReadFile(address)
		r, err := http.NewRequest(http.MethodPost, "http://"+strings.TrimSpace(string(host))+
			"/api/v1/lineage", strings.NewReader(runEvent))
		if err == nil && len(host) > 0 {
			r.Header.Set("Authorization", "Bearer token-of-the-senders")
			if res, err := http.DefaultClient.Do(r); err == nil {
				status = res.StatusCode
				res.Body.Close()
				break
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	if status != http.StatusCreated {
		c.t.Fatalf("the event is answered with %d", status)
	}
	c.until("parked", func(s collectStatus) bool { return s.Parked > 0 })
	expect(c.t, 10, nil, c.args("parked")...)
	expect(c.t, 0, nil, c.args("map", "--job", "daily", "--grant", "gz-bureau/g")...)
	expect(c.t, 0, nil, c.args("map", "--namespace", "pg", "--dataset", "clinic", "--resource",
		"gz-health/clinic")...)
	c.until("filed", func(s collectStatus) bool { return s.Parked == 0 && s.Final == s.Accepted })
	expect(c.t, 0, nil, c.args("parked")...)
}

func (c *collector) until(what string, done func(collectStatus) bool) {
	c.t.Helper()
	var s collectStatus
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if expect(c.t, 0, &s, c.args("status")...); done(s) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.t.Fatalf("not %s: %+v", what, s)
}
