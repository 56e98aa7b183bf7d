package api

import (
	"context"
	"encoding/json"
	"net/http"
)

// Check is one thing that must hold for a node to be ready.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Health is what a node says of itself beside the ledger; a nil field is not served.
type Health struct {
	Ready   func(ctx context.Context) []Check // what holds and what does not
	Metrics http.Handler                      // for Prometheus
	Version any                               // the document of /version
}

// healthPaths have places of their own, so that a busy server still tells how it does.
var healthPaths = map[string]bool{"/livez": true, "/readyz": true, "/metrics": true,
	"/version": true}

// readyAnswer is the document of /readyz and, with no checks, of /livez.
type readyAnswer struct {
	OK     bool    `json:"ok"`
	Checks []Check `json:"checks"`
}

// health mounts what a node says of itself: /livez as long as the process answers at all, /readyz
// with its reasons, 503 when one is missing.
func (s *Server) health(mux *http.ServeMux) {
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, r *http.Request) {
		answerHealth(w, r, http.StatusOK, readyAnswer{OK: true, Checks: []Check{}})
	})
	h := s.o.Health
	if h.Ready != nil {
		mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
			a, status := readyAnswer{OK: true, Checks: h.Ready(r.Context())}, http.StatusOK
			for _, c := range a.Checks {
				a.OK = a.OK && c.OK
			}
			if !a.OK {
				status = http.StatusServiceUnavailable
			}
			answerHealth(w, r, status, a)
		})
	}
	if h.Metrics != nil {
		mux.Handle("GET /metrics", h.Metrics)
	}
	if h.Version != nil {
		mux.HandleFunc("GET /version", func(w http.ResponseWriter, r *http.Request) {
			answerHealth(w, r, http.StatusOK, h.Version)
		})
	}
}

// answerHealth sends a document that nobody may keep.
func answerHealth(w http.ResponseWriter, r *http.Request, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n'))
}
