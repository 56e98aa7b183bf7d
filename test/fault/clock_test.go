package fault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// clockFile in a home says by how many seconds the clock of its process is off, in the program that
// skewed builds; the program that is shipped does not know it.
const clockFile = "clock-off"

// wrongTime is added to the package of the node there: what the node takes for its own time, and
// the time it dates votes with, are off.
const wrongTime = `package abci

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

var off atomic.Int64 // seconds

func init() {
	for i, arg := range os.Args {
		if arg == "--home" && i+1 < len(os.Args) {
			file := filepath.Join(os.Args[i+1], "` + clockFile + `")
			look(file)
			go func() {
				for range time.Tick(20 * time.Millisecond) {
					look(file)
				}
			}()
		}
	}
}

func look(file string) {
	b, _ := os.ReadFile(file)
	n, _ := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	off.Store(n)
}

func wrong(t time.Time) time.Time { return t.Add(time.Duration(off.Load()) * time.Second) }

type skewedSigner struct{ types.PrivValidator }

func (s skewedSigner) SignVote(chain string, v *cmtproto.Vote) error {
	v.Timestamp = ownClock()
	return s.PrivValidator.SignVote(chain, v)
}
`

// wrongly is where the program of skewed differs, besides.
var wrongly = map[string][2]string{
	"abci/clock.go": {"return cmttime.Now()", "return wrong(cmttime.Now())"},
	"abci/node.go": {"cmtnode.NewNode(n.config, signer, nodeKey,",
		"cmtnode.NewNode(n.config, skewedSigner{signer}, nodeKey,"},
}

// skewed builds the program with a clock that can be set wrong while it runs. Go reads the clock
// without a call that could be caught, and CometBFT's own files cannot be exchanged in a build. Its
// one question to the clock besides votes, whether a block is of the future, is asked of the right
// clock, so here the ledger is of the future instead.
func skewed(t *testing.T) string {
	t.Helper()
	began := time.Now()
	dir := filepath.Join(base, "skewed")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	replaced := map[string]string{}
	put := func(at, text string) {
		whole, err := filepath.Abs(filepath.Join("../..", at))
		if err != nil {
			t.Fatal(err)
		}
		replaced[whole] = filepath.Join(dir, filepath.Base(at))
		if err := os.WriteFile(replaced[whole], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("abci/wrong_time.go", wrongTime)
	for at, text := range wrongly {
		b, err := os.ReadFile(filepath.Join("../..", at))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), text[0]); n != 1 {
			t.Fatalf("%s has %q %d times, and it is changed in one place", at, text[0], n)
		}
		put(at, strings.Replace(string(b), text[0], text[1], 1))
	}
	doc, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	overlay, program := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "suyuan")
	if err := os.WriteFile(overlay, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-overlay", overlay, "-o", program, "../../cmd/suyuan")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("built in %s, %s of processors", time.Since(began).Round(time.Millisecond),
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(time.Millisecond))
	return program
}

// off sets the clock of a node wrong, or right again.
func off(t *testing.T, node localnet.Node, by time.Duration) {
	t.Helper()
	file := filepath.Join(node.Home, clockFile)
	text := strconv.FormatInt(int64(by/time.Second), 10)
	err := errors.Join(os.WriteFile(file+".new", []byte(text), 0o600), os.Rename(file+".new", file))
	if err != nil {
		t.Fatal(err)
	}
}

// made is a block as the engine shows it.
type made struct {
	Block struct {
		Header struct {
			Time     time.Time `json:"time"`
			Proposer string    `json:"proposer_address"`
		} `json:"header"`
		Data struct {
			Txs []string `json:"txs"`
		} `json:"data"`
	} `json:"block"`
}

func (n *network) block(node localnet.Node, height uint64) (b made) {
	n.t.Helper()
	n.await(fmt.Sprintf("block %d", height), startWithin, func() bool {
		args := map[string]any{"height": strconv.FormatUint(height, 10)}
		return client(node).Call(context.Background(), "block", args, &b) == nil
	})
	return b
}

// minutes is how far clocks are off that cannot be borne.
const minutes = 5 * time.Minute

// Clocks of single nodes are off by seconds and by minutes while papers are filed. Seconds are
// borne: such a node follows, its clock moves no block time, and ahead it proposes no papers.
// Minutes are not: the node says so and stops, the others go on, and once its clock is right it has
// the same state (rulings E5).
func TestNodesWithWrongClocks(t *testing.T) {
	t.Parallel()
	program := skewed(t)
	n := upWith(t, program, "testdata/parties.yaml", nil)
	l := n.file("gz-water")
	n.bears()

	auditor, left := n.nodes[4], time.Now()
	n.kill(auditor.Name)
	fast := n.strays(program, n.nodes[2], func(node localnet.Node) { off(t, node, minutes) },
		"ahead of")
	n.right(n.nodes[2], 0, fast)

	future := n.nodes[:3] // of the ledger from now on
	for _, node := range future {
		n.kill(node.Name)
		tolerate(t, node, 2*minutes)
	}
	n.start(future[0].Name, future[1].Name, future[2].Name)
	late := n.nodes[3]
	slow := n.strays(binary, late, func(localnet.Node) {
		for _, node := range future {
			off(t, node, minutes)
		}
	}, "behind")
	if soak { // TestNoStartBeforeOwnBlocks has the short form
		c := run(t, late.Log, binary, "start", "--home", late.Home)
		t.Logf("started on blocks of its future: stopped after %s", n.saysClock(c, late, "behind"))
	}

	// So much may the auditor be behind that the newest block it holds is not of its future, and those
	// that it fetches are.
	down := time.Since(left)
	tolerate(t, auditor, minutes-down/2)
	c := run(t, auditor.Log, binary, "start", "--home", auditor.Home)
	t.Logf("%s was down for %s and fetches blocks of its future: stopped after %s", auditor.Name,
		down.Round(time.Second), n.saysClock(c, auditor, "behind"))
	n.right(auditor, minutes, time.Now())
	n.right(late, minutes, slow)
	l.end()
	n.sound()
}

// bears sets two clocks 20 seconds off, one each way.
func (n *network) bears() {
	n.t.Helper()
	slow, fast := n.nodes[1], n.nodes[2]
	off(n.t, slow, -20*time.Second)
	off(n.t, fast, 20*time.Second)
	n.await("/readyz tells of both clocks", startWithin, func() bool {
		return strings.Contains(ready(slow), "clock is -20") && strings.Contains(ready(fast),
			"clock is 20")
	})
	id, err := abci.ReadIdentity(fast.Home)
	if err != nil {
		n.t.Fatal(err)
	}
	s, ok := n.info(n.nodes[0])
	if !ok {
		n.t.Fatal("no answer")
	}
	// The votes for a block with this paper are younger than the paper, and so is the next header.
	p, began := n.next(s.Law), time.Now()
	if refusal, answered := hand(n.t, n.nodes[0], p); !answered || refusal != nil {
		n.t.Fatalf("%v %+v", answered, refusal)
	}
	first := n.receipt(n.nodes[0], p).Height + 1
	proposed, papers, last := 0, 0, first
	for ; proposed < 3 || papers == 0; last++ {
		b := n.block(n.nodes[0], last).Block
		if at := b.Header.Time; at.Before(began) || at.After(time.Now()) {
			n.t.Fatalf("block %d is of %s, asked between %s and %s", last, at, began, time.Now())
		}
		switch {
		case b.Header.Proposer != id.Address:
			papers += len(b.Data.Txs)
		case len(b.Data.Txs) > 0:
			n.t.Fatalf("%s is 20 s ahead and proposes papers at %d", fast.Name, last)
		default:
			proposed++
		}
	}
	n.t.Logf("20 s off each way: %d blocks in %s, %d empty ones of %s, %d papers by the others",
		last-first, time.Since(began).Round(time.Millisecond), proposed, fast.Name, papers)
	off(n.t, slow, 0)
	off(n.t, fast, 0)
}

func ready(node localnet.Node) string {
	r, err := http.Get(node.API + "/readyz")
	if err != nil {
		return ""
	}
	defer r.Body.Close()
	var doc struct {
		Checks []struct{ Name, En string }
	}
	_ = json.NewDecoder(r.Body).Decode(&doc)
	for _, c := range doc.Checks {
		if c.Name == "clock" {
			return c.En
		}
	}
	return ""
}

// strays runs a program for a node, sets its clock wrong and wants it to stop for that while the
// others go on. It returns when the clock went wrong.
func (n *network) strays(program string, node localnet.Node, wrong func(localnet.Node),
	way string) time.Time {
	n.t.Helper()
	n.kill(node.Name)
	c := run(n.t, node.Log, program, "start", "--home", node.Home)
	n.grows(node, 2, startWithin)
	began := time.Now()
	wrong(node)
	took := n.saysClock(c, node, way)
	on := n.grows(n.nodes[0], 5, startWithin)
	n.t.Logf("%s is %s %s the ledger's: stopped after %s, the others made 5 blocks in %s", node.Name,
		minutes, way, took, on.Round(time.Millisecond))
	return began
}

// right starts a node with a clock that is right by the ledger's time, which is of the future.
func (n *network) right(node localnet.Node, future time.Duration, since time.Time) {
	n.t.Helper()
	off(n.t, node, future)
	tolerate(n.t, node, time.Minute+future)
	began := time.Now()
	n.start(node.Name)
	n.grows(node, 2, startWithin)
	n.t.Logf("%s, right again, follows after %s, %s after its clock was wrong", node.Name,
		time.Since(began).Round(time.Millisecond), time.Since(since).Round(time.Millisecond))
}

var tolerance = regexp.MustCompile(`block_time_tolerance = "[^"]*"`)

// tolerate sets how far into the future of a node's engine a block may be.
func tolerate(t *testing.T, node localnet.Node, most time.Duration) {
	t.Helper()
	file := filepath.Join(node.Home, abci.ConfigFile)
	b, err := os.ReadFile(file)
	if err != nil || !tolerance.Match(b) {
		t.Fatalf("%v: no tolerance in %s", err, file)
	}
	b = tolerance.ReplaceAll(b, []byte(fmt.Sprintf(`block_time_tolerance = "%s"`, most)))
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// saysClock waits until a node has ended, for its clock and nothing else.
func (n *network) saysClock(c *child, node localnet.Node, way string) time.Duration {
	n.t.Helper()
	began := time.Now()
	select {
	case <-c.done:
	case <-time.After(2 * startWithin):
		n.t.Fatalf("%s goes on with a wrong clock", node.Name)
	}
	tail, _ := localnet.Tail(node.Log, 3)
	if c.cmd.ProcessState.ExitCode() != 7 || !strings.Contains(tail, "clock wrong") ||
		!strings.Contains(tail, way+" the ledger's") {
		n.t.Fatalf("%s: %v\n%s", node.Name, c.err, tail)
	}
	return time.Since(began).Round(time.Millisecond)
}
