package collect

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A run whose end comes before its beginning is left open while its events still come, and so is
// what reads from it; what no event came for is filed.
func TestRunsSettle(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "map.yaml")
	m := openlineage.Map{Format: openlineage.MapFormat,
		Datasets: []openlineage.DatasetRule{{Name: "tax.*", Resource: "tax/pay"}},
		Jobs:     []openlineage.JobRule{{Job: "*", Grant: "bureau/g"}}}
	text, _ := m.YAML()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	c := open(t, filepath.Join(dir, "store"), nil, Limits{Settle: time.Hour})
	defer c.Close()
	s := serving(t, c)
	reader := strings.NewReplacer(`"tax.pay"`, `"mart.credit"`, `"mart.credit"`, `"mart.more"`).
		Replace(
			string(made("Z", "02")))
	begin := strings.NewReplacer("COMPLETE", "START", "09:00:00", "08:59:00", "tax.pay",
		"tax.other").Replace(string(made("Z", "01")))
	for _, e := range []string{string(made("Z", "01")), reader, begin} {
		if status, v := s.post("/api/v1/lineage", token, []byte(e), false); status != 201 {
			t.Fatal(status, v)
		}
		if err := c.Lineage(file); err != nil {
			t.Fatal(err)
		}
	}
	if n := jobs(c); n != 0 || !c.changed.Load() {
		t.Fatalf("%d records of runs whose events still come", n)
	}
	c.limits.Settle = 0
	if err := c.Lineage(file); err != nil {
		t.Fatal(err)
	}
	var merged []wire.Hash
	_ = c.store.eachJob(func(j *Job) bool {
		var body access.ProcessingRecord
		if err := wire.Decode(j.Body, &body); err != nil {
			t.Error(err)
		}
		merged = append(merged, body.Source.Sum)
		return true
	})
	runs, err := c.store.merged(time.Now())
	if err != nil || len(runs) != 2 || runs[0].Events != 2 {
		t.Fatalf("%+v %v", runs, err)
	}
	if !slices.Contains(merged, wire.Hash(runs[0].Digest)) || len(merged) != 2 {
		t.Errorf("%d records, and none of both events of the first run", len(merged))
	}
}

// A sender may name a dataset in no other way than as an input: not in lineage facets, not in
// events of datasets and jobs alone.
func TestEveryNameIsChecked(t *testing.T) {
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	s := serving(t, c, Source{Token: "a-token-for-one-space", Member: "operator",
		Namespaces: []string{"airflow", "pg"}})
	column := `{"namespace":"pg","name":"mart.credit","facets":{"columnLineage":{"fields":{"f":` +
		`{"inputFields":[{"namespace":"secret","name":"x","field":"y"}]}}}}}`
	explicit := `{"namespace":"pg","name":"mart.credit","facets":{"lineage":{"inputs":[` +
		`{"namespace":"secret","name":"x","type":"DATASET"}]}}}`
	job := `"name":"daily","facets":{"lineage":{"entries":[{"namespace":"secret","name":"x",` +
		`"type":"DATASET","inputs":[]}]}}`
	plain := string(made("Z", "01"))
	const static = `{"eventTime":"2026-05-04T09:00:00Z","producer":"a:b","schemaURL":"a:b#/$defs/`
	for name, v := range map[string]struct{ text, field string }{
		"column lineage": {strings.Replace(plain, `{"namespace":"pg","name":"mart.credit"}`, column, 1),
			"/outputs/0"},
		"lineage": {strings.Replace(plain, `{"namespace":"pg","name":"mart.credit"}`, explicit, 1),
			"/outputs/0"},
		"job": {strings.Replace(plain, `"name":"daily"`, job, 1), "/job/facets/lineage"},
		"static dataset": {static + `DatasetEvent","dataset":{"namespace":"secret","name":"x"}}`,
			"/dataset"},
		"static job": {static + `JobEvent","job":{"namespace":"airflow","name":"x"},"inputs":[` +
			`{"namespace":"secret","name":"x"}]}`, "/inputs/0"},
	} {
		status, p := s.post("/api/v1/lineage", "a-token-for-one-space", []byte(v.text), false)
		if status != http.StatusForbidden || p["field"] != v.field {
			t.Errorf("%s: %d %v", name, status, p)
		}
	}
	input := strings.Replace(column, "mart.credit", "tax.pay", 1)
	if status, v := s.post("/api/v1/lineage", "a-token-for-one-space", []byte(strings.Replace(plain,
		`{"namespace":"pg","name":"tax.pay"}`, input, 1)), false); status != 201 {
		t.Errorf("how an input was made: %d %v", status, v)
	}
	status, v := s.post("/api/v1/lineage", "a-token-for-one-space", []byte(static+
		`DatasetEvent","dataset":{"namespace":"pg","name":"x"}}`), true)
	if status != http.StatusCreated || v["id"] != "static" {
		t.Errorf("%d %v", status, v)
	}
	if status, p := s.post("/api/v1/lineage", token, []byte(static+`JobEvent","job":{}}`),
		false); status != 400 {
		t.Errorf("a job without a name: %d %v", status, p)
	}
}

// Clients write the scheme of the header and the coding in their own case.
func TestHeadersInAnyCase(t *testing.T) {
	c := open(t, t.TempDir(), nil, Limits{})
	defer c.Close()
	s := serving(t, c)
	for i, scheme := range []string{"bearer", "BEARER", "Basic"} {
		r, _ := http.NewRequest(http.MethodPost, s.url+"/api/v1/lineage",
			strings.NewReader(string(made("Z", []string{"11", "12", "13"}[i]))))
		r.Header.Set("Authorization", scheme+" "+token)
		r.Header.Set("Content-Encoding", "Identity")
		status, v := s.do(r)
		if want := []int{201, 201, 401}[i]; status != want {
			t.Errorf("%s: %d %v", scheme, status, v)
		}
	}
}

func jobs(c *Collector) (n int) {
	_ = c.store.eachJob(func(*Job) bool { n++; return true })
	return n
}
