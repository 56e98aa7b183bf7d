package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A program that does not know the rules of the header that it would begin from does not join.
func TestJoinUnderNewerRules(t *testing.T) {
	hash := wire.Hash{7}
	rules := abci.Rules
	node := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.NewDecoder(r.Body).Decode(&asked)
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":{"signed_header":{"header":{"version":`+
			`{"block":"11","app":"%d"}},"commit":{"block_id":{"hash":"%s"}}}}}`, asked.ID, rules,
			strings.ToUpper(hash.String()))
	}))
	defer node.Close()
	join := func() error {
		j := &joining{rpc: []string{node.URL}}
		j.anchor.Height, j.anchor.Hash = 5, hash
		return (&cli{}).agreedHeader(context.Background(), j)
	}
	if err := join(); err != nil {
		t.Errorf("the rules that this program knows: %v", err)
	}
	rules++
	err := join()
	if err == nil || !strings.Contains(err.Error(), "install a newer one") {
		t.Errorf("newer rules: %v", err)
	}
}
