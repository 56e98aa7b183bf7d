package localnet

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// ErrUnreachable says that no node answered; the text names each with its reason.
var ErrUnreachable = errors.New("no node answers")

// RPCError is what a node's RPC says no with, before the ledger is asked.
type RPCError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    string `json:"data"`
}

// Error is the node's text.
func (e *RPCError) Error() string { return strings.TrimSuffix(e.Message+": "+e.Data, ": ") }

// Catching reports whether the node takes no papers because it still fetches blocks.
func (e *RPCError) Catching() bool { return strings.Contains(e.Data+e.Message, "catching up") }

// Client asks nodes over CometBFT's JSON-RPC. It keeps to the node that answered last and tries
// the others in turn when that one does not answer or still fetches blocks.
type Client struct {
	URLs []string
	Wait time.Duration // for one answer; 0: 10 s
	at   atomic.Int32  // where in URLs the node is that answered last
}

// maxAnswer bounds an answer in bytes: the largest settlement's lines are below it.
const maxAnswer = 256 << 20

// Call asks a method; result is filled from the answer. An *RPCError is a node's own no.
func (c *Client) Call(ctx context.Context, method string, params, result any) error {
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method,
		"params": params})
	if err != nil {
		return err
	}
	var failed []string
	for i := range c.URLs {
		at := (int(c.at.Load()) + i) % len(c.URLs)
		err := c.post(ctx, c.URLs[at], body, result)
		var refused *RPCError
		if err == nil || errors.As(err, &refused) && !(refused.Catching() && i+1 < len(c.URLs)) {
			c.at.Store(int32(at))
			return err
		}
		failed = append(failed, fmt.Sprintf("%s: %v", c.URLs[at], err))
		if ctx.Err() != nil {
			break
		}
	}
	return fmt.Errorf("%w: %s", ErrUnreachable, strings.Join(failed, "; "))
}

func (c *Client) post(ctx context.Context, url string, body []byte, result any) error {
	wait := c.Wait
	if wait == 0 {
		wait = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, httpURL(url), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return plainError(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return err
	}
	var answer struct {
		Result json.RawMessage `json:"result"`
		Error  *RPCError       `json:"error"`
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		return fmt.Errorf("status %d, not an answer of a node", res.StatusCode)
	}
	if answer.Error != nil {
		return answer.Error
	}
	return json.Unmarshal(answer.Result, result)
}

// plainError leaves out the method and the URL, which the caller names itself.
func plainError(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

func httpURL(url string) string {
	if rest, ok := strings.CutPrefix(url, "tcp://"); ok {
		return "http://" + rest
	}
	if !strings.Contains(url, "://") {
		return "http://" + url
	}
	return url
}

// Status is where a node is.
type Status struct {
	Chain    string    `json:"chain"`
	NodeID   string    `json:"node_id"`
	Name     string    `json:"name"`
	Height   uint64    `json:"height"`
	AppHash  string    `json:"app_hash"` // lower-case hex, in the header of Height
	Time     time.Time `json:"time"`     // of that header
	Catching bool      `json:"catching_up"`
	Power    int64     `json:"voting_power"`
}

// Status asks a node where it is.
func (c *Client) Status(ctx context.Context) (Status, error) {
	var r struct {
		Node struct {
			ID      string `json:"id"`
			Network string `json:"network"`
			Moniker string `json:"moniker"`
		} `json:"node_info"`
		Sync struct {
			Height   string    `json:"latest_block_height"`
			AppHash  string    `json:"latest_app_hash"`
			Time     time.Time `json:"latest_block_time"`
			Catching bool      `json:"catching_up"`
		} `json:"sync_info"`
		Validator struct {
			Power string `json:"voting_power"`
		} `json:"validator_info"`
	}
	if err := c.Call(ctx, "status", map[string]any{}, &r); err != nil {
		return Status{}, err
	}
	height, err := strconv.ParseUint(r.Sync.Height, 10, 64)
	if err != nil {
		return Status{}, fmt.Errorf("height: %w", err)
	}
	power, err := strconv.ParseInt(r.Validator.Power, 10, 64)
	if err != nil {
		return Status{}, fmt.Errorf("voting power: %w", err)
	}
	return Status{Chain: r.Node.Network, NodeID: r.Node.ID, Name: r.Node.Moniker, Height: height,
		AppHash: strings.ToLower(r.Sync.AppHash), Time: r.Sync.Time, Catching: r.Sync.Catching,
		Power: power}, nil
}

// AppHash is the app hash in the header of a height: that of the state after the height before.
func (c *Client) AppHash(ctx context.Context, height uint64) (wire.Hash, error) {
	var r struct {
		Signed struct {
			Header struct {
				AppHash string `json:"app_hash"`
			} `json:"header"`
		} `json:"signed_header"`
	}
	err := c.Call(ctx, "commit", map[string]any{"height": strconv.FormatUint(height, 10)}, &r)
	if err != nil {
		return wire.Hash{}, err
	}
	b, err := hex.DecodeString(r.Signed.Header.AppHash)
	if err != nil || len(b) != len(wire.Hash{}) {
		return wire.Hash{}, fmt.Errorf("the app hash of height %d is %q", height,
			r.Signed.Header.AppHash)
	}
	return wire.Hash(b), nil
}

// OwnAppHash is the app hash that the node itself computed when it executed the block of a height.
// Nodes that agree on headers may still have computed different states; this tells.
func (c *Client) OwnAppHash(ctx context.Context, height uint64) (hash wire.Hash, err error) {
	var r struct {
		AppHash []byte `json:"app_hash"`
	}
	err = c.Call(ctx, "block_results", map[string]any{"height": strconv.FormatUint(height, 10)}, &r)
	if err == nil && len(r.AppHash) != len(hash) {
		err = fmt.Errorf("the node has %d bytes of app hash for height %d", len(r.AppHash), height)
	}
	if err == nil {
		hash = wire.Hash(r.AppHash)
	}
	return hash, err
}

// Proof is one proof operator of an answer.
type Proof struct {
	Type string `json:"type"`
	Key  []byte `json:"key"`
	Data []byte `json:"data"`
}

// Answer is what the ledger answers to a question. Code 0 is an answer, any other a refusal, whose
// JSON form is in Log.
type Answer struct {
	Code   uint32
	Log    string
	Value  []byte
	Height uint64
	Proof  []Proof
}

// Query asks the ledger: a path of package abci, its data, a height (0: the latest).
func (c *Client) Query(ctx context.Context, path string, data []byte, height uint64, prove bool) (
	Answer, error) {
	var r struct {
		Response struct {
			Code   uint32 `json:"code"`
			Log    string `json:"log"`
			Value  []byte `json:"value"`
			Height string `json:"height"`
			Proofs *struct {
				Ops []Proof `json:"ops"`
			} `json:"proofOps"`
		} `json:"response"`
	}
	params := map[string]any{"path": path, "data": hex.EncodeToString(data),
		"height": strconv.FormatUint(height, 10), "prove": prove}
	if err := c.Call(ctx, "abci_query", params, &r); err != nil {
		return Answer{}, err
	}
	a := Answer{Code: r.Response.Code, Log: r.Response.Log, Value: r.Response.Value}
	if r.Response.Height != "" {
		h, err := strconv.ParseUint(r.Response.Height, 10, 64)
		if err != nil {
			return a, fmt.Errorf("height: %w", err)
		}
		a.Height = h
	}
	if r.Response.Proofs != nil {
		a.Proof = r.Response.Proofs.Ops
	}
	return a, nil
}

// Broadcast hands a paper to a node, which answers with its own admission of it.
func (c *Client) Broadcast(ctx context.Context, raw []byte) (Answer, error) {
	var r struct {
		Code uint32 `json:"code"`
		Log  string `json:"log"`
	}
	err := c.Call(ctx, "broadcast_tx_sync",
		map[string]any{"tx": base64.StdEncoding.EncodeToString(raw)}, &r)
	return Answer{Code: r.Code, Log: r.Log}, err
}
