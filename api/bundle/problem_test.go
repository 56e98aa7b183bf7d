package bundle

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestProblems(t *testing.T) {
	for code, c := range map[string]struct {
		err    error
		status int
	}{
		"proof.request":    {fmt.Errorf("key: %w", errAsked), http.StatusBadRequest},
		"proof.not_landed": {ErrNotLanded, http.StatusNotFound},
		"proof.no_lines":   {ErrNoLines, http.StatusServiceUnavailable},
		"proof.none":       {fmt.Errorf("no such statement"), http.StatusNotFound},
		"lines.run":        {faultf("lines.run", "行", "lines"), http.StatusBadGateway},
	} {
		w := httptest.NewRecorder()
		ServeProblem(w, c.err)
		var doc struct{ Code, Title, Detail, Detail_zh string }
		if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || doc.Code != code ||
			w.Code != c.status || doc.Title == "" || doc.Detail == "" || doc.Detail_zh == "" ||
			w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", code, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	Handler(nil, "/p").ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/p/nothing", nil))
	if w.Code != http.StatusBadRequest {
		t.Errorf("an unknown kind of proof: %d", w.Code)
	}
}
