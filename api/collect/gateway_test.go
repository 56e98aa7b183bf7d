package collect

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func jsonGateway(file string) Gateway {
	return Gateway{Name: "gw", File: file, Form: "jsonl", Time: "ts", Key: "req.id", Units: "n",
		Consent: "consent", Routes: []Route{
			{Match: map[string][]string{"path": {"/health*"}}, Ignore: true},
			{Match: map[string][]string{"path": {"/v1/*"}, "status": {"200", "204"}},
				Product: "operator/credit", Purpose: "finance", Members: []uint16{0, 1}}}}
}

func TestLinesRead(t *testing.T) {
	r, err := jsonGateway("x").compile()
	if err != nil {
		t.Fatal(err)
	}
	good := `{"ts":"2026-05-04T09:00:00+08:00","path":"/v1/x","status":200,"n":3,"req":{"id":"7"}}`
	for _, v := range []struct {
		line string
		ok   bool
		bad  bool
	}{
		{good, true, false},
		{`{"ts":"2026-05-04T09:00:00+08:00", "path":"/v1/x", "status":"204", "n":1}`, true, false},
		{`{"ts":"2026-05-04T09:00:00+08:00","path":"/v1/\u0078","status":200,"n":1}`, true, false},
		{`{"path":"/health/live"}`, false, false},
		{`{"path":"/v1/x","status":500}`, false, false},
		{``, false, false},
		{`{"ts":"2026-05-04T09:00:00","path":"/v1/x","status":200,"n":1}`, false, true},
		{`{"ts":"yesterday","path":"/v1/x","status":200,"n":1}`, false, true},
		{`{"ts":"2026-05-04T09:00:00+08:00","path":"/v1/x","status":200,"n":-1}`, false, true},
		{`{"ts":"2026-05-04T09:00:00+08:00","path":"/v1/x","status":200,"n":0}`, false, true},
		{`{"ts":"2026-05-04T09:00:00+08:00","path":"/v1/x","status":200}`, false, true},
		{`{"path":"/v1/x","status":200,"n":1}`, false, true},
		{`{"path":"/v1/x"`, false, true}, {`[]`, false, true}, {`null null`, false, true},
		{good + good, false, true}, {"\x00\xff", false, true},
	} {
		u, ok, err := r.read([]byte(v.line))
		if (err != nil) != v.bad || err == nil && ok != v.ok {
			t.Errorf("%s: %+v, %v, %v", v.line, u, ok, err)
		}
		if err != nil && !errors.Is(err, ErrLine) && !errors.Is(err, ErrTrace) {
			t.Errorf("%s: %v", v.line, err)
		}
	}
	u, _, _ := r.read([]byte(good))
	if u.Units != 3 || u.Key != "7" || u.At != at("2026-05-04 09:00") || string(u.Line) != good {
		t.Errorf("%+v", u)
	}
}

// The fast reader of JSON lines gives what the full one gives, or gives up.
func FuzzScan(f *testing.F) {
	f.Add(`{"ts":"2026-05-04T09:00:00+08:00","path":"/v1/x","status":200,"n":3}`)
	f.Add(`{"ts":null,"n":-0.5,"path":"",  "status":true}`)
	f.Add(`{"n":1e3}`)
	f.Fuzz(func(t *testing.T, line string) {
		fast, _ := jsonGateway("x").compile()
		if !fast.scan([]byte(line)) {
			return
		}
		full, _ := jsonGateway("x").compile()
		fast.g.Name = "fast"
		want := make([]string, len(full.values))
		if err := full.splitSlow([]byte(line)); err != nil {
			t.Fatalf("%q: the full reader refuses it: %v", line, err)
		}
		for i := range want {
			if full.given[i] != fast.given[i] || string(full.values[i]) != string(fast.values[i]) {
				t.Fatalf("%q: column %d: %q and %q", line, i, fast.values[i], full.values[i])
			}
		}
	})
}

func TestGatewaysRefused(t *testing.T) {
	for name, change := range map[string]func(*Gateway){
		"name":    func(g *Gateway) { g.Name = "a b" },
		"form":    func(g *Gateway) { g.Form = "xml" },
		"time":    func(g *Gateway) { g.Time = "" },
		"routes":  func(g *Gateway) { g.Routes = nil },
		"zone":    func(g *Gateway) { g.Zone = "Mars" },
		"product": func(g *Gateway) { g.Routes[1].Product = "credit" },
		"purpose": func(g *Gateway) { g.Routes[1].Purpose = "" },
		"members": func(g *Gateway) { g.Routes[1].Members = nil },
		"columns": func(g *Gateway) { g.Form, g.Columns = "csv", []string{"ts"} },
	} {
		g := jsonGateway("x")
		change(&g)
		if _, err := g.compile(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func csvLine(key string) string {
	return "2026-05-04 09:00:00," + key + ",\"/v1/a,b\",1\n"
}

// A log with a header is followed through growth, rotation, truncation and restarts; every line
// counts once.
func TestFollow(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.csv")
	g := Gateway{Name: "gw", File: file, Form: "csv", Time: "time", Zone: "Asia/Shanghai", Key: "id",
		Routes: []Route{{Product: "operator/credit", Purpose: "finance", Members: []uint16{0}}}}
	write := func(flag int, text string) {
		t.Helper()
		f, err := os.OpenFile(file, flag|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	const header = "time,id,path,n\n"
	store := t.TempDir()
	var c *Collector
	var ended chan error
	var cancel context.CancelFunc
	start := func() {
		c = open(t, store, nil, Limits{})
		var ctx context.Context
		ctx, cancel = context.WithCancel(context.Background())
		ended = make(chan error, 1)
		go func() { ended <- c.Follow(ctx, g, true) }()
	}
	stop := func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(n uint64) {
		t.Helper()
		for end := time.Now().Add(5 * time.Second); c.accepted.Load() != n; time.Sleep(10 *
			time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d uses, want %d", c.accepted.Load(), n)
			}
		}
	}
	start() // before the file is there
	write(os.O_APPEND, header+csvLine("1")+csvLine("2"))
	expect(2)
	write(os.O_APPEND, strings.TrimSuffix(csvLine("3"), "1\n")) // a line half written
	time.Sleep(2 * followWait)
	expect(2)
	write(os.O_APPEND, "1\n")
	expect(3)
	if err := os.Rename(file, file+".1"); err != nil {
		t.Fatal(err)
	}
	write(os.O_APPEND, header+csvLine("4"))
	expect(4)
	write(os.O_TRUNC, header+csvLine("5"))
	expect(5)
	stop()
	write(os.O_APPEND, csvLine("6"))
	if err := os.Rename(file, file+".2"); err != nil {
		t.Fatal(err)
	}
	write(os.O_APPEND, header+csvLine("7"))
	start()
	expect(7)
	write(os.O_APPEND, "bad\n"+csvLine("8"))
	expect(8)
	if err := c.Seal(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	_ = c.store.eachJob(func(j *Job) bool {
		leaves, err := c.store.segment(j)
		if err != nil {
			t.Error(err)
		}
		for _, l := range leaves {
			seen[string(l.key)]++
		}
		return true
	})
	want := map[string]int{"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "8": 1}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("%v", seen)
	}
	if list, err := c.Parked(10); err != nil || len(list) != 1 || list[0].Name != "bad" {
		t.Errorf("%+v, %v", list, err)
	}
	stop()
}

// pack compresses a log the way rotation does: the plain file goes, its time stays.
func pack(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := os.Stat(file)
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(text)
	_ = w.Close()
	if err := os.WriteFile(file+".gz", b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = os.Chtimes(file+".gz", info.ModTime(), info.ModTime())
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

// Rotated logs are read when they are compressed: those from before the first start where it is
// asked for, one that was half read before a stop, and a replay of a compressed file alone.
func TestCompressedLogs(t *testing.T) {
	dir, store := t.TempDir(), t.TempDir()
	file := filepath.Join(dir, "a.csv")
	g := Gateway{Name: "gw", File: file, Form: "csv", Time: "time", Zone: "Asia/Shanghai", Key: "id",
		Rotated: true,
		Routes:  []Route{{Product: "operator/credit", Purpose: "finance", Members: []uint16{0}}}}
	const header = "time,id,path,n\n"
	write := func(name, text string, age time.Duration) {
		t.Helper()
		if err := os.WriteFile(name, []byte(header+text), 0o600); err != nil {
			t.Fatal(err)
		}
		_ = os.Chtimes(name, time.Now().Add(-age), time.Now().Add(-age))
	}
	read := func(g Gateway, want uint64) {
		t.Helper()
		c := open(t, store, nil, Limits{})
		if err := c.Follow(t.Context(), g, false); err != nil {
			t.Fatal(err)
		}
		if n := c.accepted.Load(); n != want {
			t.Errorf("%d uses, want %d", n, want)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write(file+".2", csvLine("1")+csvLine("2"), 2*time.Hour)
	pack(t, file+".2")
	write(file+".1", csvLine("3"), time.Hour)
	write(file, csvLine("4"), 0)
	read(g, 4)
	read(g, 4)
	write(file+".1", csvLine("4")+csvLine("5"), 0) // grew after the stop, then was rotated and packed
	pack(t, file+".1")
	write(file, csvLine("6"), 0)
	read(g, 6)
	g.Name, g.File, g.Rotated = "old", file+".2.gz", false
	read(g, 8)
	read(g, 8)
	left, err := filepath.Glob(filepath.Join(store, "unfolded-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	broken := filepath.Join(dir, "broken.gz")
	if err := os.WriteFile(broken, []byte{0x1f, 0x8b, 8, 0, 1, 2}, 0o600); err != nil {
		t.Fatal(err)
	}
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	g.Name, g.File = "broken", broken
	if err := c.Follow(t.Context(), g, false); err == nil {
		t.Error("a broken archive was read")
	}
}
