package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// signer signs papers of the story's parties in a lane of its own.
type signer struct {
	n      *network
	keys   map[tx.Account]crypto.PrivateKey
	nonces map[tx.Account]uint64
	filed  int
}

// lane is one that no story uses, so that nonces count from 1.
const lane = 1

func (n *network) signer() (*signer, error) {
	s := &signer{n: n, keys: map[tx.Account]crypto.PrivateKey{}, nonces: map[tx.Account]uint64{}}
	for _, k := range n.story.Keys() {
		s.keys[k.Account] = k.Private
	}
	if len(s.keys) == 0 {
		return nil, errors.New("the story has no keys")
	}
	return s, nil
}

// sign makes a paper that a party's account 1 prepared and its account 2 reviewed. It expires well
// after the quarter has landed.
func (s *signer) sign(by, kind string, expires wire.Time, body any) ([]byte, error) {
	maker, checker := tx.Account{Party: by, Number: 1}, tx.Account{Party: by, Number: 2}
	s.nonces[maker]++
	p := tx.Paper{Chain: s.n.Chain, Genesis: s.n.Genesis, Author: maker,
		CoSigners: []tx.Account{checker}, Lane: lane, Nonce: s.nonces[maker], Expires: expires,
		Kind: kind, Body: wire.MustEncode(body)}
	t := tx.Tx{Paper: p}
	for _, a := range []tx.Account{maker, checker} {
		signature, err := p.Sign(s.keys[a], party.FirstKey)
		if err != nil {
			return nil, err
		}
		t.Signatures = append(t.Signatures, signature)
	}
	return wire.Encode(t)
}

// send hands a paper to one of the nodes, in turn.
func (s *signer) send(ctx context.Context, raw []byte) error {
	urls := s.n.URLs()
	c := localnet.Client{URLs: urls[s.filed%len(urls):]}
	a, err := c.Broadcast(ctx, raw)
	if err == nil && a.Code != 0 {
		err = fmt.Errorf("a paper is refused: %s", a.Log)
	}
	s.filed++
	return err
}

// law is law time now, as near as the story's end tells.
func (s *signer) law() wire.Time { return s.n.law + wire.Time(time.Since(s.n.began).Seconds()) }

// advance moves law time.
func (s *signer) advance(ctx context.Context, to wire.Time) error {
	raw, err := s.sign("gz-bureau", "clock.advance", s.law()+3600, &regime.ClockAdvance{To: to})
	if err != nil {
		return err
	}
	if err := s.send(ctx, raw); err != nil {
		return err
	}
	s.n.law, s.n.began = to, time.Now()
	select { // papers of the new day are refused until a block has moved time
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(5 * time.Second):
		return nil
	}
}

// file records receipts of the next quarter, so many a second, until ctx ends.
func (s *signer) file(ctx context.Context, rate int) error {
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for i := 0; ; i++ {
		id := fmt.Sprintf("r-%07d", i)
		raw, err := s.sign(seller, "receipt.record", s.law()+3600, &market.ReceiptRecord{
			ID: wire.ID{Party: seller, Local: id}, Trade: trade, FirstDay: 20260401, LastDay: 20260401,
			Units: 1000, Amount: 45000, Invoice: crypto.DigestOf(crypto.DigestSHA256, []byte(id))})
		if err == nil {
			err = s.send(ctx, raw)
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
