package main

import (
	"context"
	"crypto/sha256"
	_ "embed" // the story
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

//go:embed story.yaml
var storyText []byte

// ledger is one node's application, driven as the engine drives it.
type ledger struct {
	dir             string
	db              *state.DB
	app             *abci.Application
	id              app.Ledger
	keys            map[tx.Account]crypto.PrivateKey
	height          int64
	header          time.Time
	nonces          map[string]uint64
	received, spent int
}

// open plays the story and opens the ledger it leaves, synced to disk.
func open() (l *ledger, err error) {
	made := &ledger{keys: map[tx.Account]crypto.PrivateKey{}, nonces: map[string]uint64{}}
	l = made
	if l.dir, err = os.MkdirTemp("", "suyuan-bench-landing-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			made.close()
		}
	}()
	file := filepath.Join(l.dir, "story.yaml")
	if err := os.WriteFile(file, storyText, 0o600); err != nil {
		return nil, err
	}
	story, err := scenario.Load(file, nil)
	if err != nil {
		return nil, err
	}
	for _, k := range story.Keys() {
		l.keys[k.Account] = k.Private
	}
	home := filepath.Join(l.dir, "home")
	r, err := scenario.Run(story, scenario.Options{Dir: home})
	if err == nil && r.Difference != nil {
		err = r.Difference
	}
	if err != nil {
		return nil, err
	}
	l.height, l.header = int64(r.Height), r.Time.Std()
	l.db, err = state.Open(state.Options{Dir: filepath.Join(home, "ledger"), Sync: true})
	if err != nil {
		return nil, err
	}
	l.id, _ = app.GetLedger(l.db.View())
	l.app, err = abci.NewApplication(l.db, app.Standard(), abci.Options{Chain: l.id.Chain,
		Genesis: l.id.Genesis, Clock: func() time.Time { return l.header }})
	return l, err
}

func (l *ledger) close() {
	if l.db != nil {
		l.db.Close()
	}
	os.RemoveAll(l.dir)
}

// at moves time to an instant; the next block is made there.
func (l *ledger) at(instant string) error {
	t, err := time.Parse(time.RFC3339, instant)
	l.header = t.Add(-time.Second)
	return err
}

// block makes a block of papers a second after the one before. It returns what executing and saving
// cost, and the names of the events of its end.
func (l *ledger) block(papers [][]byte) (took cost, ended []string, err error) {
	l.height, l.header = l.height+1, l.header.Add(time.Second)
	hash := sha256.Sum256(fmt.Append(nil, l.height))
	req := &cmt.RequestFinalizeBlock{Height: l.height, Time: l.header, Txs: papers, Hash: hash[:]}
	runtime.GC() // of what making the papers left
	began, spent := time.Now(), processor()
	res, err := l.app.FinalizeBlock(context.Background(), req)
	if err != nil {
		return took, nil, err
	}
	if _, err := l.app.Commit(context.Background(), &cmt.RequestCommit{}); err != nil {
		return took, nil, err
	}
	took = cost{time.Since(began), processor() - spent}
	for i, r := range res.TxResults {
		if r.Code != 0 {
			return took, nil, fmt.Errorf("height %d, paper %d: %s", l.height, i, r.Log)
		}
	}
	for _, e := range res.Events {
		ended = append(ended, e.Type)
	}
	return took, ended, nil
}

// processor is the processor time this program has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of this process itself, it has no way to fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// sign makes a paper of a party, prepared by its account 1 and reviewed by its account 2.
func (l *ledger) sign(by, kind string, body any) ([]byte, error) {
	l.nonces[by]++
	author, second := tx.Account{Party: by, Number: 1}, tx.Account{Party: by, Number: 2}
	p := tx.Paper{Chain: l.id.Chain, Genesis: l.id.Genesis, Author: author,
		CoSigners: []tx.Account{second}, Lane: 0, Nonce: l.nonces[by] + firstNonce,
		Expires: wire.At(l.header) + 86400, Kind: kind, Body: wire.MustEncode(body)}
	t := tx.Tx{Paper: p}
	for _, a := range []tx.Account{author, second} {
		s, err := p.Sign(l.keys[a], party.FirstKey)
		if err != nil {
			return nil, err
		}
		t.Signatures = append(t.Signatures, s)
	}
	return wire.Encode(t)
}

// firstNonce is above those that the story used.
const firstNonce = 500
