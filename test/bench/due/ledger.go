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
	"github.com/suyuan-ledger/suyuan/app/catalog"
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
	dir    string
	db     *state.DB
	app    *abci.Application
	id     app.Ledger
	author tx.Account
	key    crypto.PrivateKey
	height int64
	header time.Time
	papers uint64 // filed so far
}

// open plays the story and opens the ledger it leaves, synced to disk.
func open() (l *ledger, err error) {
	l = &ledger{author: tx.Account{Party: "operator", Number: 1}}
	if l.dir, err = os.MkdirTemp("", "suyuan-bench-due-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			l.close()
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
		if k.Account == l.author {
			l.key = k.Private
		}
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

// block makes a block of n quality problems a second after the one before. It returns what
// executing and saving cost, and how many overdue notices it told.
func (l *ledger) block(n int) (took cost, told int, err error) {
	l.height, l.header = l.height+1, l.header.Add(time.Second)
	req := &cmt.RequestFinalizeBlock{Height: l.height, Time: l.header}
	for range n {
		raw, err := l.problem()
		if err != nil {
			return took, 0, err
		}
		req.Txs = append(req.Txs, raw)
	}
	hash := sha256.Sum256(fmt.Append(nil, l.height))
	req.Hash = hash[:]
	runtime.GC() // of what making the papers left
	began, spent := time.Now(), processor()
	res, err := l.app.FinalizeBlock(context.Background(), req)
	if err != nil {
		return took, 0, err
	}
	if _, err := l.app.Commit(context.Background(), &cmt.RequestCommit{}); err != nil {
		return took, 0, err
	}
	took = cost{time.Since(began), processor() - spent}
	for i, r := range res.TxResults {
		if r.Code != 0 {
			return took, 0, fmt.Errorf("height %d, paper %d: %s", l.height, i, r.Log)
		}
	}
	for _, e := range res.Events {
		if e.Type == "deadline.overdue" {
			told++
		}
	}
	return took, told, nil
}

// processor is the processor time this program has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of this process itself, it has no way to fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// problem signs the next ticket.open.
func (l *ledger) problem() ([]byte, error) {
	l.papers++
	body := catalog.TicketOpen{ID: wire.ID{Party: "operator", Local: fmt.Sprintf("t-%08d", l.papers)},
		Resource: wire.ID{Party: "hr", Local: "r"}, Problem: "缺失"}
	p := tx.Paper{Chain: l.id.Chain, Genesis: l.id.Genesis, Author: l.author, Lane: 1,
		Nonce: l.papers, Expires: wire.At(l.header) + 86400, Kind: "ticket.open",
		Body: wire.MustEncode(&body)}
	signature, err := p.Sign(l.key, party.FirstKey)
	if err != nil {
		return nil, err
	}
	return wire.Encode(tx.Tx{Paper: p, Signatures: []tx.Signature{signature}})
}
