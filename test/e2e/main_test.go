package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// binary is the program, built once for all tests.
var binary string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "suyuan-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "suyuan")
	out, err := exec.Command("go", "build", "-o", binary, "../../cmd/suyuan").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// dice gives the choices of a test. A failure is repeated with the seed that it printed.
func dice(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("SUYUAN_SEED"); s != "" {
		v, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = v
	}
	t.Logf("SUYUAN_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// answer is what a command left behind.
type answer struct {
	code      int
	out, chat string
}

// run runs the program with JSON output.
func run(t *testing.T, args ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, append([]string{"--output", "json", "--lang", "en"},
		args...)...)
	var out, chat bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &chat
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", args, err)
	}
	return answer{cmd.ProcessState.ExitCode(), out.String(), chat.String()}
}

// expect runs the program and fails on another exit code, or when stdout is not one JSON document,
// which it reads into v.
func expect(t *testing.T, want int, v any, args ...string) answer {
	t.Helper()
	a := run(t, args...)
	if a.code != want {
		t.Fatalf("suyuan %s: exit %d, want %d\n%s%s", strings.Join(args, " "), a.code, want, a.out,
			a.chat)
	}
	if v == nil {
		v = new(any)
	}
	d := json.NewDecoder(strings.NewReader(a.out))
	if err := d.Decode(v); err != nil {
		t.Fatalf("suyuan %v: %v\n%s", args, err, a.out)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("suyuan %v: something follows the document\n%s", args, a.out)
	}
	return a
}

// failure is the document of a command that failed.
type failure struct {
	Error struct {
		Exit    int    `json:"exit"`
		En      string `json:"en"`
		Zh      string `json:"zh"`
		Refusal *struct {
			Code string `json:"code"`
		} `json:"refusal"`
	} `json:"error"`
}

// network is a running network of a test, ended when the test ends, however it ends.
type network struct {
	t   *testing.T
	dir string
}

func up(t *testing.T, args ...string) *network {
	t.Helper()
	n := &network{t, filepath.Join(t.TempDir(), "net")}
	t.Cleanup(func() {
		if t.Failed() {
			n.showLogs()
		}
		if _, err := localnet.Down(n.dir); err != nil && !errors.Is(err, localnet.ErrNone) {
			t.Error(err)
		}
	})
	expect(t, 0, nil, append([]string{"localnet", "up", "--dir", n.dir}, args...)...)
	return n
}

func (n *network) record() *localnet.Network {
	n.t.Helper()
	r, err := localnet.Open(n.dir)
	if err != nil {
		n.t.Fatal(err)
	}
	return r
}

func (n *network) node(name string) localnet.Node {
	n.t.Helper()
	node, err := n.record().Node(name)
	if err != nil {
		n.t.Fatal(err)
	}
	return *node
}

func (n *network) names() (out []string) {
	for _, node := range n.record().Nodes {
		out = append(out, node.Name)
	}
	return out
}

func (n *network) kill(names ...string) {
	n.t.Helper()
	expect(n.t, 0, nil, append([]string{"localnet", "kill", "--dir", n.dir}, names...)...)
	for _, name := range names {
		if n.node(name).Running() {
			n.t.Fatalf("%s runs after SIGKILL", name)
		}
	}
}

func (n *network) start(names ...string) {
	n.t.Helper()
	expect(n.t, 0, nil, append([]string{"localnet", "start", "--dir", n.dir}, names...)...)
}

// tx sends a draft of a catalogue entry and returns the paper's id.
func (n *network) tx(from, id string) string {
	n.t.Helper()
	var receipt struct {
		ID     string `json:"id"`
		Height uint64 `json:"height"`
	}
	expect(n.t, 0, &receipt, n.draft(from, id)...)
	if receipt.ID == "" || receipt.Height == 0 {
		n.t.Fatalf("%s: %+v", id, receipt)
	}
	return receipt.ID
}

const body = `{"name":"门诊人次","class":"卫生","grade":"一般","jurisdiction":"520000","origin":"own",` +
	`"fields":[{"name":"day","type":"date","personal":false}],"weight":1}`

func (n *network) draft(from, id string) []string {
	return []string{"--home", n.dir, "tx", "resource.draft", "--from", from, "--id", id, "--body",
		body,
		"--password-file", filepath.Join(n.dir, "password")}
}

// agree waits until every node has the papers and has itself computed the same state at one height.
func (n *network) agree(papers []string) {
	n.t.Helper()
	record := n.record()
	var tallest uint64
	for _, node := range record.Nodes {
		for _, id := range papers {
			n.await(node.Name+" has "+id, func() bool {
				return run(n.t, "query", "tx", id, "--node", node.RPC).code == 0
			})
		}
		tallest = max(tallest, n.height(node))
	}
	hashes := map[string]string{}
	for _, node := range record.Nodes {
		n.await(fmt.Sprintf("%s has height %d", node.Name, tallest), func() bool {
			return n.height(node) >= tallest
		})
		c := localnet.Client{URLs: []string{node.RPC}}
		hash, err := c.OwnAppHash(context.Background(), tallest)
		if err != nil {
			n.t.Fatal(err)
		}
		hashes[node.Name] = hash.String()
	}
	for name, hash := range hashes {
		if hash != hashes[record.Nodes[0].Name] {
			n.t.Fatalf("at height %d %s differs: %v", tallest, name, hashes)
		}
	}
	n.t.Logf("height %d, app hash %s on %d nodes", tallest, hashes[record.Nodes[0].Name],
		len(hashes))
}

func (n *network) height(node localnet.Node) uint64 { return n.heightAt(node.RPC) }

func (n *network) heightAt(rpc string) uint64 {
	n.t.Helper()
	c := localnet.Client{URLs: []string{rpc}}
	s, err := c.Status(context.Background())
	if err != nil {
		n.t.Fatalf("%s: %v", rpc, err)
	}
	return s.Height
}

func (n *network) await(what string, done func() bool) {
	n.t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			n.t.Fatalf("never: %s", what)
		}
	}
}

func (n *network) showLogs() {
	r, err := localnet.Open(n.dir)
	if err != nil {
		return
	}
	for _, node := range r.Nodes {
		tail, _ := localnet.Tail(node.Log, 15)
		n.t.Logf("%s:\n%s", node.Name, tail)
	}
}

// processes are the ids of all processes whose command line names the directory.
func processes(t *testing.T, dir string) (out []string) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && bytes.Contains(b, []byte(dir)) {
			out = append(out, f+" "+strings.ReplaceAll(string(b), "\x00", " "))
		}
	}
	return out
}
