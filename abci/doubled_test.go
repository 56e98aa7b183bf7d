package abci

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/privval"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

// signedUp reads the height of a home's sign state.
func signedUp(t *testing.T, home string) int64 {
	t.Helper()
	var last privval.FilePVLastSignState
	b, err := os.ReadFile(filepath.Join(home, SignedFile))
	if err := errors.Join(err, cmtjson.Unmarshal(b, &last)); err != nil {
		t.Fatal(err)
	}
	return last.Height
}

// A validator's key is taken to another home while the validator runs: the other home finds its own
// votes in blocks that it did not sign, signs nothing, and ends. The validator goes on, and nobody
// has proof of a height signed twice.
func TestDoubledKey(t *testing.T) {
	homes, g := newNetwork(t, 4)
	var nodes []*Node
	for _, home := range homes {
		nodes = append(nodes, nodeOf(t, home))
	}
	reach(t, nodes[0], 4)
	second := secondHome(t, homes[3], g)
	before := signedUp(t, second)
	n := nodeOf(t, second)
	select {
	case err := <-n.Failed():
		if !errors.Is(err, ErrDoubled) {
			t.Fatal(err)
		}
	case <-time.After(time.Minute):
		t.Fatalf("the second holder of the key goes on at height %d", n.App().State().Height)
	}
	if err := n.Stop(); err != nil {
		t.Error(err)
	}
	if now := signedUp(t, second); now != before {
		t.Errorf("it signed up to height %d, from %d on", now, before)
	}
	reach(t, nodes[0], nodes[0].App().State().Height+3)
	for i, node := range nodes {
		select {
		case err := <-node.Failed():
			t.Errorf("node %d: %v", i, err)
		default:
		}
	}
}

// A validator's key is put into a new home whose sign state says that it never signed: the home
// finds the key's votes in the blocks that it fetches, and ends before it signs. One with a third
// of the power does not fetch, it catches up in consensus: it ends as well. A second start is
// refused until the sign state is another one.
func TestKeyInANewHome(t *testing.T) {
	for validators, silent := range map[int]bool{4: true, 3: false} {
		t.Run(strconv.Itoa(validators), func(t *testing.T) { keyInANewHome(t, validators, silent) })
	}
}

func keyInANewHome(t *testing.T, validators int, silent bool) {
	homes, g := newNetwork(t, validators)
	var nodes []*Node
	for _, home := range homes {
		nodes = append(nodes, nodeOf(t, home))
	}
	last := validators - 1
	voted(t, nodes[0], homes[last])
	if err := nodes[last].Stop(); err != nil {
		t.Fatal(err)
	}
	next := secondHome(t, homes[last], g)
	signed := filepath.Join(next, SignedFile)
	if err := signsNothing(signed, 0); err != nil {
		t.Fatal(err)
	}
	n := nodeOf(t, next)
	select {
	case err := <-n.Failed():
		if !errors.Is(err, ErrForgot) || !strings.Contains(err.Error(), "suyuan restore") {
			t.Fatal(err)
		}
	case <-time.After(time.Minute):
		t.Fatalf("it goes on at height %d", n.App().State().Height)
	}
	if now := signedUp(t, next); silent && now != 0 {
		t.Errorf("it signed up to height %d", now)
	}
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	_, err := Start(NodeOptions{Home: next, Machine: noteMachine(t), LogTo: io.Discard})
	if !errors.Is(err, ErrForgot) {
		t.Fatalf("a second start: %v", err)
	}
	if err := signsNothing(signed, 1000); err != nil { // as restore does
		t.Fatal(err)
	}
	reach(t, nodeOf(t, next), nodes[0].App().State().Height) // where two of three stand still
}

// voted waits until a block that a node has holds a vote of a home's validator: consensus does not
// wait for the last of four.
func voted(t *testing.T, n *Node, home string) {
	t.Helper()
	id, err := ReadIdentity(home)
	if err != nil {
		t.Fatal(err)
	}
	for height := uint64(1); height < 500; height++ {
		reach(t, n, height+1)
		for _, s := range n.comet.BlockStore().LoadBlockCommit(height64(height)).Signatures {
			if s.ValidatorAddress.String() == id.Address {
				return
			}
		}
	}
	t.Fatal("no block holds a vote of " + home)
}

// A sign state that was empty at the start is not the key's own where a block holds a vote from
// before this process' first precommit for one, also when the key has signed something else by
// then, as one that catches up in consensus may. A ledger's first validators, and one that joins,
// have no such vote.
func TestEmptySignState(t *testing.T) {
	address := []byte("twenty bytes or less")
	precommit := func(height int64, block string) cmtproto.Vote {
		return cmtproto.Vote{Type: cmtproto.PrecommitType, Height: height,
			BlockID: cmtproto.BlockID{Hash: []byte(block)}}
	}
	for _, at := range []struct {
		name   string
		signed int64 // at the start
		votes  []cmtproto.Vote
		vote   int64 // height of the key's vote in a block
		want   error
	}{
		{name: "nothing signed", vote: 1, want: ErrForgot},
		{name: "a prevote", votes: []cmtproto.Vote{{Type: cmtproto.PrevoteType, Height: 1}}, vote: 1,
			want: ErrForgot},
		{name: "a precommit for nothing", votes: []cmtproto.Vote{precommit(1, "")}, vote: 1,
			want: ErrForgot},
		{name: "its own", votes: []cmtproto.Vote{{Type: cmtproto.PrevoteType, Height: 1},
			precommit(1, "one"), precommit(2, "two")}, vote: 1},
		{name: "later", votes: []cmtproto.Vote{precommit(1, "one")}, vote: 9},
		{name: "before it joined", votes: []cmtproto.Vote{precommit(9, "nine")}, vote: 8,
			want: ErrForgot},
		{name: "a sign state of its own", signed: 7, vote: 1},
	} {
		var failed error
		pv := privval.NewFilePV(ed25519.GenPrivKey(), "", "")
		own := &silenced{PrivValidator: unsigned{pv}}
		w := &twin{Application: abci.NewBaseApplication(), address: address, never: at.signed == 0,
			signed: func() int64 { return at.signed }, began: time.Now(), own: own,
			fail: func(err error) { failed = err }, disown: func(int64) {}}
		for _, v := range at.votes {
			if err := own.SignVote("chain", &v); err != nil {
				t.Fatal(at.name, err)
			}
			at.signed = v.Height
		}
		_, err := w.FinalizeBlock(context.Background(), &abci.RequestFinalizeBlock{Height: at.vote + 1,
			DecidedLastCommit: abci.CommitInfo{Votes: []abci.VoteInfo{{
				Validator: abci.Validator{Address: address}, BlockIdFlag: cmtproto.BlockIDFlagCommit}}}})
		if err != nil || !errors.Is(failed, at.want) {
			t.Errorf("%s: %v %v, want %v", at.name, err, failed, at.want)
		}
		v := cmtproto.Vote{Type: cmtproto.PrevoteType, Height: at.vote + 2}
		if err := own.SignVote("chain", &v); (err == nil) != (at.want == nil) {
			t.Errorf("%s: then it signs: %v", at.name, err)
		}
	}
}

// unsigned signs nothing and says it did.
type unsigned struct{ types.PrivValidator }

func (unsigned) SignVote(string, *cmtproto.Vote) error { return nil }

// secondHome is a home with another's validator key and sign state, and a node key of its own.
func secondHome(t *testing.T, first string, g *Founding) string {
	t.Helper()
	home := t.TempDir()
	_, err := MakeKeys(home)
	for _, name := range []string{"config/priv_validator_key.json", SignedFile} {
		b, bad := os.ReadFile(filepath.Join(first, name))
		err = errors.Join(err, bad, os.WriteFile(filepath.Join(home, name), b, 0o600))
	}
	id, bad := ReadIdentity(first)
	c, _, worse := ReadConfig(first)
	if err := errors.Join(err, bad, worse); err != nil {
		t.Fatal(err)
	}
	peer := id.NodeID + "@" + c.P2P.ListenAddress[len("tcp://"):]
	err = errors.Join(WriteConfig(home, Spec{P2P: "tcp://" + freePort(t), Fast: true,
		Peers: append(strings.Split(c.P2P.PersistentPeers, ","), peer), RPC: "tcp://" + freePort(t),
		IdleEvery: 100 * time.Millisecond, LogLevel: "error"}),
		g.Write(filepath.Join(home, GenesisFile)))
	if err != nil {
		t.Fatal(err)
	}
	return home
}
