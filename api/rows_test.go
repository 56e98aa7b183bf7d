package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// CSV and NDJSON give every row of a list, by suffix, by argument or by Accept.
func TestAllRows(t *testing.T) {
	p := story(t)
	c := serve(t, p.options())
	at, err := source.At(t.Context(), p.ask, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for b, err := range source.Each[struct{ ID string }](t.Context(), at, "batches", nil) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, b.ID)
	}
	if len(ids) < 3 {
		t.Fatal("the story has too few batches")
	}
	bySuffix := c.get("/batches.csv")
	for _, a := range []answer{bySuffix, c.get("/batches?format=csv"),
		c.get("/batches", "Accept", "text/csv"), c.get("/q/batches.csv")} {
		if a.StatusCode != 200 || !bytes.Equal(a.body, bySuffix.body) ||
			a.Header.Get("Content-Type") != "text/csv; charset=utf-8" ||
			a.Header.Get("X-Ledger-Height") != text(p.height) {
			t.Fatalf("%s %v %.200s", a.Status, a.Header, a.body)
		}
	}
	rest, ok := bytes.CutPrefix(bySuffix.body, []byte("\xef\xbb\xbf"))
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil || !ok || len(rows) != len(ids)+1 || rows[0][0] != "id" {
		t.Fatalf("%v %v: %d rows of %d", err, ok, len(rows)-1, len(ids))
	}
	for i, id := range ids {
		if rows[i+1][0] != id {
			t.Fatalf("row %d is of %s, not %s", i, rows[i+1][0], id)
		}
	}
	lines := bytes.Count(c.get("/batches.ndjson").body, []byte("\n"))
	if lines != len(ids) || bytes.Count(c.get("/batches.ndjson?limit=2").body, []byte("\n")) != 2 {
		t.Fatalf("%d lines of %d", lines, len(ids))
	}
	// Nothing of a list is lost where rows differ in their fields.
	for _, q := range c.s.t.queries {
		if q.list && len(q.required()) == 0 {
			if a := c.get("/q/" + q.Name + ".csv"); a.StatusCode != 200 {
				t.Errorf("%s: %s %s", q.Name, a.Status, a.body)
			}
		}
	}
}

// A list of many pages goes out at one height though blocks are made meanwhile, and no more than a
// page is asked for at a time.
func TestRowsOfManyPages(t *testing.T) {
	const rows = 3*scanRows + 7
	p := story(t)
	o := p.options()
	latest := uint64(100)
	o.Ask = func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		if path != "/q/parties" {
			return p.ask(ctx, path, data, 0, prove)
		}
		if latest++; height == 0 {
			height = latest
		}
		var args map[string]string
		if err := json.Unmarshal(data, &args); err != nil {
			return source.Reply{}, err
		}
		limit, _ := strconv.Atoi(args["limit"])
		from, _ := strconv.Atoi(args["after"])
		var page struct {
			Items []any  `json:"items"`
			Next  string `json:"next,omitempty"`
		}
		for i := from; i < from+limit && i < rows; i++ {
			row := map[string]any{"id": i, "at": height, "name": "=1+" + strconv.Itoa(i)}
			if i == rows-1 {
				row["late"] = map[string]any{"field": []string{"a", "b"}}
			}
			page.Items = append(page.Items, row)
		}
		if from+limit < rows {
			page.Next = strconv.Itoa(from + limit)
		}
		doc, err := json.Marshal(page)
		return source.Reply{Height: height, Value: fmt.Appendf(nil,
			`{"height":%d,"law_time":"","test_ledger":false,"app_hash":%q,"answer":%s}`, height,
			strings.Repeat("0", 64), doc)}, err
	}
	c := serve(t, o)
	a := c.get("/parties.csv")
	got, err := csv.NewReader(bytes.NewReader(a.body[3:])).ReadAll()
	if err != nil || len(got) != rows+1 {
		t.Fatalf("%v: %d rows", err, len(got))
	}
	if strings.Join(got[0], " ") != "at id name late.field" {
		t.Fatal(got[0])
	}
	for i, row := range got[1:] {
		if row[0] != "101" || row[1] != strconv.Itoa(i) || row[2] != "'=1+"+strconv.Itoa(i) {
			t.Fatalf("row %d: %q", i, row)
		}
	}
	if last := got[rows]; last[3] != "a; b" {
		t.Fatal(last)
	}
}

func TestCells(t *testing.T) {
	for in, want := range map[string]string{"=1": "'=1", "-5": "-5", "-": "'-", "-5+1": "'-5+1",
		"@x": "'@x", "＝1": "'＝1", "a,b": `"a,b"`, `"`: `""""`, " x": `" x"`, "\tx": "'\tx",
		"0012": "0012", "": "", "𬭎": "𬭎"} {
		if got := csvCell(in); got != want {
			t.Errorf("%q is written %s, not %s", in, got, want)
		}
	}
}

// stream reads messages until there are n, and the ids of them.
func messages(t *testing.T, c *client, path string, n int, headers ...string) (out []happened,
	ids []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", c.http.URL+Prefix+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != 200 ||
		res.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		t.Fatal(err, res)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for len(out) < n && lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			ids = append(ids, id)
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var m happened
			if err := json.Unmarshal([]byte(data), &m); err != nil {
				t.Fatal(err)
			}
			out = append(out, m)
		}
	}
	if len(out) != n {
		t.Fatalf("%d messages of %d: %v", len(out), n, lines.Err())
	}
	return out, ids
}

// A stream that is resumed anywhere goes on with the very next message.
func TestStreamResumes(t *testing.T) {
	p := story(t)
	c := serve(t, p.options())
	all, ids := messages(t, c, "/stream?last_event_id=1-0", 80)
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if b.Height < a.Height || b.Height == a.Height && b.Index <= a.Index || !b.Test ||
			ids[i] != text(b.Height)+"-"+text(b.Index) {
			t.Fatalf("%s after %s: %+v", ids[i], ids[i-1], b)
		}
	}
	for _, at := range []int{0, 17, 40, 59} {
		rest, next := messages(t, c, "/stream", 20, "Last-Event-ID", ids[at])
		for i := range rest {
			if next[i] != ids[at+1+i] || string(rest[i].Data) != string(all[at+1+i].Data) {
				t.Fatalf("after %s comes %s, not %s", ids[at], next[i], ids[at+1+i])
			}
		}
	}
	// Some topics: the ids stay those of the whole.
	some, _ := messages(t, c, "/stream?topics=authorization,grant.opened&last_event_id=1-0", 5)
	for _, m := range some {
		if chapter := c.s.t.chapterOf[m.Event]; chapter != "authorization" && m.Event != "grant.opened" {
			t.Fatalf("%+v", m)
		}
	}
	blocks, _ := messages(t, c, "/stream?topics=block&last_event_id=1-0", 10)
	for i, m := range blocks {
		if m.Event != "block" || i > 0 && m.Height != blocks[i-1].Height+1 {
			t.Fatalf("%+v", m)
		}
	}
	c.no(400, "http.malformed", "/stream?last_event_id="+text(p.height+1)+"-0")
}
