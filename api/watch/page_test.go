package watch

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/prometheus/client_golang/prometheus"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write docs/metrics.md anew")

const (
	pageFile      = "../../docs/metrics.md"
	rulesFile     = "../../deploy/prometheus/suyuan.rules.yml"
	dashboardFile = "../../deploy/grafana/suyuan.json"
)

// known is a metric that a node serves.
type known struct{ name, kind, help string }

// recorder notes what is registered.
type recorder struct{ all []known }

var (
	fqName = regexp.MustCompile(`fqName: "([^"]+)"`)
	helpIn = regexp.MustCompile(`help: "((?:[^"\\]|\\.)*)"`)
)

func (r *recorder) Register(c prometheus.Collector) error {
	described := make(chan *prometheus.Desc, 500)
	c.Describe(described)
	close(described)
	kind := gauge
	switch c.(type) {
	case *prometheus.CounterVec, prometheus.Counter:
		kind = counter
	case *prometheus.HistogramVec:
		kind = histogram
	}
	for d := range described {
		text := d.String()
		r.all = append(r.all, known{fqName.FindStringSubmatch(text)[1], kind,
			helpIn.FindStringSubmatch(text)[1]})
	}
	return nil
}

func (r *recorder) MustRegister(all ...prometheus.Collector) {
	for _, c := range all {
		_ = r.Register(c)
	}
}

func (r *recorder) Unregister(prometheus.Collector) bool { return false }

// engine lists CometBFT's metrics in the order of names.
func engine(t *testing.T) []known {
	t.Helper()
	r, global := &recorder{}, prometheus.DefaultRegisterer
	prometheus.DefaultRegisterer = r
	defer func() { prometheus.DefaultRegisterer = global }()
	cmtnode.DefaultMetricsProvider(&cmtcfg.InstrumentationConfig{Prometheus: true,
		Namespace: cmtcfg.DefaultConfig().Instrumentation.Namespace})("c")
	slices.SortFunc(r.all, func(a, b known) int { return cmp.Compare(a.name, b.name) })
	if len(r.all) < 40 {
		t.Fatalf("only %d metrics of CometBFT", len(r.all))
	}
	return r.all
}

// names are all series that a node serves.
func names(t *testing.T) map[string]bool {
	t.Helper()
	all := engine(t)
	for _, m := range Table {
		all = append(all, known{Namespace + "_" + m.Name, m.Kind, ""})
	}
	out := map[string]bool{"up": true}
	for _, m := range all {
		out[m.name] = true
		if m.kind == histogram {
			out[m.name+"_bucket"], out[m.name+"_sum"], out[m.name+"_count"] = true, true, true
		}
	}
	families, err := New(Options{}).reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		out[f.GetName()] = true
	}
	return out
}

func TestTable(t *testing.T) {
	unit := regexp.MustCompile(`^[a-z][a-z0-9_]*[a-z0-9]$`)
	for _, m := range Table {
		if !unit.MatchString(m.Name) || m.Zh == "" || m.En == "" ||
			(m.Kind == counter) != strings.HasSuffix(m.Name, "_total") {
			t.Errorf("%+v", m)
		}
	}
}

// docs/metrics.md is what the table and CometBFT's registry say.
func TestPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<!-- Rendered by api/watch; edit its table, not this page. -->
# 指标 · Metrics

` + "`GET /metrics`" + ` of the HTTP service (docs/http.md) gives all of these in Prometheus's text format, ours and
CometBFT's on one port, on the loopback unless the service listens elsewhere; a scraper from outside
gives a token (` + "`suyuan token add NAME --scope read`" + `). A scrape walks nothing: numbers of blocks are
counted as blocks are saved; those of the ledger's records are asked every 15 seconds at most, a
page of each. Alerts: ` + "`deploy/prometheus/suyuan.rules.yml`" + `; dashboard: ` +
		"`deploy/grafana/suyuan.json`" + `; what to do at each alert: [runbook.md](runbook.md).

## 本程序 · Ours

| name | kind | labels | what it is |
|---|---|---|---|
`)
	for _, m := range Table {
		fmt.Fprintf(&b, "| `%s_%s` | %s | %s | %s<br>%s |\n", Namespace, m.Name, m.Kind,
			strings.Join(m.Labels, ", "), m.Zh, m.En)
	}
	b.WriteString("\n`go_*` and `process_*` are those of Go's runtime and of the process.\n\n" +
		"## CometBFT\n\nEach has the label `chain_id`.\n\n| name | kind | what it is |\n|---|---|---|\n")
	for _, m := range engine(t) {
		help := strings.Join(strings.Fields(strings.ReplaceAll(m.help, `\n`, " ")), " ")
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.name, m.kind, strings.ReplaceAll(help, "|", "/"))
	}
	if *update {
		if err := os.WriteFile(pageFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have, err := os.ReadFile(pageFile); err != nil || string(have) != b.String() {
		t.Errorf("docs/metrics.md is stale (%v): go test ./api/watch -update", err)
	}
}

var (
	series = regexp.MustCompile(`\b[a-z]+_[a-z0-9_]+\b|\bup\b`)
	quoted = regexp.MustCompile(`"[^"]*"`)
	labels = regexp.MustCompile(`\{[^}]*\}|\b(by|without|on|ignoring) ?\([^)]*\)`)
	words  = []string{"histogram_quantile", "sum_over_time", "group_left", "deriv", "predict_linear"}
)

// named checks that an expression names series that a node serves.
func named(t *testing.T, where, expr string, all map[string]bool) {
	t.Helper()
	found := false
	expr = labels.ReplaceAllString(quoted.ReplaceAllString(expr, `""`), " ")
	for _, name := range series.FindAllString(expr, -1) {
		if slices.Contains(words, name) {
			continue
		}
		found = true
		if !all[name] {
			t.Errorf("%s: no node serves %s", where, name)
		}
	}
	if !found || strings.Count(expr, "(") != strings.Count(expr, ")") {
		t.Errorf("%s: %q is no expression", where, expr)
	}
}

func TestAlertsNameMetrics(t *testing.T) {
	b, err := os.ReadFile(rulesFile)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	runbook, err := os.ReadFile("../../docs/runbook.md")
	if err != nil {
		t.Fatal(err)
	}
	all, alerts := names(t), 0
	for _, g := range doc.Groups {
		for _, r := range g.Rules {
			alerts++
			named(t, r.Alert, r.Expr, all)
			a := r.Annotations
			if a["summary"] == "" || a["summary_zh"] == "" || !slices.Contains(
				[]string{"page", "ticket"}, r.Labels["severity"]) {
				t.Errorf("%s: %v %v", r.Alert, r.Labels, a)
			}
			if !strings.Contains(string(runbook), "`"+r.Alert+"`") {
				t.Errorf("docs/runbook.md does not say what to do at %s", r.Alert)
			}
		}
	}
	if alerts < 12 {
		t.Errorf("%d alerts", alerts)
	}
}

func TestDashboardNamesMetrics(t *testing.T) {
	b, err := os.ReadFile(dashboardFile)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		UID    string
		Panels []struct {
			Title   string
			Type    string
			Targets []struct{ Expr string }
			GridPos struct{ X, Y, W, H int } `json:"gridPos"`
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	all := names(t)
	for _, p := range doc.Panels {
		if p.Type != "row" && len(p.Targets) == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %q: %d targets, %+v", p.Title, len(p.Targets), p.GridPos)
		}
		for _, target := range p.Targets {
			named(t, p.Title, target.Expr, all)
		}
	}
	if len(doc.Panels) < 12 || doc.UID == "" {
		t.Errorf("%d panels", len(doc.Panels))
	}
}
