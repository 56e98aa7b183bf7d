package collect

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// childOf names the variables that make this test program a collector to be killed.
const (
	childDir  = "SUYUAN_TEST_COLLECT_DIR"
	childBook = "SUYUAN_TEST_COLLECT_BOOK"
	childKill = "SUYUAN_TEST_COLLECT_KILL" // "step:n": kill at the n-th time of a step
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

func gatewayAt(dir string) Gateway {
	return Gateway{Name: "gw", File: filepath.Join(dir, "access.log"), Form: "csv",
		Columns: []string{"time", "id", "path", "set", "units"}, Time: "time", Layout: "unix",
		Key: "id", Units: "units", Routes: []Route{
			{Match: map[string][]string{"path": {"/v1/credit*"}}, Product: "operator/credit",
				Purpose: "finance", MembersFrom: "set"},
			{Match: map[string][]string{"path": {"/v1/welfare"}}, Product: "operator/credit",
				Purpose: "welfare", MembersFrom: "set"}}}
}

// child reads the log to its end, takes all of it to the ledger, and kills itself on the way.
func child() int {
	dir, step, nth := os.Getenv(childDir), "", 0
	if name, n, ok := strings.Cut(os.Getenv(childKill), ":"); ok {
		step = name
		nth, _ = strconv.Atoi(n)
	}
	fatal := func(err error) int { fmt.Fprintln(os.Stderr, err); return 1 }
	hits := make(chan string, 1)
	count := 0
	hits <- ""
	c, err := Open(Options{Dir: filepath.Join(dir, "store"), Account: account, Lane: 1,
		Ledger: remote{os.Getenv(childBook)}, Signer: signer,
		Limits: Limits{BatchUses: 40, BatchAge: 20 * time.Millisecond},
		Failed: func(err error) { fmt.Fprintln(os.Stderr, err) },
		Step: func(at string) {
			<-hits
			if at == step {
				if count++; count == nth {
					_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
					select {}
				}
			}
			hits <- at
		}})
	if err != nil {
		return fatal(err)
	}
	if err := c.Follow(context.Background(), gatewayAt(dir), false); err != nil {
		return fatal(err)
	}
	if err := c.Seal(); err != nil {
		return fatal(err)
	}
	for {
		c.wake(c.submitting)
		s, err := c.Status()
		if err != nil {
			return fatal(err)
		}
		if s.Jobs.Waiting == 0 && s.Queued == 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := c.Close(); err != nil {
		return fatal(err)
	}
	return 0
}

// A collector is killed at every step of its pipeline, and at random instants, while its log grows
// and is rotated. What the ledger counts in the end is the recount of the log.
func TestKilledAtEveryStep(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("SUYUAN_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("SUYUAN_SEED=%d", seed)
	w := &killed{t: t, dir: t.TempDir(), book: newBook(), random: rand.New(rand.NewPCG(seed, 0))}
	w.book.ends = []wire.Time{at("2026-05-04 23:41"), at("2026-05-05 00:10"), at("2026-05-05 00:11")}
	w.url = w.book.serve(t)
	steps := []string{"accept.before", "accept.after", "seal.before", "seal.after", "sign.before",
		"sign.after", "send.before", "send.after", "final.before", "final.after", "divide.before",
		"divide.after"}
	for _, step := range steps {
		for nth := 1; nth <= 2; nth++ {
			w.grow()
			if !w.run(step+":"+strconv.Itoa(nth), 0) && nth == 1 {
				t.Errorf("%s was never reached", step)
			}
		}
		if w.random.IntN(3) == 0 {
			w.rotate()
		}
	}
	for range 10 {
		w.grow()
		w.run("", time.Duration(w.random.IntN(int(250*time.Millisecond))))
	}
	w.grow()
	if w.run("", time.Minute) {
		t.Fatal("the last run did not end")
	}
	if got, want := w.book.onLedger(), recount(w.all); !reflect.DeepEqual(got, want) {
		t.Errorf("ledger %v\nrecount %v", got, want)
	}
	c := open(t, filepath.Join(w.dir, "store"), nil, Limits{})
	defer c.Close()
	leavesOnce(t, c, w.book, keysOf(w.all))
	s, err := c.Status()
	if err != nil || s.Final != uint64(len(w.all)) || s.Jobs.Refused != 0 || s.Parked != w.bad {
		t.Errorf("%d uses, %d bad lines: %+v, %v", len(w.all), w.bad, s, err)
	}
	t.Logf("%d uses in %d batches, %d papers sent, %d kills, %d rotations", len(w.all),
		len(w.book.batches), w.book.sent, w.kills, w.turns)
}

type killed struct {
	t                 *testing.T
	dir, url          string
	book              *book
	random            *rand.Rand
	all               []Use
	bad, kills, turns int
}

// grow appends lines to the log: uses, lines of no product, and lines that cannot be read.
func (w *killed) grow() {
	var b strings.Builder
	for range 60 + w.random.IntN(60) {
		u := uses(w.random, 1, at("2026-05-04 23:30"))[0]
		u.Key = fmt.Sprintf("call-%d", len(w.all))
		path := map[string]string{"finance": "/v1/credit/score", "welfare": "/v1/welfare"}[u.Purpose]
		set := strings.Trim(strings.ReplaceAll(fmt.Sprint(u.Members), " ", ";"), "[]")
		fmt.Fprintf(&b, "%d,%s,%s,%s,%d\n", u.At, u.Key, path, set, u.Units)
		w.all = append(w.all, u)
		switch w.random.IntN(30) {
		case 0:
			fmt.Fprintf(&b, "%d,x,/health,,1\n", u.At)
		case 1:
			b.WriteString("no line of this log\n")
			w.bad++
		}
	}
	f, err := os.OpenFile(filepath.Join(w.dir, "access.log"),
		os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(b.String()); err != nil {
		w.t.Fatal(err)
	}
}

// rotate renames the log and begins another one, as log rotation does.
func (w *killed) rotate() {
	w.turns++
	name := filepath.Join(w.dir, "access.log")
	if err := os.Rename(name, name+"."+strconv.Itoa(w.turns)); err != nil {
		w.t.Fatal(err)
	}
	w.grow()
}

// run starts the collector; with a limit it is killed then. It says whether it was killed.
func (w *killed) run(kill string, limit time.Duration) bool {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(slices.Clone(os.Environ()), childDir+"="+w.dir, childBook+"="+w.url,
		childKill+"="+kill)
	var chat strings.Builder
	cmd.Stderr = &chat
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	if limit == 0 {
		limit = time.Minute
	}
	timer := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	timer.Stop()
	if err == nil {
		return false
	}
	if s, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGKILL {
		w.t.Fatalf("kill %q: %v\n%s", kill, err, chat.String())
	}
	w.kills++
	return true
}
