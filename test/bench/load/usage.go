package load

import (
	_ "embed" // the story
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

//go:embed story.yaml
var storyText []byte

func readStory(dir, alg string) (*scenario.Story, error) {
	file := filepath.Join(dir, "story.yaml")
	if err := os.WriteFile(file, storyText, 0o600); err != nil {
		return nil, err
	}
	return scenario.Load(file, map[string]string{"alg": alg})
}

// play brings the ledger to a published product.
func (n *Net) play() error {
	r, err := scenario.Run(n.story, scenario.Options{Nodes: n.URLs()})
	if err != nil {
		return err
	}
	if r.Difference != nil {
		return r.Difference
	}
	n.law = r.Time
	return nil
}

// lanes of each account. Nonces of a lane may overtake each other by 1,024, so papers never wait
// for one another.
const lanes = 2

// seat is where papers are filed from: a machine account of a platform, and one of its lanes.
type seat struct {
	account tx.Account
	key     crypto.PrivateKey
	lane    uint16
}

func (n *Net) seats() (out []seat) {
	for lane := range uint16(lanes) {
		for _, k := range n.story.Keys() {
			if k.Duty == party.DutyMachine && strings.HasPrefix(k.Account.Party, "platform-") {
				out = append(out, seat{account: k.Account, key: k.Private, lane: lane + 1})
			}
		}
	}
	return out
}

// signed makes papers number from up to from+count and signs them, on all processors.
func (n *Net) signed(from, count int) ([][]byte, error) {
	seats, paper := n.seats(), n.batch
	if n.Kind == OneRecord {
		paper = n.record
	}
	out := make([][]byte, count)
	workers := runtime.GOMAXPROCS(0)
	failed := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < count && failed[w] == nil; i += workers {
				at := from + i
				out[i], failed[w] = paper(seats[at%len(seats)], at/len(seats))
			}
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// batch is the usage batch number turn of a seat: a trace.record of one second of one stream of one
// platform, checked against product, agreement and windows, written under its own keys and added to
// the sums of its period, all proved by the app hash.
func (n *Net) batch(s seat, turn int) ([]byte, error) {
	stream := "api-" + strconv.Itoa(int(s.account.Number)) + "-" + strconv.Itoa(int(s.lane))
	id := wire.ID{Party: s.account.Party, Local: stream + "-" + fmt.Sprintf("%07d", turn)}
	day, err := wire.ParseTime("2026-02-04T00:00:00+08:00")
	if err != nil {
		return nil, err
	}
	const second = 86400
	if turn >= second {
		return nil, fmt.Errorf("%d papers of one stream, a day has %d seconds", turn, second)
	}
	units := n.Units
	if units == 0 {
		units = 1 + uint64(turn%7)
	}
	body := trace.Record{ID: id, Product: wire.ID{Party: "gz-operator", Local: "visits"}, Version: 1,
		Stream: stream, From: day + wire.Time(turn), To: day + wire.Time(turn) + 1, Purpose: "industry",
		Customer: wire.Hash(crypto.SHA256([]byte("客户甲"))),
		Counters: []trace.Counter{{Members: []uint16{0}, Units: units}},
		Count:    units, Root: wire.Hash(crypto.SHA256([]byte("calls of " + id.String()))),
		Log: crypto.DigestOf(crypto.DigestSHA256, []byte("log of "+id.String()))}
	return sign(s, tx.Paper{Chain: n.Chain, Genesis: n.Genesis, Author: s.account, Lane: s.lane,
		Nonce: uint64(turn) + 1, Expires: n.law + 20*second, Kind: Batch,
		Body: wire.MustEncode(&body)})
}

func sign(s seat, p tx.Paper) ([]byte, error) {
	signature, err := p.Sign(s.key, party.FirstKey)
	if err != nil {
		return nil, err
	}
	return wire.Encode(tx.Tx{Paper: p, Signatures: []tx.Signature{signature}})
}
