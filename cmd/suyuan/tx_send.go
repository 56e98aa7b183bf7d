package main

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// draft is what a paper is made of before it has a nonce.
type draft struct {
	kind      string
	body      wire.Bytes
	signers   []tx.Account
	flags     txFlags
	automatic bool // the nonce is ours to choose
}

func parseSigners(from string) ([]tx.Account, error) {
	if from == "" {
		return nil, fail(exitUsage, "请用 --from 给出签署账号", "name the signing accounts with --from")
	}
	var out []tx.Account
	for _, s := range strings.Split(from, ",") {
		a, err := tx.ParseAccount(strings.TrimSpace(s))
		if err != nil {
			return nil, failf(exitUsage, "账号 %[1]q 不形如 gz-bureau/1", "%[2]v", s, err)
		}
		for _, earlier := range out {
			if earlier == a {
				return nil, failf(exitUsage, "签署账号 %s 重复", "signer %s appears twice", a)
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// draft fills in chain, genesis digest, nonce and expiry, from the node or, offline, from the
// home.
func (c *cli) draft(cmd *cobra.Command, l ledger, d draft) (tx.Paper, error) {
	p := tx.Paper{Author: d.signers[0], CoSigners: d.signers[1:], Lane: d.flags.lane,
		Nonce: d.flags.nonce, Kind: d.kind, Body: d.body}
	if p.CoSigners == nil {
		p.CoSigners = []tx.Account{}
	}
	if d.flags.offline {
		return c.draftOffline(p, d)
	}
	at, err := l.info(cmd.Context())
	if err != nil {
		return p, err
	}
	if at.Test {
		c.note("测试账：账本时间 %s", "test ledger: law time %s", at.Law)
	}
	p.Chain, p.Genesis = at.Chain, at.Genesis
	if p.Expires, err = expiry(d.flags.expires, at.Law); err != nil {
		return p, err
	}
	if d.automatic {
		p.Nonce, err = l.nonce(cmd.Context(), p.Author, strconv.Itoa(int(p.Lane)))
	}
	return p, err
}

func (c *cli) draftOffline(p tx.Paper, d draft) (tx.Paper, error) {
	g, err := abci.ReadGenesis(filepath.Join(c.home, abci.GenesisFile))
	if err != nil {
		return p, err
	}
	p.Chain, p.Genesis = g.Doc.ChainID, g.Digest
	if d.automatic {
		return p, fail(exitUsage, "离线时须给 --nonce", "offline, --nonce is needed")
	}
	if p.Expires, err = wire.ParseTime(d.flags.expires); err != nil || p.Expires == 0 {
		return p, fail(exitUsage, "离线时 --expires 须为时刻，如 2026-10-09T15:00:00+08:00",
			"offline, --expires is an instant such as 2026-10-09T15:00:00+08:00")
	}
	return p, nil
}

// expiry reads an instant, or a span from law time.
func expiry(text string, law wire.Time) (wire.Time, error) {
	if t, err := wire.ParseTime(text); err == nil && t > 0 {
		return t, nil
	}
	span, err := time.ParseDuration(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 8)
		span = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || span < time.Second || span > app.MaxAhead*time.Second {
		return 0, failf(exitUsage, "--expires %q 不是时刻，也不是 1s 至 30d 的时长（单位 s、m、h、d）",
			"--expires %q is neither an instant nor a span of 1s to 30d (units s, m, h, d)", text)
	}
	return law + wire.Time(span/time.Second), nil
}

// ring is the opened keys of a paper's signers, in order.
type ring struct {
	accounts []tx.Account
	keys     []crypto.PrivateKey
	numbers  []uint16
}

// openRing opens one key of each account.
func (c *cli) openRing(accounts []tx.Account, numbers, passwordFile string) (*ring, error) {
	given := strings.Split(numbers, ",")
	if numbers != "" && len(given) != 1 && len(given) != len(accounts) {
		return nil, failf(exitUsage, "--key 有 %d 个序号，签署人有 %d 个", "--key names %d keys for %d signers",
			len(given), len(accounts))
	}
	if c.signer != "" {
		return c.remoteRing(accounts, given)
	}
	r := &ring{accounts: accounts}
	for i, a := range accounts {
		o := keyOptions{account: a.String(), password: passwordFile}
		if numbers == "" {
			n, err := c.newestKey(a)
			if err != nil {
				return nil, err
			}
			o.number = n
		} else {
			n, err := strconv.ParseUint(given[min(i, len(given)-1)], 10, 16)
			if err != nil {
				return nil, failf(exitUsage, "--key %q 不是序号", "--key %q is no number", numbers)
			}
			o.number = uint16(n)
		}
		_, k, _, err := c.openKey(o)
		if err != nil {
			return nil, err
		}
		r.keys, r.numbers = append(r.keys, k), append(r.numbers, o.number)
	}
	return r, nil
}

// newestKey is the highest key number that the keystore has for an account.
func (c *cli) newestKey(a tx.Account) (uint16, error) {
	docs, err := c.listKeys()
	if err != nil {
		return 0, err
	}
	var newest uint16
	for _, d := range docs {
		if d.Account == a {
			newest = max(newest, d.Key)
		}
	}
	if newest == 0 {
		return 0, failf(exitForbidden, "密钥目录 %[2]s 中没有 %[1]s 的密钥",
			"the keystore %[2]s has no key of %[1]s",
			a, filepath.Join(c.home, localnet.Keystore))
	}
	return newest, nil
}

// enrolled are the newest keys of the keystore that the ledger accepts now, as --key takes them. A
// key that is made but not enrolled yet is passed over. "" leaves the choice to the keystore.
func (c *cli) enrolled(ctx context.Context, l ledger, accounts []tx.Account) string {
	docs, err := c.heldKeys()
	if err != nil {
		return ""
	}
	var numbers []string
	for _, a := range accounts {
		var v party.AccountView
		answer, err := l.query(ctx, "account", map[string]string{"account": a.String()}, 0)
		if err != nil || json.Unmarshal(answer.Answer, &v) != nil {
			return ""
		}
		best := uint16(0)
		for _, k := range v.Keys {
			held := slices.ContainsFunc(docs, func(d keyDoc) bool {
				return d.Account == a && d.Key == k.Number && d.Public.String() == k.Public.String()
			})
			if held && k.ActiveAt(answer.Time) {
				best = max(best, k.Number)
			}
		}
		if best == 0 {
			return ""
		}
		numbers = append(numbers, strconv.Itoa(int(best)))
	}
	return strings.Join(numbers, ",")
}

// file puts the ring's signatures into a paper file.
func (r *ring) file(m *app.Machine, p tx.Paper) (*paperFile, error) {
	f, err := newPaperFile(m, p)
	if err != nil {
		return nil, err
	}
	return f, r.sign(f)
}

func (r *ring) sign(f *paperFile) error {
	for i, k := range r.keys {
		s, err := f.Paper.Sign(k, r.numbers[i])
		if err != nil {
			return err
		}
		if err := f.add(r.accounts[i], s); err != nil {
			return failf(exitUsage, "不能签署：%v", "%v", err)
		}
	}
	return nil
}

func (r *ring) seal(p tx.Paper) ([]byte, error) {
	full := tx.Tx{Paper: p}
	for i, k := range r.keys {
		s, err := p.Sign(k, r.numbers[i])
		if err != nil {
			return nil, err
		}
		full.Signatures = append(full.Signatures, s)
	}
	return wire.Encode(full)
}

// nonceTries is how many nonces are tried when others of the account are waiting.
const nonceTries = 64

// signAndSend signs and sends. While the nonce is ours to choose, one that another waiting paper
// has is passed over.
func (c *cli) signAndSend(cmd *cobra.Command, l ledger, d draft, p tx.Paper, r *ring) error {
	for try := 1; ; try++ {
		raw, err := r.seal(p)
		if err != nil {
			return failf(exitUsage, "正文有误：%v", "%v", err)
		}
		err = c.send(cmd.Context(), l, p, raw, d.flags.send)
		var f *failure
		taken := errors.As(err, &f) && f.told != nil &&
			(f.told.Code == abci.ErrPending.Name || f.told.Code == app.ErrReplayed.Name)
		if !d.automatic || !taken || try == nonceTries {
			return err
		}
		p.Nonce++
	}
}

// sentDoc is what is known of a paper that was not waited for.
type sentDoc struct {
	ID       wire.Hash `json:"id"`
	Hash     string    `json:"transport_hash"` // CometBFT's name for it
	Nonce    uint64    `json:"nonce"`
	Admitted bool      `json:"admitted"` // by the node that was asked
}

// send hands a signed paper to a node and prints what became of it.
func (c *cli) send(ctx context.Context, l ledger, p tx.Paper, raw []byte, s sendFlags) error {
	id, err := p.ID()
	if err != nil {
		return err
	}
	doc := sentDoc{ID: id, Hash: transportHash(raw), Nonce: p.Nonce}
	if s.wait == "none" {
		if _, err := l.hand(ctx, "broadcast_tx_async", raw, s.timeout); err != nil {
			return err
		}
		return c.printDoc(doc)
	}
	if r, found, err := l.receipt(ctx, id); err == nil && found {
		return failf(exitConflict, "交易 %[1]s 已在高度 %[2]d 上链", "paper %[1]s is in block %[2]d already",
			id, r.Height)
	}
	a, err := l.hand(ctx, "broadcast_tx_sync", raw, s.timeout)
	if err != nil {
		return err
	}
	if a.Code != 0 {
		return refusedPaper(toldOf(a))
	}
	if s.receipt != "" {
		if err := c.admissions(ctx, l, id, s.receipt); err != nil {
			return err
		}
	}
	if s.wait == "sync" {
		doc.Admitted = true
		return c.printDoc(doc)
	}
	r, err := l.wait(ctx, id, s.timeout)
	if err != nil {
		return err
	}
	if r.Code != 0 && r.Refusal != nil {
		c.note("高度 %d，交易 %s", "height %d, paper %s", r.Height, r.ID)
		return inBlock(refusedPaper(*r.Refusal), r)
	}
	return c.printReceipt(r)
}

// printReceipt shows a receipt; for people, each event is one line.
func (c *cli) printReceipt(r abci.Receipt) error {
	t := table{rows: [][]string{{c.say("高度", "height"), strconv.FormatUint(r.Height, 10)},
		{c.say("交易", "paper"), r.ID.String()}, {c.say("种类", "kind"), r.Kind},
		{c.say("账本时间", "law time"), r.Time.String()}}}
	for _, e := range r.Events {
		t.rows = append(t.rows, []string{e.Event, string(e.Data)})
	}
	return c.printTable(r, t)
}
