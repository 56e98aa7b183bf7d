package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/rpc/client"
	"github.com/cometbft/cometbft/rpc/client/http"
	rpc "github.com/cometbft/cometbft/rpc/jsonrpc/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ErrUnreachable says that no node of the network answered in time.
var ErrUnreachable = errors.New("scenario: no node answers")

// network is a live test-clock network behind one or several RPC addresses. A node that is down is
// passed over: the story goes on as long as one answers, and waits while none does.
type network struct {
	r       *run
	urls    []string
	nodes   []*http.HTTP
	at      int   // the node asked first
	seen    int64 // height some node told of: an answer from below it is of the past
	found   bool  // the network answered once: should all nodes be down later, they may come back
	chain   string
	genesis wire.Hash
}

const (
	callTime   = 5 * time.Second
	finalTime  = 60 * time.Second // for one paper to be in a block
	pollEvery  = 25 * time.Millisecond
	againAfter = 4 * time.Second  // then a paper is sent once more, to the next node
	awayTime   = 60 * time.Second // for one of the nodes to come back when all are down
)

func dial(r *run) (ledger, error) {
	n := &network{r: r, urls: r.o.Nodes}
	for _, url := range n.urls {
		c, err := http.New(url, "/websocket")
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %v", ErrUnreachable, url, err)
		}
		n.nodes = append(n.nodes, c)
	}
	info, err := n.info()
	if err != nil {
		return nil, err
	}
	n.chain, n.genesis, n.found = info.Chain, info.Genesis, true
	switch {
	case !info.Test:
		return nil, unfit("%s is no test ledger: a story needs a clock that can be moved", n.chain)
	case n.chain != r.story.Chain:
		return nil, unfit("the network's chain is %s, the story's is %s", n.chain, r.story.Chain)
	case r.story.bureau() == nil:
		return nil, unfit("the story has no data bureau that could move the clock")
	}
	return n, n.tellUsed()
}

// Unfit says that a story cannot be played on a network.
type Unfit struct{ Text string }

// Error is the text.
func (u *Unfit) Error() string { return u.Text }

func unfit(format string, args ...any) error { return &Unfit{fmt.Sprintf(format, args...)} }

// tellUsed tells when institutions of the story have filed papers on this ledger before: a story is
// written for a new one.
func (n *network) tellUsed() error {
	for _, p := range n.r.story.Parties {
		if p.Later || p.account(makerNumber) == nil {
			continue
		}
		var used struct {
			Highest uint64 `json:"highest"`
		}
		a := tx.Account{Party: p.ID, Number: makerNumber}
		got, err := n.ask("nonce", map[string]string{"account": a.String()}, 0)
		if err != nil || got.refusal != nil {
			return err
		}
		if err := json.Unmarshal(got.doc, &used); err != nil {
			return err
		}
		if used.Highest > 0 {
			n.r.used = fmt.Sprintf("the ledger is not new, %s has filed papers on it", a)
			n.r.tell("%s", n.r.used)
			return nil
		}
	}
	return nil
}

// each tries a call on one node after another, twice round. A network that answered before and now
// does not is waited for.
func (n *network) each(call func(context.Context, *http.HTTP) error) error {
	began := time.Now()
	for try := 0; ; try++ {
		i := (n.at + try) % len(n.nodes)
		c, cancel := context.WithTimeout(context.Background(), callTime)
		err := call(c, n.nodes[i])
		cancel()
		if err == nil {
			n.at = i
			return nil
		}
		var told *rpc.RPCError
		away := n.found && !errors.As(err, &told) && time.Since(began) < awayTime
		if try+1 >= 2*len(n.nodes) && !away {
			return fmt.Errorf("%w: %s: %v", ErrUnreachable, n.urls[i], err)
		}
		time.Sleep(10 * pollEvery)
	}
}

func (n *network) abciQuery(path string, data []byte, height int64) (*cmt.ResponseQuery, error) {
	var out *cmt.ResponseQuery
	err := n.each(func(c context.Context, node *http.HTTP) error {
		res, err := node.ABCIQueryWithOptions(c, path, data, client.ABCIQueryOptions{Height: height})
		if err != nil {
			return err
		}
		if out = &res.Response; height == 0 && out.Code == 0 && path != abci.PathReceipt {
			return n.fresh(out)
		}
		return nil
	})
	return out, err
}

// fresh refuses an answer of a node that has not caught up with what another one told.
func (n *network) fresh(res *cmt.ResponseQuery) error {
	if res.Height < n.seen {
		return fmt.Errorf("it is at height %d, the others are at %d", res.Height, n.seen)
	}
	n.seen = res.Height
	return nil
}

func (n *network) info() (abci.State, error) {
	var s abci.State
	res, err := n.abciQuery(abci.PathInfo, nil, 0)
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(res.Value, &s)
}

func (n *network) identity() (string, wire.Hash) { return n.chain, n.genesis }

func (n *network) now() (wire.Time, error) {
	s, err := n.info()
	return s.Law, err
}

func (n *network) patient() bool { return true }

// move advances the clock to a time that the story states; implied ones pass by themselves.
func (n *network) move(to wire.Time, stated bool) error {
	if !stated {
		return nil
	}
	return n.advance(to)
}

// advance moves the test clock by a paper of the story's bureau and waits for a block of that time.
func (n *network) advance(to wire.Time) error {
	law, err := n.now()
	if err != nil || law >= to {
		return err
	}
	kind, _ := machine().Kind("clock.advance")
	bureau := n.r.story.bureau()
	accounts, keys := n.r.signers([]signer{{party: bureau.ID, src: bureau.src}}, kind)
	out, err := n.r.submit(accounts, keys, clockLane, kind.Name,
		wire.MustEncode(&regime.ClockAdvance{To: to}))
	if err != nil {
		return err
	}
	if out.refusal != nil && out.refusal.Code != "clock.back" {
		return fmt.Errorf("the clock cannot be moved to %s: %s", to, out.refusal.En)
	}
	return n.wait(func() (bool, error) {
		law, err := n.now()
		return law >= to, err
	})
}

// clockLane keeps clock papers out of the way of the bureau's others.
const clockLane = 9

// until goes from one due instant to the next: a period's freezing, its landing, then the end.
func (n *network) until(to wire.Time) error {
	law, err := n.now()
	if err != nil {
		return err
	}
	p := n.r.story.Parameters
	for _, end := range n.r.story.periodEnds(law, to) {
		freeze := end + wire.Time(p.FreezeAfterDays)*86400
		for _, at := range []wire.Time{freeze, freeze + wire.Time(p.LandLeadSeconds) + 1} {
			if at <= law || at > to {
				continue
			}
			if err := n.advance(at); err != nil {
				return err
			}
			if err := n.blocks(2); err != nil {
				return err
			}
		}
	}
	if err := n.advance(to); err != nil {
		return err
	}
	return n.blocks(1)
}

// blocks waits for so many more blocks.
func (n *network) blocks(more uint64) error {
	s, err := n.info()
	if err != nil {
		return err
	}
	return n.wait(func() (bool, error) {
		now, err := n.info()
		return now.Height >= s.Height+more, err
	})
}

// wait polls until done, or until finalTime has passed.
func (n *network) wait(done func() (bool, error)) error {
	var last error
	for began := time.Now(); time.Since(began) < finalTime; time.Sleep(pollEvery) {
		ok, err := done()
		if ok && err == nil {
			return nil
		}
		last = err
	}
	return errors.Join(fmt.Errorf("%w within %s", ErrUnreachable, finalTime), last)
}

// send hands a paper to a node and waits until its receipt is readable. After a while it is handed
// to the next node: the first may have gone down with it.
func (n *network) send(raw []byte, id wire.Hash) (out outcome, err error) {
	sent := time.Time{}
	err = n.wait(func() (bool, error) {
		if time.Since(sent) > againAfter {
			refusal, err := n.broadcast(raw)
			if err != nil {
				return false, err
			}
			sent = time.Now()
			if refusal != nil {
				receipt, found, err := n.receipt(id)
				if out.refusal = refusal; found {
					out = receipt // it was in a block already
				}
				return err == nil, err
			}
		}
		receipt, found, err := n.receipt(id)
		if found {
			out = receipt
		} else {
			time.Sleep(pollEvery)
		}
		return found, err
	})
	n.seen = max(n.seen, int64(out.height))
	return out, err
}

// broadcast gives a paper to one node; a refusal of its mempool alone is no answer.
func (n *network) broadcast(raw []byte) (refusal *rule.Told, err error) {
	err = n.each(func(c context.Context, node *http.HTTP) error {
		at, err := node.ABCIQuery(c, abci.PathInfo, nil)
		if err != nil {
			return err
		}
		if err := n.fresh(&at.Response); err != nil {
			return err
		}
		res, err := node.BroadcastTxSync(c, raw)
		if err != nil {
			if duplicate(err) {
				return nil
			}
			return err
		}
		if res.Code == 0 || res.Code == abci.ErrPending.Code || res.Code == abci.ErrShare.Code {
			return nil
		}
		refusal = new(rule.Told)
		return json.Unmarshal([]byte(res.Log), refusal)
	})
	return refusal, err
}

// duplicate tells the error of a paper that the node's mempool holds or held already.
func duplicate(err error) bool { return strings.Contains(err.Error(), "already exists in cache") }

func (n *network) receipt(id wire.Hash) (outcome, bool, error) {
	res, err := n.abciQuery(abci.PathReceipt, id[:], 0)
	if err != nil || res.Code != 0 {
		return outcome{}, false, err
	}
	var r abci.Receipt
	err = json.Unmarshal(res.Value, &r)
	return outcome{refusal: r.Refusal, events: r.Events, height: r.Height}, err == nil, err
}

func (n *network) ask(name string, args map[string]string, height uint64) (answer, error) {
	data, err := json.Marshal(args)
	if err != nil {
		return answer{}, err
	}
	res, err := n.abciQuery(abci.PathQuery+name, data, int64(height))
	if err != nil {
		return answer{}, err
	}
	return readAnswer(res)
}

// heightAt searches the blocks' law times.
func (n *network) heightAt(t wire.Time) (uint64, error) {
	s, err := n.info()
	if err != nil {
		return 0, err
	}
	low, high := uint64(1), s.Height
	for low < high {
		middle := (low + high + 1) / 2
		res, err := n.abciQuery(abci.PathBlock, nil, int64(middle))
		if err != nil {
			return 0, err
		}
		var b abci.BlockRecord
		if err := json.Unmarshal(res.Value, &b); err != nil {
			return 0, fmt.Errorf("block %d: %s", middle, res.Log)
		}
		if b.Law <= t {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// restart does nothing: the nodes of a network are other people's processes.
func (n *network) restart() error { return nil }

func (n *network) head() (uint64, wire.Hash, wire.Time) {
	s, err := n.info()
	if err != nil {
		return 0, wire.Hash{}, 0
	}
	return s.Height, s.AppHash, s.Law
}

func (n *network) close() error { return nil }
