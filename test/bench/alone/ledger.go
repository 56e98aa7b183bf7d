// Package alone drives one node's application in this process, as the engine drives it, for benches
// that measure what a block costs apart from consensus.
package alone

import (
	"context"
	"crypto/sha256"
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

// Ledger is one node's application on a store of its own, synced to disk.
type Ledger struct {
	DB     *state.DB
	Header time.Time // of the last block

	dir    string
	app    *abci.Application
	id     app.Ledger
	keys   map[tx.Account]crypto.PrivateKey
	height int64
	nonces map[tx.Account]uint64
}

// Cost is what a block took: time on the clock, and of the processor. Only the second says
// something on a machine that does other things as well.
type Cost struct{ Wall, CPU time.Duration }

// Open plays a story and opens the ledger it leaves.
func Open(text []byte) (*Ledger, error) {
	l := &Ledger{keys: map[tx.Account]crypto.PrivateKey{}, nonces: map[tx.Account]uint64{}}
	if err := l.open(text); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

func (l *Ledger) open(text []byte) (err error) {
	if l.dir, err = os.MkdirTemp("", "suyuan-bench-alone-"); err != nil {
		return err
	}
	file := filepath.Join(l.dir, "story.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	story, err := scenario.Load(file, nil)
	if err != nil {
		return err
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
		return err
	}
	l.height, l.Header = int64(r.Height), r.Time.Std()
	l.DB, err = state.Open(state.Options{Dir: filepath.Join(home, "ledger"), Sync: true})
	if err != nil {
		return err
	}
	l.id, _ = app.GetLedger(l.DB.View())
	l.app, err = abci.NewApplication(l.DB, app.Standard(), abci.Options{Chain: l.id.Chain,
		Genesis: l.id.Genesis, Clock: func() time.Time { return l.Header }})
	return err
}

// Close closes the store and removes it.
func (l *Ledger) Close() {
	if l.DB != nil {
		l.DB.Close()
	}
	os.RemoveAll(l.dir)
}

// At moves time to an instant; the next block is made there.
func (l *Ledger) At(instant string) error {
	t, err := time.Parse(time.RFC3339, instant)
	l.Header = t.Add(-time.Second)
	return err
}

// Block makes a block of papers a second after the one before. It returns what executing and saving
// cost, and the names of the events of its end.
func (l *Ledger) Block(papers [][]byte) (took Cost, ended []string, err error) {
	l.height, l.Header = l.height+1, l.Header.Add(time.Second)
	hash := sha256.Sum256(fmt.Append(nil, l.height))
	req := &cmt.RequestFinalizeBlock{Height: l.height, Time: l.Header, Txs: papers, Hash: hash[:]}
	runtime.GC() // of what making the papers left
	began, spent := time.Now(), processor()
	res, err := l.app.FinalizeBlock(context.Background(), req)
	if err != nil {
		return took, nil, err
	}
	if _, err := l.app.Commit(context.Background(), &cmt.RequestCommit{}); err != nil {
		return took, nil, err
	}
	took = Cost{time.Since(began), processor() - spent}
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

// lane is one that no story uses, so that nonces count from 1.
const lane = 1

// Sign makes a paper of the given accounts, the author first.
func (l *Ledger) Sign(kind string, body any, by ...tx.Account) ([]byte, error) {
	l.nonces[by[0]]++
	p := tx.Paper{Chain: l.id.Chain, Genesis: l.id.Genesis, Author: by[0], CoSigners: by[1:],
		Lane: lane, Nonce: l.nonces[by[0]], Expires: wire.At(l.Header) + 86400, Kind: kind,
		Body: wire.MustEncode(body)}
	t := tx.Tx{Paper: p}
	for _, a := range by {
		s, err := p.Sign(l.keys[a], party.FirstKey)
		if err != nil {
			return nil, err
		}
		t.Signatures = append(t.Signatures, s)
	}
	return wire.Encode(t)
}
