package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ledger asks nodes about their ledger and hands papers to them.
type ledger struct {
	*localnet.Client
}

// ledger asks the nodes of --node or SUYUAN_NODE; where neither is given, those of the network or
// of the node that lives in the home.
func (c *cli) ledger(cmd *cobra.Command) ledger {
	l := ledger{c.client()}
	if cmd.Flags().Changed("node") || os.Getenv("SUYUAN_NODE") != "" {
		return l
	}
	if n, err := localnet.Open(c.home); err == nil {
		if urls := n.URLs(); len(urls) > 0 {
			l.URLs = urls
		}
		return l
	}
	if _, err := os.Stat(filepath.Join(c.home, abci.ConfigFile)); err != nil {
		return l
	}
	if config, _, err := abci.ReadConfig(c.home); err == nil {
		l.URLs = []string{anyHost(config.RPC.ListenAddress)}
	}
	return l
}

// anyHost turns an address to listen on into one to dial.
func anyHost(laddr string) string {
	return strings.NewReplacer("0.0.0.0:", "127.0.0.1:", "[::]:", "127.0.0.1:").Replace(laddr)
}

// ask queries a path and reads its JSON answer into v. A refusal is an error with its exit code.
func (l ledger) ask(ctx context.Context, path string, data []byte, height uint64, v any) error {
	a, err := l.Query(ctx, path, data, height, false)
	if err != nil {
		return nodeError(err)
	}
	if a.Code != 0 {
		return refusedQuery(a)
	}
	if err := json.Unmarshal(a.Value, v); err != nil {
		return failf(exitUnexpected, "节点的回答无法读取：%v", "the node's answer cannot be read: %v", err)
	}
	return nil
}

// info asks where the ledger is.
func (l ledger) info(ctx context.Context) (s abci.State, err error) {
	return s, l.ask(ctx, abci.PathInfo, nil, 0, &s)
}

// query asks a question of a chapter; the answer carries its height.
func (l ledger) query(ctx context.Context, name string, args map[string]string, height uint64) (
	a abci.Answer, err error) {
	data, err := wire.ToJSON(args)
	if err != nil {
		return a, err
	}
	return a, l.ask(ctx, abci.PathQuery+name, data, height, &a)
}

// nonce is the nonce after the highest one an account has used in a lane.
func (l ledger) nonce(ctx context.Context, a tx.Account, lane string) (uint64, error) {
	answer, err := l.query(ctx, "nonce", map[string]string{"account": a.String(), "lane": lane}, 0)
	if f := new(failure); errors.As(err, &f) && f.exit == exitNotFound {
		return 0, failf(exitNotFound, "账本上没有账号 %[1]s：由本机构根账号以 account.open 开立，或核对 --from",
			"the ledger has no account %[1]s: the institution's root account opens it by account.open; or "+
				"look at --from", a)
	}
	if err != nil {
		return 0, err
	}
	var view app.NonceView
	if err := json.Unmarshal(answer.Answer, &view); err != nil {
		return 0, err
	}
	return view.Highest + 1, nil
}

// receipt says what became of a paper; found is false while it is in no block.
func (l ledger) receipt(ctx context.Context, id wire.Hash) (r abci.Receipt, found bool,
	err error) {
	err = l.ask(ctx, abci.PathReceipt, id[:], 0, &r)
	var f *failure
	if errors.As(err, &f) && f.exit == exitNotFound {
		return r, false, nil
	}
	return r, err == nil, err
}

// wait polls for the receipt of a paper until the time is up.
func (l ledger) wait(ctx context.Context, id wire.Hash, timeout time.Duration) (abci.Receipt,
	error) {
	end := time.Now().Add(timeout)
	pause := 20 * time.Millisecond
	for {
		r, found, err := l.receipt(ctx, id)
		if err == nil && found {
			return r, nil
		}
		if err != nil && !errors.Is(err, localnet.ErrUnreachable) {
			return r, err
		}
		if time.Now().Add(pause).After(end) {
			return r, failf(exitUnreachable, "%[2]s 内未见交易 %[1]s 上链", "paper %s is in no block after %s",
				id, timeout)
		}
		time.Sleep(pause)
		pause = min(2*pause, 250*time.Millisecond)
	}
}

// hand gives a paper to a node. Nodes that still fetch blocks after their start take none: they are
// asked again until the time is up.
func (l ledger) hand(ctx context.Context, method string, raw []byte, timeout time.Duration) (
	a localnet.Answer, err error) {
	params := map[string]any{"tx": base64.StdEncoding.EncodeToString(raw)}
	for end := time.Now().Add(timeout); ; time.Sleep(100 * time.Millisecond) {
		err = l.Call(ctx, method, params, &a)
		var r *localnet.RPCError
		if !errors.As(err, &r) || !r.Catching() || time.Now().After(end) {
			return a, nodeError(err)
		}
	}
}

// toldOf reads the refusal in an answer's log.
func toldOf(a localnet.Answer) rule.Told {
	var t rule.Told
	if err := json.Unmarshal([]byte(a.Log), &t); err != nil || t.Code == "" {
		return rule.Told{Code: "node", Number: a.Code, Zh: a.Log, En: a.Log, Article: rule.DefaultRule}
	}
	return t
}

// queryExits are the exit codes of refused questions; any other is exitRefused.
var queryExits = map[string]int{
	abci.ErrNotFound.Name: exitNotFound, abci.ErrPruned.Name: exitNotFound,
	abci.ErrQuery.Name: exitUsage, app.ErrQuery.Name: exitUsage, app.ErrArgument.Name: exitUsage,
	rule.BadField.Name: exitUsage, rule.Internal.Name: exitUnexpected,
}

// paperExits are the exit codes of papers refused because they were there before.
var paperExits = map[string]int{
	app.ErrReplayed.Name: exitConflict, app.ErrNonce.Name: exitConflict,
	abci.ErrPending.Name: exitConflict,
}

func refusedBy(exits map[string]int, t rule.Told) error {
	f := &failure{exit: exitRefused, zh: t.Zh, en: t.En, told: &t}
	if exit, ok := exits[t.Code]; ok {
		f.exit = exit
	}
	return f
}

func refusedQuery(a localnet.Answer) error { return refusedBy(queryExits, toldOf(a)) }

func refusedPaper(t rule.Told) error { return refusedBy(paperExits, t) }

// nodeError gives a node's own no its exit code: papers it has already, or work it cannot take
// now.
func nodeError(err error) error {
	var r *localnet.RPCError
	if !errors.As(err, &r) {
		return err
	}
	if strings.Contains(r.Error(), "already exists in cache") {
		return failf(exitConflict, "节点已有这份文书：%v", "the node has this paper already: %v", err)
	}
	return failf(exitUnreachable, "节点不能应答：%v", "the node cannot answer: %v", err)
}
