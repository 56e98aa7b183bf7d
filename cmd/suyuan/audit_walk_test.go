package main

import (
	"bytes"
	stded25519 "crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
	cmtv "github.com/cometbft/cometbft/version"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

// auditedNode answers as a node does whose ledger a story left; its founding validators sign the
// header after the last block.
type auditedNode struct {
	t      *testing.T
	app    *abci.Application
	chain  string
	height int64
	now    time.Time
	set    *types.ValidatorSet
	keys   map[string]ed25519.PrivKey
}

// playedNode plays a file and serves what it left: the node's address and its genesis document.
func playedNode(t *testing.T, file string) (url, genesis string) {
	t.Helper()
	story, err := scenario.Load(file, nil)
	sound(t, err)
	dir := t.TempDir()
	r, err := scenario.Run(story, scenario.Options{Dir: dir})
	sound(t, err)
	if r.Difference != nil {
		t.Fatal(r.Difference)
	}
	n := &auditedNode{t: t, chain: story.Chain, height: int64(r.Height), now: r.Time.Std(),
		keys: map[string]ed25519.PrivKey{}}
	var voters []party.GenesisVoter
	var list []*types.Validator
	for _, p := range story.Parties {
		if p.Validator {
			seed := sha256.Sum256([]byte("scenario/validator/" + p.ID))
			key := ed25519.PrivKey(stded25519.NewKeyFromSeed(seed[:]))
			n.keys[key.PubKey().Address().String()] = key
			list = append(list, types.NewValidator(key.PubKey(), party.DefaultPower))
			voters = append(voters, party.GenesisVoter{Party: p.ID, Name: "node",
				Power:  party.DefaultPower,
				PubKey: base64.StdEncoding.EncodeToString(key.PubKey().Bytes())})
		}
	}
	n.set = types.NewValidatorSet(list)
	doc, err := story.Genesis(voters...)
	sound(t, err)
	founded, err := abci.NewFounding(*doc)
	sound(t, err)
	genesis = filepath.Join(dir, "genesis.json")
	sound(t, founded.Doc.SaveAs(genesis))
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	sound(t, err)
	n.app, err = abci.NewApplication(db, app.Standard(), abci.Options{Chain: n.chain,
		Genesis: founded.Digest, Clock: func() time.Time { return n.now }})
	sound(t, err)
	s := httptest.NewServer(n)
	t.Cleanup(func() {
		s.Close()
		n.app.Close()
		_ = db.Close()
	})
	return s.URL, genesis
}

func sound(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (n *auditedNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call struct {
		Method string
		Params struct {
			Path, Data, Height string
			Prove              bool
		}
	}
	sound(n.t, json.NewDecoder(r.Body).Decode(&call))
	var result any
	switch height := strconv.FormatInt(n.height+1, 10); call.Method {
	case "status":
		result = map[string]any{"node_info": map[string]any{"network": n.chain},
			"sync_info": map[string]any{"latest_block_height": height, "latest_block_time": n.now,
				"earliest_block_height": "1"}, "validator_info": map[string]any{"voting_power": "0"}}
	case "abci_query":
		data, err := hex.DecodeString(call.Params.Data)
		sound(n.t, err)
		at, _ := strconv.ParseInt(call.Params.Height, 10, 64)
		res, err := n.app.Query(r.Context(), &cmt.RequestQuery{Path: call.Params.Path, Data: data,
			Height: at, Prove: call.Params.Prove})
		sound(n.t, err)
		out := map[string]any{"code": res.Code, "log": res.Log, "value": res.Value,
			"height": strconv.FormatInt(res.Height, 10)}
		if res.ProofOps != nil {
			op := res.ProofOps.Ops[0]
			out["proofOps"] = map[string]any{"ops": []any{map[string]any{"type": op.Type, "key": op.Key,
				"data": op.Data}}}
		}
		result = map[string]any{"response": out}
	case "commit":
		raw, err := cmtjson.Marshal(n.signed())
		sound(n.t, err)
		result = map[string]any{"signed_header": json.RawMessage(raw)}
	case "validators":
		raw, err := cmtjson.Marshal(n.set.Validators)
		sound(n.t, err)
		result = map[string]any{"validators": json.RawMessage(raw),
			"total": strconv.Itoa(len(n.set.Validators))}
	default:
		n.t.Errorf("the node was asked for %s", call.Method)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "result": result})
}

// signed is the header after the last block with its commit.
func (n *auditedNode) signed() types.SignedHeader {
	some := func(what string) []byte {
		h := sha256.Sum256([]byte(what))
		return h[:]
	}
	hash := n.app.State().AppHash
	h := &types.Header{Version: cmtversion.Consensus{Block: cmtv.BlockProtocol, App: abci.Rules},
		ChainID: n.chain, Height: n.height + 1, Time: n.now.UTC(),
		LastBlockID: types.BlockID{Hash: some("last"),
			PartSetHeader: types.PartSetHeader{Total: 1, Hash: some("parts")}},
		LastCommitHash: some("commit"), DataHash: some("data"), ValidatorsHash: n.set.Hash(),
		NextValidatorsHash: n.set.Hash(), ConsensusHash: some("consensus"), AppHash: hash[:],
		LastResultsHash: some("results"), EvidenceHash: some("evidence"),
		ProposerAddress: n.set.Proposer.Address}
	c := &types.Commit{Height: h.Height, BlockID: types.BlockID{Hash: h.Hash(),
		PartSetHeader: types.PartSetHeader{Total: 1, Hash: h.DataHash}}}
	for i, v := range n.set.Validators {
		c.Signatures = append(c.Signatures, types.CommitSig{BlockIDFlag: types.BlockIDFlagCommit,
			ValidatorAddress: v.Address, Timestamp: h.Time})
		sig, err := n.keys[v.Address.String()].Sign(c.VoteSignBytes(n.chain, int32(i)))
		sound(n.t, err)
		c.Signatures[i].Signature = sig
	}
	return types.SignedHeader{Header: h, Commit: c}
}

// One command walks from a line to its plan; the pack verifies offline with the genesis document
// alone, and not when a byte of it is another. A document with another digest is no answer to a
// request for one.
func TestAuditWalk(t *testing.T) {
	url, genesis := playedNode(t, "../../test/scenario/law/s25-gd.yaml")
	dir := t.TempDir()
	pack, hops := filepath.Join(dir, "walk.zip"), filepath.Join(dir, "hops")
	if code, _, _ := shell(t, "audit", "walk", "2026Q3", "--node", url); code != exitUsage {
		t.Errorf("no line: exit %d", code)
	}
	code, out, chat := shell(t, "audit", "walk", "2026Q3", "--line", "L0000001", "--node", url,
		"--out", pack, "--dir", hops, "--output", "json")
	var doc walkDoc
	oneDocument(t, out, &doc)
	if code != exitOK || !doc.Holds || len(doc.Hops) != 16 || doc.Proofs < 16 || !doc.Test {
		t.Fatalf("exit %d: %s", code, chat)
	}
	code, out, _ = shell(t, "audit", "walk", "2026Q3", "--line", "L0000001", "--node", url, "--out",
		pack, "--output", "table", "--lang", "zh")
	for _, want := range []string{"✓ 16", "实施方案", "广东省人民政府", "gd-gov/1#1"} {
		if code != exitOK || !strings.Contains(out, want) {
			t.Errorf("exit %d: %q is not in\n%s", code, want, out)
		}
	}
	trust := []string{"--genesis", genesis, "--allow-test"}
	for _, file := range []string{pack, filepath.Join(hops, "16-plan.json"),
		filepath.Join(hops, "02-entry-line.json")} {
		if code, _, chat := shell(t, append([]string{"verify", file}, trust...)...); code != exitOK {
			t.Errorf("%s: exit %d %s", file, code, chat)
		}
	}
	b, err := os.ReadFile(pack)
	sound(t, err)
	changed := bytes.Replace(b, []byte("gd-gov"), []byte("gd-gow"), 1)
	write(t, pack, string(changed), 0o600)
	if code, _, _ := shell(t, append([]string{"verify", pack}, trust...)...); code != exitVerify {
		t.Errorf("a changed pack: exit %d", code)
	}
	other := filepath.Join(dir, "other.txt")
	write(t, other, "another", 0o600)
	code, _, chat = shell(t, "evidence", "answer", "gd-audit/q-1", other, "--node", url, "--from",
		"gd-operator/1")
	if code != exitConflict {
		t.Errorf("another document: exit %d %s", code, chat)
	}
	code, out, chat = shell(t, "evidence", "requests", "--node", url, "--store", dir, "--output",
		"json")
	if code != exitOK || strings.TrimSpace(out) != "[]" {
		t.Errorf("open requests: exit %d %s%s", code, out, chat)
	}
	code, _, chat = shell(t, "evidence", "request", "gd-audit/q-9", "--record", "cost", "--node", url)
	if code != exitUsage {
		t.Errorf("no record: exit %d %s", code, chat)
	}
}
