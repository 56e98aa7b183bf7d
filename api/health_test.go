package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestHealth(t *testing.T) {
	ok := true
	s := &Server{o: Options{Health: Health{
		Ready: func(context.Context) []Check {
			return []Check{{Name: "synced", OK: true}, {Name: "disk", OK: ok, Zh: "满", En: "full"}}
		},
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("up 1\n"))
		}),
		Version: map[string]string{"version": "v"}}}}
	mux := http.NewServeMux()
	s.health(mux)
	get := func(path string, status int, part string) {
		t.Helper()
		r := httptest.NewRecorder()
		mux.ServeHTTP(r, httptest.NewRequest("GET", path, nil))
		if r.Code != status || !strings.Contains(r.Body.String(), part) {
			t.Errorf("%s: %d %s", path, r.Code, r.Body)
		}
	}
	get("/livez", 200, `"ok":true`)
	get("/readyz", 200, `"ok":true`)
	get("/metrics", 200, "up 1")
	get("/version", 200, `"version":"v"`)
	ok = false
	get("/readyz", 503, `{"name":"disk","ok":false,"zh":"满","en":"full"}`)
	for path := range healthPaths {
		if r := httptest.NewRequest("GET", path, nil); r.URL.Path != path {
			t.Error(path)
		}
	}
}

// A server whose places are all taken still tells how it does.
func TestHealthOfABusyServer(t *testing.T) {
	s := &Server{slots: make(chan struct{}), streams: make(chan struct{}),
		own: make(chan struct{}, 1), cross: http.NewCrossOriginProtection(),
		buckets: newBuckets(50, 200)}
	s.o.Clock, s.o.Limits = time.Now, Limits{}.filled()
	h := s.guarded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {}))
	for path, want := range map[string]int{"/readyz": 200, "/metrics": 200, Prefix + "/info": 503} {
		q := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
		q.RemoteAddr = "127.0.0.1:9"
		r := httptest.NewRecorder()
		if h.ServeHTTP(r, q); r.Code != want {
			t.Errorf("%s: %d %s", path, r.Code, r.Body)
		}
	}
}
