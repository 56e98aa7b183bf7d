package collect

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	token = "a-token-of-one-test"
	admin = "an-admin-token-of-one"
)

// sender posts to a collector.
type sender struct {
	t   *testing.T
	url string
}

func serving(t *testing.T, c *Collector, sources ...Source) sender {
	s := httptest.NewServer(c.Handler(append(Sources{{Token: token, Member: "operator"},
		{Token: admin, Member: "operator", Admin: true}}, sources...)))
	t.Cleanup(s.Close)
	return sender{t, s.URL}
}

func (s sender) post(path, token string, body []byte, zip bool) (int, map[string]any) {
	s.t.Helper()
	if zip {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(body)
		_ = w.Close()
		body = b.Bytes()
	}
	r, err := http.NewRequest(http.MethodPost, s.url+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	if zip {
		r.Header.Set("Content-Encoding", "gzip")
	}
	return s.do(r)
}

func (s sender) do(r *http.Request) (int, map[string]any) {
	s.t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		s.t.Fatalf("%d: no JSON: %s", res.StatusCode, text)
	}
	return res.StatusCode, v
}

// events are the raw texts of a set.
func eventsOf(t *testing.T, set string) (out [][]byte) {
	t.Helper()
	files, err := filepath.Glob("../openlineage/testdata/" + set + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(set, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	return out
}

// The real sets posted in any order, and everything twice, file the same records as the folder read
// at once.
func TestRealEventsInAnyOrder(t *testing.T) {
	for _, set := range []string{"spark_column_lineage", "spark_tables"} {
		t.Run(set, func(t *testing.T) {
			read, err := openlineage.ReadDir(os.DirFS("../openlineage/testdata/" + set))
			if err != nil {
				t.Fatal(err)
			}
			runs := openlineage.Merge(read)
			m := openlineage.AutoMap(openlineage.NewSurvey(runs),
				[]openlineage.Slot{{Kind: "resource", ID: ref("tax/pay"), Version: 1}},
				[]openlineage.Slot{{Kind: "product", ID: ref("operator/credit"), Version: 1}})
			m.Jobs = []openlineage.JobRule{{Job: "*", Grant: "bureau/g"}}
			want, _, err := openlineage.Records(runs, m, "operator")
			if err != nil || len(want) == 0 {
				t.Fatal(len(want), err)
			}
			file := filepath.Join(t.TempDir(), "map.yaml")
			text, _ := m.YAML()
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			c := open(t, t.TempDir(), nil, Limits{})
			defer c.Close()
			s := serving(t, c)
			random, all := rand.New(rand.NewPCG(7, 7)), eventsOf(t, set)
			for round := range 2 {
				random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
				for i, e := range all {
					status, v := s.post("/api/v1/lineage", token, e, i%2 == 0)
					if status != http.StatusCreated-round {
						t.Fatalf("round %d: %d %v", round, status, v)
					}
				}
				if err := c.Lineage(file); err != nil {
					t.Fatal(err)
				}
			}
			jobs := map[string][]byte{}
			_ = c.store.eachJob(func(j *Job) bool { jobs[j.ID.String()] = j.Body; return true })
			if len(jobs) != len(want) {
				t.Errorf("%d records, want %d", len(jobs), len(want))
			}
			for _, r := range want {
				if !bytes.Equal(jobs[r.Body.ID.String()], wire.MustEncode(&r.Body)) {
					t.Errorf("%s differs", r.Body.ID)
				}
			}
		})
	}
}

const event = `{"eventTime":"2026-05-04T09:00:00TIMEZONE","eventType":"COMPLETE",
"run":{"runId":"01890000-0000-7000-8000-0000000000NN"},"job":{"namespace":"airflow","name":"daily"},
"inputs":[{"namespace":"pg","name":"tax.pay"}],"outputs":[{"namespace":"pg","name":"mart.credit"}],
"producer":"https://example.org/p","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"}`

func made(zone, n string) []byte {
	return []byte(strings.NewReplacer("TIMEZONE", zone, "NN", n).Replace(event))
}

func TestEventsRefused(t *testing.T) {
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	s := serving(t, c, Source{Token: "a-token-for-one-space", Member: "operator",
		Namespaces: []string{"airflow"}},
		Source{Token: "a-token-of-naive-times", Member: "operator", NaiveTime: "Asia/Shanghai"})
	huge := append(bytes.Repeat([]byte(" "), maxEventBody+1), '{')
	for _, v := range []struct {
		name, token string
		body        []byte
		zip         bool
		status      int
		code        string
	}{
		{"no token", "", made("Z", "01"), false, 401, "token.missing"},
		{"another token", "nobody", made("Z", "01"), false, 401, "token.missing"},
		{"not JSON", token, []byte("{"), false, 400, "event.malformed"},
		{"empty", token, nil, false, 400, "event.malformed"},
		{"no run", token, []byte(`{"eventTime":"2026-05-04T09:00:00Z","producer":"a:b",
			"schemaURL":"a:b","job":{"namespace":"a","name":"b"}}`), false, 400, "event.malformed"},
		{"no zone", token, made("", "01"), false, 400, "event.malformed"},
		{"not its namespace", "a-token-for-one-space", made("Z", "01"), false, 403,
			"event.not_visible"},
		{"too large", token, huge, false, 413, "body.too_large"},
		{"too large unfolded", token, huge, true, 413, "body.too_large"},
	} {
		status, p := s.post("/api/v1/lineage", v.token, v.body, v.zip)
		if status != v.status || p["code"] != v.code || p["detail"] == "" || p["detail_zh"] == "" {
			t.Errorf("%s: %d %v", v.name, status, p)
		}
	}
	status, v := s.post("/api/v1/lineage", "a-token-of-naive-times", made("", "02"), false)
	if status != 201 || v["status"] != "accepted" {
		t.Errorf("naive time: %d %v", status, v)
	}
	runs, err := c.store.merged(time.Now())
	if err != nil || len(runs) != 1 || runs[0].Ended.Unix() != int64(at("2026-05-04 09:00")) {
		t.Errorf("%+v, %v", runs, err)
	}
	batch := append(append([]byte("["), made("Z", "03")...), []byte(`,{"bad":1}]`)...)
	status, v = s.post("/api/v1/lineage/batch", token, batch, true)
	sum, _ := v["summary"].(map[string]any)
	if status != 200 || v["status"] != "partial_success" || sum["successful"] != 1.0 ||
		sum["non_retriable"] != 1.0 {
		t.Errorf("batch: %d %v", status, v)
	}
}

// What no rule names is parked with the command that names it; the rule files the record.
func TestParkedAndMapped(t *testing.T) {
	b, file := newBook(), filepath.Join(t.TempDir(), "map.yaml")
	c := open(t, t.TempDir(), b, Limits{})
	defer c.Close()
	s := serving(t, c)
	if status, v := s.post("/api/v1/lineage", token, made("+08:00", "05"), false); status != 201 {
		t.Fatal(status, v)
	}
	if err := c.Lineage(file); err != nil {
		t.Fatal(err)
	}
	list, err := c.Parked(10)
	if err != nil || len(list) == 0 || list[0].Command == "" {
		t.Fatalf("%+v, %v", list, err)
	}
	r, _ := http.NewRequest(http.MethodGet, s.url+"/parked", nil)
	r.Header.Set("Authorization", "Bearer "+admin)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	page, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if !strings.Contains(string(page), "suyuan collect map") {
		t.Errorf("%s", page)
	}
	err = AddRule(file, []openlineage.DatasetRule{{Namespace: "pg", Name: "tax.*",
		Resource: "tax/pay"}, {Name: "mart.credit", Product: "operator/credit"}},
		[]openlineage.JobRule{{Job: "daily", Grant: "bureau/g"}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Lineage(file); err != nil {
			t.Fatal(err)
		}
		c.settled(t)
	}
	list, err = c.Parked(10)
	if err != nil || len(list) != 0 || len(b.records) != 1 {
		t.Errorf("%d records, parked %+v, %v", len(b.records), list, err)
	}
}

func TestUsesOverHTTP(t *testing.T) {
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	s := serving(t, c)
	body := func(units int) []byte {
		return mustJSON(map[string]any{"id": "gw/1", "uses": []map[string]any{{
			"product": "operator/credit", "version": 1, "stream": "api", "purpose": "finance",
			"at": "2026-05-04T09:00:00+08:00", "key": "k", "members": []int{0}, "units": units}}})
	}
	for i, v := range []struct{ units, status int }{{1, 201}, {1, 200}, {2, 409}, {0, 400}} {
		if status, a := s.post("/api/v1/traces", token, body(v.units), false); status != v.status {
			t.Errorf("%d: %d %v", i, status, a)
		}
	}
	r, _ := http.NewRequest(http.MethodGet, s.url+"/api/v1/collect/status", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	if status, _ := s.do(r); status != 403 {
		t.Errorf("a sender asked for the status: %d", status)
	}
}

func TestPurge(t *testing.T) {
	b := newBook()
	c := open(t, t.TempDir(), b, Limits{})
	defer c.Close()
	all := uses(rand.New(rand.NewPCG(9, 9)), 50, at("2026-05-04 09:00"))
	if _, err := c.Deliver(t.Context(), Delivery{Uses: all}); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	day := wire.Date(20260504)
	m, err := c.Manifest(day, day)
	if err != nil || m.Uses != 50 {
		t.Fatalf("%+v, %v", m, err)
	}
	good := Released{ID: ref("operator/log"), Keeper: "operator", Class: "network", From: day, To: day,
		Digest: m.Digest, Released: at("2031-05-05 00:00")}
	for name, change := range map[string]func(*Released){
		"not released": func(l *Released) { l.Released = 0 },
		"not ours":     func(l *Released) { l.Keeper = "dev" },
		"other class":  func(l *Released) { l.Class = "processing" },
		"other digest": func(l *Released) { l.Digest.Sum[0]++ },
		"other days":   func(l *Released) { l.From--; l.To-- },
	} {
		l := good
		change(&l)
		if _, err := c.Purge(l, time.Now()); err == nil {
			t.Errorf("%s: purged", name)
		}
	}
	if p, err := c.Purge(good, time.Now()); err != nil || p.Uses != 50 {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := c.Prove(Wanted{Key: all[0].Key}); err == nil {
		t.Error("a purged use was proved")
	}
}
