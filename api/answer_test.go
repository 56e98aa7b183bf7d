package api

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/state"
)

func TestRecordAtTheLatestAndAtAHeight(t *testing.T) {
	p := story(t)
	c := serve(t, p.options())
	var a source.Answer
	res := c.into(&a, "/parties/gz-bureau")
	if a.Height != p.height || !a.Test || res.Header.Get("X-Ledger-Height") != text(p.height) ||
		res.Header.Get("X-Ledger-AppHash") != a.AppHash.String() ||
		res.Header.Get("X-Ledger-Test") != "true" {
		t.Fatalf("%+v %v", a, res.Header)
	}
	if tag := res.Header.Get("ETag"); !strings.HasPrefix(tag, `"h`+text(p.height)+"-") {
		t.Fatal(tag)
	} else if again := c.get("/parties/gz-bureau", "If-None-Match", "W/"+tag); again.StatusCode !=
		http.StatusNotModified || len(again.body) != 0 {
		t.Fatal(again.Status)
	}
	var early, byName source.Answer
	c.into(&early, "/parties/gz-bureau?height=5")
	if early.Height != 5 || early.AppHash == a.AppHash {
		t.Fatalf("%+v", early)
	}
	if root, err := p.db.ViewAt(5); err != nil || root.Root() != early.AppHash {
		t.Fatal("the app hash of height 5 is another", err)
	}
	if c.into(&byName, "/q/party?id=gz-bureau"); string(byName.Answer) != string(a.Answer) {
		t.Fatal("an alias answers otherwise than its query")
	}
	// The end of a day before which the ledger had begun is answered by its last block.
	law := early.Time.Date().String()
	c.into(&a, "/parties/gz-bureau?as_of="+law)
	next, err := source.Put(t.Context(), p.ask, "ledger", nil, a.Height+1)
	if a.Time >= early.Time.Date().End() || err != nil || next.Time < early.Time.Date().End() {
		t.Fatalf("%s is answered at %s, and the next block is of %s: %v", law, a.Time, next.Time, err)
	}
	c.into(&byName, "/parties/gz-bureau?as_of="+law+"T24:00%2B08:00")
	if byName.Height != a.Height {
		t.Fatal(byName.Height, a.Height)
	}
}

func TestWhatIsRefused(t *testing.T) {
	c := serve(t, story(t).options())
	for _, v := range []struct {
		status     int
		code, path string
	}{
		{404, "query.not_found", "/parties/nobody"},
		{404, "http.route", "/nothing"}, {404, "http.route", "/q/nothing"},
		{400, "http.malformed", "/parties?height=x"},
		{400, "http.malformed", "/parties?height=3&as_of=2026-01-01"},
		{400, "http.malformed", "/parties?as_of=someday"},
		{400, "http.malformed", "/parties?colour=red"},
		{400, "http.malformed", "/parties?role=bureau&role=impl"},
		{400, "body.field", "/parties?limit=1001"},
		{400, "body.field", "/agreements/nonsense"},
		{400, "query.argument", "/q/party"},
		{400, "http.page_token", "/parties?page_token=abc"},
		{400, "http.malformed", "/parties/gz-bureau?format=csv"},
		{406, "http.format", "/parties?format=xml"},
		{404, "query.height", "/parties?height=999999"},
		{410, "http.pruned", "/parties?as_of=2001-01-01"},
		{400, "http.malformed", "/papers/xyz"},
		{404, "query.not_found", "/papers/" + strings.Repeat("0", 64)},
		{400, "http.malformed", "/blocks/0"}, {400, "http.malformed", "/blocks?limit=101"},
		{400, "http.malformed", "/lineage/up?node=x&direction=down"},
		{400, "http.malformed", "/stream?topics=weather"},
		{400, "http.malformed", "/stream?last_event_id=x"},
	} {
		p := c.no(v.status, v.code, v.path)
		if v.status == http.StatusGone && p.Earliest == 0 {
			t.Errorf("%s: no earliest height in %+v", v.path, p)
		}
	}
	missing := c.no(404, "query.not_found", "/parties/nobody")
	if missing.Detail != "not found: party nobody" || missing.DetailZh != "没有找到：party nobody" ||
		missing.Remedy == "" || missing.RemedyZh == "" {
		t.Errorf("%+v", missing)
	}
	c.isNo(c.do(http.MethodDelete, Prefix+"/parties", nil), 405, "http.method")
	c.isNo(c.do(http.MethodPost, Prefix+"/tx", []byte("x")), 501, "http.relay")
	c.isNo(c.get("/parties", "Accept", "text/html"), 406, "http.format")
}

// All pages of a walk are of one height, and hold each record once.
func TestPages(t *testing.T) {
	p := story(t)
	c := serve(t, p.options())
	type page struct {
		Height uint64
		Answer struct {
			Items []json.RawMessage
			Next  string
		}
		Token string `json:"next_page_token"`
	}
	var whole page
	c.into(&whole, "/parties?limit=1000&height=20")
	seen := map[string]bool{}
	path := Prefix + "/parties?limit=2&height=20"
	for path != "" {
		var p page
		a := c.into(&p, strings.TrimPrefix(path, Prefix))
		if p.Height != 20 || len(p.Answer.Items) > 2 {
			t.Fatalf("%+v", p)
		}
		for _, item := range p.Answer.Items {
			if seen[string(item)] {
				t.Fatalf("twice: %s", item)
			}
			seen[string(item)] = true
		}
		link := a.Header.Get("Link")
		if (link == "") != (p.Token == "") {
			t.Fatal(link, p.Token)
		}
		path, _, _ = strings.Cut(strings.TrimPrefix(link, "<"), ">")
	}
	if len(seen) != len(whole.Answer.Items) || len(seen) < 5 {
		t.Fatalf("%d of %d", len(seen), len(whole.Answer.Items))
	}
	var first page
	c.into(&first, "/parties?limit=2")
	c.no(400, "http.page_token", "/parties?limit=2&role=bureau&page_token="+first.Token)
	c.no(400, "http.page_token", "/parties?height=3&page_token="+first.Token)
	c.no(400, "http.page_token", "/agreements?page_token="+first.Token)
}

// A proof holds against the app hash, and changes with any byte.
func TestProof(t *testing.T) {
	p := story(t)
	c := serve(t, p.options())
	var a struct {
		source.Answer
		Proof proof
	}
	for _, path := range []string{"/parties/gz-bureau", "/q/clock", "/q/ledger", "/runs/2026Q1",
		"/q/account?account=gz-bureau/1"} {
		c.into(&a, path+ask(path)+"prove=true")
		value, _ := hex.DecodeString(a.Proof.Value)
		key, _ := hex.DecodeString(a.Proof.Key)
		if a.Height != p.height-1 || a.Proof.Height != a.Height || a.Proof.AppHash != a.AppHash ||
			len(value) == 0 || a.Proof.Header == nil || a.Proof.Collection == "" {
			t.Fatalf("%s: %+v", path, a.Proof)
		}
		if err := state.VerifyProof(a.AppHash, key, value, a.Proof.Ops[0].Data); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		value[len(value)-1] ^= 1
		if state.VerifyProof(a.AppHash, key, value, a.Proof.Ops[0].Data) == nil {
			t.Fatalf("%s: another value is proved", path)
		}
	}
	c.no(409, "PROOF_NOT_YET", "/parties/gz-bureau?prove=true&height="+text(p.height))
	// The absence of a key is proved as well.
	var k keyAnswer
	c.into(&k, "/keys/01017a7a0001?prove=true")
	if k.Present || k.Proof == nil {
		t.Fatalf("%+v", k)
	}
	key, _ := hex.DecodeString(k.Key)
	if err := state.VerifyProof(k.Proof.AppHash, key, nil, k.Proof.Ops[0].Data); err != nil {
		t.Fatal(err)
	}
}

func ask(path string) string {
	if strings.Contains(path, "?") {
		return "&"
	}
	return "?"
}

// The cursor is the page's own last field, never one of a row.
func TestCursor(t *testing.T) {
	for doc, want := range map[string]string{`{"items":[1],"next":"a/b"}`: "a/b",
		`{"rows":[],"after":"x\"y"}`: `x"y`, `{"next":"z"}`: "z", `{"items":[]}`: "",
		`{"items":[{"next":"x"}]}`: "", `{"total":{"after":"x"}}`: "", `{"items":[],"next":""}`: "",
		`{"items":[{"after":"x"}],"next":"n"}`: "n"} {
		if got := cursorOf([]byte(doc)); got != want {
			t.Errorf("%s: %q, not %q", doc, got, want)
		}
	}
}
