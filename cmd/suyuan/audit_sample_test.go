package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// sampledBatch is a batch of one use that counts twenty units, and that use's proof.
func sampledBatch(t *testing.T) (trace.Batch, collect.Proof) {
	from, err := wire.ParseTime("2026-05-04T09:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	leaf := []byte{1}
	for _, n := range []uint64{uint64(from), 20, 0} {
		leaf = binary.BigEndian.AppendUint64(leaf, n)
	}
	leaf = append(leaf, 0, 1, 0, 0, 0, 1, 'k')
	top := sha256.Sum256(append([]byte{0}, leaf...))
	root := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64([]byte{2}, 1), 20)
	id := wire.ID{Party: "operator", Local: "b1"}
	b := trace.Batch{ID: id, From: from, To: from + 60, Count: 20,
		Counters: []trace.Counter{{Members: []uint16{0}, Units: 20}},
		Root:     sha256.Sum256(append(root, top[:]...))}
	return b, collect.Proof{Format: collect.ProofFormat, Batch: id, Leaves: 1, Leaf: leaf,
		Path: []collect.Sibling{}}
}

// auditNode is a node with one challenge of twenty units, of which the answer file is known.
type auditNode struct {
	url   string
	view  trace.ChallengeView
	draws []trace.Located
	batch trace.Batch
}

func newAuditNode(t *testing.T) *auditNode {
	n := &auditNode{}
	n.batch, _ = sampledBatch(t)
	var hashes []byte
	for h := range 8 {
		one := sha256.Sum256([]byte(strconv.Itoa(100 + h)))
		hashes = append(hashes, one[:]...)
	}
	nonce := wire.Hash(crypto.SHA256([]byte("nonce")))
	v := trace.Challenge{ID: wire.ID{Party: "audit", Local: "k1"}, Reporter: "operator",
		Population: 20, Confidence: 95, Tolerated: 1000, Commitment: trace.Commitment(nonce),
		Nonce:  nonce,
		Beacon: sha256.Sum256(hashes), BeaconFrom: 100, Revealed: 1}
	v.Sample, _ = trace.SampleSize(v.Population, v.Confidence, v.Tolerated)
	v.Seed = trace.Seed(v.ID, nonce, v.Beacon)
	for i, u := range trace.Draw(v.Seed, v.Population, v.Sample) {
		n.draws = append(n.draws, trace.Located{Draw: uint32(i), Unit: u, Batch: n.batch.ID, Place: u})
	}
	n.view = trace.ChallengeView{Challenge: v, Stage: trace.StageRevealed}
	s := httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(s.Close)
	n.url = s.URL
	return n
}

func (n *auditNode) serve(w http.ResponseWriter, r *http.Request) {
	var call struct {
		Method string
		Params struct{ Path, Data, Height string }
	}
	_ = json.NewDecoder(r.Body).Decode(&call)
	reply := func(result any) {
		_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "result": result})
	}
	if call.Method == "block" {
		reply(map[string]any{"block_id": map[string]any{"hash": fmt.Sprintf("%X",
			sha256.Sum256([]byte(call.Params.Height)))}})
		return
	}
	args := map[string]string{}
	data, _ := hex.DecodeString(call.Params.Data)
	_ = json.Unmarshal(data, &args)
	var doc any
	switch strings.TrimPrefix(call.Params.Path, abci.PathQuery) {
	case "challenge":
		doc = n.view
	case "batch":
		doc = n.batch
	case "sample":
		half := len(n.draws) / 2
		page := rule.Page[trace.Located]{Items: n.draws[:half], Next: strconv.Itoa(half - 1)}
		if args["after"] != "" {
			page = rule.Page[trace.Located]{Items: n.draws[half:]}
		}
		doc = page
	}
	answer, _ := json.Marshal(doc)
	value, _ := json.Marshal(abci.Answer{Height: 7, Answer: answer})
	reply(map[string]any{"response": map[string]any{"height": "7", "value": value}})
}

// answerFile writes the answer, changed as a test wants.
func (n *auditNode) answerFile(t *testing.T, change func(*collect.Answer)) string {
	_, p := sampledBatch(t)
	a := collect.Answer{Format: collect.AnswerFormat, Challenge: n.view.ID}
	for _, d := range n.draws {
		proof := p
		a.Shown = append(a.Shown, collect.Shown{Draw: d.Draw, Proof: &proof})
	}
	change(&a)
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "answer.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAuditSampleChecks(t *testing.T) {
	n := newAuditNode(t)
	good := n.answerFile(t, func(*collect.Answer) {})
	hidden := n.answerFile(t, func(a *collect.Answer) { a.Shown[2].Proof = nil })
	other := n.answerFile(t, func(a *collect.Answer) { a.Challenge.Local = "k2" })
	for _, c := range []struct {
		want int
		line string
	}{
		{exitOK, "show audit/k1"}, {exitOK, "check audit/k1 --answer " + good},
		{exitFindings, "check audit/k1 --answer " + hidden},
		{exitVerify, "check audit/k1 --answer " + other},
		{exitUsage, "check audit/k1"}, {exitUsage, "show nothing"},
		{exitConfig, "check audit/k1 --answer none.json"},
		{exitNotFound, "reveal audit/k1 --from audit/1"},
	} {
		args := append([]string{"audit", "sample"}, strings.Fields(c.line)...)
		args = append(args, "--node", n.url, "--home", t.TempDir(), "--output", "json")
		code, out, chat := shell(t, args...)
		if code != c.want && !(c.want == exitConfig && code == exitNotFound) {
			t.Errorf("%s: exit %d, want %d: %s%s", c.line, code, c.want, out, chat)
		}
	}
	_, out, _ := shell(t, "audit", "sample", "check", "audit/k1", "--answer", hidden, "--node", n.url,
		"--output", "json")
	var doc struct{ Findings []trace.Finding }
	if json.NewDecoder(strings.NewReader(out)).Decode(&doc) != nil || len(doc.Findings) != 1 ||
		doc.Findings[0].Draw != 2 {
		t.Errorf("findings: %s", out)
	}
}

// A node that shows another sample, seed, block or file than the ledger drew is found out.
func TestAuditSampleDoesNotTrustTheNode(t *testing.T) {
	for name, lie := range map[string]func(*auditNode){
		"draw":   func(n *auditNode) { n.draws[0].Unit++ },
		"seed":   func(n *auditNode) { n.view.Seed[0] ^= 1 },
		"size":   func(n *auditNode) { n.view.Sample-- },
		"nonce":  func(n *auditNode) { n.view.Nonce[0] ^= 1 },
		"blocks": func(n *auditNode) { n.view.BeaconFrom++ },
	} {
		n := newAuditNode(t)
		lie(n)
		if code, out, chat := shell(t, "audit", "sample", "show", "audit/k1", "--node", n.url); code !=
			exitVerify {
			t.Errorf("%s: exit %d: %s%s", name, code, out, chat)
		}
	}
	n := newAuditNode(t)
	n.view.Answered, n.view.Answer = 1, crypto.DigestOf(crypto.DigestSHA256, []byte("another"))
	file := n.answerFile(t, func(*collect.Answer) {})
	if code, _, _ := shell(t, "audit", "sample", "check", "audit/k1", "--answer", file, "--node",
		n.url); code != exitVerify {
		t.Errorf("another file: exit %d", code)
	}
}

// The nonce is kept before anything is sent, and the next try commits to the same one.
func TestAuditSampleKeepsItsNonce(t *testing.T) {
	c := &cli{home: t.TempDir()}
	id := wire.ID{Party: "audit", Local: "k1"}
	first, err := c.keepNonce(id)
	if err != nil || first.IsZero() {
		t.Fatal(err)
	}
	again, err := c.keepNonce(id)
	if err != nil || again != first {
		t.Errorf("%v then %v, %v", first, again, err)
	}
	info, err := os.Stat(c.nonceFile(id))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}
