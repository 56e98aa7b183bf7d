package scenario

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	ctypes "github.com/cometbft/cometbft/rpc/core/types"

	"github.com/suyuan-ledger/suyuan/abci"
)

// node serves a chain of this process the way a live node does: its header time goes on by itself,
// and law time moves by clock papers alone.
type node struct {
	t     *testing.T
	chain *chain
}

func (n node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call struct {
		ID     json.RawMessage
		Method string
		Params map[string]json.RawMessage
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		n.t.Error(err)
	}
	result, err := n.answer(call.Method, call.Params)
	b, bad := cmtjson.Marshal(result)
	if err != nil || bad != nil {
		n.t.Error(err, bad)
	}
	_, _ = fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":%s}`, call.ID, b)
}

func (n node) answer(method string, params map[string]json.RawMessage) (any, error) {
	switch method {
	case "abci_query":
		var q cmt.RequestQuery
		if err := json.Unmarshal(params["path"], &q.Path); err != nil {
			return nil, err
		}
		var text string
		if err := json.Unmarshal(params["data"], &text); err != nil {
			return nil, err
		}
		data, err := hex.DecodeString(text)
		if err != nil {
			return nil, err
		}
		q.Data = data
		if q.Path == abci.PathInfo { // somebody waits: time goes on
			if err := n.chain.block(n.chain.header.Add(time.Second)); err != nil {
				return nil, err
			}
		}
		res, err := n.chain.app.Query(ctx, &q)
		return &ctypes.ResultABCIQuery{Response: *res}, err
	case "broadcast_tx_sync":
		var raw []byte
		if err := json.Unmarshal(params["tx"], &raw); err != nil {
			return nil, err
		}
		res, err := n.chain.app.CheckTx(ctx, &cmt.RequestCheckTx{Tx: raw, Type: cmt.CheckTxType_New})
		if err == nil && res.Code == 0 {
			n.chain.queue = append(n.chain.queue, raw)
			err = n.chain.block(n.chain.header.Add(time.Second))
		}
		return &ctypes.ResultBroadcastTx{Code: res.Code, Log: res.Log}, err
	}
	return nil, fmt.Errorf("method %s", method)
}

// A story may leap by more than the thirty days that a paper may wait.
func TestALongLeapOnANetwork(t *testing.T) {
	s, err := Load(file(t, strings.Replace(header, "[2026]", "[2025, 2026]", 1)+draft+
		"- {at: 2026-04-20 10:00, by: gz-bureau, do: resource.review, with: {id: gz-health/a, "+
		"pass: false, reason: x}}\n- {until: 2026-07-01 00:00}\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := openChain(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	server := httptest.NewServer(node{t, c})
	defer server.Close()
	r, err := Run(s, Options{Nodes: []string{server.URL}})
	if err != nil || r.Difference != nil || r.Papers != 2 {
		t.Fatalf("%v %v, %d papers", err, r.Difference, r.Papers)
	}
	// Played again on the same ledger, it says what is the matter.
	var told strings.Builder
	_, err = Run(s, Options{Nodes: []string{server.URL}, Verbose: &told})
	if err != nil || !strings.Contains(told.String(), "the ledger is not new, gz-bureau/1 has") {
		t.Errorf("%v %s", err, told.String())
	}
	s.Chain = "test-other"
	var other *Unfit
	if _, err := Run(s, Options{Nodes: []string{server.URL}}); !errors.As(err, &other) {
		t.Error(err)
	}
}
