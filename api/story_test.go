package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// played is the ledger that the Guizhou story leaves, served by its application.
type played struct {
	db     *state.DB
	app    *abci.Application
	height uint64
}

var world = sync.OnceValues(func() (*played, error) {
	dir, err := os.MkdirTemp("", "suyuan-api-")
	if err != nil {
		return nil, err
	}
	storyDir = dir
	story, err := scenario.Load("../localnet/stories/guizhou/story.yaml", nil)
	if err != nil {
		return nil, err
	}
	r, err := scenario.Run(story, scenario.Options{Dir: dir})
	if err == nil && r.Difference != nil {
		err = r.Difference
	}
	if err != nil {
		return nil, err
	}
	p := &played{height: r.Height}
	if p.db, err = state.Open(state.Options{Dir: filepath.Join(dir, "ledger")}); err != nil {
		return nil, err
	}
	id, _ := app.GetLedger(p.db.View())
	p.app, err = abci.NewApplication(p.db, app.Standard(), abci.Options{Chain: id.Chain,
		Genesis: id.Genesis, Clock: func() time.Time { return r.Time.Std() }, Follow: follow.New()})
	return p, err
})

var storyDir string

func TestMain(m *testing.M) {
	code := m.Run()
	if storyDir != "" {
		os.RemoveAll(storyDir)
	}
	os.Exit(code)
}

func story(t testing.TB) *played {
	t.Helper()
	p, err := world()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *played) ask(ctx context.Context, path string, data []byte, height uint64, prove bool) (
	source.Reply, error) {
	res, err := p.app.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
		Prove: prove})
	if err != nil {
		return source.Reply{}, err
	}
	r := source.Reply{Code: res.Code, Log: res.Log, Height: uint64(res.Height), Value: res.Value}
	if res.ProofOps != nil {
		r.Proof = res.ProofOps.Ops[0].Data
	}
	return r, nil
}

// header stands for the header that the engine has of the height after.
func (p *played) header(_ context.Context, height uint64) (Header, error) {
	v, err := p.db.ViewAt(height)
	if err != nil {
		return Header{}, err
	}
	return Header{AppHash: wire.Hash(v.Root()), Header: map[string]any{"height": height + 1},
		Commit: map[string]any{}}, nil
}

func (p *played) options() Options {
	return Options{Ask: p.ask, Chapters: app.Standard().Chapters(), Header: p.header,
		Version: "test", Limits: Limits{PerSecond: 1e6, Burst: 1e6}}
}

// client asks one server over the loopback.
type client struct {
	t    testing.TB
	http *httptest.Server
	s    *Server
}

func serve(t testing.TB, o Options) *client {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		_ = s.Close(context.Background())
		h.Close()
	})
	return &client{t, h, s}
}

// answer is a whole answer.
type answer struct {
	*http.Response
	body []byte
}

func (c *client) do(method, path string, body []byte, headers ...string) answer {
	c.t.Helper()
	r, err := http.NewRequest(method, c.http.URL+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{res, b}
}

func (c *client) get(path string, headers ...string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, Prefix+path, nil, headers...)
}

// into reads a JSON answer of status 200.
func (c *client) into(v any, path string, headers ...string) answer {
	c.t.Helper()
	a := c.get(path, headers...)
	if a.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: %s %s", path, a.Status, a.body)
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		c.t.Fatalf("%s: %v in %.300s", path, err, a.body)
	}
	return a
}

// no asks for what is refused and checks the problem document.
func (c *client) no(status int, code, path string, headers ...string) Problem {
	c.t.Helper()
	return c.isNo(c.get(path, headers...), status, code)
}

func (c *client) isNo(a answer, status int, code string) (p Problem) {
	c.t.Helper()
	if a.StatusCode != status || a.Header.Get("Content-Type") != "application/problem+json" {
		c.t.Fatalf("%s %s: %s %s %.300s", a.Request.Method, a.Request.URL, a.Status,
			a.Header.Get("Content-Type"), a.body)
	}
	if err := json.Unmarshal(a.body, &p); err != nil {
		c.t.Fatal(err)
	}
	if p.Code != code || p.Status != status || p.Detail == "" || p.DetailZh == "" || p.Title == "" ||
		p.Remedy == "" || p.RemedyZh == "" {
		c.t.Fatalf("%s: %s", a.Request.URL, a.body)
	}
	return p
}

func text[T uint64 | int](n T) string { return strconv.FormatInt(int64(n), 10) }
