package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// nextRules is the version that the program of after knows and ours does not.
const nextRules = abci.Rules + 1

// otherwise is what the program of the next version has in place of ours, by file: it knows one
// version more, from which on a draft weighs one more. Every draft's record, and so the app hash,
// tells under which version its block ran.
var otherwise = map[string][2]string{
	"abci/app.go": {fmt.Sprintf("Rules = %d\n", abci.Rules), fmt.Sprintf("Rules = %d\n", nextRules)},
	"app/catalog/resource_draft.go": {"Weight: max(m.Weight, 1),",
		fmt.Sprintf("Weight: max(m.Weight, 1) + uint32(min(c.Rules/%d, 1)),", nextRules)},
}

// after builds the program of the next version once, and tells how long that took.
var after = sync.OnceValues(func() (string, error) {
	began := time.Now()
	replaced := map[string]string{}
	for file, text := range otherwise {
		at, err := filepath.Abs(filepath.Join("../..", file))
		if err != nil {
			return "", err
		}
		b, err := os.ReadFile(at)
		if err != nil {
			return "", err
		}
		if n := strings.Count(string(b), text[0]); n != 1 {
			return "", fmt.Errorf("%s has %q %d times, and it is changed in one place", file, text[0], n)
		}
		replaced[at] = filepath.Join(base, "after-"+filepath.Base(file))
		next := strings.Replace(string(b), text[0], text[1], 1)
		if err := os.WriteFile(replaced[at], []byte(next), 0o600); err != nil {
			return "", err
		}
	}
	doc, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", err
	}
	overlay, program := filepath.Join(base, "overlay.json"), filepath.Join(base, "suyuan-after")
	if err := os.WriteFile(overlay, doc, 0o600); err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-overlay", overlay, "-o", program,
		"../../cmd/suyuan").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	fmt.Printf("the program of the next rules version was built in %s\n",
		time.Since(began).Round(time.Millisecond))
	return program, nil
})

// install makes a program the one that nodes are started with from now on.
func (n *network) install(program string) {
	n.t.Helper()
	record, err := localnet.Open(n.dir)
	if err != nil {
		n.t.Fatal(err)
	}
	record.Binary = program
	b, err := json.Marshal(record)
	if err == nil {
		err = os.WriteFile(filepath.Join(n.dir, "network.json"), b, 0o600)
	}
	if err != nil {
		n.t.Fatal(err)
	}
}

// exchange ends a node, if it runs, and starts another program on its home.
func (n *network) exchange(program string, node localnet.Node) {
	n.t.Helper()
	if n.runs(node) {
		n.kill(node.Name)
	}
	n.install(program)
	n.start(node.Name)
}

// runs tells whether a node's process runs.
func (n *network) runs(node localnet.Node) bool {
	n.t.Helper()
	record, err := localnet.Open(n.dir)
	if err != nil {
		n.t.Fatal(err)
	}
	now, err := record.Node(node.Name)
	if err != nil {
		n.t.Fatal(err)
	}
	return now.Running()
}

// refuses starts a program on a node's home and wants it to end with the sentence that from a
// height on it does not know the rules.
func (n *network) refuses(program string, node localnet.Node, height, rules uint64) {
	n.t.Helper()
	n.install(program)
	said := n.listen(node)
	_, err := localnet.Start(n.dir, startWithin, node.Name)
	if !errors.Is(err, localnet.ErrNode) || !strings.Contains(err.Error(), "exit status 3") {
		n.t.Errorf("%s starts: %v", node.Name, err)
		return
	}
	tellsRules(n.t, said(), height, rules)
}

// listen returns what a node's log says from now on.
func (n *network) listen(node localnet.Node) (said func() string) {
	n.t.Helper()
	read := func() string {
		b, err := os.ReadFile(node.Log)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			n.t.Fatal(err)
		}
		return string(b)
	}
	before := len(read())
	return func() string { return read()[before:] }
}

// unknownRules is the sentence of a program that does not know a version, in either language.
var unknownRules = regexp.MustCompile(
	`(?:from height|高度) (\d+) (?:on rules version|起执行规则版本) (\d+)(?: holds|，)?`)

// tellsRules wants a text to say that from a height on, 0 for any, a version holds, and nothing of
// damage.
func tellsRules(t *testing.T, text string, height, rules uint64) {
	t.Helper()
	m := unknownRules.FindStringSubmatch(text)
	if m == nil || m[2] != fmt.Sprint(rules) || height != 0 && m[1] != fmt.Sprint(height) ||
		strings.Contains(text, "damaged") || strings.Contains(text, "损坏") {
		t.Errorf("not that rules version %d holds from height %d on: %s", rules, height, text)
	}
}

// lastWords is the end of a node's log: the sentence that it ended with.
func lastWords(t *testing.T, node localnet.Node) string {
	t.Helper()
	tail, err := localnet.Tail(node.Log, 12)
	if err != nil {
		t.Fatal(err)
	}
	return tail
}

// commandOf runs a program and reads its document; an error has what it said and its exit code.
func commandOf(program string, into any, args ...string) error {
	cmd := exec.Command(program, append(args, "--output", "json", "--lang", "en")...)
	out, err := cmd.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		err = fmt.Errorf("%w: %s", err, failed.Stderr)
	}
	if into == nil || len(out) == 0 {
		return err
	}
	return errors.Join(err, json.Unmarshal(out, into))
}

// guest makes a home by the join of a program, outside the network's record.
func (n *network) guest(program string, flags ...string) (localnet.Node, error) {
	n.t.Helper()
	g := localnet.Node{Name: "guest", Home: filepath.Join(n.t.TempDir(), "guest"),
		RPC: "http://" + freeAddress(n.t)}
	g.Log = g.Home + ".log"
	args := []string{"join", "guest", "--home", g.Home, "--genesis",
		filepath.Join(n.dir, abci.GenesisFile), "--p2p", "tcp://" + freeAddress(n.t), "--rpc",
		strings.Replace(g.RPC, "http", "tcp", 1), "--api", "off"}
	record, err := localnet.Open(n.dir)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, node := range record.Nodes {
		args = append(args, "--peers", node.NodeID+"@"+strings.TrimPrefix(node.P2P, "tcp://"))
	}
	return g, commandOf(program, nil, append(args, flags...)...)
}

// freeAddress asks the system for one. Another may take it meanwhile; the node then says so.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// joins wants a guest to come to the height and the state that all nodes have.
func (n *network) joins(program string, g localnet.Node) *child {
	n.t.Helper()
	c := run(n.t, g.Log, program, "start", "--home", g.Home, "--lang", "en")
	with := *n
	with.nodes = append(append([]localnet.Node{}, n.nodes...), g)
	with.agree()
	return c
}

// stops wants a guest to end by itself before a height whose rules it does not know.
func (n *network) stops(c *child, g localnet.Node, height, rules uint64) {
	n.t.Helper()
	n.await("the guest ends", startWithin, func() bool {
		select {
		case <-c.done:
			return true
		default:
			return false
		}
	})
	tellsRules(n.t, lastWords(n.t, g), height, rules)
	if code := c.cmd.ProcessState.ExitCode(); code != 3 {
		n.t.Errorf("the guest ended with exit code %d", code)
	}
}

// pulse watches how long there is no new block anywhere.
type pulse struct {
	longest    time.Duration
	stop, done chan struct{}
}

func (n *network) pulse() *pulse {
	p := &pulse{stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(p.done)
		var top uint64
		for last := time.Now(); ; {
			for _, node := range n.nodes {
				if s, ok := n.info(node); ok && s.Height > top {
					top = s.Height
					p.longest, last = max(p.longest, time.Since(last)), time.Now()
				}
			}
			select {
			case <-p.stop:
				p.longest = max(p.longest, time.Since(last))
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return p
}

// end tells the longest time without a block.
func (p *pulse) end() time.Duration {
	close(p.stop)
	<-p.done
	return p.longest.Round(time.Millisecond)
}
