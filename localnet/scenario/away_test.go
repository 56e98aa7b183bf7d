package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"
	rpc "github.com/cometbft/cometbft/rpc/jsonrpc/types"
)

// A network that answered once is waited for while all its nodes are down; one that never answered,
// and a node's own no, are told at once.
func TestNetworkAway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	node, err := http.New("http://"+address, "/websocket")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{urls: []string{address}, nodes: []*http.HTTP{node}}
	health := func(c context.Context, node *http.HTTP) error {
		_, err := node.Health(c)
		return err
	}
	if err := n.each(health); !errors.Is(err, ErrUnreachable) {
		t.Fatalf("never there: %v", err)
	}
	n.found = true
	back := make(chan *httptest.Server)
	go func() {
		time.Sleep(time.Second) // longer than two rounds take
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Error(err)
			close(back)
			return
		}
		s := httptest.NewUnstartedServer(nethttp.HandlerFunc(
			func(w nethttp.ResponseWriter, asked *nethttp.Request) {
				var question struct{ ID json.RawMessage }
				_ = json.NewDecoder(asked.Body).Decode(&question)
				fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":{}}`, question.ID)
			}))
		s.Listener = l
		s.Start()
		back <- s
	}()
	err = n.each(health)
	if s := <-back; s != nil {
		s.Close()
	}
	if err != nil {
		t.Errorf("away and back: %v", err)
	}
	began := time.Now()
	err = n.each(func(context.Context, *http.HTTP) error { return &rpc.RPCError{Message: "no"} })
	if !errors.Is(err, ErrUnreachable) || time.Since(began) > 10*time.Second {
		t.Errorf("a node's no, after %s: %v", time.Since(began), err)
	}
}
