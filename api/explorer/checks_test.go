package explorer

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
)

// Differences between two counts and random samples are pointed out on the first page and shown.
func TestChecks(t *testing.T) {
	unknown = func(key string) { t.Errorf("no word for %q", key) }
	defer func() { unknown = func(string) {} }()
	for story, pages := range map[string]map[string][]string{
		"trace-challenge-gz": {"/": {"随机抽查进行中"}, "/checks": {"gz-audit/k-1", "逾期未应答", "8,0"},
			"/challenge/gz-audit/k-1": {"293", "未出示", "抽中的使用记录", "gz-operator/u-1", "签名"},
			"/search?q=gz-audit/k-1":  nil},
		"trace-dual-gz": {"/": nil, "/checks": {"双方计数差异", "供方计数", "需方计数"}},
	} {
		h := New(Options{Ask: other(t, "../../test/scenario/law/"+story+".yaml")})
		for path, want := range pages {
			for _, lang := range []string{"zh", "en"} {
				w := get(h, path, lang)
				if w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
					t.Errorf("%s %s: %d %s", story, path, w.Code, firstLine(w.Body.String()))
				}
				for _, text := range want {
					if lang == "zh" && !strings.Contains(w.Body.String(), text) {
						t.Errorf("%s %s does not show %s", story, path, text)
					}
				}
			}
		}
	}
}

// Every link to a proof names something that a bundle can be made of, and every report is made.
func TestFilesResolve(t *testing.T) {
	ask := ledger(t)
	h := New(Options{Ask: ask})
	at := func(r *http.Request) (*source.Source, error) { return api.At(r, ask) }
	reports := report.Handler(at, report.Options{})
	asked := map[string]bool{}
	for path, body := range crawl(t, h, "zh") {
		for _, m := range regexp.MustCompile(`href="(/api/v1/[^"]*)"`).FindAllStringSubmatch(body, -1) {
			to := html.UnescapeString(m[1])
			if asked[to] {
				continue
			}
			asked[to] = true
			u, err := url.Parse(to)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if what, ok := strings.CutPrefix(u.Path, proofsAt); ok {
				provable(t, path, what, u.Query())
			}
			if name, ok := strings.CutPrefix(u.Path, reportsAt); ok && !strings.HasSuffix(name, ".pdf") {
				w := httptest.NewRecorder()
				reports.ServeHTTP(w, httptest.NewRequest(http.MethodGet, to, nil))
				if w.Code != http.StatusOK {
					t.Errorf("%s links %s: %d %s", path, to, w.Code, w.Body)
				}
			}
		}
	}
	t.Logf("%d files", len(asked))
}

func provable(t *testing.T, path, what string, q url.Values) {
	t.Helper()
	if name, ok := strings.CutPrefix(what, "records/"); ok {
		if _, err := bundle.Key(name, strings.Split(q.Get("key"), "/")); err != nil {
			t.Errorf("%s links a proof of %s %s: %v", path, what, q.Get("key"), err)
		}
		return
	}
	for _, name := range map[string][]string{"statement": {"period", "payer", "payee"},
		"line": {"period", "line"}, "payee": {"period", "payee"}, "lineage": {"node"}}[what] {
		if q.Get(name) == "" {
			t.Errorf("%s links a proof of %s without %s", path, what, name)
		}
	}
}
