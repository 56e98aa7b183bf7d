// Command serve plays a story on a ledger in this process and serves its pages on the loopback, for
// the browser tests. It prints the address and runs until its standard input ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/api/explorer"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func main() {
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(story string) error {
	dir, err := os.MkdirTemp("", "suyuan-browser-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := play(story, dir)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	server, err := service(asking(a))
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		failed <- nil
	}()
	err = <-failed
	return errors.Join(err, server.Close(context.Background()))
}

// service is what a node serves: the API, reports and pages.
func service(ask source.Ask) (*api.Server, error) {
	at := func(r *http.Request) (*source.Source, error) { return api.At(r, ask) }
	var font []byte
	for _, place := range report.FontPlaces {
		if b, err := os.ReadFile(place); err == nil {
			font = b
		}
	}
	return api.New(api.Options{Ask: ask, Chapters: app.Standard().Chapters(), Version: "test",
		Mount: map[string]http.Handler{
			"/":                               explorer.New(explorer.Options{Ask: ask, Stream: true}),
			"GET " + api.Prefix + "/reports/": report.Handler(at, report.Options{Font: font})}})
}

// play returns the application of a ledger on which the story was played.
func play(file, dir string) (*abci.Application, error) {
	story, err := scenario.Load(file, nil)
	if err != nil {
		return nil, err
	}
	r, err := scenario.Run(story, scenario.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	if r.Difference != nil {
		return nil, r.Difference
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	if err != nil {
		return nil, err
	}
	return abci.NewApplication(db, app.Standard(), abci.Options{Chain: story.Chain,
		Genesis: wire.Hash{1}, Follow: follow.New()})
}

func asking(a *abci.Application) source.Ask {
	return func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		res, err := a.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
			Prove: prove})
		if err != nil {
			return source.Reply{}, err
		}
		return source.Reply{Code: res.Code, Log: res.Log, Height: uint64(res.Height),
			Value: res.Value}, nil
	}
}
