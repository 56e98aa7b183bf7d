package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/api/explorer"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/api/watch"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// service is the HTTP service of a node.
type service struct {
	c        *cli
	at       string // the address to listen on; "": none
	options  api.Options
	listener net.Listener
	server   *api.Server
	book     *logbook // of who read what
}

// mounts are the handlers of other packages, by patterns of http.ServeMux.
func mounts(ask source.Ask, l ledger) map[string]http.Handler {
	at := func(r *http.Request) (*source.Source, error) { return api.At(r, ask) }
	reports := report.Handler(at, report.Options{Font: reportFont()})
	pages := explorer.New(explorer.Options{Ask: ask, Peers: l.peers, Stream: true})
	return map[string]http.Handler{
		"/":                               pages,
		"GET " + api.Prefix + "/reports":  reports,
		"GET " + api.Prefix + "/reports/": reports,
		"GET " + api.Prefix + "/proofs/":  audit.Handler(nodeSource{l}, api.Prefix+"/proofs"),
	}
}

// reportFont is the font of printed reports, nil where the machine has none: they are then refused.
func reportFont() []byte {
	for _, place := range report.FontPlaces {
		if b, err := os.ReadFile(place); err == nil {
			return b
		}
	}
	return nil
}

// newService reads the [api] section of a home. at overrides the address, "off" for none.
func (c *cli) newService(home, at string) (*service, error) {
	s := &service{c: c}
	_, own, err := abci.ReadConfig(home)
	if err != nil {
		return s, nil // the node says what is wrong with its configuration
	}
	conf := own.API
	if at != "" {
		conf.Listen = at
	}
	if conf.Listen == "" || conf.Listen == "off" {
		return s, nil
	}
	if err := s.secure(home, conf); err != nil {
		return nil, err
	}
	if err := api.Exposed(conf.Listen, s.options, conf.Plain); err != nil {
		var p *api.Problem
		errors.As(err, &p)
		return nil, failf(exitConfig, p.DetailZh+"（%s）", p.Detail+" (%s)", p.Remedy)
	}
	s.at = conf.Listen
	s.options.Limits = api.Limits{Concurrent: conf.Concurrent, PerSecond: conf.PerSecond}
	return s, nil
}

// secure reads tokens and certificates.
func (s *service) secure(home string, conf abci.API) error {
	file := conf.Tokens
	if file != "" && !filepath.IsAbs(file) {
		file = filepath.Join(home, file)
	}
	tokens, err := api.NewTokens(readTokenFile(file), time.Now)
	if err != nil {
		return failf(exitConfig, "令牌文件有误：%v", "the token file is wrong: %v", err)
	}
	s.options.Tokens = tokens
	if conf.Cert == "" && conf.Key == "" && conf.ClientCA == "" {
		return nil
	}
	s.options.TLS, err = s.c.readCertificates(home, conf)
	return err
}

// start serves a node. What it returns tells when serving ends by itself.
func (s *service) start(n *abci.Node, seen *watch.Watch) (<-chan error, error) {
	if s.at == "" {
		return nil, nil
	}
	l := ledger{&localnet.Client{URLs: []string{anyHost(n.RPC())}}}
	o := s.options
	o.Ask, o.Chapters, o.Version = askApp(n.App()), app.Standard().Chapters(), version
	o.Broadcast, o.Header, o.Mount = l.relay, l.header, mounts(o.Ask, l)
	o.Health = api.Health{Ready: seen.Ready, Metrics: seen.Metrics(), Version: readVersion()}
	var err error
	if s.book, err = openLogbook(s.c.home); err != nil {
		return nil, err
	}
	o.Seen = s.seen
	server, err := api.New(o)
	if err != nil {
		return nil, err
	}
	if s.listener, err = net.Listen("tcp", s.at); err != nil {
		return nil, failf(exitConflict, "HTTP 接口不能监听：%v", "the HTTP service cannot listen: %v", err)
	}
	s.server = server
	ended := make(chan error, 1)
	go func() {
		if err := server.Serve(s.listener); err != nil {
			ended <- err
		}
	}()
	scheme := "http"
	if o.TLS != nil {
		scheme = "https"
	}
	s.c.note("HTTP 接口 %s", "HTTP service %s", scheme+"://"+s.listener.Addr().String())
	return ended, nil
}

// stop ends the service. It may be called more than once.
func (s *service) stop() {
	if s.server == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_ = s.server.Close(ctx)
	_ = s.book.close()
}

// seen puts a request into the home's log before it is answered.
func (s *service) seen(w api.Who, r *http.Request) error {
	who := w.Member
	if who == "" {
		who, _, _ = net.SplitHostPort(r.RemoteAddr)
	}
	what := r.URL.RequestURI()
	return s.book.append(logLine{Who: who, By: w.Token, Act: r.Method, What: what})
}

// relay hands a paper to a node. One that waits there already is as good as taken.
func (l ledger) relay(ctx context.Context, paper []byte) (rule.Told, error) {
	a, err := l.Broadcast(ctx, paper)
	var r *localnet.RPCError
	switch {
	case errors.As(err, &r) && strings.Contains(r.Error(), "already exists in cache"):
		return rule.Told{}, nil
	case err != nil || a.Code == 0:
		return rule.Told{}, err
	}
	return toldOf(a), nil
}

// header asks for the header that carries the app hash of the state after a height.
func (l ledger) header(ctx context.Context, height uint64) (h api.Header, err error) {
	var r struct {
		Signed struct {
			Header json.RawMessage `json:"header"`
			Commit json.RawMessage `json:"commit"`
		} `json:"signed_header"`
	}
	next := map[string]any{"height": strconv.FormatUint(height+1, 10)}
	if err := l.Call(ctx, "commit", next, &r); err != nil {
		return h, err
	}
	var head struct {
		AppHash string `json:"app_hash"`
	}
	if err := json.Unmarshal(r.Signed.Header, &head); err != nil {
		return h, err
	}
	var hash wire.Hash
	if err := hash.UnmarshalText([]byte(strings.ToLower(head.AppHash))); err != nil {
		return h, err
	}
	return api.Header{AppHash: hash, Header: r.Signed.Header, Commit: r.Signed.Commit}, nil
}
