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

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A validator that is given old data goes on by the others' blocks, and its key never signs two
// things in one place of a height: what it signed last is not kept with the data.
func TestOldData(t *testing.T) {
	t.Parallel()
	random := dice(t)
	n := up(t, "testdata/parties.yaml", nil)
	victim := n.nodes[1]
	signed, cold := votes{}, filepath.Join(t.TempDir(), "cold")
	n.grow(2)
	n.kill(victim.Name)
	// It tells that its data are old only where it signed above them: on a busy machine it may have
	// followed the others without a vote.
	end, tells := n.height(), false
	old := func() { tells = tells || lastSigned(t, victim) > end+1 }
	if err := os.CopyFS(cold, os.DirFS(data(victim))); err != nil {
		t.Fatal(err)
	}
	n.start(victim.Name)
	n.grow(3)

	// The ledger's store alone is old: the blocks since are executed again.
	n.kill(victim.Name)
	signed.read(t, victim)
	n.putBack(victim, "ledger", cold)
	n.start(victim.Name)
	n.grow(1)
	n.agree()

	// The whole folder is old, and the others go on meanwhile.
	n.kill(victim.Name)
	signed.read(t, victim)
	n.grow(2)
	old()
	n.putBack(victim, "", cold)
	n.start(victim.Name)
	n.grow(2)
	n.agree()

	// The whole folder is old and all nodes start together in the middle of a height.
	for range 2 {
		n.hurry(5)
		time.Sleep(between(random, 0, 300*time.Millisecond))
		n.kill(n.names()...)
		signed.read(t, victim)
		last := lastSigned(t, victim)
		old()
		n.putBack(victim, "", cold)
		n.start(n.names()...)
		if now := lastSigned(t, victim); now < last {
			t.Errorf("%s signed up to height %d and remembers %d", victim.Name, last, now)
		}
		n.grow(2)
		n.agree()
	}
	n.kill(victim.Name)
	signed.read(t, victim)
	if len(signed) < 10 {
		t.Errorf("only %d places in the logs: they are not what was signed", len(signed))
	}
	t.Logf("%s signed in %d places", victim.Name, len(signed))
	// Data and sign state are lost: the command puts the copy back, and the key signs only above what
	// the others decided meanwhile.
	if err := os.Remove(filepath.Join(victim.Home, abci.SignedFile)); err != nil {
		t.Fatal(err)
	}
	var restored abci.Restored
	err := n.command(&restored, victim, "restore", cold, "--yes", "--node", n.nodes[0].RPC)
	if err != nil {
		t.Fatal(err)
	}
	if !restored.Done || lastSigned(t, victim) != restored.Signs {
		t.Errorf("%+v", restored)
	}
	n.start(victim.Name)
	n.await("the restored validator signs", startWithin, func() bool {
		n.grow(1)
		return lastSigned(t, victim) > restored.Signs
	})
	n.agree()
	signed.read(t, victim)
	tail, err := os.ReadFile(victim.Log)
	told := strings.Contains(string(tail), "he data are an old copy")
	if err != nil || tells && !told {
		t.Errorf("%s does not tell that its data are old: %v", victim.Name, err)
	}
}

// lastSigned is the height that a validator signed last, as it remembers.
func lastSigned(t *testing.T, node localnet.Node) int64 {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(node.Home, abci.SignedFile))
	if err != nil {
		t.Fatal(err)
	}
	var last struct {
		Height int64 `json:"height,string"`
	}
	if err := json.Unmarshal(b, &last); err != nil {
		t.Fatal(err)
	}
	return last.Height
}

// height is that of the first node: no copy of another's data ends above the height after it.
func (n *network) height() int64 {
	n.t.Helper()
	s, ok := n.info(n.nodes[0])
	if !ok {
		n.t.Fatal("no answer")
	}
	return int64(s.Height) + 1
}

// hurry hands in papers and does not wait.
func (n *network) hurry(papers int) {
	n.t.Helper()
	s, _ := n.info(n.nodes[0])
	for range papers {
		hand(n.t, n.nodes[0], n.next(s.Law))
	}
}

func data(node localnet.Node) string { return filepath.Join(node.Home, "data") }

// putBack replaces a folder of a node's data by a cold copy.
func (n *network) putBack(node localnet.Node, name, cold string) {
	n.t.Helper()
	to := filepath.Join(data(node), name)
	if err := os.RemoveAll(to); err != nil {
		n.t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(filepath.Join(cold, name))); err != nil {
		n.t.Fatal(err)
	}
}

// next signs one more draft of an institution.
func (n *network) next(now wire.Time) paper {
	n.t.Helper()
	n.drafts++
	return n.sign(now, n.drafts, "resource.draft", draft("gz-health", fmt.Sprintf("r%d", n.drafts)),
		"gz-health/1")
}

// grow files some papers, one after another, through the first node.
func (n *network) grow(papers int) {
	n.t.Helper()
	for range papers {
		s, ok := n.info(n.nodes[0])
		if !ok {
			n.t.Fatal("no answer")
		}
		p := n.next(s.Law)
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
