package explorer

import (
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// get asks for a page in a language.
func get(h http.Handler, path, lang string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "lang", Value: lang})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var links = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)

// mostBytes bounds every page of the story.
const mostBytes = 200 << 10

// most bounds how many pages a crawl may find.
const most = 1500

// crawl follows every link from the overview and returns the pages by their address.
func crawl(t *testing.T, h http.Handler, lang string) map[string]string {
	t.Helper()
	pages, queue := map[string]string{}, []string{"/"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if _, seen := pages[path]; seen {
			continue
		}
		w := get(h, path, lang)
		if w.Code == http.StatusSeeOther {
			pages[path] = ""
			queue = append(queue, w.Header().Get("Location"))
			continue
		}
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", path, w.Code, firstLine(w.Body.String()))
		}
		body := w.Body.String()
		pages[path] = body
		if len(body) > mostBytes {
			t.Errorf("%s has %d bytes", path, len(body))
		}
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			to, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			if to != "" && follows(to) && !slices.Contains(queue, to) {
				queue = append(queue, to)
			}
		}
		if len(pages) > most {
			t.Fatal("more than 1500 pages")
		}
	}
	return pages
}

// follows leaves out what other packages serve, the other language, and all but a few past heights.
func follows(to string) bool {
	return strings.HasPrefix(to, "/") && to != streamAt && !strings.HasPrefix(to, "/api/") &&
		!strings.Contains(to, "lang=") && !strings.Contains(to, "height=") &&
		!strings.HasPrefix(to, "/block/") && !strings.Contains(to, "up=") && to != "/static/verify.js"
}

func firstLine(s string) string {
	if i := strings.Index(s, "<h1>"); i >= 0 {
		s = s[i:]
	}
	return s[:min(len(s), 200)]
}

// Every link of every page leads to a page, and every anchor within a page is there.
func TestEveryLinkResolves(t *testing.T) {
	h := New(Options{Ask: ledger(t)})
	unknown = func(key string) { t.Errorf("no word for %q", key) }
	defer func() { unknown = func(string) {} }()
	for _, lang := range []string{"zh", "en"} {
		pages := crawl(t, h, lang)
		t.Logf("%d pages", len(pages))
		for _, r := range routes {
			sort, _, _ := strings.Cut(strings.TrimPrefix(r.pattern, "/"), "/")
			if sort == "{$}" || sort == "block" || sort == "challenge" {
				continue
			}
			if !slices.ContainsFunc(keys(pages), func(p string) bool {
				return strings.HasPrefix(p, "/"+sort)
			}) {
				t.Errorf("no link leads to %s", r.pattern)
			}
		}
		for path, body := range pages {
			checkPage(t, path, body, lang)
		}
	}
}

func keys(m map[string]string) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

var han = regexp.MustCompile(`\p{Han}`)

func checkPage(t *testing.T, path, body, lang string) {
	t.Helper()
	if body == "" || strings.HasPrefix(path, "/static/") {
		return
	}
	for _, want := range []string{`<html lang="`, `name="renderer" content="webkit"`, "<h1>",
		`id="main"`,
		`class="skip"`, `<strong class="test">`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s has no %s", path, want)
		}
	}
	for _, never := range []string{"<no value>", "<nil>", "ZgotmplZ", "map[", ` style="`, "onclick="} {
		if strings.Contains(body, never) {
			t.Errorf("%s shows %s", path, never)
		}
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(body, -1) {
		if !strings.Contains(body, `id="`+m[1]+`"`) {
			t.Errorf("%s: nothing is at #%s", path, m[1])
		}
	}
	if lang == "en" && strings.Contains(body, "<h2>") {
		for _, m := range regexp.MustCompile(`<(?:h2|th scope="col"|th scope="col" class="right"|dt)>([^<]*)<`).
			FindAllStringSubmatch(body, -1) {
			if han.MatchString(m[1]) {
				t.Errorf("%s: %q is not English", path, m[1])
			}
		}
	}
}
