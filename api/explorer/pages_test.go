package explorer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// Pages show what a reader of the story looks for.
func TestPages(t *testing.T) {
	h := New(Options{Ask: ledger(t)})
	for _, c := range []struct {
		path, lang string
		want       []string
	}{
		{"/", "zh", []string{"需要留意", "张结算单尚未全部确认", "375,000.00", "谁投入、谁贡献、谁受益", "测试账",
			"贵州省卫生健康委员会", "26,392.50", "被拒绝", "trace.period_frozen"}},
		{"/", "en", []string{"Needs attention", "statements are not confirmed by all", "TEST LEDGER"}},
		{"/product/gz-dev/care", "zh", []string{"社区照护需求指数报告", "全部在期", "门诊统计", "代录", "签名",
			"gz-operator/g-dev", "共 9 项，完整", "事件补录"}},
		{"/product/gz-operator/community?version=1", "zh", []string{"最高限价", "0.50", "收费标准", "0.45",
			"300,000"}},
		{"/resource/gz-health/clinic", "zh", []string{"patient_no", "含个人信息", "社区照护需求指数报告"}},
		{"/resource/gz-water/meters", "zh", []string{"代录", "黔登〔2026〕4号", "GZDJ-2026-0004"}},
		{"/agreement/gz-bureau/ag-2026", "zh", []string{"2029-01-31", "到期", "期外", "黔数协〔2026〕1号",
			"剩 1008 天",
			"class=\"dot\"", "余额分配", "场内交易收入", "产品所有者"}},
		{"/grant/gz-bureau/g-operator", "zh", []string{"可用", "开放与撤销全记录", "district"}},
		{"/statement/2026Q1/gz-operator/gz-treasury", "zh", []string{"75,658.50", "柒万伍仟陆佰伍拾捌元伍角整",
			"L0000018",
			"由来", "gz-operator/r-bank", "尚未确认", "证明包"}},
		{"/statement/2026Q1/gz-operator/gz-treasury", "en", []string{"Not confirmed by", "Derivation",
			"Closing (yuan)", "contribution"}},
		{"/explain/2026Q1/gz-health", "zh", []string{"21,114.00",
			"52,785.00 × 2/5", "余额）× 3/10", "L0000018",
			"/receipt/gz-operator/r-bank"}},
		{"/line/2026Q1/L0000018", "zh", []string{"到明细根的路径", "L0000016"}},
		{"/settlement/2026Q1", "zh", []string{"138,699.00", "已定案", "场内交易", "投入补偿与回报"}},
		{"/settlement", "zh", []string{"2026Q1", "22,500.00", "进行中的结算期 2026Q2"}},
		{"/clock", "zh", []string{"信息披露", "2027-02-01", "暂定"}},
		{"/clock?state=overdue", "zh", []string{"无"}},
		{"/nodes", "zh", []string{"工作日历 2026", "25.0%", "休", "班", "2027"}},
		{"/nodes?year=2027", "zh", []string{"该年日历未公布"}},
		{"/party/gz-operator", "zh", []string{"云上数字科技有限公司", "secp256k1:", "复核", "10,557.00"}},
		{"/verify", "zh", []string{"不上传", "--allow-test", "verify.js", "<noscript>"}},
		{"/help", "en", []string{"attested"}},
		{"/search?q=养老", "zh", []string{"社区养老照护需求预测"}},
		{"/search?q=GYJY-2026-00017", "zh", []string{"gz-operator/t-bank"}},
		{"/search?q=nothing-at-all", "zh", []string{"没有找到"}},
	} {
		w := get(h, c.path, c.lang)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", c.path, w.Code)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s (%s) does not show %s", c.path, c.lang, want)
			}
		}
	}
}

// Search leads straight to what a text can only be.
func TestSearchGoesThere(t *testing.T) {
	h := New(Options{Ask: ledger(t)})
	for q, want := range map[string]string{"gz-health": "/party/gz-health",
		"2026Q1":      "/settlement/2026Q1",
		"gz-dev/care": "/product/gz-dev/care", "142": "/block/142",
		"product:gz-operator/community@1": "/product/gz-operator/community?version=1"} {
		w := get(h, "/search?q="+q, "zh")
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s leads to %d %q", q, w.Code, w.Header().Get("Location"))
		}
	}
}

// A page can be of any kept time, and its links stay there.
func TestAsOf(t *testing.T) {
	h := New(Options{Ask: ledger(t)})
	for path, want := range map[string]int{
		"/agreement/gz-bureau/ag-2026?as_of=2026-01-29": http.StatusNotFound,
		"/agreement/gz-bureau/ag-2026?as_of=2026-01-30": http.StatusOK,
		"/?as_of=2025-01-01":                            http.StatusBadRequest,
		"/?as_of=yesterday":                             http.StatusBadRequest,
		"/?height=999999":                               http.StatusBadRequest,
		"/?height=20":                                   http.StatusOK,
		"/nowhere":                                      http.StatusNotFound,
		"/product/gz-dev/none":                          http.StatusNotFound,
		"/product/UPPER/..":                             http.StatusNotFound,
	} {
		if w := get(h, path, "zh"); w.Code != want && w.Code != http.StatusTemporaryRedirect {
			t.Errorf("%s: %d, not %d", path, w.Code, want)
		}
	}
	body := get(h, "/agreement/gz-bureau/ag-2026?as_of=2026-03-01", "zh").Body.String()
	if !strings.Contains(body, `/party/gz-operator?as_of=2026-03-01"`) ||
		!strings.Contains(body, "所示为历史状态") {
		t.Error("links leave the time that was asked for")
	}
}

// What a reader typed is shown, never run.
func TestEscaping(t *testing.T) {
	h := New(Options{Ask: ledger(t)})
	for _, path := range []string{"/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
		"/clock?owner=%22%3E%3Cscript%3E",
		"/product/a/%3Cscript%3E", "/?as_of=%3Cscript%3E", "/settlement/%22%3E%3Cscript%3E"} {
		w := get(h, path, "zh")
		if strings.Contains(w.Body.String(), "<script>") ||
			strings.Contains(w.Body.String(), `"><`+"script") {
			t.Errorf("%s is run", path)
		}
		if w.Header().Get("Content-Security-Policy") != policy {
			t.Errorf("%s has no policy", path)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// The language is chosen by the address and then remembered.
func TestLanguage(t *testing.T) {
	h := New(Options{Ask: ledger(t)})
	w := get(h, "/?lang=en", "zh")
	if !strings.Contains(w.Header().Get("Set-Cookie"), "lang=en") ||
		!strings.Contains(w.Body.String(), `lang="en"`) {
		t.Error("the choice is not kept")
	}
}

// A unified social credit code finds its institution; the ledger keeps only the code's digest.
func TestSearchByCreditCode(t *testing.T) {
	const code = "91520100MA6DKXYZ0Q"
	sum := sha256.Sum256([]byte(code))
	ask := ledger(t)
	coded := func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		r, err := ask(ctx, path, data, height, prove)
		if path == "/q/parties" {
			first := regexp.MustCompile(`"uscc":"[^"]*"`).Find(r.Value)
			r.Value = bytes.Replace(r.Value, first,
				[]byte(`"uscc":"sha256:`+hex.EncodeToString(sum[:])+`"`), 1)
		}
		return r, err
	}
	h := New(Options{Ask: coded})
	for _, q := range []string{code, strings.ToLower(code)} {
		if w := get(h, "/search?q="+q, "zh"); !strings.Contains(w.Body.String(), "贵阳市第一人民医院") {
			t.Errorf("%s finds %s", q, firstLine(w.Body.String()))
		}
	}
	if w := get(h, "/search?q=91520100MA6DKXYZ0R", "zh"); strings.Contains(w.Body.String(),
		"/party/") {
		t.Error("another code finds somebody")
	}
}
