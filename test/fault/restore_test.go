package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/consensus"
	cmtjson "github.com/cometbft/cometbft/libs/json"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// A validator that is given old data goes on or says why not, and its key never signs two things in
// one place of a height.
func TestOldData(t *testing.T) {
	t.Parallel()
	n := up(t, "testdata/parties.yaml", nil)
	victim := n.nodes[1]
	signed := votes{}

	n.grow(2)
	n.kill(victim.Name)
	cold := filepath.Join(t.TempDir(), "cold")
	if err := os.CopyFS(cold, os.DirFS(data(victim))); err != nil {
		t.Fatal(err)
	}
	n.start(victim.Name)
	n.grow(3)

	// The ledger's store alone is old: the blocks since are executed again.
	n.kill(victim.Name)
	signed.read(t, victim)
	before := n.copyOf(victim, "ledger", cold)
	n.start(victim.Name)
	t.Logf("ledger store put back from %d bytes", before)
	n.grow(1)
	n.agree()

	// The whole folder is old, and the others go on meanwhile.
	n.kill(victim.Name)
	signed.read(t, victim)
	n.grow(2)
	n.copyOf(victim, "", cold)
	n.start(victim.Name)
	n.grow(2)
	n.agree()

	// The whole folder is old and all nodes start together at the last height.
	n.kill(n.names()...)
	signed.read(t, victim)
	n.copyOf(victim, "", cold)
	n.start(n.names()...)
	n.grow(2)
	n.agree()
	n.kill(victim.Name)
	signed.read(t, victim)
	n.start(victim.Name)
	t.Logf("%s signed %d places", victim.Name, len(signed))
}

func data(node localnet.Node) string { return filepath.Join(node.Home, "data") }

// copyOf puts back a folder of a node's data from a cold copy and tells its size in bytes.
func (n *network) copyOf(node localnet.Node, name, cold string) (size int64) {
	n.t.Helper()
	to, from := filepath.Join(data(node), name), filepath.Join(cold, name)
	if err := os.RemoveAll(to); err != nil {
		n.t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		n.t.Fatal(err)
	}
	err := filepath.Walk(to, func(_ string, f os.FileInfo, err error) error {
		if err == nil && !f.IsDir() {
			size += f.Size()
		}
		return err
	})
	if err != nil {
		n.t.Fatal(err)
	}
	return size
}

var drafts uint64

// grow files some papers, one block each, through the first node.
func (n *network) grow(papers int) {
	n.t.Helper()
	for range papers {
		drafts++
		s, ok := n.info(n.nodes[0])
		if !ok {
			n.t.Fatal("no answer")
		}
		p := n.sign(s.Law, drafts, "resource.draft", draft("gz-health", fmt.Sprintf("r%d", drafts)),
			"gz-health/1")
		n.await("the paper is taken", startWithin, func() bool {
			refusal, answered := hand(n.t, n.nodes[0], p)
			if refusal != nil {
				n.t.Fatalf("%+v", refusal)
			}
			return answered
		})
		if r := n.receipt(n.nodes[0], p); r.Refusal != nil {
			n.t.Fatalf("%+v", r.Refusal)
		}
	}
}

// votes are what a validator signed, by place: height, round and kind of message.
type votes map[string]string

// read adds what the node wrote to its own log of consensus before it sent it out. A second thing
// in one place is the fault this test is about.
func (v votes) read(t *testing.T, node localnet.Node) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(data(node), "cs.wal", "wal*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no log of consensus: %v", err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		d := consensus.NewWALDecoder(f)
		for {
			m, err := d.Decode()
			if err != nil {
				if !errors.Is(err, io.EOF) && !strings.Contains(err.Error(), "EOF") {
					t.Logf("%s: %v", filepath.Base(file), err)
				}
				break
			}
			v.add(t, node, m)
		}
		_ = f.Close()
	}
}

// add adds a message of the log when it is the node's own vote or proposal.
func (v votes) add(t *testing.T, node localnet.Node, m *consensus.TimedWALMessage) {
	t.Helper()
	b, err := cmtjson.Marshal(m.Msg)
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		Type    int             `json:"type"`
		Height  string          `json:"height"`
		Round   int             `json:"round"`
		BlockID json.RawMessage `json:"block_id"`
	}
	var whole struct {
		Value struct {
			Peer string `json:"peer_key"`
			Msg  struct {
				Value struct {
					Vote     *place
					Proposal *place
				} `json:"value"`
			} `json:"msg"`
		} `json:"value"`
	}
	if json.Unmarshal(b, &whole) != nil || whole.Value.Peer != "" {
		return // a step or a timeout, or what another node sent
	}
	for kind, p := range map[string]*place{"vote": whole.Value.Msg.Value.Vote,
		"proposal": whole.Value.Msg.Value.Proposal} {
		if p == nil {
			continue
		}
		at := fmt.Sprintf("%s of type %d at height %s round %d", kind, p.Type, p.Height, p.Round)
		if was, ok := v[at]; ok && was != string(p.BlockID) {
			t.Errorf("%s signed a second %s:\n%s\n%s", node.Name, at, was, p.BlockID)
		}
		v[at] = string(p.BlockID)
	}
}

var _ = time.Second
