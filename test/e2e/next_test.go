package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A ledger goes on as another one (rulings E14), and others join the new one in each of the three
// ways; what belongs to the old one is refused.
func TestJoinALedgerThatGoesOn(t *testing.T) {
	n := up(t, "--validators", "1")
	paper := n.tx("gz-health/1", "gz-health/r1")
	old := n.node("bureau").Home
	was := filepath.Join(old, "config/genesis.json")
	down(t, n)

	dir := t.TempDir()
	write(t, filepath.Join(dir, "plan.json"), map[string]any{"format": "suyuan-export/1",
		"chain_id": "suyuan-next", "height": 0, "acknowledge_concentration": "one machine",
		"genesis_time": time.Now().Add(time.Second).Format(time.RFC3339),
		"decision":     evidence, "roots": []any{}, "validators": []any{}})
	out := filepath.Join(dir, "export")
	expect(t, 0, nil, "--home", old, "export", "--plan", filepath.Join(dir, "plan.json"), "--out",
		out)
	genesis, state := filepath.Join(out, "genesis.json"), filepath.Join(out, "state.tar")
	expect(t, 0, nil, "export", "check", "--genesis", genesis, "--state", state, "--old-genesis", was)

	first := &guest{n: n, home: filepath.Join(dir, "home"), rpc: "http://" + freePort(t),
		p2p: freePort(t)}
	expect(t, 0, nil, "--home", first.home, "init", "bureau", "--genesis", genesis, "--state", state,
		"--p2p", "tcp://"+first.p2p, "--rpc", strings.Replace(first.rpc, "http", "tcp", 1), "--api",
		"off", "--fast", "--idle-every", "200ms")
	replace(t, old, first.home, "config/priv_validator_key.json")
	first.host = first.rpc
	first.start()
	n.await("the new ledger's first node answers", func() bool {
		return run(t, "status", "--node", first.rpc).code == 0
	})
	first.follows()

	stranger := func() *guest {
		g := n.guest()
		g.peers, g.host = []string{first.peer()}, first.rpc
		return g
	}
	byBlocks := stranger()
	byBlocks.denied(8, "is of the ledger suyuan-next", "--genesis", was)
	byBlocks.denied(2, "with --state", "--genesis", genesis)
	byBlocks.denied(3, "cannot be used", "--genesis", genesis, "--state", genesis)
	byBlocks.denied(4, "snapshot create", "--genesis", genesis, "--snapshot-from", first.rpc)
	byBlocks.joins("--genesis", genesis, "--state", state)

	var made struct {
		Height uint64 `json:"height"`
	}
	expect(t, 0, &made, "--home", first.home, "snapshot", "create")
	n.await("two blocks above the snapshot", func() bool { return first.height() > made.Height+2 })
	byState := stranger()
	byState.denied(2, "leave it out", "--genesis", genesis, "--snapshot-from", first.rpc,
		"--state", state)
	byState.joins("--genesis", genesis, "--snapshot-from", first.rpc)

	file := filepath.Join(dir, "snapshot.tar")
	expect(t, 0, nil, "--home", first.home, "--node", first.rpc, "snapshot", "export", file)
	byFile := stranger()
	byFile.denied(3, "another ledger", "--genesis", was, "--snapshot", file, "--offline")
	byFile.joins("--genesis", genesis, "--snapshot", file)

	for _, g := range []*guest{byBlocks, byState, byFile} {
		var r struct {
			Answer struct {
				ID string `json:"id"`
			} `json:"answer"`
		}
		expect(t, 0, &r, "query", "resource", "--id", "gz-health/r1", "--node", g.rpc)
		if r.Answer.ID != "gz-health/r1" { // a record of the old ledger
			t.Errorf("%+v", r)
		}
		expect(t, 4, nil, "query", "tx", paper, "--node", g.rpc)
	}
}

// joins makes the home, starts it, and starts it once more after a kill.
func (g *guest) joins(flags ...string) {
	g.n.t.Helper()
	began := time.Now()
	expect(g.n.t, 0, nil, g.args(flags...)...)
	g.start()
	g.follows()
	g.n.t.Logf("joined with %v in %.1f s", flags[2:], time.Since(began).Seconds())
	g.again()
}

func (g *guest) height() uint64 { return g.n.heightAt(g.rpc) }

// evidence names a document as bodies do.
var evidence = map[string]any{"number": "1", "title": "决议", "issuer": "成员会议",
	"date": "2026-01-05", "digest": "sha256:" + fmt.Sprintf("%064d", 1)}

func write(t *testing.T, file string, v any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
