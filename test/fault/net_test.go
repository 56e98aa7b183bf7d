package fault

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

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

// network is a running network of a test, ended with it.
type network struct {
	t     *testing.T
	dir   string
	story *scenario.Story
	nodes []localnet.Node // names, homes and addresses; process ids are in the record
	hash  wire.Hash       // of genesis
	keys  map[string]crypto.PrivateKey

	drafts uint64         // papers made by next
	filed  *atomic.Uint64 // papers made by loads
}

// startWithin bounds the start of nodes, with room for a busy machine.
const startWithin = 60 * time.Second

// up starts four validators and an auditor on the ledger of a story. The manifest's speed may be
// changed.
func up(t *testing.T, file string, change func(*localnet.Manifest)) *network {
	t.Helper()
	return upWith(t, binary, file, change)
}

// upWith is up with a program of its own.
func upWith(t *testing.T, program, file string, change func(*localnet.Manifest)) *network {
	t.Helper()
	story, err := scenario.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := localnet.Default(4)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&m)
	}
	n := &network{t: t, story: story, keys: map[string]crypto.PrivateKey{},
		filed: new(atomic.Uint64), dir: filepath.Join(base, strings.ReplaceAll(t.Name(), "/", "-"))}
	for _, k := range story.Keys() {
		n.keys[k.Account.String()] = k.Private
	}
	t.Cleanup(n.end)
	record, err := localnet.Up(localnet.Options{Dir: n.dir, Binary: program, Manifest: m,
		Founding: founding(story), Wait: startWithin})
	if err != nil {
		t.Fatal(err)
	}
	n.nodes, n.hash = record.Nodes, record.Genesis
	return n
}

// founding is the ledger of a story, with its own validators and keys.
func founding(s *scenario.Story) *localnet.Founding {
	f := &localnet.Founding{}
	for _, p := range s.Parties {
		if p.Validator {
			f.Validators = append(f.Validators, p.ID)
		}
	}
	f.Genesis = func(now wire.Time, voters []party.GenesisVoter) (genesis.Document, error) {
		doc, err := s.GenesisAt(now, voters...)
		if err != nil {
			return genesis.Document{}, err
		}
		return *doc, nil
	}
	for _, k := range s.Keys() {
		f.Keys = append(f.Keys, localnet.AccountKey{Account: k.Account, Number: party.FirstKey,
			Key: k.Private})
	}
	return f
}

// end ends the network and looks for what is left of it.
func (n *network) end() {
	if n.t.Failed() {
		for _, node := range n.nodes {
			tail, _ := localnet.Tail(node.Log, 15)
			n.t.Logf("%s:\n%s", node.Name, tail)
		}
	}
	if _, err := localnet.Down(n.dir); err != nil {
		n.t.Error(err)
	}
	if left := processes(n.t, n.dir); len(left) > 0 {
		n.t.Errorf("left running: %v", left)
	}
}

// processes are all processes whose command line names a folder.
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

func (n *network) kill(names ...string) {
	n.t.Helper()
	if _, err := localnet.Kill(n.dir, names...); err != nil {
		n.t.Fatal(err)
	}
}

func (n *network) start(names ...string) {
	n.t.Helper()
	if _, err := localnet.Start(n.dir, startWithin, names...); err != nil {
		n.t.Fatal(err)
	}
}

func (n *network) names() (out []string) {
	for _, node := range n.nodes {
		out = append(out, node.Name)
	}
	return out
}

func (n *network) urls() (out []string) {
	for _, node := range n.nodes {
		out = append(out, node.RPC)
	}
	return out
}

// play plays some steps of the network's story on it.
func (n *network) play(steps []scenario.Step, o scenario.Options) scenario.Result {
	n.t.Helper()
	part := *n.story
	part.Steps = steps
	o.Nodes = n.urls()
	r, err := scenario.Run(&part, o)
	if err != nil {
		n.t.Fatal(err)
	}
	if r.Difference != nil {
		n.t.Fatal(r.Difference)
	}
	return r
}

func client(node localnet.Node) *localnet.Client {
	return &localnet.Client{URLs: []string{node.RPC}, Wait: 3 * time.Second}
}

// ask reads an answer of one node; false when it refuses or does not answer.
func (n *network) ask(node localnet.Node, path string, data []byte, height uint64, into any) bool {
	n.t.Helper()
	a, err := client(node).Query(context.Background(), path, data, height, false)
	if err != nil || a.Code != 0 {
		return false
	}
	if err := json.Unmarshal(a.Value, into); err != nil {
		n.t.Fatalf("%s on %s: %v in %s", path, node.Name, err, a.Value)
	}
	return true
}

// query asks the ledger's own question of one node.
func (n *network) query(node localnet.Node, name string, args map[string]string, into any) bool {
	n.t.Helper()
	data, err := json.Marshal(args)
	if err != nil {
		n.t.Fatal(err)
	}
	var whole abci.Answer
	if !n.ask(node, abci.PathQuery+name, data, 0, &whole) {
		return false
	}
	if err := json.Unmarshal(whole.Answer, into); err != nil {
		n.t.Fatalf("%s on %s: %v in %s", name, node.Name, err, whole.Answer)
	}
	return true
}

func (n *network) info(node localnet.Node) (s abci.State, ok bool) {
	ok = n.ask(node, abci.PathInfo, nil, 0, &s)
	return s, ok
}

func (n *network) await(what string, within time.Duration, done func() bool) {
	n.t.Helper()
	for end := time.Now().Add(within); !done(); time.Sleep(25 * time.Millisecond) {
		if time.Now().After(end) {
			n.t.Fatalf("not within %s: %s", within, what)
		}
	}
}

// agree waits until every node has itself computed the same state at the greatest height any has
// reached, and returns that height.
func (n *network) agree() uint64 {
	n.t.Helper()
	var tallest uint64
	for _, node := range n.nodes {
		n.await(node.Name+" answers", startWithin, func() bool {
			s, ok := n.info(node)
			tallest = max(tallest, s.Height)
			return ok
		})
	}
	var first wire.Hash
	for i, node := range n.nodes {
		var hash wire.Hash
		n.await(node.Name+" at height "+strconv.FormatUint(tallest, 10), startWithin, func() bool {
			var err error
			hash, err = client(node).OwnAppHash(context.Background(), tallest)
			return err == nil
		})
		if i == 0 {
			first = hash
		}
		if hash != first {
			n.t.Fatalf("at height %d %s has app hash %s, %s has %s", tallest, n.nodes[0].Name, first,
				node.Name, hash)
		}
	}
	n.t.Logf("height %d: app hash %s on %d nodes", tallest, first, len(n.nodes))
	return tallest
}

// hold waits until every node has the receipts of the papers, at the heights seen and alike.
func (n *network) hold(papers map[wire.Hash]uint64) {
	n.t.Helper()
	for id, height := range papers {
		var first []byte
		for _, node := range n.nodes {
			var got []byte
			n.await(node.Name+" has "+id.String(), startWithin, func() bool {
				a, err := client(node).Query(context.Background(), abci.PathReceipt, id[:], 0, false)
				got = a.Value
				return err == nil && a.Code == 0
			})
			var r abci.Receipt
			if err := json.Unmarshal(got, &r); err != nil || r.Height != height {
				n.t.Errorf("%s has %s at height %d, it was seen at %d (%v)", node.Name, id, r.Height, height,
					err)
			}
			if first == nil {
				first = got
			}
			if !bytes.Equal(got, first) {
				n.t.Errorf("%s has another receipt of %s", node.Name, id)
			}
		}
	}
}
