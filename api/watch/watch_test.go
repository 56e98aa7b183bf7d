package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// still is a node that does not move.
type still struct {
	home    string
	syncing bool
	key     error
	ahead   time.Duration // of its clock
}

func (n *still) Home() string             { return n.home }
func (n *still) IdleEvery() time.Duration { return 5 * time.Second }
func (n *still) Syncing() bool            { return n.syncing }
func (n *still) Peers() int               { return 3 }
func (n *still) KeyLoaded() error         { return n.key }
func (n *still) App() *abci.Application   { return nil }

func (n *still) ClockAhead() (ahead, tolerance time.Duration, read bool) {
	return n.ahead, time.Minute, n.ahead != 0
}

var now = time.Date(2026, 11, 2, 9, 0, 0, 0, wire.Beijing)

func scrape(t *testing.T, w *Watch) string {
	t.Helper()
	r := httptest.NewRecorder()
	w.Metrics().ServeHTTP(r, httptest.NewRequest("GET", "/metrics", nil))
	if r.Code != 200 {
		t.Fatal(r.Body)
	}
	return r.Body.String()
}

func has(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if !strings.Contains(text, "\n"+l+"\n") {
			t.Errorf("no line %q", l)
		}
	}
}

func TestBlocksAreCounted(t *testing.T) {
	w := New(Options{Version: "v"})
	w.Block(abci.Seen{Height: 4, Header: wire.At(now), Law: wire.At(now), Changes: 5,
		Papers:   []abci.Outcome{{Kind: "party.register", Writes: 3}, {Code: 7}},
		Finalize: 20 * time.Millisecond, Waiting: 2, WaitingBytes: 900,
		Landing: []abci.Run{{Period: "2026Q3"}}})
	w.Block(abci.Seen{Height: 5, Header: wire.At(now) + 2, Law: wire.At(now) + 2, Changes: 1})
	w.Logged("p2p")
	has(t, scrape(t, w), `suyuan_height 5`, `suyuan_tree_changes_total 6`,
		`suyuan_papers_total{code="0",kind="party.register"} 1`,
		`suyuan_papers_total{code="7",kind="-"} 1`, `suyuan_writes_total 3`,
		`suyuan_block_interval_seconds_sum 2`, `suyuan_block_interval_seconds_count 1`,
		`suyuan_block_papers_count 2`, `suyuan_app_hash_mismatch 0`, `suyuan_pending_papers 0`,
		`suyuan_log_errors_total{module="p2p"} 1`, `suyuan_build_info{rules="1",version="v"} 1`)
	w.Fault(errors.New("wrong Block.Header.AppHash"), true)
	has(t, scrape(t, w), `suyuan_app_hash_mismatch 1`, `suyuan_faults_total 1`)
}

// Peers that forge papers are counted by name, so many and no more: names are made for nothing.
func TestForgersAreCounted(t *testing.T) {
	w := New(Options{})
	var told abci.PeerWatcher = w
	told.Forged("a", "tx.signature")
	told.Forged("a", "tx.signature")
	told.Unread("a", 64)
	for i := range 2 * peerLabels {
		told.Forged("p"+strconv.Itoa(i), "tx.chain")
	}
	text := scrape(t, w)
	has(t, text, `suyuan_forged_papers_total{code="tx.signature",peer="a"} 2`,
		`suyuan_unread_papers_total{peer="a"} 64`, `suyuan_forged_papers_total{code="tx.chain",peer="p0"} 1`,
		`suyuan_forged_papers_total{code="tx.chain",peer="other"} `+strconv.Itoa(peerLabels+1))
	if n := strings.Count(text, "suyuan_forged_papers_total{"); n != peerLabels+1 {
		t.Errorf("%d series", n)
	}
}

// answers makes a ledger of fixed answers by query; an absent one is refused.
func answers(law wire.Time, docs map[string]string) source.Ask {
	return func(_ context.Context, path string, data []byte, _ uint64, _ bool) (source.Reply, error) {
		if path == "/info" {
			b, err := json.Marshal(source.Ledger{Chain: "c", Height: 9, Law: law})
			return source.Reply{Value: b}, err
		}
		name := strings.TrimPrefix(path, "/q/")
		var args map[string]string
		if err := json.Unmarshal(data, &args); err != nil {
			return source.Reply{}, err
		}
		doc, ok := docs[name+args["year"]]
		if name == "ledger" {
			doc, ok = "{}", true
		}
		if !ok {
			return source.Reply{Code: 1, Log: `{"code":"query.not_found"}`}, nil
		}
		return source.Reply{Value: []byte(`{"height":9,"law_time":"` + law.String() +
			`","test_ledger":false,"app_hash":"` + wire.Hash{}.String() + `","answer":` + doc + `}`)}, nil
	}
}

func TestRecordsAreAsked(t *testing.T) {
	law := wire.At(now)
	agreement := func(days int) string {
		return `{"last_day":"` + law.Date().Add(days).String() + `"}`
	}
	w := New(Options{})
	w.ask = answers(law, map[string]string{
		"deadlines":       `{"items":[{},{},{}]}`,
		"unpaid":          `{"items":[{"open":"1.20"},{"open":"-0.20"}]}`,
		"line_objections": `{"items":[{}]}`,
		"agreements": `{"items":[` + agreement(-1) + `,` + agreement(10) + `,` + agreement(29) + `,` +
			agreement(30) + `,` + agreement(100) + `,{"last_day":"` + law.Date().Add(3).String() +
			`","ended_at":"` + law.String() + `"}]}`,
		"run":          `{"frozen_at":"` + (law - 600).String() + `"}`,
		"calendar2026": `{}`,
	})
	w.records(t.Context(), &abci.Seen{Landing: []abci.Run{{Period: "2026Q3"}}})
	left := time.Date(2027, 1, 1, 0, 0, 0, 0, wire.Beijing).Sub(law.Date().Std()).Hours() / 24
	has(t, scrape(t, w), `suyuan_deadlines_overdue 3`, `suyuan_unpaid_fen 100`,
		`suyuan_unpaid_pairs 2`, `suyuan_objections_open 1`, `suyuan_agreements_expiring{days="30"} 2`,
		`suyuan_agreements_expiring{days="90"} 3`, `suyuan_agreements_expiring{days="180"} 4`,
		`suyuan_settlement_lag_seconds 600`, `suyuan_asked_height 9`,
		`suyuan_calendar_days `+strconv.Itoa(int(left)))
}

func verdicts(checks []api.Check) (out string) {
	for _, c := range checks {
		if !c.OK {
			out += " " + c.Name
		}
		if c.Zh == "" || c.En == "" {
			out += " wordless:" + c.Name
		}
	}
	return out
}

func TestReady(t *testing.T) {
	clock := now
	w := New(Options{Clock: func() time.Time { return clock }})
	if got := verdicts(w.Ready(t.Context())); got != " started" {
		t.Error(got)
	}
	n := &still{home: t.TempDir()}
	w.node, w.ask = n, answers(wire.At(now), nil)
	ready := func(want string) {
		t.Helper()
		if got := verdicts(w.Ready(t.Context())); got != want {
			t.Errorf("not ready for%q, want%q", got, want)
		}
	}
	ready(" fresh")
	w.Block(abci.Seen{Height: 1, Header: wire.At(now) - 5})
	ready("")
	clock = now.Add(time.Minute)
	ready(" fresh")
	clock = now
	for _, ahead := range []time.Duration{20 * time.Second, -time.Minute, time.Millisecond} {
		n.ahead = ahead
		ready("")
	}
	for _, ahead := range []time.Duration{61 * time.Second, -5 * time.Minute} {
		n.ahead = ahead
		ready(" clock")
	}
	n.ahead, n.syncing = 0, true
	ready(" synced")
	n.syncing, n.key = false, errors.New("the signer is gone")
	ready(" key")
	n.key = nil
	w.ask = func(ctx context.Context, _ string, _ []byte, _ uint64, _ bool) (source.Reply, error) {
		return source.Reply{}, errors.New("closed")
	}
	ready(" answers")
	w.ask = answers(wire.At(now), nil)
	n.home = "/nowhere"
	ready(" disk")
	n.home = t.TempDir()
	w.Fault(errors.New("disk full"), false)
	ready(" sound")
	if !Low(1<<30, 1<<40) || Low(3<<30, 1<<40) || Low(1<<30, 10<<30) || !Low(1<<28, 10<<30) {
		t.Error("what is low on disk")
	}
}
