package load

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
)

// TestMain makes this program a node when a network starts it under a node's name.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "start" {
		if err := serveAs(filepath.Base(os.Args[0]), os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func serveAs(name, home string) error {
	switch name {
	case KVStore:
		return ServeKVStore(home)
	case Signed:
		return ServeSigned(home)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	n, err := abci.Start(abci.NodeOptions{Home: home})
	if err != nil {
		return err
	}
	<-signals
	return n.Stop()
}

// binaries are names of this program.
func binaries(t *testing.T) map[string]string {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range Systems {
		out[name] = filepath.Join(t.TempDir(), name)
		if err := os.Symlink(self, out[name]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// All systems run, both loads land, nothing is refused, and nothing is left running.
func TestQuick(t *testing.T) {
	var log bytes.Buffer
	p := Plan{Validators: []int{1}, Pairs: 1, InFlight: 100, Rate: 100, Warm: 300 * time.Millisecond,
		Window: time.Second, Papers: 4000, Alg: "secp256k1", Kind: OneRecord, Binaries: binaries(t),
		Dir: t.TempDir(), Log: &log, Profile: filepath.Join(t.TempDir(), "profiles")}
	runs, err := p.Do(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		for _, one := range []Result{r.Offered, r.Saturated} {
			if one.Final == 0 || one.TxPerSecond <= 0 || one.P50 <= 0 || one.P99 < one.P50 || one.CPU <= 0 {
				t.Errorf("%s measured nothing: %+v", r.System, one)
			}
			if one.Refused+one.Failed+one.Lost > 0 {
				t.Errorf("%s: %d refused, %d failed, %d lost: %s", r.System, one.Refused, one.Failed,
					one.Lost, one.Why)
			}
		}
		if r.DiskBytes <= 0 || r.PeakBytes < 1<<20 || r.PaperBytes != runs[0].PaperBytes {
			t.Errorf("%s: %d bytes a paper, %.0f on disk", r.System, r.PaperBytes, r.DiskBytes)
		}
	}
	if left, err := os.ReadDir(p.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	report := NewReport(p, runs)
	var text strings.Builder
	report.Text(&text)
	if len(runs) != 3 || report.Summary[0].Ratios[KVStore].Median <= 0 ||
		report.Summary[0].Ratios[Signed].Median <= 0 || !strings.Contains(text.String(), "ratio") {
		t.Errorf("%d runs, report:\n%s", len(runs), text.String())
	}
	if _, err := json.Marshal(report); err != nil {
		t.Error(err)
	}
	b, err := os.ReadFile(filepath.Join(p.Profile, "suyuan-1.pprof"))
	if err != nil || len(b) < 100 {
		t.Errorf("a profile of %d bytes: %v", len(b), err)
	}
}

func TestMedianAndQuantile(t *testing.T) {
	for _, c := range []struct {
		all  []float64
		want float64
	}{{nil, 0}, {[]float64{7}, 7}, {[]float64{9, 1}, 1}, {[]float64{5, 1, 3}, 3},
		{[]float64{4, 1, 3, 2}, 2}, {[]float64{5, 4, 3, 2, 1}, 3}} {
		if got := median(c.all); got != c.want {
			t.Errorf("median of %v: %v, want %v", c.all, got, c.want)
		}
	}
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i)
	}
	if got := quantile(hundred, 0.99); got != 99 {
		t.Errorf("p99 is %v", got)
	}
}

// Ratios are of medians; the spread is of the pairs in the order they ran.
func TestRatios(t *testing.T) {
	var runs []Run
	for i, pair := range [][2]float64{{30, 100}, {20, 100}, {50, 125}} {
		for k, name := range []string{Suyuan, KVStore} {
			runs = append(runs, Run{System: name, Validators: 4, Pair: i + 1,
				Saturated: Result{TxPerSecond: pair[k]}})
		}
	}
	s := NewReport(Plan{Validators: []int{4}}, runs).Summary[0]
	if want := (Ratio{Median: 0.3, Low: 0.2, High: 0.4}); s.Ratios[KVStore] != want ||
		len(s.Ratios) != 1 || s.Pairs != 3 {
		t.Errorf("%+v", s)
	}
}

// Limits are those of four validators, and of what was measured.
func TestLimits(t *testing.T) {
	run := func(validators int, name string, rate, p50, p99 float64) Run {
		return Run{System: name, Validators: validators, Saturated: Result{TxPerSecond: rate},
			Offered: Result{P50: p50, P99: p99}}
	}
	for _, c := range []struct {
		what       string
		validators int
		offered    int
		kind       string
		own        [3]float64 // rate, p50, p99
		want       int
	}{
		{"everything kept", 4, 100, OneRecord, [3]float64{1000, 149, 399}, 0},
		{"too slow beside the signed one", 4, 100, OneRecord, [3]float64{799, 100, 200}, 1},
		{"too slow beside both", 4, 100, OneRecord, [3]float64{700, 100, 200}, 2},
		{"half the papers late", 4, 100, OneRecord, [3]float64{1000, 150, 200}, 1},
		{"a few papers late", 4, 100, Batch, [3]float64{1000, 100, 400}, 1},
		{"late at another rate", 4, 200, OneRecord, [3]float64{1000, 300, 500}, 0},
		{"papers of ten records", 4, 100, Batch, [3]float64{1, 100, 200}, 0},
		{"one validator", 1, 100, OneRecord, [3]float64{1, 300, 500}, 0},
	} {
		runs := []Run{run(c.validators, Suyuan, c.own[0], c.own[1], c.own[2]),
			run(c.validators, Signed, 1000, 1, 1), run(c.validators, KVStore, 2400, 1, 1)}
		r := NewReport(Plan{Validators: []int{c.validators}, Kind: c.kind, Rate: c.offered}, runs)
		if len(r.Missed) != c.want {
			t.Errorf("%s: %q", c.what, r.Missed)
		}
	}
	alone := NewReport(Plan{Validators: []int{4}, Kind: OneRecord, Rate: 100},
		[]Run{run(4, Suyuan, 1, 1, 1)})
	if len(alone.Missed) != 0 {
		t.Errorf("nothing to compare with: %q", alone.Missed)
	}
}

// The signed kvstore takes what its author signed and nothing else, and remembers only that.
func TestSignedPapers(t *testing.T) {
	key, other := crypto.FromSeed(crypto.Secp256k1, "a"), crypto.FromSeed(crypto.Secp256k1, "b")
	author := tx.Account{Party: "platform-1", Number: 3}
	s := &signedStore{keys: map[tx.Account]crypto.PublicKey{author: key.Public()}}
	paper := tx.Paper{Chain: "test-x", Author: author, Lane: 1, Nonce: 7, Kind: "trace.record",
		Body: []byte("body")}
	good, err := sign(seat{key: key}, paper)
	if err != nil {
		t.Fatal(err)
	}
	forged, _ := sign(seat{key: other}, paper)
	stranger := paper
	stranger.Author.Number = 4
	unknown, _ := sign(seat{key: key}, stranger)
	stranger.Author, stranger.Body = author, nil
	empty, _ := sign(seat{key: key}, stranger)
	for name, raw := range map[string][]byte{"forged": forged, "unknown": unknown, "empty": empty,
		"cut": good[:len(good)-1], "none": nil} {
		if _, ok := s.read(raw); ok {
			t.Errorf("%s is taken", name)
		}
	}
	for range 2 {
		p, ok := s.read(good)
		name := sha256.Sum256([]byte("body"))
		if want := "platform-1\x00" + string(name[:]); !ok || string(p.Value) != "body" ||
			string(p.Key) != want {
			t.Errorf("%+v %v, want the key %x", p, ok, want)
		}
	}
	if len(s.good.young) != 1 {
		t.Errorf("%d remembered", len(s.good.young))
	}
}

// Blocks at the edges of a window count by the time they took.
func TestRate(t *testing.T) {
	from := time.Unix(100, 0)
	f := &follower{blocks: map[uint64]*blockSeen{}}
	for i := range uint64(8) {
		f.blocks[i] = &blockSeen{height: i, at: from.Add(time.Duration(i)*500*time.Millisecond - 1),
			papers: 50}
	}
	var r Result
	f.rate(&r, from, from.Add(3*time.Second))
	if r.TxPerSecond != 100 || r.BlocksPerSecond != 2 {
		t.Errorf("%+v", r)
	}
}

func TestPapersOfKVStore(t *testing.T) {
	seen := map[string]bool{}
	for _, raw := range kvPapers(5, 100, 343) {
		if len(raw) != 343 || bytes.Count(raw, []byte("=")) != 1 || bytes.Contains(raw, []byte(":")) {
			t.Fatalf("%q", raw)
		}
		seen[string(raw[:bytes.IndexByte(raw, '=')])] = true
	}
	if len(seen) != 100 {
		t.Errorf("%d keys", len(seen))
	}
}
